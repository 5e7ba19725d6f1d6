import { SAMPLE_RATE } from '../common/wav.js';
import { stereo, type Stereo } from './sound-stems.js';

/** Peaks between the samples (true peaks), and the limiter that keeps them under a ceiling. */

const TAPS = 12;
/** The interpolator of BS.1770-4, annex 2; its two other phases are these two read backwards. */
const NEAR = Float64Array.of(
  0.001708984375,
  0.010986328125,
  -0.0196533203125,
  0.033203125,
  -0.0594482421875,
  0.1373291015625,
  0.97216796875,
  -0.102294921875,
  0.047607421875,
  -0.026611328125,
  0.014892578125,
  -0.00830078125,
);
const MIDDLE = Float64Array.of(
  -0.0291748046875,
  0.029296875,
  -0.0517578125,
  0.089111328125,
  -0.16650390625,
  0.465087890625,
  0.77978515625,
  -0.2003173828125,
  0.1015625,
  -0.0582275390625,
  0.0330810546875,
  -0.0189208984375,
);
/** No phase can make more of its samples than this. */
const MOST_GAIN = 2.1;
const STRETCH = 64;

/** Tells true peaks of a sound that comes block by block. */
export class TruePeakDetector {
  private readonly pasts = [new Float32Array(TAPS - 1), new Float32Array(TAPS - 1)];

  /** For each frame the highest peak around the twelve frames up to it. Below `floor` only sample peaks are looked at. */
  peaks(block: Stereo, floor: number): Float32Array {
    const peaks = new Float32Array(block.left.length);
    [block.left, block.right].forEach((samples, channel) => {
      const past = this.pasts[channel] as Float32Array;
      const sound = new Float32Array(past.length + samples.length);
      sound.set(past);
      sound.set(samples, past.length);
      for (let start = 0; start < samples.length; start += STRETCH) {
        raisePeaks(peaks, sound, start, Math.min(samples.length, start + STRETCH), floor);
      }
      past.set(sound.subarray(samples.length));
    });
    return peaks;
  }
}

function raisePeaks(peaks: Float32Array, sound: Float32Array, start: number, end: number, floor: number): void {
  let highest = 0;
  for (let index = start; index < end + TAPS - 1; index++) {
    highest = Math.max(highest, Math.abs(sound[index] as number));
  }
  const isQuiet = highest * MOST_GAIN <= floor;
  for (let index = start; index < end; index++) {
    const peak = isQuiet ? highest : peakAround(sound, index);
    if (peak > (peaks[index] as number)) {
      peaks[index] = peak;
    }
  }
}

function peakAround(sound: Float32Array, start: number): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  let sample = 0;
  for (let tap = 0; tap < TAPS; tap++) {
    sample = sound[start + tap] as number;
    first += (NEAR[tap] as number) * sample;
    second += (MIDDLE[tap] as number) * sample;
    third += (MIDDLE[TAPS - 1 - tap] as number) * sample;
    fourth += (NEAR[TAPS - 1 - tap] as number) * sample;
  }
  return Math.max(Math.abs(sample), Math.abs(first), Math.abs(second), Math.abs(third), Math.abs(fourth));
}

const SMOOTH_FRAMES = Math.round(0.005 * SAMPLE_RATE);
const WINDOW_FRAMES = SMOOTH_FRAMES + TAPS;
/** A power of two above the window. */
const RING = 512;
const RING_MASK = RING - 1;
const RELEASE = Math.exp(-1 / (0.08 * SAMPLE_RATE));

/** The sound comes out of the limiter so many frames late. */
export const LIMITER_DELAY = WINDOW_FRAMES - 1;

/**
 * Turns the gain down 5 ms before a peak and lets it come back slowly. The gain of a frame is an average of values that
 * each already hold the peaks of that frame down, so nothing passes the ceiling and nothing clicks.
 */
export class Limiter {
  private readonly ceiling: number;
  private readonly detector = new TruePeakDetector();
  private readonly lowest = new SlidingMinimum(WINDOW_FRAMES);
  private readonly recent = new Float64Array(SMOOTH_FRAMES).fill(1);
  private recentSum = SMOOTH_FRAMES;
  private recentAt = 0;
  private held = 1;
  private late = stereo(LIMITER_DELAY);

  constructor(ceiling: number) {
    this.ceiling = ceiling;
  }

  process(block: Stereo): Stereo {
    const frames = block.left.length;
    const delayed = joined(this.late, block);
    const peaks = this.detector.peaks(block, this.ceiling);
    const limited = stereo(frames);
    for (let index = 0; index < frames; index++) {
      const gain = this.gainAfter(peaks[index] as number);
      limited.left[index] = (delayed.left[index] as number) * gain;
      limited.right[index] = (delayed.right[index] as number) * gain;
    }
    this.late = { left: delayed.left.slice(frames), right: delayed.right.slice(frames) };
    return limited;
  }

  private gainAfter(peak: number): number {
    const wanted = this.lowest.push(peak > this.ceiling ? this.ceiling / peak : 1);
    this.held = Math.min(wanted, 1 - (1 - this.held) * RELEASE);
    this.recentSum += this.held - (this.recent[this.recentAt] as number);
    this.recent[this.recentAt] = this.held;
    this.recentAt = this.recentAt + 1 === SMOOTH_FRAMES ? 0 : this.recentAt + 1;
    return this.recentSum / SMOOTH_FRAMES;
  }
}

function joined(first: Stereo, second: Stereo): Stereo {
  const both = stereo(first.left.length + second.left.length);
  both.left.set(first.left);
  both.right.set(first.right);
  both.left.set(second.left, first.left.length);
  both.right.set(second.right, first.right.length);
  return both;
}

/** The least of the last `window` values. Only values that may still become the least are kept, in rising order. */
class SlidingMinimum {
  private readonly window: number;
  private readonly values = new Float64Array(RING);
  private readonly times = new Float64Array(RING);
  /** Places in the ring: the oldest value that is kept, and the one after the newest. */
  private head = 0;
  private tail = 0;
  private time = 0;

  constructor(window: number) {
    this.window = window;
  }

  push(value: number): number {
    if (this.head !== this.tail && (this.times[this.head] as number) <= this.time - this.window) {
      this.head = (this.head + 1) & RING_MASK;
    }
    while (this.head !== this.tail && (this.values[(this.tail - 1) & RING_MASK] as number) >= value) {
      this.tail = (this.tail - 1) & RING_MASK;
    }
    this.values[this.tail] = value;
    this.times[this.tail] = this.time++;
    this.tail = (this.tail + 1) & RING_MASK;
    return this.values[this.head] as number;
  }
}
