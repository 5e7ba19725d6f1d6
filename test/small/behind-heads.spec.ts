import { type DrawnScene, SET_NAMES, type SetName } from '../../src/art/look.js';
import { type ShotSize } from '../../src/common/vocabulary.js';
import { DrawnShot } from '../../src/media/drawn-shot.js';
import { Screen } from '../../src/media/screen.js';

/** Where heads are, as shares of the picture. */
interface Heads {
  size: ShotSize;
  across: number[];
  half: number;
  down: [from: number, to: number];
}

const PICTURE = { width: 320, height: 180, fps: 25 };
const TWO_TO_THE_WAIST: Heads = { size: 'medium', across: [0.34, 0.66], half: 0.045, down: [0.2, 0.5] };
const THREE_WHOLE: Heads = { size: 'full', across: [0.22, 0.5, 0.78], half: 0.03, down: [0.19, 0.42] };
const BRIGHT = 215;
const MOST_BRIGHT_SHARE = 0.08;

function pixelsAtNight(set: SetName, size: ShotSize): Uint8ClampedArray {
  const scene: DrawnScene = { set, time: 'night', weather: 'clear', seed: 7, cast: [] };
  const screen = new Screen(PICTURE.width, PICTURE.height);
  const shot = new DrawnShot(
    PICTURE,
    { source: { kind: 'drawn', scene }, size, camera: 'static', frames: 1, tailFrames: 0, lines: [] },
    scene,
    'plain',
  );
  shot.paint(screen, 0);
  shot.close();
  return screen.toCanvas().getContext('2d').getImageData(0, 0, PICTURE.width, PICTURE.height).data;
}

/** The largest share of bright pixels behind any of the heads. */
function brightShareBehind(set: SetName, { size, across, half, down }: Heads): number {
  const pixels = pixelsAtNight(set, size);
  const shares = across.map((middle) => {
    let [bright, all] = [0, 0];
    for (let y = Math.round(down[0] * PICTURE.height); y < down[1] * PICTURE.height; y++) {
      for (let x = Math.round((middle - half) * PICTURE.width); x < (middle + half) * PICTURE.width; x++) {
        const at = (y * PICTURE.width + x) * 4;
        const [red = 0, green = 0, blue = 0] = pixels.subarray(at, at + 3);
        bright += 0.3 * red + 0.59 * green + 0.11 * blue > BRIGHT ? 1 : 0;
        all += 1;
      }
    }
    return bright / all;
  });
  return Math.max(...shares);
}

describe.each(SET_NAMES)('at night in a set: %s', (set) => {
  it.each([TWO_TO_THE_WAIST, THREE_WHOLE])('no moon, lamp or lit pane is behind heads in a $size shot', (heads) => {
    expect(brightShareBehind(set, heads)).toBeLessThan(MOST_BRIGHT_SHARE);
  });
});
