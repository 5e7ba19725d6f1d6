import 'reflect-metadata';
import fc from 'fast-check';
import { LINE_AIR } from '../../src/offline/layout.js';
import { fitIn, paceOfEpisode, pacedCards, roomsIn, sceneBounds, seatLines } from '../../src/offline/pacing.js';

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0);
const shotSec = fc.array(fc.double({ min: 0.5, max: 20, noNaN: true }), { minLength: 1, maxLength: 100 });

describe('the scenes of given shots', () => {
  it('have one to five shots each, all of them, in order, and are as many as wanted where that can be', () => {
    fc.assert(
      fc.property(shotSec, fc.integer({ min: 1, max: 20 }), (shots, wanted) => {
        const scenes = paceOfEpisode(shots, wanted);
        const { least, most } = sceneBounds(shots);
        expect(scenes.flat()).toEqual(shots);
        expect(scenes).toHaveLength(Math.min(Math.max(wanted, least), most));
        scenes.forEach((scene) => expect(scene.length).toBeGreaterThanOrEqual(1));
        scenes.forEach((scene) => expect(scene.length).toBeLessThanOrEqual(5));
      }),
    );
  });

  it('are of like length, and none is without a shot that holds a sentence if it can be', () => {
    expect(paceOfEpisode([3, 3, 3, 3, 3, 3], 2)).toEqual([
      [3, 3, 3],
      [3, 3, 3],
    ]);
    expect(paceOfEpisode([1, 1, 1, 1, 1, 3], 2)).toEqual([
      [1, 1, 1, 1],
      [1, 3],
    ]);
    expect(paceOfEpisode([1, 3, 1, 1, 3, 1], 2)).toEqual([
      [1, 3, 1],
      [1, 3, 1],
    ]);
  });

  it('have no speech in what is shorter than a second, nor where there is no time for a word', () => {
    const [first = 0, second = 0, third = 0, last = 0] = roomsIn([0.9, 1, 4, 1]);
    expect(first).toBe(0);
    expect(second).toBeCloseTo(0.65);
    expect(third).toBeCloseTo(3.65);
    expect(last).toBe(0);
  });
});

describe('lines in given shots', () => {
  const rooms = fc.array(fc.double({ min: 0, max: 6, noNaN: true }), { minLength: 1, maxLength: 5 });
  const lines = fc.array(fc.double({ min: 0.3, max: 5, noNaN: true }), { maxLength: 12 });
  const overflowOf = (room: number, taken: number[]) =>
    taken.length === 0 ? 0 : Math.max(0, sumOf(taken) + LINE_AIR.between * (taken.length - 1) - room);
  const overflow = (given: number[], said: number[], seats: number[]) =>
    sumOf(
      given.map((room, shot) =>
        overflowOf(
          room,
          said.filter((_, line) => seats[line] === shot),
        ),
      ),
    );

  it('are said in order, each in one shot, over no cut where they fit', () => {
    fc.assert(
      fc.property(rooms, lines, (given, said) => {
        const seats = seatLines(given, said);
        expect(seats).toHaveLength(said.length);
        expect(seats).toEqual([...seats].sort((one, other) => one - other));
        seats.forEach((seat) => expect(seat).toBeLessThan(given.length));
        expect(fitIn(given, said)).toBe(overflow(given, said, seats) < 1e-9);
      }),
      { numRuns: 500 },
    );
  });

  it('stay where they are wanted if they fit there, and else go no further than they must', () => {
    expect(seatLines([2, 2, 2], [1, 1], [0, 2])).toEqual([0, 2]);
    expect(seatLines([0, 2, 2], [1, 1], [0, 2])).toEqual([1, 2]);
    expect(seatLines([0, 1, 4], [1, 2], [0, 0])).toEqual([1, 2]);
  });

  it('share the time of the shots', () => {
    expect(seatLines([3, 3, 3], [1, 1, 1])).toEqual([0, 1, 2]);
    expect(seatLines([1, 6], [0.8, 0.8, 0.8])).toEqual([1, 1, 1]);
  });
});

describe('the cards of such a film', () => {
  it.each([
    [3, 2],
    [20, 2],
    [40, 3.2],
    [300, 4.6],
    [598, 2],
  ])('are short beside shots of %i s: %d s', (seconds, cards) => {
    const { titleFrames, endFrames } = pacedCards(seconds * 25, 25);
    expect((titleFrames + endFrames) / 25).toBeCloseTo(cards, 1);
    expect(titleFrames).toBeGreaterThan(endFrames);
  });
});
