import 'reflect-metadata';
import fc from 'fast-check';
import { FRAMES_PER_SECOND } from '../../src/media/timeline.js';
import { cardFrames, layOut } from '../../src/offline/layout.js';
import { type BoardRow } from '../../src/workflow/film-reader.js';
import { cardsAround, planBoard } from '../../src/workflow/stages/standing-board.js';
import { planEpisode } from '../../src/workflow/stages/written-board.js';
import { type JobInput } from '../../src/jobs/job-input.js';
import { newBible, newBoard, newScript } from '../fixtures/story.fixture.js';

const input = { language: 'en', durationSec: 30, title: 'Rooftop', style: null } as JobInput;

/** A written episode, and its shots as they then stand in the tables. */
function written() {
  const plan = planEpisode({ episode: 1, bible: newBible(), script: newScript(), board: newBoard(), input });
  const rows = plan.scenes.flatMap(({ id: scene_id, title, mood, shots }) =>
    shots.map(({ id, facts }): BoardRow => ({ ...facts, id, scene_id, title, mood })),
  );
  return { plan, rows };
}

const planned = (rows: BoardRow[]) =>
  planBoard({ episode: 1, title: 'First light', seriesTitle: 'Rooftop', language: 'en', rows });

describe('the plan of a board as it stands', () => {
  it('is that of its writer where nobody has changed anything', () => {
    const { plan, rows } = written();
    expect(planned(rows)).toEqual(plan);
  });

  it('has its shots as long as they are said to be', () => {
    const { rows } = written();
    const frames = rows.map((_, index) => 25 + 10 * index);
    const plan = planned(rows.map((row, index) => ({ ...row, frames: frames[index] ?? 0 })));
    expect(plan.scenes.flatMap(({ shots }) => shots.map((shot) => shot.frames))).toEqual(frames);
  });

  it('begins with a cut, and has no transition that is longer than its shot bears', () => {
    const { rows } = written();
    const dissolving = rows.map((row) => ({
      ...row,
      frames: 25,
      ...{ transition: 'dissolve' as const, transition_frames: 15 },
    }));
    const shots = planned(dissolving).scenes.flatMap((scene) => scene.shots);
    expect(shots.map(({ transitionFrames, facts }) => [transitionFrames, facts.transition])).toEqual([
      [0, 'cut'],
      [10, 'dissolve'],
      [10, 'dissolve'],
    ]);
  });

  it('goes by the order of the shots, and keeps scenes apart', () => {
    const { rows } = written();
    const [first, second, third] = rows as [BoardRow, BoardRow, BoardRow];
    const scenes = planned([third, second, first]).scenes;
    expect(scenes.map(({ id, shots }) => [id, shots.map((shot) => shot.id)])).toEqual([
      [third.scene_id, [third.id]],
      [second.scene_id, [second.id, first.id]],
    ]);
  });

  it('takes words that nobody knows', () => {
    const [row] = written().rows as [BoardRow];
    const [scene] = planned([{ ...row, mood: 'blue', lines: [] }]).scenes;
    expect(scene).toMatchObject({ mood: 'calm', shots: [{ lineMaxFrames: [] }] });
  });
});

describe('cards', () => {
  const sum = ({ titleFrames, endFrames }: { titleFrames: number; endFrames: number }) => titleFrames + endFrames;

  it('are those of a film of that length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 125, max: 90_000 }), (total) => {
        const cards = cardFrames(total, FRAMES_PER_SECOND);
        expect(Math.abs(sum(cardsAround(total - sum(cards))) - sum(cards))).toBeLessThanOrEqual(1);
      }),
      { examples: [[235], [266], [335], [475]] },
    );
  });

  it('show the label long enough, however short the film is', () => {
    expect(cardsAround(25).titleFrames + 25).toBeGreaterThanOrEqual(2 * FRAMES_PER_SECOND);
  });

  it('leave the layout of a written film as it is', () => {
    const total = 30 * FRAMES_PER_SECOND;
    const cards = cardFrames(total, FRAMES_PER_SECOND);
    const story = { script: newScript(), board: newBoard(), language: 'en' as const, fps: FRAMES_PER_SECOND };
    const { shots } = layOut({ ...story, totalFrames: total, ...cards });
    expect(cardsAround(shots.reduce((all, { frames }) => all + frames, 0))).toEqual(cards);
  });
});
