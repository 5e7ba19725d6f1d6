import { type Canvas } from '@napi-rs/canvas';
import { type Tone } from '../art/look.js';
import { type TimeOfDay } from '../common/vocabulary.js';

/** The light of a kind of film, laid into bitmaps when they are drawn: frames cost nothing more. */

interface Grade {
  /** What red, green and blue are multiplied by, and what is added to them. */
  gain: readonly [number, number, number];
  lift: readonly [number, number, number];
}

const GRADES: Record<Tone, Grade> = {
  dread: { gain: [0.52, 0.62, 0.74], lift: [0, 4, 12] },
  wonder: { gain: [0.9, 0.92, 1.08], lift: [14, 4, 26] },
  warm: { gain: [1.06, 0.98, 0.86], lift: [10, 4, 0] },
  gold: { gain: [1.06, 0.96, 0.74], lift: [12, 6, 0] },
  cool: { gain: [0.82, 0.9, 1], lift: [0, 2, 8] },
};

/** The night is dark and blue already. */
const STRENGTHS: Record<TimeOfDay, number> = { dawn: 0.9, day: 1, dusk: 0.75, night: 0.55 };

/** Faces stay clearer than what is around them. */
const ON_PEOPLE = 0.45;

/** What a tone does to a picture of this time of day, or to the people in it; null: nothing. */
export function gradeOf(tone: Tone | undefined, time: TimeOfDay, on: 'set' | 'people'): Grade | null {
  if (tone === undefined) {
    return null;
  }
  const share = STRENGTHS[time] * (on === 'people' ? ON_PEOPLE : 1);
  const { gain, lift } = GRADES[tone];
  const [red, green, blue] = gain;
  const part = (value: number): number => 1 + (value - 1) * share;
  return { gain: [part(red), part(green), part(blue)], lift: [lift[0] * share, lift[1] * share, lift[2] * share] };
}

/** Changes the colours of all that is drawn, not how much of it shines through. */
export function grade(canvas: Canvas, wanted: Grade | null): void {
  if (wanted === null) {
    return;
  }
  const { gain, lift } = wanted;
  const context = canvas.getContext('2d');
  const image = context.getImageData(0, 0, canvas.width, canvas.height);
  const { data } = image;
  const tables = gain.map((factor, channel) =>
    Uint8ClampedArray.from({ length: 256 }, (_, value) => value * factor + (lift[channel] ?? 0)),
  );
  const [red, green, blue] = tables as [Uint8ClampedArray, Uint8ClampedArray, Uint8ClampedArray];
  for (let index = 0; index < data.length; index += 4) {
    data[index] = red[data[index] ?? 0] ?? 0;
    data[index + 1] = green[data[index + 1] ?? 0] ?? 0;
    data[index + 2] = blue[data[index + 2] ?? 0] ?? 0;
  }
  context.putImageData(image, 0, 0);
}
