import { describe, expect, it } from '@jest/globals';
import { type Boundary, CutFinder } from '../../src/media/cut-finder.js';
import { type FrameFeatures, FrameGrid } from '../../src/media/frame-grid.js';

const [WIDTH, HEIGHT, FPS] = [64, 36, 25];
const grid = new FrameGrid(WIDTH, HEIGHT);

type Grey = (x: number, y: number) => number;

/** Waves of its own kind for each number, so that two of them are as unlike as two shots are. */
const scene =
  (number: number, shift = 0): Grey =>
  (x, y) =>
    120 + 60 * Math.sin((x + shift) / (3 + number) + number * 2) * Math.cos(y / (2 + number) + number);
const black: Grey = () => 16;
const mixed =
  (one: Grey, other: Grey, share: number): Grey =>
  (x, y) =>
    one(x, y) * (1 - share) + other(x, y) * share;

function featuresOf(grey: Grey): FrameFeatures {
  const planes = new Uint8Array((WIDTH * HEIGHT * 3) / 2).fill(128);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      planes[y * WIDTH + x] = Math.min(255, Math.max(0, grey(x, y)));
    }
  }
  return grid.featuresOf(planes);
}

const lasting = (grey: Grey, frames = 40): Grey[] => Array.from({ length: frames }, () => grey);
const going = (frames: number, at: (share: number, index: number) => Grey): Grey[] =>
  Array.from({ length: frames }, (_, index) => at((index + 1) / (frames + 1), index));

function boundariesIn(...parts: Grey[][]): Omit<Boundary, 'start'>[] {
  const sut = new CutFinder(FPS);
  const found = [...parts.flat().flatMap((grey) => sut.add(featuresOf(grey))), ...sut.end()];
  return found.map(({ frame, kind }) => ({ frame, kind }));
}

describe('a film is cut', () => {
  it('where the picture is another one', () => {
    expect(boundariesIn(lasting(scene(1)), lasting(scene(2)), lasting(scene(3)))).toEqual([
      { frame: 40, kind: 'cut' },
      { frame: 80, kind: 'cut' },
    ]);
  });

  it('at shots of a quarter of a second, too', () => {
    const shots = [1, 2, 3, 4, 5].map((number) => lasting(scene(number), 7));

    expect(boundariesIn(...shots).map(({ frame }) => frame)).toEqual([7, 14, 21, 28]);
  });

  it.each([6, 12, 24, 30])('once, where one picture goes over into another in %d frames', (frames) => {
    const [first, second] = [scene(1), scene(2)];
    const found = boundariesIn(
      lasting(first),
      going(frames, (share) => mixed(first, second, share)),
      lasting(second),
    );

    expect(found).toEqual([{ frame: expect.any(Number), kind: 'gradual' }]);
    expect(Math.abs((found[0]?.frame ?? 0) - 40 - frames / 2)).toBeLessThanOrEqual(2);
  });

  it.each([6, 12, 24])('once, where one picture is pushed away by the edge of another in %d frames', (frames) => {
    const [first, second] = [scene(1), scene(2)];
    const wipe = going(frames, (share) => (x, y) => (x < share * WIDTH ? second : first)(x, y));

    const found = boundariesIn(lasting(first), wipe, lasting(second));

    expect(found).toEqual([{ frame: expect.any(Number), kind: 'gradual' }]);
    expect(Math.abs((found[0]?.frame ?? 0) - 40 - frames / 2)).toBeLessThanOrEqual(frames / 4);
  });

  it.each([3, 6, 12])('once, in the middle of the black it fades through, %d frames each way', (frames) => {
    const [first, second] = [scene(1), scene(2)];
    const out = going(frames, (share) => mixed(first, black, share));
    const into = going(frames, (share) => mixed(black, second, share));

    const found = boundariesIn(lasting(first), out, lasting(black, 5), into, lasting(second));

    expect(found).toEqual([{ frame: 40 + frames + 2, kind: 'gradual' }]);
  });

  it('once, where the picture jumps just before it goes over into another', () => {
    const [first, second] = [scene(1), scene(2)];
    const jumped = mixed(first, second, 0.3);
    const found = boundariesIn(
      lasting(first),
      going(12, (share) => mixed(jumped, second, share)),
      lasting(second),
    );

    expect(found).toEqual([{ frame: expect.any(Number), kind: 'gradual' }]);
  });

  it('twice, where the black between two shots is long enough to be one', () => {
    const found = boundariesIn(lasting(scene(1)), lasting(black, 60), lasting(scene(2)));

    expect(found.map(({ frame }) => frame)).toEqual([40, 100]);
  });
});

describe('a film is not cut', () => {
  const still = scene(1);

  it.each<[string, Grey[][]]>([
    ['where nothing changes', [lasting(still, 100)]],
    ['where all is of one colour', [lasting(black, 100)]],
    ['by a flash', [lasting(still), lasting(() => 235, 3), lasting(still)]],
    [
      'by flashes one after the other',
      [lasting(still), lasting(() => 235, 2), lasting(still, 2), lasting(() => 235, 2), lasting(still)],
    ],
    ['by a picture that is gone again at once', [lasting(still), lasting(scene(2), 2), lasting(still)]],
    ['while it is panned', [going(150, (_share, index) => scene(1, index * 0.8))]],
    [
      'while it is panned quickly for a moment',
      [lasting(still), going(14, (_share, index) => scene(1, index * 4)), lasting(scene(1, 13 * 4))],
    ],
    ['while the camera is shaken', [going(150, (_share, index) => scene(1, (index * 7) % 5))]],
    [
      'where words come and go',
      [lasting(still), lasting((x, y) => (y > 29 && y < 33 && x % 3 > 0 ? 235 : still(x, y))), lasting(still)],
    ],
    [
      'where it fades in and out at its ends',
      [
        going(12, (share) => mixed(black, still, share)),
        lasting(still),
        going(12, (share) => mixed(still, black, share)),
      ],
    ],
    [
      'where the light goes out and on again',
      [
        lasting(still),
        going(8, (share) => mixed(still, black, share)),
        lasting(black, 6),
        going(8, (share) => mixed(black, still, share)),
        lasting(still),
      ],
    ],
  ])('%s', (_what, parts) => {
    expect(boundariesIn(...parts)).toEqual([]);
  });
});
