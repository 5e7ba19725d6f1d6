import { reportOf } from '../../src/jobs/quality-report.js';
import { QualityDto } from '../../src/jobs/quality.dto.js';
import { type ReportedCheck } from '../../src/jobs/quality.entity.js';
import { type Check } from '../../src/media/timeline.js';

const check = (
  name: string,
  status: Check['status'],
  value: number | null = null,
  limit: number | null = null,
): Check => ({
  ...{ name, status, value, limit },
  reason: status === 'passed' ? null : 'x',
});
const rowsOf = (rows: ReportedCheck[]) =>
  rows.map(({ of, format, name, status, value, files, episode, shot_id }) =>
    [of, format, name, status, value, files, episode, shot_id].join(' ').trim(),
  );

describe('the report of a job', () => {
  it('has one row for many clips: the worst of them, by whether it passed', () => {
    const files = [
      { item: 'clip-check:a', checks: [check('freeze', 'passed', 1, 3)] },
      { item: 'clip-check:b', checks: [check('freeze', 'passed', 2.5, 3)] },
      { item: 'clip-check:c', checks: [check('freeze', 'skipped')] },
      { item: 'clip-check:d', checks: [check('freeze', 'failed', 4, 3)] },
      { item: 'clip-check:e', checks: [check('freeze', 'failed', 9, 3)] },
      { item: 'title:a', checks: [check('freeze', 'passed', 0, 3)] },
    ];
    expect(rowsOf(reportOf(files, '16:9'))).toEqual([
      'card mp4 freeze passed 0 1  a',
      'clip mp4 freeze passed 2.5 2  b',
      'clip mp4 freeze skipped  1  c',
      'clip mp4 freeze failed 9 2  e',
    ]);
  });

  it('tells of each format, and of what is in no film nothing', () => {
    const files = [
      { item: 'picture:a', checks: [check('contrast', 'failed')] },
      { item: 'turned-whole', checks: [check('frames', 'passed', 5, 5)] },
      { item: 'turned-check:a', checks: [check('frames', 'passed', 5, 5)] },
      { item: 'export:hls', checks: [check('segments', 'passed')] },
      { item: 'whole', checks: [check('frames', 'passed', 5, 5)] },
    ];
    expect(rowsOf(reportOf(files, '9:16'))).toEqual([
      'film mp4_16x9 frames passed 5 1',
      'film mp4 frames passed 5 1',
      'export hls segments passed  1',
      'clip mp4_16x9 frames passed 5 1  a',
    ]);
  });

  it('does not tell of a film’s only episode, which is the film', () => {
    const episode = (number: number) => ({ item: `cut:${number}`, checks: [check('frames', 'passed', 5, 5)] });
    const whole = { item: 'whole', checks: [check('frames', 'passed', 5, 5)] };
    expect(rowsOf(reportOf([episode(1), whole], '16:9'))).toEqual(['film mp4 frames passed 5 1']);
    expect(rowsOf(reportOf([episode(1), episode(2), whole], '16:9'))).toHaveLength(2);
    expect(rowsOf(reportOf([episode(1)], '16:9'))).toEqual(['episode mp4 frames passed 5 1 1']);
  });

  it('is as short for a hundred episodes as for two', () => {
    const files = Array.from({ length: 100 }, (_, index) => [
      { item: `cut:${index}`, checks: [check('frames', 'passed', 5, 5)] },
      { item: `clip-check:${index}`, checks: [check('frames', 'passed', 5, 5)] },
    ]).flat();
    expect(reportOf(files, '16:9')).toHaveLength(2);
  });

  it('is told in the language of its reader', () => {
    const late = { ...check('fast_start', 'failed'), told: { key: 'late_index' as const, args: {} } };
    const old = { ...check('other', 'failed'), told: { key: 'gone' as never, args: {} } };
    const report = reportOf([{ item: 'whole', checks: [late, old] }], '16:9');
    expect(QualityDto.from(report, 'zh')).toMatchObject({
      passed: false,
      checks: [{ reason: '索引位于画面数据之后' }, { reason: 'x' }],
    });
    expect(QualityDto.from(report, 'en').checks[0]?.reason).toBe('The index comes after the pictures');
  });

  it('has passed where something could not be judged, and where something failed it has not', () => {
    const of = (...statuses: Check['status'][]) =>
      QualityDto.from(
        reportOf([{ item: 'whole', checks: statuses.map((status) => check(status, status)) }], '16:9'),
        'en',
      );
    expect(of('passed', 'skipped').passed).toBe(true);
    expect(of('passed', 'failed').passed).toBe(false);
  });
});
