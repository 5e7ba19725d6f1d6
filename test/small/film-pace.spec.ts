import fc from 'fast-check';
import { type FoundShot, paceOf, SHORTEST_PACED_SEC } from '../../src/jobs/film-pace.js';
import { paceOfEpisode, pacedCards, sceneBounds } from '../../src/offline/pacing.js';

const FPS = 25;
const HOUR = { maxFilmSec: 3600 };

function shotsOf(lengths: number[]): FoundShot[] {
  let at = 0;
  return lengths.map((length) => ({ startSec: at, endSec: (at += length) }));
}

const sumOf = (numbers: number[]) => numbers.reduce((sum, each) => sum + each, 0);
const filmOf = (shotSec: number[]) => {
  const frames = Math.round(sumOf(shotSec) * FPS);
  const { titleFrames, endFrames } = pacedCards(frames, FPS);
  return (frames + titleFrames + endFrames) / FPS;
};

const lengths = fc.oneof(
  fc.array(fc.double({ min: 0.02, max: 12, noNaN: true }), { minLength: 1, maxLength: 300 }),
  fc.array(fc.double({ min: 0.02, max: 1.2, noNaN: true }), { minLength: 1, maxLength: 600 }),
  fc.array(fc.double({ min: 1, max: 900, noNaN: true }), { minLength: 1, maxLength: 12 }),
);
const mostSec = fc.constantFrom(5, 20, 60, 600, 700, 3600);

describe('the pace of a film like a video', () => {
  it('keeps every limit of a film, whatever is found in the video', () => {
    fc.assert(
      fc.property(lengths, mostSec, (found, maxFilmSec) => {
        const { episodes, scenesPerEpisode, durationSec, pacing, changes } = paceOf(shotsOf(found), { maxFilmSec });
        expect(pacing.shotSec).toHaveLength(episodes);
        expect(episodes * durationSec).toBeLessThanOrEqual(maxFilmSec);
        expect(durationSec).toBeGreaterThanOrEqual(5);
        expect(durationSec).toBeLessThanOrEqual(600);
        expect(Number.isInteger(durationSec)).toBe(true);
        expect(scenesPerEpisode * 3).toBeLessThanOrEqual(durationSec);
        const film = sumOf(pacing.shotSec.map(filmOf));
        expect(film).toBeGreaterThanOrEqual(5);
        expect(film).toBeLessThanOrEqual(maxFilmSec + 1 / FPS);
        expect(Math.abs(film - episodes * durationSec)).toBeLessThanOrEqual(episodes);
        for (const shotSec of pacing.shotSec) {
          expect(filmOf(shotSec)).toBeLessThanOrEqual(600);
          expect(shotSec.length).toBeLessThanOrEqual(100);
          expect(Math.min(...shotSec)).toBeGreaterThanOrEqual(SHORTEST_PACED_SEC);
          shotSec.forEach((seconds) => expect(seconds * FPS).toBeCloseTo(Math.round(seconds * FPS), 6));
          const scenes = paceOfEpisode(shotSec, scenesPerEpisode);
          expect(scenes.flat()).toEqual(shotSec);
          expect(scenes.length).toBeLessThanOrEqual(scenesPerEpisode);
          scenes.forEach((shots) => expect(shots.length).toBeGreaterThanOrEqual(1));
          scenes.forEach((shots) => expect(shots.length).toBeLessThanOrEqual(5));
        }
        expect(changes.shots).toBe(pacing.shotSec.flat().length);
      }),
      { numRuns: 300 },
    );
  });

  it('is as long as the video, to a tenth or 2 s with its cards', () => {
    const whole = fc.array(fc.double({ min: 0.04, max: 60, noNaN: true }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(whole, (found) => {
        const seconds = sumOf(found);
        fc.pre(seconds >= 3 && seconds < 3500);
        const { pacing, changes } = paceOf(shotsOf(found), HOUR);
        expect(changes.cutOffSec).toBe(0);
        const film = sumOf(pacing.shotSec.map(filmOf));
        expect(Math.abs(film - seconds)).toBeLessThanOrEqual(Math.max(2, seconds / 10) + 1 / FPS);
      }),
    );
  });

  it('leaves shots alone that can be made: each to the frame', () => {
    const found = [3, 0.5, 12.34, 2, 1, 40, 7.77];
    const { episodes, pacing, changes } = paceOf(shotsOf(found), HOUR);
    expect(episodes).toBe(1);
    expect(changes).toEqual({ foundShots: 7, shots: 7, mergedShots: 0, partedShots: 0, cutOffSec: 0, stretch: 1 });
    pacing.shotSec[0]?.forEach((seconds, index) => {
      expect(Math.abs(seconds - (found[index] ?? 0))).toBeLessThanOrEqual(1 / FPS);
    });
  });

  it('makes one of what is too short and the shorter shot beside it', () => {
    const [shotSec] = paceOf(shotsOf([4, 0.2, 2, 0.12, 0.12, 3]), HOUR).pacing.shotSec;
    expect(shotSec).toEqual([4, 2.2 + 0.24, 3].map((seconds) => expect.closeTo(seconds, 6)));
  });

  it('merges the shortest neighbours of more shots than an episode has', () => {
    const found = Array.from({ length: 150 }, (_, index) => (index % 3 === 0 ? 4 : 1));
    const { pacing, changes, scenesPerEpisode } = paceOf(shotsOf(found), HOUR);
    expect(pacing.shotSec[0]).toHaveLength(100);
    expect(pacing.shotSec[0]?.filter((seconds) => seconds === 4)).toHaveLength(50);
    expect(scenesPerEpisode).toBe(20);
    expect(changes).toMatchObject({ foundShots: 150, shots: 100, mergedShots: 50 });
  });

  it('has room for every scene where shots are short', () => {
    const [shotSec = []] = paceOf(shotsOf(Array<number>(60).fill(0.5)), HOUR).pacing.shotSec;
    expect(sceneBounds(shotSec).least * 3).toBeLessThanOrEqual(30);
    expect(shotSec).toHaveLength(50);
  });

  it('parts a long film at a cut near the middle, and in a shot where there is none', () => {
    const steady = paceOf(shotsOf(Array<number>(180).fill(4)), HOUR);
    expect(steady.pacing.shotSec.map((shots) => shots.length)).toEqual([90, 90]);
    expect(steady.changes.partedShots).toBe(0);
    const take = paceOf(shotsOf([700]), HOUR);
    expect(take.pacing.shotSec).toEqual([[350], [350]]);
    expect(take.changes.partedShots).toBe(1);
  });

  it('gives an episode of few shots fewer scenes than the others', () => {
    const found = [...Array<number>(90).fill(4), 360];
    const { pacing, scenesPerEpisode } = paceOf(shotsOf(found), HOUR);
    expect(pacing.shotSec.map((shots) => paceOfEpisode(shots, scenesPerEpisode).length)).toEqual([scenesPerEpisode, 1]);
    expect(scenesPerEpisode).toBeGreaterThanOrEqual(18);
  });

  it('is one episode up to ten minutes', () => {
    expect(paceOf(shotsOf([300, 300]), HOUR)).toMatchObject({ episodes: 1, durationSec: 600 });
    expect(paceOf(shotsOf([300, 301]), HOUR)).toMatchObject({ episodes: 2 });
  });

  it('cuts off what is beyond the longest film, and says so', () => {
    const { pacing, changes, durationSec } = paceOf(shotsOf(Array<number>(30).fill(3)), { maxFilmSec: 60 });
    expect(durationSec).toBe(60);
    expect(sumOf(pacing.shotSec.flat()) + changes.cutOffSec).toBeCloseTo(90, 6);
    expect(changes.cutOffSec).toBeGreaterThan(30);
  });

  it('stretches what is shorter than a film', () => {
    const { pacing, changes, durationSec } = paceOf(shotsOf([0.4, 0.8]), HOUR);
    expect(pacing.shotSec).toEqual([[1, 2]]);
    expect(changes.stretch).toBe(2.5);
    expect(durationSec).toBe(5);
  });

  it.each([
    ['nothing', []],
    [
      'nothing that makes sense',
      [
        { startSec: NaN, endSec: 3 },
        { startSec: 5, endSec: 2 },
        { startSec: 0, endSec: Infinity },
      ],
    ],
  ])('is a film all the same where there is %s', (_, found) => {
    expect(paceOf(found, HOUR)).toMatchObject({
      episodes: 1,
      scenesPerEpisode: 1,
      durationSec: 5,
      pacing: { shotSec: [[3]] },
    });
  });

  it('takes shots that overlap, leave gaps or stand in no order', () => {
    const found = [
      { startSec: 6, endSec: 9 },
      { startSec: 0, endSec: 3.5 },
      { startSec: 3, endSec: 5 },
    ];
    expect(paceOf(found, HOUR).pacing.shotSec).toEqual([[3, 3, 3]]);
  });

  it('reads a video of very many cuts in no time', () => {
    const found = Array<number>(80_000).fill(0.04);
    expect(paceOf(shotsOf(found), HOUR).pacing.shotSec.every((shots) => shots.length <= 100)).toBe(true);
  });
});
