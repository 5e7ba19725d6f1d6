import { changedSteps, type FilmStep } from '../../src/productions/film-changes.js';
import { type ShotLine } from '../../src/scenes/shot.entity.js';

const LINE: ShotLine = { character: '阿杰', line: '来了。', emotion: 'happy' };
const FORM = { camera_movement: '推进', shot_type: '中景', lighting: '', motion_prompt: '', checkboxes: {} };

/** What a shot shows and says by now. */
type Now = Partial<Pick<FilmStep, 'picture' | 'footage' | 'lines' | 'form_data'>>;

/** The steps of two shots as a film has left them; the second one dissolves from the first. */
function film(now: { a?: Now; b?: Now } = {}): FilmStep[] {
  const shot = (shot_id: 'a' | 'b', dependsOn: string[] = []): FilmStep[] => {
    const shows = { picture: `${shot_id}.png`, footage: null, lines: [LINE], form_data: FORM, ...now[shot_id] };
    const step = (part: string, output: FilmStep['output'], depends_on: string[] = []): FilmStep => ({
      ...{ id: `${part}:${shot_id}`, part, shot_id, depends_on, output, is_outdated: false },
      ...shows,
    });
    return [
      step('picture', { key: `${shot_id}.png` }),
      step('lines', { lines: [{ speaker: '阿杰', text: '来了。', emotion: 'happy' }] }),
      step('footage', { source: { kind: 'drawn' } }, [`picture:${shot_id}`]),
      step('clip', { framing: { size: 'medium', camera: 'push_in' } }, [`footage:${shot_id}`, ...dependsOn]),
      step('clip-check', { framing: { size: 'medium', camera: 'push_in' } }, [`clip:${shot_id}`]),
      step(shot_id === 'a' ? 'title' : 'end', {}, [`picture:${shot_id}`]),
    ];
  };
  return [...shot('a'), ...shot('b', ['footage:a', 'lines:a'])];
}

const changed = (steps: FilmStep[]) => changedSteps(steps).map(({ id }) => id);

describe('what of a film has changed', () => {
  it('is nothing where its shots are as they were', () => {
    expect(changed(film())).toEqual([]);
  });

  it('is the picture or the clip that the shot does not show any more', () => {
    expect(changed(film({ a: { picture: 'other.png' } }))).toEqual(['picture:a']);
    expect(changed(film({ b: { picture: null } }))).toEqual(['picture:b']);
    expect(changed(film({ b: { footage: 'vendor.mp4' } }))).toEqual(['footage:b']);
    const bought = film().map((step) =>
      step.part === 'footage' ? { ...step, output: { source: { kind: 'clip', key: 'vendor.mp4' } } } : step,
    );
    expect(changed(bought)).toEqual(['footage:a', 'footage:b']);
  });

  it('is what is said: by whom, in which words and how, but not lines without words', () => {
    expect(changed(film({ a: { lines: [{ ...LINE, line: '走了。' }] } }))).toEqual(['lines:a']);
    expect(changed(film({ a: { lines: [{ ...LINE, character: null }] } }))).toEqual(['lines:a']);
    expect(changed(film({ a: { lines: [{ ...LINE, emotion: 'sad' }] } }))).toEqual(['lines:a']);
    expect(changed(film({ a: { lines: [] } }))).toEqual(['lines:a']);
    expect(changed(film({ a: { lines: [LINE, { ...LINE, line: ' \n' }] } }))).toEqual([]);
  });

  it('is a framing, in every clip and card that shows it, whatever its words', () => {
    expect(changed(film({ a: { form_data: { ...FORM, camera_movement: 'push_in' } } }))).toEqual([]);
    expect(changed(film({ a: { form_data: { ...FORM, lighting: '月光' } } }))).toEqual([]);
    expect(changed(film({ a: { form_data: { ...FORM, shot_type: '特写' } } }))).toEqual([
      'clip:a',
      'title:a',
      'clip:b',
    ]);
    expect(changed(film({ b: { form_data: { ...FORM, camera_movement: 'static' } } }))).toEqual(['clip:b', 'end:b']);
  });

  it('is what was made of something that a stage has made anew by itself', () => {
    const steps = film().map((step) => ({ ...step, is_outdated: step.id === 'footage:b' }));
    expect(changed(steps)).toEqual(['footage:b']);
  });

  it('is not what older versions have not told', () => {
    const older = film({ a: { form_data: { ...FORM, shot_type: '特写' }, lines: [{ ...LINE, emotion: 'sad' }] } }).map(
      ({ output, ...step }): FilmStep => ({
        ...step,
        output: { ...output, framing: undefined, lines: output.lines?.map(({ emotion: _, ...line }) => line) },
      }),
    );
    expect(changed(older)).toEqual([]);
  });
});
