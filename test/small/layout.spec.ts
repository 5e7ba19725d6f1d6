import 'reflect-metadata';
import fc from 'fast-check';
import { drawBoard } from '../../src/offline/director.js';
import {
  cardFrames,
  layOut,
  secondsPerScene as playingTimeOfScenes,
  speakingSeconds,
} from '../../src/offline/layout.js';
import { writeBible, writeEpisode } from '../../src/offline/writer.js';

const FPS = 25;

function planOf(language: 'zh' | 'en', scenes: number, seconds: number, maxShots: number) {
  const prompt = language === 'zh' ? '海边小镇的重逢' : 'A reunion by the sea';
  const bible = writeBible({ prompt, language, title: null, genre: null, style: null, characters: [], episodes: 1 });
  const secondsPerScene = playingTimeOfScenes(scenes * seconds, scenes, FPS);
  const own = { bible, prompt, language, episode: 1, episodes: 1, scenesPerEpisode: scenes, secondsPerScene };
  const script = writeEpisode(own);
  const board = drawBoard({ bible, script, language, episode: 1, secondsPerScene, maxShots });
  const totalFrames = scenes * seconds * FPS;
  return { script, board, language, fps: FPS, totalFrames, ...cardFrames(totalFrames, FPS) };
}

const plans = fc
  .record({
    language: fc.constantFrom('zh' as const, 'en' as const),
    scenes: fc.integer({ min: 1, max: 20 }),
    seconds: fc.integer({ min: 3, max: 90 }),
    maxShots: fc.integer({ min: 1, max: 100 }),
  })
  .map(({ language, scenes, seconds, maxShots }) => planOf(language, scenes, seconds, maxShots));

describe('the layout', () => {
  it('adds up to the frame, and keeps lines inside their shots, in order, after the transition', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { shots } = layOut(plan);
        const sum = shots.reduce((frames, shot) => frames + shot.frames, 0);
        expect(sum + plan.titleFrames + plan.endFrames).toBe(plan.totalFrames);
        for (const shot of shots) {
          expect(shot.frames).toBeGreaterThan(0);
          expect(shot.transitionFrames).toBeLessThanOrEqual(shot.frames * 0.4);
          shot.lineStartFrames.forEach((start, line) => {
            const end = start + (shot.lineMaxFrames[line] ?? 0);
            expect(start).toBeGreaterThanOrEqual(shot.transitionFrames);
            expect(end).toBeLessThanOrEqual(shot.lineStartFrames[line + 1] ?? shot.frames);
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each(['zh', 'en'] as const)(
    'gives every line at least the time it takes to say, and every shot 1.2 s (%s)',
    (language) => {
      const plan = planOf(language, 3, 30, 60);
      for (const shot of layOut(plan).shots) {
        const scene = plan.script.scenes[shot.sceneIndex];
        const lines = plan.board.scenes[shot.sceneIndex]?.shots[shot.shotIndex]?.lines ?? [];
        expect(shot.frames).toBeGreaterThanOrEqual(1.2 * FPS);
        lines.forEach((line, index) => {
          const needed = speakingSeconds(scene?.lines[line]?.text ?? '', language) * FPS;
          expect(shot.lineMaxFrames[index]).toBeGreaterThanOrEqual(Math.floor(needed));
        });
      }
    },
  );

  it('plays transitions of .6 s and .4 s, and none on a cut or at the very start', () => {
    const plan = planOf('zh', 4, 30, 60);
    plan.board.scenes.forEach(({ shots }, index) => {
      shots[0] = { ...shots[0]!, transition: (['dissolve', 'dissolve', 'fade', 'wipe'] as const)[index]! };
    });
    const firsts = layOut(plan).shots.filter(({ shotIndex }) => shotIndex === 0);
    expect(firsts.map(({ transitionFrames }) => transitionFrames)).toEqual([0, 15, 10, 15]);
  });

  it('suggests cards that suit the length of the film', () => {
    expect(cardFrames(90 * FPS, FPS)).toEqual({ titleFrames: 65, endFrames: 50 });
    expect(cardFrames(8 * FPS, FPS)).toEqual({ titleFrames: 30, endFrames: 20 });
    const short = cardFrames(3 * FPS, FPS);
    expect(short.titleFrames + short.endFrames).toBeLessThanOrEqual(1.5 * FPS + 1);
  });

  it('reckons speech by syllables in Chinese and by words in English', () => {
    expect(speakingSeconds('别走，等等我。', 'zh')).toBeCloseTo(5 / 4.2);
    expect(speakingSeconds('Don’t go, wait for me.', 'en')).toBeCloseTo(5 / 2.5);
  });
});
