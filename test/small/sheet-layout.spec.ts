import { describe, expect, it } from '@jest/globals';
import { gifArguments } from '../../src/media/ffmpeg-commands.js';
import { MOST_PICTURES, sheetLayout } from '../../src/media/sheet-layout.js';

const wide = { width: 1280, height: 720, fps: 25 };
const upright = { width: 720, height: 1280, fps: 25 };
const counts = [0, 1, 2, 7, 24, 100, 333, MOST_PICTURES];

describe('a contact sheet', () => {
  it.each([
    ['wide', wide],
    ['upright', upright],
  ])('of a %s film has a place for every shot, none over another or over the edge', (_, profile) => {
    for (const count of counts) {
      const { width, height, columns, picture, captionHeight, headHeight, placeOf } = sheetLayout(count, profile);
      const places = Array.from({ length: count }, (_unused, index) => placeOf(index));
      expect(Math.max(width, height)).toBeLessThanOrEqual(8000);
      expect(width * height).toBeLessThanOrEqual(24_000_000);
      const outside = places.filter(
        ({ x, y }) =>
          x < 0 || y < headHeight || x + picture.width > width || y + picture.height + captionHeight > height,
      );
      expect({ count, outside }).toEqual({ count, outside: [] });
      const overlapping = places.filter(({ x, y }, index) => {
        const [left, above] = [places[index - 1], places[index - columns]];
        const isTooNear = left?.y === y && x < left.x + picture.width;
        return isTooNear || (above !== undefined && y < above.y + picture.height + captionHeight);
      });
      expect({ count, overlapping }).toEqual({ count, overlapping: [] });
    }
  });

  it('of few shots shows them large, one of hundreds in several columns, smaller', () => {
    expect(sheetLayout(4, wide)).toMatchObject({ columns: 2, picture: { width: 480, height: 270 } });
    const { columns, picture } = sheetLayout(300, upright);
    expect(columns).toBeGreaterThan(15);
    expect(picture.width / picture.height).toBeCloseTo(9 / 16, 2);
    expect(picture.height).toBeLessThan(480);
  });
});

describe('a GIF', () => {
  const film = "/tmp/a';[x]drawtext=textfile=b.mp4";
  const passages = [
    { startFrame: 0, frames: 36 },
    { startFrame: 100, frames: 20 },
  ];
  const args = gifArguments({ film, profile: wide, passages, label: 'x' }, '/l.png', { width: 480, height: 270 }, '/o');
  const graph = args[args.indexOf('-filter_complex') + 1] ?? '';

  it('has nothing in its filters but numbers and words of our own', () => {
    expect(args.filter((arg) => arg === film)).toHaveLength(2);
    expect(graph).not.toContain('drawtext');
    expect(graph).toMatch(/^[\w[\]:=,;()*\\/]+$/);
  });

  it('is made of its passages alone, each found by its first frame', () => {
    expect(args.filter((_, index) => args[index - 1] === '-ss')).toEqual(['0.0000', '3.9800']);
    expect(args.filter((_, index) => args[index - 1] === '-t')).toEqual(['1.4400', '0.8000']);
    expect(graph).toContain('concat=n=2');
  });
});
