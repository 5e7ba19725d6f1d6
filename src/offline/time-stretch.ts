/** The length of a sound without its pitch, and its loudness. */

const FRAME_SEC = 0.02;
/** A copied frame may lie so far from its place that the waves meet; enough for one period of a low voice. */
const SEARCH_SEC = 0.0083;

/** The same sound in exactly `length` samples at the same pitch (WSOLA: overlapping frames that fit each other). */
export function stretched(sound: Float32Array, length: number, sampleRate: number): Float32Array {
  if (sound.length === length || sound.length === 0) {
    return sound.length === length ? sound : new Float32Array(length);
  }
  const hop = Math.round((FRAME_SEC * sampleRate) / 2);
  const frame = hop * 2;
  const window = Float32Array.from(
    { length: frame },
    (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (index + 0.5)) / frame),
  );
  const output = new Float32Array(length + frame);
  const weights = new Float32Array(length + frame);
  const step = sound.length / length;
  let source = 0;
  for (let at = 0; at < length; at += hop) {
    const nominal = Math.min(Math.round(at * step), sound.length - 1);
    source = at === 0 ? 0 : bestMatch(sound, nominal, source + hop, frame, Math.round(SEARCH_SEC * sampleRate));
    const count = Math.min(frame, sound.length - source);
    for (let index = 0; index < count; index++) {
      const weight = window[index] as number;
      output[at + index] = (output[at + index] as number) + (sound[source + index] as number) * weight;
      weights[at + index] = (weights[at + index] as number) + weight;
    }
  }
  for (let index = 0; index < length; index++) {
    const weight = weights[index] as number;
    output[index] = weight > 1e-3 ? (output[index] as number) / weight : 0;
  }
  return output.subarray(0, length);
}

/** The place near `nominal` whose frame looks most like the frame that would follow by itself. */
function bestMatch(sound: Float32Array, nominal: number, natural: number, frame: number, search: number): number {
  if (natural + frame >= sound.length) {
    return nominal;
  }
  let best = nominal;
  let highest = -Infinity;
  const last = Math.min(nominal + search, sound.length - frame - 1);
  for (let start = Math.max(0, nominal - search); start <= last; start += 2) {
    let likeness = 0;
    for (let index = 0; index < frame; index += 3) {
      likeness += (sound[start + index] as number) * (sound[natural + index] as number);
    }
    if (likeness > highest) {
      highest = likeness;
      best = start;
    }
  }
  return best;
}

/** How loud the sound is where it sounds: RMS of all 20 ms pieces that are less than 30 dB below the loudest. */
export function activeRms(sound: Float32Array, sampleRate: number): number {
  const size = Math.round(FRAME_SEC * sampleRate);
  const powers: number[] = [];
  for (let start = 0; start + size <= sound.length; start += size) {
    let power = 0;
    for (let index = start; index < start + size; index++) {
      power += (sound[index] as number) ** 2;
    }
    powers.push(power / size);
  }
  const loudest = powers.reduce((most, power) => Math.max(most, power), 0);
  const active = powers.filter((power) => power > loudest / 1000);
  return Math.sqrt(active.reduce((sum, power) => sum + power, 0) / Math.max(1, active.length));
}
