import fc from 'fast-check';
import { aigcLabel, cardTexts, type EpisodePlan, profileOf, type ShotFacts } from '../../src/workflow/film-plan.js';
import { envelopeOf, placeLines, soundtrackOf } from '../../src/workflow/film-timing.js';
import { type JobInput } from '../../src/jobs/job-input.js';

const FPS = 25;

describe('placeLines', () => {
  it('never lets lines overlap, leave their shot or start inside the transition', () => {
    const shot = fc.record({
      frames: fc.integer({ min: 10, max: 500 }),
      transitionFrames: fc.integer({ min: 0, max: 20 }),
    });
    const lengths = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(shot, lengths, (given, lineFrames) => {
        const { frames, startFrames } = placeLines(given, lineFrames, FPS);
        let free = given.transitionFrames;
        startFrames.forEach((start, index) => {
          expect(start).toBeGreaterThanOrEqual(free);
          free = start + (lineFrames[index] ?? 0);
        });
        expect(free).toBeLessThanOrEqual(frames);
        expect(frames).toBeGreaterThanOrEqual(given.frames);
      }),
    );
  });

  it('leaves a shot alone that has room, and makes one longer only as much as its lines need', () => {
    expect(placeLines({ frames: 100, transitionFrames: 0 }, [50], FPS).frames).toBe(100);
    expect(placeLines({ frames: 40, transitionFrames: 0 }, [50], FPS).frames).toBeLessThanOrEqual(60);
    expect(placeLines({ frames: 80, transitionFrames: 15 }, [], FPS)).toEqual({ frames: 80, startFrames: [] });
  });
});

describe('the soundtrack', () => {
  const shot = (id: string, frames: number) => ({
    ...{ id, frames, transitionFrames: 0, lineMaxFrames: [] },
    facts: {} as ShotFacts,
  });
  const scene = {
    id: 's',
    title: '',
    location: '江边',
    timeOfDay: 'day' as const,
    weather: 'clear',
    mood: 'calm' as const,
  };
  const plan: EpisodePlan = {
    episode: 1,
    title: 'One',
    seriesTitle: 'All',
    titleFrames: 50,
    endFrames: 40,
    scenes: [
      { ...scene, shots: [shot('a', 100), shot('b', 30)] },
      { ...scene, shots: [shot('c', 60)] },
    ],
  };
  const spoken = (frames: number) => ({ lines: [{ key: `k${frames}`, frames, envelope: [] }] });
  const inputs = new Map<string, unknown>([
    ['lines:a', spoken(40)],
    ['lines:b', spoken(90)],
    ['lines:c', { lines: [] }],
  ]);

  it('is as long as the cards and the shots together, grown ones included', () => {
    const grown = placeLines(shot('b', 30), [90], FPS).frames;
    const { frames, voices, shots, scenes } = soundtrackOf(plan, inputs);
    expect(frames).toBe(50 + 100 + grown + 60 + 40);
    expect(voices.map(({ key }) => key)).toEqual(['k40', 'k90']);
    expect(shots.map(({ id, startFrame, frames: length }) => [id, startFrame, length])).toEqual([
      ['a', 50, 100],
      ['b', 150, grown],
      ['c', 150 + grown, 60],
    ]);
    expect(voices[1]?.startFrame).toBeGreaterThan(150);
    expect(scenes.map(({ startSec, endSec }) => [startSec, endSec])).toEqual([
      [0, (150 + grown) / FPS],
      [(150 + grown) / FPS, frames / FPS],
    ]);
  });
});

describe('details of a film', () => {
  it('has the size that its shape and its use ask for', () => {
    const sizes = (['16:9', '9:16'] as const).flatMap((aspectRatio) =>
      [false, true].map((preview) => profileOf({ aspectRatio, preview } as JobInput)),
    );
    expect(sizes.map(({ width, height }) => `${width}x${height}`)).toEqual([
      '1280x720',
      '640x360',
      '720x1280',
      '360x640',
    ]);
  });

  it('measures a voice frame by frame', () => {
    const loud = Float32Array.from({ length: 4800 }, (_, index) => (index < 1920 ? 0 : 0.5));
    expect(envelopeOf(loud, 48_000, FPS)).toEqual([0, 0.5, 0.5]);
  });

  it('carries the label of GB 45438-2025 with the producer and the job', () => {
    expect(JSON.parse(aigcLabel('Studio', 'job-1'))).toEqual({
      Label: '1',
      ContentProducer: 'Studio',
      ProduceID: 'job-1',
      ReservedCode1: '',
      ContentPropagator: 'Studio',
      PropagateID: 'job-1',
      ReservedCode2: '',
    });
  });

  it('says on its cards which episode it is and whether it goes on', () => {
    const plan = { episode: 1, title: '相遇', seriesTitle: '月光' } as EpisodePlan;
    expect(cardTexts(plan, 'zh', 2)).toMatchObject({ title: '月光', subtitle: '第 1 集 · 相遇', end: '未完待续' });
    expect(cardTexts(plan, 'zh', 1)).toMatchObject({ subtitle: '相遇', end: '剧终' });
    expect(cardTexts({ ...plan, episode: 2 }, 'en', 2)).toMatchObject({ end: 'The End' });
  });
});
