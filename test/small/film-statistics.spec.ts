import fc from 'fast-check';
import { type MeasuredFilm } from '../../src/offline/film-measures.js';
import { MOST_SECTIONS } from '../../src/offline/film-structure.js';
import { type FilmStatistics, statisticsOf } from '../../src/offline/film-statistics.js';
import { newMeasuredFilm, newShots } from '../fixtures/measured-film.fixture.js';

const times = (count: number, seconds: number) => Array.from({ length: count }, () => seconds);
/** Shots as people cut them: some twice as long as others, in no order. */
const cutAt = (seconds: number, filmSec: number) => {
  const lengths = Array.from({ length: Math.round(filmSec / seconds) }, (_, shot) => 0.6 + ((shot * 7) % 10) * 0.09);
  const sum = lengths.reduce((total, length) => total + length, 0);
  return lengths.map((length) => (length * filmSec) / sum);
};
const sound = (overrides: Partial<NonNullable<MeasuredFilm['sound']>> = {}) => ({
  silences: [],
  speech: [],
  ...overrides,
});

describe('shots', () => {
  it('are counted and measured', () => {
    const film = newMeasuredFilm([1, 2, 3, 6]);
    film.shots[2]!.transition = 'gradual';
    expect(statisticsOf(film).shots).toEqual({
      count: 4,
      average_sec: 3,
      median_sec: 2.5,
      shortest_sec: 1,
      longest_sec: 6,
      deviation_sec: 1.871,
      cuts_per_minute: 15,
      gradual_share: 0.333,
      rhythm: 'fast',
    });
  });

  it.each([
    [9, 'slow'],
    [8, 'slow'],
    [5, 'moderate'],
    [4, 'moderate'],
    [3, 'fast'],
    [2, 'fast'],
    [1.9, 'very_fast'],
  ])('of %d s each are %s', (seconds, rhythm) => {
    expect(statisticsOf(newMeasuredFilm(times(10, seconds))).shots?.rhythm).toBe(rhythm);
  });

  it('are taken in order and as far as they lie in the film, whatever was measured', () => {
    const [first, second, third] = newShots([2, 2, 2]);
    const beyond = { ...first!, startSec: 6 };
    const unknown = { ...first!, startSec: NaN };
    const film = newMeasuredFilm([], { durationSec: 6, shots: [third!, beyond, second!, unknown, first!, first!] });
    expect(statisticsOf(film).shots).toMatchObject({ count: 3, average_sec: 2, shortest_sec: 2, longest_sec: 2 });
  });

  it('are not there: nothing is told of them', () => {
    const told = statisticsOf(newMeasuredFilm([], { durationSec: 30 }));
    expect(told).toMatchObject({ duration_sec: 30, shots: null, pacing: null, picture: null, structure: [] });
  });

  it('are one: the film is whole', () => {
    const told = statisticsOf(newMeasuredFilm([20]));
    expect(told.shots).toMatchObject({ count: 1, cuts_per_minute: 0, gradual_share: 0, deviation_sec: 0 });
    expect(told.structure).toMatchObject([{ act: 'whole', start_sec: 0, end_sec: 20, shots: 1 }]);
  });
});

describe('pacing', () => {
  it.each<[string, number[]]>([
    ['accelerating', [...cutAt(4, 60), ...cutAt(1.5, 60)]],
    ['decelerating', [...cutAt(1.5, 60), ...cutAt(4, 60)]],
    ['steady', cutAt(3, 120)],
    ['steady', [...cutAt(3, 120), ...cutAt(1, 60), ...cutAt(3, 120)]],
  ])('%s', (trend, lengths) => {
    expect(statisticsOf(newMeasuredFilm(lengths)).pacing?.trend).toBe(trend);
  });

  it('is no trend where a few cuts may lie as they do by chance', () => {
    expect(statisticsOf(newMeasuredFilm([20, 10, 5])).pacing?.trend).toBe('steady');
  });

  it('is no trend where nobody sees the difference', () => {
    const lengths = [...times(1000, 1), ...times(1000, 0.85)];
    expect(statisticsOf(newMeasuredFilm(lengths)).pacing?.trend).toBe('steady');
  });

  it('has ten parts; a long shot counts in each with its whole length', () => {
    const curve = statisticsOf(newMeasuredFilm([50, ...times(50, 1)])).pacing?.curve ?? [];
    expect(curve).toHaveLength(10);
    expect(curve[0]).toEqual({ start_sec: 0, end_sec: 10, cuts_per_minute: 0, average_shot_sec: 50 });
    expect(curve[9]).toEqual({ start_sec: 90, end_sec: 100, cuts_per_minute: 60, average_shot_sec: 1 });
  });
});

describe('the hook', () => {
  it('is what the first seconds and the first 15 % have', () => {
    const film = newMeasuredFilm([1, 1, 1, ...times(17, 1)]);
    film.shots.slice(0, 3).forEach((shot) => (shot.motion = 0.4));
    film.sound = sound({ silences: [{ startSec: 0, endSec: 1.5 }], speech: [{ startSec: 1.5, endSec: 9 }] });
    const { hook } = statisticsOf(film);
    const beginning = {
      ...{ end_sec: 3, cuts: 2, cuts_per_minute: 40, motion_ratio: 4, silent_share: 0.5, speech_share: 0.5 },
    };
    expect(hook).toEqual({ first_seconds: beginning, opening: beginning, first_speech_sec: 1.5 });
  });

  it('of a film that nobody listened to begins to speak where its transcript does', () => {
    const transcript = { segments: [{ startSec: 4, endSec: 6, text: 'Who are you?' }] };
    const { hook } = statisticsOf(newMeasuredFilm([20], { transcript }));
    expect(hook).toMatchObject({ first_speech_sec: 4, first_seconds: { silent_share: null, speech_share: null } });
  });

  it('of a film shorter than it is all of it: there is no rest to be livelier than', () => {
    const { hook } = statisticsOf(newMeasuredFilm([1, 1]));
    expect(hook.first_seconds).toMatchObject({ end_sec: 2, cuts: 1, motion_ratio: null });
  });
});

describe('the structure', () => {
  it('is found where cutting and motion change', () => {
    const parts = [...cutAt(1.5, 15), ...cutAt(4, 60), ...cutAt(1.2, 30), ...cutAt(5, 30)];
    const film = newMeasuredFilm(parts);
    film.shots.filter(({ startSec }) => startSec >= 74.9 && startSec < 104.9).forEach((shot) => (shot.motion = 0.3));
    const { structure } = statisticsOf(film);
    expect(structure.map(({ act, start_sec }) => [act, Math.round(start_sec)])).toEqual([
      ['opening', 0],
      ['development', 15],
      ['climax', 75],
      ['ending', 105],
    ]);
    expect(structure[2]).toMatchObject({ shots: 25, average_shot_sec: 1.2, motion: 0.3, speech_share: null });
  });

  it('is found where speech ends', () => {
    const film = newMeasuredFilm(cutAt(2, 120), { sound: sound({ speech: [{ startSec: 0, endSec: 60 }] }) });
    const { structure } = statisticsOf(film);
    expect(structure.map(({ speech_share }) => speech_share)).toEqual([1, expect.closeTo(0, 1)]);
  });

  it('of a film that is cut evenly is one', () => {
    expect(statisticsOf(newMeasuredFilm(cutAt(3, 120))).structure).toHaveLength(1);
  });
});

describe('speech', () => {
  const at = (startSec: number, endSec: number, text: string) => ({ startSec, endSec, text });

  it('is counted by characters in Chinese and by words in English', () => {
    const chinese = { segments: [at(0, 5, '你怎么还没走？OK，等等。'), at(5, 10, '雨太大了！')] };
    const english = { segments: [at(0, 30, "Don't you know? It's 9."), at(31, 32, ' ')] };
    expect(statisticsOf(newMeasuredFilm([30], { transcript: chinese })).speech?.words).toEqual({
      ...{ unit: 'characters', count: 13, per_minute: 26, per_spoken_minute: 78 },
    });
    expect(statisticsOf(newMeasuredFilm([60], { transcript: english })).speech?.words).toMatchObject({
      ...{ unit: 'words', count: 5, per_minute: 5 },
    });
  });

  it('has its share and its pauses by what was heard', () => {
    const speech = [
      { startSec: 8, endSec: 10 },
      { startSec: 0, endSec: 3 },
      { startSec: 2, endSec: 4 },
      { startSec: 4.2, endSec: 5 },
    ];
    const film = newMeasuredFilm([20], { sound: sound({ speech }), transcript: { segments: [at(0, 20, 'Hm.')] } });
    expect(statisticsOf(film).speech).toMatchObject({
      ...{ talk_share: 0.34, pauses: { count: 1, average_sec: 3, longest_sec: 3 } },
    });
  });

  it('is not known where there is neither sound nor transcript', () => {
    expect(statisticsOf(newMeasuredFilm([10])).speech).toBeNull();
    const silent = statisticsOf(newMeasuredFilm([10], { sound: sound() })).speech;
    expect(silent).toEqual({ talk_share: 0, pauses: { count: 0, average_sec: 0, longest_sec: 0 }, words: null });
  });
});

describe('of any film', () => {
  const number = fc.oneof(fc.double({ min: -10, max: 200 }), fc.double(), fc.constantFrom(0, NaN, Infinity, -Infinity));
  const span = fc.record({ startSec: number, endSec: number });
  const measured = fc.record({
    durationSec: fc.oneof(fc.double({ min: 0, max: 200, noNaN: true }), number),
    shots: fc.array(
      fc
        .record({ transition: fc.constantFrom('start', 'cut', 'gradual'), brightness: number, motion: number })
        .chain((shot) => span.map((at) => ({ ...shot, ...at }))),
      { maxLength: 40 },
    ),
    sound: fc.option(
      fc.record({
        silences: fc.array(span),
        speech: fc.array(span),
      }),
    ),
    transcript: fc.option(
      fc.record({ segments: fc.array(span.chain((at) => fc.string().map((text) => ({ ...at, text })))) }),
    ),
  }) as fc.Arbitrary<MeasuredFilm>;

  function numbersIn(value: unknown): number[] {
    if (typeof value === 'number') {
      return [value];
    }
    return typeof value === 'object' ? Object.values(value ?? {}).flatMap(numbersIn) : [];
  }

  function expectSound(told: FilmStatistics): void {
    expect(numbersIn(told).filter((each) => !Number.isFinite(each))).toEqual([]);
    const { structure, duration_sec, pacing, shots } = told;
    expect(structure.length).toBeLessThanOrEqual(MOST_SECTIONS);
    for (const parts of [structure, pacing?.curve ?? []].filter(({ length }) => length > 0)) {
      expect([parts[0]?.start_sec, parts.at(-1)?.end_sec]).toEqual([0, duration_sec]);
      expect(parts.slice(1).map(({ start_sec }) => start_sec)).toEqual(
        parts.slice(0, -1).map(({ end_sec }) => end_sec),
      );
      expect(parts.every(({ start_sec, end_sec }) => end_sec >= start_sec)).toBe(true);
    }
    expect(structure.reduce((sum, section) => sum + section.shots, 0)).toBe(shots?.count ?? 0);
    expect(structure.filter(({ act }) => act === 'climax').length).toBeLessThanOrEqual(1);
    const shares = [
      ...[shots?.gradual_share, told.speech?.talk_share, told.hook.opening.silent_share],
      ...structure.map(({ speech_share }) => speech_share),
    ];
    expect(shares.filter((share) => share !== null && share !== undefined && (share < 0 || share > 1))).toEqual([]);
  }

  it('numbers are finite, parts cover it, shares are shares', () => {
    fc.assert(
      fc.property(measured, (film) => expectSound(statisticsOf(film))),
      { numRuns: 1000 },
    );
  });

  it('of shots of any lengths, 2,000 among them', () => {
    const lengths = fc.array(fc.double({ min: 0.04, max: 30, noNaN: true }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(lengths, (each) => {
        const film = newMeasuredFilm(each);
        const told = statisticsOf(film);
        expectSound(told);
        expect(told.shots?.count).toBe(each.length);
      }),
      { numRuns: 50 },
    );
    const many = statisticsOf(newMeasuredFilm([...times(1000, 3), ...times(1000, 1)]));
    expectSound(many);
    expect(many.structure.map(({ start_sec }) => Math.round(start_sec / 50))).toEqual([0, 60]);
  });

  it('leaves what it was given as it was', () => {
    const film = newMeasuredFilm([3, 1, 2], { sound: sound({ speech: [{ startSec: 2, endSec: 4 }] }) });
    const before = structuredClone(film);
    statisticsOf(film);
    expect(film).toEqual(before);
  });
});
