import { paceOf } from '../../src/media/frame-pace.js';

/** So many pictures of even pace, as a container with such ticks rounds their times. */
const even = (fps: number, count: number, tickSec: number) =>
  Array.from({ length: count }, (_, index) => Math.round(index / fps / tickSec) * tickSec);

describe('pictures follow evenly', () => {
  it.each([
    ['a film in the milliseconds of WebM', even(24000 / 1001, 700, 0.001), 0.001, 23.976],
    ['a film as television has it', even(30000 / 1001, 900, 1 / 90_000), 1 / 90_000, 29.97],
    ['a film in the ticks of QuickTime', even(30000 / 1001, 900, 1 / 600), 1 / 600, 29.97],
    ['slow motion', even(240, 7200, 1 / 90_000), 1 / 90_000, 240],
    ['what came out of WebM into finer ticks', even(30, 900, 0.001), 1 / 16_000, 30],
    ['where a picture was lost', even(25, 750, 1 / 12_800).filter((_, index) => index !== 300), 1 / 12_800, 25],
  ])('in %s', (_what, moments, tickSec, fps) => {
    const pace = paceOf(moments, tickSec);
    expect(pace?.isVariableRate).toBe(false);
    expect(pace?.realFps).toBeCloseTo(fps, 1);
  });

  it('whatever order they are decoded in', () => {
    const moments = even(25, 100, 1 / 12_800).map((_, index, all) => all[index ^ 1] ?? 0);
    expect(paceOf(moments, 1 / 12_800)).toEqual({ isVariableRate: false, realFps: 25 });
  });
});

describe('pictures do not follow evenly', () => {
  it('in what a phone films, which waits for light', () => {
    const moments = even(30, 900, 1 / 90_000).map((time, index) => time + ((index * 7) % 5) * 0.0015);
    expect(paceOf(moments, 1 / 90_000)?.isVariableRate).toBe(true);
  });

  it('in a recorded screen, where nothing is drawn while nothing moves', () => {
    const moments = even(60, 1800, 1 / 90_000).filter((time) => time % 10 < 7);
    expect(paceOf(moments, 1 / 90_000)).toEqual({ isVariableRate: true, realFps: 60 });
  });

  it('in films of two rates, however coarse the ticks', () => {
    const first = even(24, 240, 0.001);
    const moments = [...first, ...even(25, 300, 0.001).map((time) => 10 + time)];
    expect(paceOf(moments, 0.001)?.isVariableRate).toBe(true);
  });
});

it('of two pictures nobody can tell, nor of many at the same time', () => {
  expect([paceOf([], 0.001), paceOf([0, 0.04], 0.001), paceOf([1, 1, 1, 1], 0.001)]).toEqual([null, null, null]);
});
