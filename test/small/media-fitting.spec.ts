import { describe, expect, it } from '@jest/globals';
import { heightAboveCues } from '../../src/media/cue-text.js';
import { fitOf, restOf } from '../../src/media/fitting.js';
import { groundOf } from '../../src/media/ground.js';
import { paintGrounded } from '../../src/media/grounded.js';
import { cameraPose, viewOf } from '../../src/media/camera.js';
import { Screen } from '../../src/media/screen.js';
import { ended, solidAlpha, type Sprite, spriteOfPixels } from '../../src/media/sprite.js';
import { CAMERA_MOVEMENTS } from '../../src/common/vocabulary.js';

const WIDE = { width: 1280, height: 720 };
const UPRIGHT = { width: 720, height: 1280 };

describe('a picture in a film', () => {
  it.each([
    ['of the film’s own shape', WIDE, { width: 1920, height: 1080 }],
    ['of 3:2 in a wide one', WIDE, { width: 1536, height: 1024 }],
    ['of 2:3 in an upright one', UPRIGHT, { width: 1024, height: 1536 }],
    ['a fifth of which is cut away', WIDE, { width: 1600, height: 720 }],
  ])('%s fills it', (_what, film, picture) => {
    expect(fitOf(picture, film)).toEqual({ ...film, isWhole: false });
  });

  it.each([
    ['wide in an upright one', UPRIGHT, WIDE, { width: 720, height: 406 }],
    ['upright in a wide one', WIDE, UPRIGHT, { width: 406, height: 720 }],
    ['square in an upright one', UPRIGHT, { width: 512, height: 512 }, { width: 720, height: 720 }],
    ['of 4:3 in a wide one', WIDE, { width: 4000, height: 3000 }, { width: 960, height: 720 }],
    ['of cinema in a wide one', WIDE, { width: 2390, height: 1000 }, { width: 1280, height: 536 }],
  ])('%s is seen whole', (_what, film, picture, seen) => {
    expect(fitOf(picture, film)).toEqual({ ...seen, isWhole: true });
  });

  it('is never a thread, however long it is', () => {
    expect(fitOf({ width: 10_000, height: 50 }, WIDE)).toMatchObject({ width: 1280, height: 144 });
    expect(fitOf({ width: 50, height: 10_000 }, WIDE)).toMatchObject({ width: 256, height: 720 });
  });

  it.each([
    ['wide', WIDE],
    ['square', { width: 700, height: 700 }],
    ['of 4:5', { width: 800, height: 1000 }],
  ])('stands clear of subtitles in an upright film: %s', (_what, picture) => {
    const size = fitOf(picture, UPRIGHT);

    const rest = restOf(size, UPRIGHT);

    expect(rest.y + size.height / 2).toBeLessThanOrEqual(heightAboveCues(UPRIGHT) + 1);
    expect(rest.y - size.height / 2).toBeGreaterThanOrEqual(0);
  });
});

const WHITE = 235;

function white({ width, height }: typeof WIDE): Sprite {
  return spriteOfPixels(new Uint8Array(width * height * 4).fill(255), { width, height }, 'opaque');
}

describe('a picture that does not fill its film', () => {
  const film = { width: 180, height: 320 };
  const size = fitOf(WIDE, film);
  const sprite = white(size);
  const grounded = { picture: ended(sprite, solidAlpha(size)), ground: groundOf(sprite, film) };

  it.each(CAMERA_MOVEMENTS)('is all in sight at both ends of a shot, and nothing else is as bright: %s', (movement) => {
    const view = viewOf(film);
    for (const [progress, share] of [
      [0, 0.9],
      [1, 1],
    ] as const) {
      const screen = new Screen(film.width, film.height);

      paintGrounded(screen, grounded, cameraPose(movement, progress, view, 100), view, share);

      const luma = screen.bytes.slice(0, film.width * film.height);
      const bright = luma.filter((value) => value > WHITE - 8).length;
      expect(bright / (size.width * size.height * share ** 2)).toBeCloseTo(1, 1);
      expect(Math.min(...luma)).toBeGreaterThan(100);
    }
  });

  it('has the colours of its own middle behind it, half as bright', () => {
    const ground = groundOf(sprite, film);

    expect(ground.width / ground.height).toBeCloseTo(film.width / film.height, 1);
    expect(new Set(ground.luma)).toEqual(new Set([126]));
    expect(new Set(ground.chroma[0])).toEqual(new Set([128]));
  });
});
