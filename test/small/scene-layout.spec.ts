import fc from 'fast-check';
import { secondsOf, shareFrames, shareLines, shotsIn } from '../../src/productions/scene-layout.js';

const FPS = 25;
const line = (text: string) => ({ character: null, line: text, emotion: 'neutral' as const });

describe('a scene', () => {
  it('gives every shot whole frames that add up to its time, none too short or too long', () => {
    const shots = fc.array(fc.double({ min: 0, max: 50, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(shots, fc.integer({ min: 0, max: 100 }), (weights, part) => {
        const [least, most] = [weights.length * FPS, weights.length * 60 * FPS];
        const total = least + Math.floor(((most - least) * part) / 100);
        const frames = shareFrames(total, weights, FPS);
        expect(frames.reduce((sum, each) => sum + each, 0)).toBe(total);
        expect(frames.every((each) => each >= FPS && each <= 60 * FPS)).toBe(true);
      }),
    );
  });

  it('shares its lines in their order, about as much to each shot', () => {
    const lines = ['一二三四五六七八', '九十', '十一', '十二十三十四十五'].map(line);
    expect(shareLines(lines, 2, 'zh')).toEqual([lines.slice(0, 2), lines.slice(2)]);
    expect(shareLines(lines, 1, 'zh')).toEqual([lines]);
    expect(shareLines(lines, 9, 'zh').flat()).toEqual(lines);
    expect(shareLines([], 2, 'zh')).toEqual([[], []]);
  });

  it('gets as many shots as it has time for', () => {
    expect([0, 1, 5, 12, 60].map(shotsIn)).toEqual([1, 1, 1, 2, 12]);
    expect(secondsOf([line('一二三四五六七八九十')], 'zh')).toBeCloseTo(10 / 4.2 + 1, 1);
    expect(secondsOf([], 'zh')).toBe(0);
  });
});
