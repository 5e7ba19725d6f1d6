import { createCanvas } from '@napi-rs/canvas';
import fc from 'fast-check';
import { type Backdrop, type DrawnScene, type SetName, TONES } from '../../src/art/look.js';
import { cropped, mirroredLayer } from '../../src/media/backdrop.js';
import { viewOf } from '../../src/media/camera.js';
import { DrawnShot } from '../../src/media/drawn-shot.js';
import { layerOf } from '../../src/media/layers.js';
import { Screen } from '../../src/media/screen.js';
import { grade, gradeOf } from '../../src/media/tone.js';

function canvasOf(width: number, colour: string) {
  const canvas = createCanvas(width, 32);
  const context = canvas.getContext('2d');
  context.fillStyle = colour;
  context.fillRect(0, 0, 16, 16);
  return canvas;
}

describe('what is behind people', () => {
  const box = { x: 0, y: 0, width: 1600, height: 900 };

  it('covers as much of the stage as before, whichever part of it is seen', () => {
    const layer = layerOf(canvasOf(64, '#ffffff'), box, 'whole');
    const part = fc.double({ min: -1, max: 1, noNaN: true });
    const zooms = fc.double({ min: 1, max: 3, noNaN: true });
    for (const picture of [
      { width: 1280, height: 720 },
      { width: 720, height: 1280 },
    ]) {
      const view = viewOf(picture);
      fc.assert(
        fc.property(zooms, part, part, (zoom, x, y) => {
          const seen = cropped(layer, { isMirrored: false, zoom, x, y }, view);
          const [right, bottom] = [seen.box.x + seen.box.width, seen.box.y + seen.box.height];
          expect(Math.max(seen.box.x, seen.box.y)).toBeLessThanOrEqual(1e-6);
          expect(Math.min(right - box.width, bottom - box.height)).toBeGreaterThanOrEqual(-1e-6);
          expect(seen.box.width * seen.scale).toBeCloseTo(box.width * layer.scale, 6);
        }),
      );
    }
  });

  it('is in the mirror where it was, right side left, and twice mirrored as it is', () => {
    const layer = layerOf(canvasOf(64, '#ffffff'), { ...box, width: 64, height: 32, x: 768 }, 'scattered');
    const inMirror = mirroredLayer(layer);
    expect(inMirror.box).toEqual(layer.box);
    expect([layer, inMirror].map(({ islands }) => islands.map(({ x }) => x))).toEqual([[0], [48]]);
    expect(mirroredLayer(inMirror)).toEqual(layer);
  });
});

describe('a set seen from the other side', () => {
  const picture = { width: 160, height: 90, fps: 25 };
  const shown = (set: SetName, backdrop: Backdrop) => {
    const scene: DrawnScene = { set, time: 'day', weather: 'clear', seed: 7, cast: [], backdrop };
    const source = { kind: 'drawn', scene } as const;
    const screen = new Screen(picture.width, picture.height);
    const lens = { size: 'medium', camera: 'static', frames: 1, tailFrames: 0 } as const;
    const shot = new DrawnShot(picture, { source, lines: [], ...lens }, scene, 'plain');
    shot.paint(screen, 0);
    shot.close();
    return screen.toCanvas().toBuffer('image/png');
  };
  const inMirror = { isMirrored: true, zoom: 1.5, x: 0.8, y: 0 };

  it('is never in a mirror where signs would read backwards', () => {
    for (const set of ['garage', 'platform', 'playground', 'station'] as const) {
      expect(shown(set, inMirror)).toEqual(shown(set, { ...inMirror, isMirrored: false }));
    }
  });

  it('is the mirror image where nothing can be read', () => {
    expect(shown('attic', inMirror)).not.toEqual(shown('attic', { ...inMirror, isMirrored: false }));
  });
});

describe('the light of a kind of film', () => {
  const pixelIn = (tone: (typeof TONES)[number] | undefined, on: 'set' | 'people') => {
    const canvas = canvasOf(32, '#808080');
    grade(canvas, gradeOf(tone, 'day', on));
    const read = (x: number) => [...canvas.getContext('2d').getImageData(x, 0, 1, 1).data];
    return { drawn: read(0), empty: read(24) };
  };

  it('darkens and cools dread, warms love and old times, and leaves nothing where nothing is', () => {
    const [dread, wonder, warm, gold] = TONES.map((tone) => pixelIn(tone, 'set').drawn);
    const coolness = ([red = 0, , blue = 0]: number[] = []) => blue - red;
    expect(Math.max(...(dread ?? []).slice(0, 3))).toBeLessThan(128);
    expect([dread, wonder].map(coolness).every((blue) => blue > 10)).toBe(true);
    expect([warm, gold].map(coolness).every((blue) => blue < -10)).toBe(true);
    expect(TONES.map((tone) => pixelIn(tone, 'set').empty[3])).toEqual(TONES.map(() => 0));
    expect(pixelIn(undefined, 'set').drawn).toEqual([128, 128, 128, 255]);
  });

  it('leaves faces clearer than their surroundings', () => {
    const [red = 0] = pixelIn('dread', 'people').drawn;
    expect(red).toBeGreaterThan(pixelIn('dread', 'set').drawn[0] ?? 0);
  });
});
