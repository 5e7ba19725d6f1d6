import fc from 'fast-check';
import { type Stretch } from '../../src/media/film-scan.js';
import { piecesOf } from '../../src/media/speech-pieces.js';

const from = (startSec: number, endSec: number): Stretch => ({ startSec, endSec });

describe('a film for transcribers', () => {
  it('is one piece where it is short', () => {
    expect(piecesOf(95, [from(3, 90)], [])).toEqual([from(0, 95)]);
  });

  it('is without its long stretches in which nobody speaks', () => {
    expect(piecesOf(400, [from(100, 130), from(150, 160), from(300, 310)], [])).toEqual([
      from(99, 161),
      from(299, 311),
    ]);
    expect(piecesOf(400, [], [])).toEqual([]);
  });

  it('is cut between two sentences, into pieces of about the same length', () => {
    const speech = [from(0, 590), from(592, 1190)];
    expect(piecesOf(1190, speech, [])).toEqual([from(0, 591), from(591, 1190)]);
    expect(piecesOf(1100, [from(0, 1100)], [from(610, 612), from(540, 540.5), from(560, 561)])).toEqual([
      from(0, 560.5),
      from(560.5, 1100),
    ]);
  });

  it('is cut farther away where there is no pause near, and hard where there is none at all', () => {
    expect(piecesOf(1000, [from(0, 1000)], [from(399, 401)])).toEqual([from(0, 400), from(400, 1000)]);
    expect(piecesOf(1000, [from(0, 1000)], [])).toEqual([from(0, 500), from(500, 1000)]);
  });

  const stretch = fc
    .tuple(fc.double({ min: -50, max: 4000, noNaN: true }), fc.double({ min: 0, max: 900, noNaN: true }))
    .map(([startSec, length]) => from(startSec, startSec + length));

  it('is heard wherever somebody speaks, no second twice, no piece too long', () => {
    const input = fc.tuple(
      fc.double({ min: 0, max: 4000, noNaN: true }),
      fc.array(stretch, { maxLength: 12 }),
      fc.array(stretch, { maxLength: 12 }),
      fc.integer({ min: 30, max: 900 }),
    );
    fc.assert(
      fc.property(input, ([durationSec, speech, silences, mostSec]) => {
        const pieces = piecesOf(durationSec, speech, silences, mostSec);
        let end = 0;
        for (const piece of pieces) {
          expect(piece.startSec).toBeGreaterThanOrEqual(end);
          expect(piece.endSec).toBeGreaterThan(piece.startSec);
          expect(piece.endSec - piece.startSec).toBeLessThanOrEqual(mostSec + 1e-6);
          end = piece.endSec;
        }
        expect(end).toBeLessThanOrEqual(durationSec);
        const bounds = [0, ...pieces.flatMap(({ startSec, endSec }) => [startSec, endSec]), durationSec];
        for (let index = 0; index < bounds.length; index += 2) {
          const [gapStart = 0, gapEnd = 0] = bounds.slice(index, index + 2);
          const isHeard = speech.some(
            ({ startSec, endSec }) => Math.min(endSec, gapEnd) - Math.max(startSec, gapStart) > 1e-6,
          );
          expect(isHeard).toBe(false);
          // What is left out is worth it: a pause of half a minute, without its two edges.
          expect(gapEnd - gapStart < 1e-6 || gapEnd - gapStart > 28 - 1e-6).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
