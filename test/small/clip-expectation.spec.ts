import { type Moderation } from '../../src/ai/ports.js';
import { tell } from '../../src/common/sentences.js';
import { type JobInput } from '../../src/jobs/job-input.js';
import { ClipWatch } from '../../src/media/clip-watch.js';
import { cueFrames, faceFrames, judgedFrames } from '../../src/media/deep-samples.js';
import { type Check } from '../../src/media/timeline.js';
import { type ClipOutput } from '../../src/workflow/film-plan.js';
import { deepExpectationOf, judgementWith, settledChecks } from '../../src/workflow/stages/clip-expectation.js';
import { showsFace } from '../../src/workflow/stages/shot-staging.js';

const profile = { width: 1280, height: 720, fps: 25 };
const input = { language: 'zh', subtitles: 'burned' } as JobInput;
const cue = { startFrame: 10, endFrame: 50, speaker: '林晚', texts: { zh: '认识。', en: 'I do.' } };
const clip: ClipOutput = {
  key: 'k',
  spokenKey: 's',
  frames: 100,
  lines: [],
  cues: [cue],
  isOwn: false,
  isDrawn: true,
  showsFace: true,
};
const expected = (change: Partial<ClipOutput> = {}, order: Partial<JobInput> = {}) =>
  deepExpectationOf({ ...clip, ...change }, { ...input, ...order }, profile);

describe('what is to be seen in a clip', () => {
  it('is its subtitles as they are drawn, and a face', () => {
    const drawn = { startFrame: 10, endFrame: 50, speaker: { name: '林晚' }, text: '认识。' };
    expect(expected()).toMatchObject({ profile, frames: 100, subtitles: { cues: [drawn] }, face: { isWanted: true } });
    const both = { subtitleLanguages: ['en', 'zh'] } as Partial<JobInput>;
    expect(expected({}, both)).toMatchObject({ subtitles: { cues: [{ text: 'I do.', second: '认识。' }] } });
  });

  it.each([
    ['subtitles are not burned in', {}, { subtitles: 'soft' }, 'subtitles', 'not_burned'],
    ['an older version has noted none', { cues: undefined }, {}, 'subtitles', 'older_clip'],
    ['nobody speaks', { cues: [] }, {}, 'subtitles', 'nobody_speaks'],
    ['it is no close shot of somebody', { showsFace: false }, {}, 'face', 'no_close_shot'],
    ['an older version has not noted it', { showsFace: undefined }, {}, 'face', 'older_clip'],
    ['the picture is the user’s', { isOwn: true }, {}, 'face', 'own_pictures'],
  ] as const)('says why it is not looked for where %s', (_, change, order, part, reason) => {
    expect(expected(change as Partial<ClipOutput>, order)[part]).toEqual({ skip: reason });
  });
});

describe('a shot shows a face', () => {
  const shot = { description: '林晚抬起头', lines: [], cast: ['林晚'] } as never;
  const drawn = (cast: object[]) => ({ kind: 'drawn', scene: { cast } }) as never;
  const still = { kind: 'still', key: 'k' } as const;

  it('where it is close, and somebody is in it', () => {
    expect(showsFace(shot, { size: 'close_up', source: drawn([{}]) })).toBe(true);
    expect(showsFace(shot, { size: 'medium_close', source: still })).toBe(true);
    expect(showsFace(shot, { size: 'medium', source: drawn([{}]) })).toBe(false);
    expect(showsFace(shot, { size: 'close_up', source: drawn([]) })).toBe(false);
  });

  it('but maybe not where a vendor was asked to look over a shoulder', () => {
    const over = { description: '越过周野的肩看林晚', lines: [], cast: ['林晚', '周野'] } as never;
    expect(showsFace(over, { size: 'close_up', source: still })).toBe(false);
  });
});

const failed = (name: string, value: number): Check => ({
  ...{ name, status: 'failed', value, limit: 1, reason: 'why' },
  told: { key: 'misread', args: { second: 1 } },
});

describe('what did not pass', () => {
  const checks = ['subtitle_text', 'face_visible', 'nsfw_score'].map((name) => failed(name, 0.9));
  const found = { checks, nudeAtSec: 1.5 };
  const statuses = (isDrawn: boolean) => settledChecks(found, { ...clip, isDrawn }).map(({ status }) => status);

  it('is a fault in what we draw, which is never naked', () => {
    expect(statuses(true)).toEqual(['failed', 'failed', 'skipped']);
  });

  it('is told of a vendor’s or a user’s picture, which may have subtitles of its own', () => {
    expect(statuses(false)).toEqual(['skipped', 'skipped', 'skipped']);
    for (const check of settledChecks(found, { ...clip, isDrawn: false })) {
      expect(check).toMatchObject({ value: 0.9, reason: expect.not.stringMatching(/^why$/) });
      expect(check.told?.key).toMatch(/_in_others$/);
    }
  });

  it('is told in Chinese to whoever reads that', () => {
    const [check] = settledChecks(found, { ...clip, isDrawn: false });
    const told = check?.told;
    expect(told && tell(`check:${told.key}`, told.args, 'zh')).toMatch(/^与原文不符/);
  });

  it('sends a person to look where a vendor’s or a user’s picture may be naked', () => {
    const seen = judgementWith(null, found, { ...clip, isDrawn: false });
    expect(seen).toMatchObject({
      verdict: 'review',
      score: 90,
      findings: [{ category: 'sexual', where: 'clip', start_sec: 1.5 }],
    });
    expect(judgementWith(null, found, clip)).toBeNull();
    expect(judgementWith(null, { ...found, nudeAtSec: null }, { ...clip, isDrawn: false })).toBeNull();
  });

  it('makes what somebody else has said no milder', () => {
    const said: Moderation = {
      verdict: 'reject',
      score: 95,
      findings: [{ category: 'violence', severity: 'high', where: 'clip', reason: 'Blood' }],
    };
    const both = judgementWith(said, found, { ...clip, isDrawn: false });
    expect(both).toMatchObject({ verdict: 'reject', score: 95, findings: [{ category: 'violence' }, {}] });
    expect(judgementWith({ ...said, verdict: 'pass', score: 2 }, found, { ...clip, isDrawn: false })).toMatchObject({
      verdict: 'review',
      score: 90,
    });
  });
});

describe('where a clip is looked at', () => {
  const expectation = expected();

  it('is within it, for a face three times, and once more for each four seconds', () => {
    expect(faceFrames(expectation)).toHaveLength(3);
    expect(faceFrames({ ...expectation, face: { skip: 'own_pictures' } })).toEqual([]);
    expect(judgedFrames({ ...expectation, frames: 99 })).toHaveLength(1);
    expect(judgedFrames({ ...expectation, frames: 200 })).toHaveLength(3);
    for (const frames of [1, 2, 25, 100, 1000]) {
      const all = [...faceFrames({ ...expectation, frames }), ...judgedFrames({ ...expectation, frames })];
      expect(all.every((frame) => frame >= 0 && frame < frames)).toBe(true);
    }
  });

  it('is the middle of each subtitle first, and nowhere where it is gone before it is there', () => {
    const shown = { startFrame: 10, endFrame: 50, speaker: null, text: '认识。' };
    expect(cueFrames(shown)).toEqual([30, 22, 38]);
    expect(cueFrames({ ...shown, endFrame: 18 })).toEqual([]);
  });
});

describe('without what looks at clips', () => {
  const never = new AbortController().signal;

  it.each([
    ['it is not installed', true, 'Not installed: npm run setup:qc', 'not_installed'],
    ['it is switched off', false, 'Switched off: DEEP_CHECKS=off', 'switched_off'],
  ])('everything is skipped and nothing passed: %s', async (_, isOn, reason, key) => {
    const sut = new ClipWatch(isOn, () => !isOn);
    expect(sut.version()).toBeNull();
    const { checks, nudeAtSec } = await sut.clip('/nowhere.mp4', expected(), {} as never, never);
    expect(nudeAtSec).toBeNull();
    expect(checks).toEqual(
      ['subtitle_text', 'face_visible', 'nsfw_score'].map((name) => ({
        ...{ name, status: 'skipped', value: null, limit: null },
        ...{ reason, told: { key, args: {} } },
      })),
    );
  });

  it.each([
    ['not_installed', true],
    ['switched_off', false],
  ])('nothing is read in films: %s', async (skipped, isOn) => {
    const sut = new ClipWatch(isOn, () => !isOn);
    const task = { path: '/nowhere.mp4', format: 'mov' as const, size: { width: 960, height: 540 }, moments: [1] };
    expect(await sut.texts(task, {} as never, never)).toEqual({ skipped });
  });
});
