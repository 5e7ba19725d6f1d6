import 'reflect-metadata';
import fc from 'fast-check';
import { type Language } from '../../src/common/vocabulary.js';
import { type JobInput } from '../../src/jobs/job-input.js';
import { paceOf } from '../../src/jobs/film-pace.js';
import { drawBoard } from '../../src/offline/director.js';
import { fitIn, roomsIn, secondsOfLines } from '../../src/offline/pacing.js';
import { type ScriptBrief } from '../../src/offline/story.js';
import { writeBible, writeEpisode } from '../../src/offline/writer.js';
import { paceIn, sceneSeconds } from '../../src/workflow/stages/script.stage.js';
import { planEpisode } from '../../src/workflow/stages/written-board.js';

const FPS = 25;
const PROMPTS: Record<Language, string> = {
  zh: '北京，2024 年，一个 996 的程序员遇见了设计部的同事',
  en: 'A detective finds her own name in a dead man’s phone, in a warehouse by the sea',
};

/** A film like a video of such shots, as our own crew plans it. */
function planOf(lengths: number[], language: Language) {
  let at = 0;
  const pace = paceOf(
    lengths.map((length) => ({ startSec: at, endSec: (at += length) })),
    { maxFilmSec: 3600 },
  );
  const prompt = PROMPTS[language];
  const { episodes, scenesPerEpisode } = pace;
  const input = { ...pace, title: 'T', style: null, language, firstEpisode: 1 } as unknown as JobInput;
  const bible = writeBible({ prompt, language, title: null, genre: null, style: null, characters: [], episodes });
  const paces = paceIn(input) ?? [];
  const plans = paces.map((own, index) => {
    const episode = index + 1;
    const secondsPerScene = sceneSeconds(input);
    const brief: ScriptBrief = {
      bible,
      prompt,
      language,
      episode,
      episodes,
      scenesPerEpisode,
      secondsPerScene,
      pace: paces,
    };
    const script = writeEpisode(brief);
    const board = drawBoard({ bible, script, language, episode, secondsPerScene, maxShots: 100, pace: own });
    return { own, script, plan: planEpisode({ episode, bible, script, board, input, pace: own }) };
  });
  return { pace, video: at, plans };
}

const RHYTHMS: [name: string, lengths: number[]][] = [
  ['a steady one', Array<number>(10).fill(3)],
  ['fast cuts', Array<number>(30).fill(1)],
  ['one that goes faster', Array.from({ length: 14 }, (_, index) => 6 * 0.86 ** index)],
  ['one long take', [40]],
  ['a hundred shots', Array.from({ length: 100 }, (_, index) => 1.4 + ((index * 7) % 9) / 5)],
  ['two episodes', Array.from({ length: 170 }, (_, index) => 2 + ((index * 13) % 17) * 0.28)],
];

describe('a film of a given rhythm', () => {
  it.each(RHYTHMS)('has its shots, to the frame: %s', (_, lengths) => {
    for (const language of ['zh', 'en'] as const) {
      const { video, plans } = planOf(lengths, language);
      const shots = plans.flatMap(({ plan }) => plan.scenes.flatMap((scene) => scene.shots));
      expect(shots).toHaveLength(lengths.length);
      shots.forEach(({ frames }, index) => {
        expect(Math.abs(frames - (lengths[index] ?? 0) * FPS)).toBeLessThanOrEqual(1);
      });
      const cards = plans.reduce((sum, { plan }) => sum + plan.titleFrames + plan.endFrames, 0);
      const film = (shots.reduce((sum, { frames }) => sum + frames, 0) + cards) / FPS;
      expect(Math.abs(film - video)).toBeLessThanOrEqual(Math.max(2, video / 10));
    }
  });

  it('says no line where it has no time, and begins fast shots with a cut', () => {
    const lengths = fc.array(fc.double({ min: 0.5, max: 7, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(lengths, fc.constantFrom('zh' as const, 'en' as const), (found, language) => {
        for (const { own, plan } of planOf(found, language).plans) {
          plan.scenes.forEach(({ shots }, scene) => {
            const rooms = roomsIn(own[scene] ?? []);
            expect(shots.map(({ frames }) => frames)).toEqual(own[scene]?.map((seconds) => Math.round(seconds * FPS)));
            shots.forEach(({ facts, transitionFrames, frames }, index) => {
              const lines = facts.lines.map(({ line }) => ({ text: line }));
              expect(fitIn([rooms[index] ?? 0], secondsOfLines(lines, language))).toBe(true);
              expect(frames >= 1.5 * FPS || transitionFrames === 0).toBe(true);
            });
          });
        }
      }),
      { numRuns: 40 },
    );
  });

  it('speaks in most scenes that have time for it', () => {
    const { plans } = planOf(RHYTHMS[0]?.[1] ?? [], 'zh');
    for (const { script } of plans) {
      script.scenes.forEach(({ lines }) => expect(lines.length).toBeGreaterThan(0));
    }
  });

  it('tells fewer scenes in an episode that has fewer shots', () => {
    const { plans } = planOf([...Array<number>(90).fill(4), 360], 'zh');
    expect(plans.map(({ script }) => script.scenes.length)).toEqual([18, 1]);
    expect(plans[1]?.plan.scenes[0]?.shots).toHaveLength(1);
  });
});
