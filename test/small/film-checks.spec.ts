import { type Canvas } from '@napi-rs/canvas';
import { drawCue, placeCue } from '../../src/media/captions.js';
import { blackCheck } from '../../src/media/checks.js';
import { labelFaults, labelPatch, likeness } from '../../src/media/label-check.js';
import { placeChecks, timeChecks } from '../../src/media/subtitle-checks.js';
import { type Check, type Cue, type RenderProfile } from '../../src/media/timeline.js';

const PROFILES: RenderProfile[] = [
  { width: 1280, height: 720, fps: 25 },
  { width: 720, height: 1280, fps: 25 },
  { width: 640, height: 360, fps: 25 },
];
const profile = PROFILES[0]!;
const CUES: Cue[] = [
  { startFrame: 0, endFrame: 25, speaker: null, text: '好。' },
  {
    startFrame: 0,
    endFrame: 25,
    speaker: { name: '上官婉儿', sex: 'female' },
    text: '字'.repeat(60),
    second: 'word '.repeat(20),
  },
  { startFrame: 0, endFrame: 25, speaker: { name: 'x'.repeat(90), sex: 'male' }, text: 'W'.repeat(80) },
];
const placesOf = (cues: Cue[], size = profile) => cues.map((cue) => placeCue(cue, size));
const statusOf = (checks: Check[], name: string) => checks.find((check) => check.name === name)?.status;

describe('a subtitle', () => {
  it.each(PROFILES.flatMap((size) => CUES.map((cue) => [size, cue] as const)))(
    'is where it is said to be, in %j: %j',
    (size, cue) => {
      const overlay = drawCue(cue, size)!;
      const place = placeCue(cue, size)!;
      const box = brightIn(overlay.canvas);
      // A letter can reach a pixel beyond what it measures.
      expect(box.left).toBeGreaterThanOrEqual(place.left - 2);
      expect(box.right).toBeLessThanOrEqual(place.right + 2);
      expect(overlay.y + box.top).toBeGreaterThanOrEqual(place.top - 1);
      expect(overlay.y + box.bottom).toBeLessThanOrEqual(place.bottom + 1);
      expect(place.right - place.left - (box.right - box.left)).toBeLessThan(size.width * 0.12);
    },
  );

  it.each(PROFILES)('is inside the safe area of %j whatever is said', (size) => {
    expect(statusOf(placeChecks(placesOf(CUES, size), size), 'subtitle_safe_margin')).toBe('passed');
  });

  it.each([
    ['left', { left: 50 }],
    ['right', { right: 1220 }],
    ['top', { top: 30 }],
    ['bottom', { bottom: 700 }],
  ])('too near to the edge at its %s fails', (_side, moved) => {
    const place = { left: 70, right: 1200, top: 500, bottom: 680, isCut: false };
    const checks = placeChecks([place, { ...place, ...moved }], profile);
    expect(checks[0]).toMatchObject({ name: 'subtitle_safe_margin', status: 'failed', told: { args: { number: 2 } } });
    expect(statusOf(placeChecks([place], profile), 'subtitle_safe_margin')).toBe('passed');
  });

  it('that is cut short fails', () => {
    const checks = placeChecks(placesOf([CUES[0]!, { ...CUES[0]!, text: '字'.repeat(500) }]), profile);
    expect(checks[1]).toMatchObject({
      name: 'subtitles_whole',
      status: 'failed',
      value: 1,
      told: { args: { number: 2 } },
    });
    expect(statusOf(placeChecks(placesOf(CUES.slice(0, 2)), profile), 'subtitles_whole')).toBe('passed');
  });

  it('that is not drawn is not judged, and says why', () => {
    expect(placeChecks([], profile)).toMatchObject([
      { status: 'skipped', reason: 'No subtitles are drawn into the picture' },
      { status: 'skipped' },
    ]);
    expect(statusOf(timeChecks([], { frames: 100, profile }), 'subtitles_in_turn')).toBe('skipped');
  });

  it.each<[string, [number, number][], string[]]>([
    ['ends with the film', [[0, 100]], []],
    ['ends after the film', [[0, 101]], ['subtitles_inside_film']],
    ['begins before it', [[-1, 20]], ['subtitles_inside_film']],
    ['ends before it begins', [[30, 30]], ['subtitles_inside_film']],
    [
      'follows at once',
      [
        [0, 40],
        [40, 60],
      ],
      [],
    ],
    [
      'begins too early',
      [
        [0, 40],
        [39, 60],
      ],
      ['subtitles_in_turn'],
    ],
  ])('that %s is judged by it', (_what, times, failed) => {
    const cues = times.map(([startFrame, endFrame]) => ({ startFrame, endFrame }));
    const checks = timeChecks(cues, { frames: 100, profile });
    expect(checks.filter(({ status }) => status === 'failed').map(({ name }) => name)).toEqual(failed);
  });
});

function brightIn(canvas: Canvas): {
  left: number;
  right: number;
  top: number;
  bottom: number;
} {
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  const box = { left: width, right: 0, top: height, bottom: 0 };
  for (let index = 0; index < width * height; index++) {
    if ((data[index * 4] ?? 0) > 120 && (data[index * 4 + 3] ?? 0) > 200) {
      const [x, y] = [index % width, Math.floor(index / width)];
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x + 1);
      box.top = Math.min(box.top, y);
      box.bottom = Math.max(box.bottom, y + 1);
    }
  }
  return box;
}

describe('the label', () => {
  const patch = labelPatch('AI 生成', profile)!;
  const grey = (valueAt: (index: number) => number) =>
    Uint8Array.from({ length: patch.width * patch.height }, (_, index) => valueAt(index));
  const drawn = new Map(patch.pixels.map(({ index, luma }) => [index, luma]));

  it.each([
    ['over black', () => 0],
    ['over white', () => 255],
    ['over noise', (index: number) => (index * 7919) % 256],
    ['where a white wall meets the night', (index: number) => (index % patch.width > patch.width / 2 ? 255 : 0)],
  ])('is known %s', (_where, behind) => {
    const seen = grey((index) => (drawn.get(index) ?? 0) + 0.35 * (1 - (drawn.get(index) ?? 0) / 255) * behind(index));
    expect(likeness(patch, seen)).toBe(1);
  });

  it('is not seen in a picture, in black, in white, or in noise', () => {
    expect(
      likeness(
        patch,
        grey(() => 0),
      ),
    ).toBe(0);
    expect(
      likeness(
        patch,
        grey(() => 255),
      ),
    ).toBe(0);
    expect(
      likeness(
        patch,
        grey((index) => (index % patch.width) % 256),
      ),
    ).toBeLessThan(0.8);
    expect(
      likeness(
        patch,
        grey((index) => (index * 7919) % 256),
      ),
    ).toBeLessThan(0.8);
  });

  it('in the metadata has every field as it was planned', () => {
    const fields = {
      Label: '1',
      ContentProducer: '"',
      ProduceID: 'p',
      ReservedCode1: '',
      ContentPropagator: 'x',
      PropagateID: 'p',
      ReservedCode2: '',
    };
    const planned = JSON.stringify(fields);
    expect(labelFaults(planned, planned)).toEqual([]);
    expect(labelFaults(JSON.stringify({ ...fields, ProduceID: 'q', Label: 1 }), planned)).toEqual([
      'Label',
      'ProduceID',
    ]);
    expect(labelFaults('{"Label":', planned)).toHaveLength(7);
    expect(labelFaults('null', planned)).toHaveLength(7);
  });
});

it('stretches of black that touch are one', () => {
  expect(
    blackCheck(
      [
        [0, 30],
        [30, 60],
        [80, 100],
      ],
      25,
    ),
  ).toMatchObject({ status: 'failed', value: 2.4 });
  expect(
    blackCheck(
      [
        [0, 30],
        [31, 60],
      ],
      25,
    ),
  ).toMatchObject({ status: 'passed', value: 1.2 });
});
