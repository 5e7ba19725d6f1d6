import { SAMPLE_RATE } from '../common/wav.js';
import { type Stereo } from './sound-stems.js';

/** Loudness as ITU-R BS.1770-4 measures it: K-weighted, in blocks of 400 ms, quiet blocks left out. */

/** What is reported when no block is louder than the absolute gate. */
export const SILENT_LUFS = -70;

const HOP_FRAMES = SAMPLE_RATE / 10;
const HOPS_PER_BLOCK = 4;
const RELATIVE_GATE_LU = 10;

/** One section of the K filter (48 kHz): b0, b1, b2, a1, a2. */
type Section = readonly [number, number, number, number, number];
const SHELF: Section = [1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585];
const HIGH_PASS: Section = [1, -2, 1, -1.99004745483398, 0.99007225036621];

class Biquad {
  private readonly section: Section;
  private first = 0;
  private second = 0;

  constructor(section: Section) {
    this.section = section;
  }

  run(samples: Float32Array): Float32Array {
    const [b0, b1, b2, a1, a2] = this.section;
    const filtered = new Float32Array(samples.length);
    let { first, second } = this;
    for (let index = 0; index < samples.length; index++) {
      const input = samples[index] as number;
      const output = b0 * input + first;
      first = b1 * input - a1 * output + second;
      second = b2 * input - a2 * output;
      filtered[index] = output;
    }
    this.first = first;
    this.second = second;
    return filtered;
  }
}

/** Takes a sound block by block and tells its integrated loudness. */
export class LoudnessMeter {
  private readonly filters = [
    [new Biquad(SHELF), new Biquad(HIGH_PASS)],
    [new Biquad(SHELF), new Biquad(HIGH_PASS)],
  ];
  private readonly hopPowers: number[] = [];
  private power = 0;
  private frames = 0;

  add(block: Stereo): void {
    const [left, right] = [block.left, block.right].map((samples, channel) =>
      (this.filters[channel] ?? []).reduce((sound, filter) => filter.run(sound), samples),
    ) as [Float32Array, Float32Array];
    for (let start = 0; start < left.length;) {
      const end = Math.min(left.length, start + HOP_FRAMES - this.frames);
      this.addToHop(left, right, start, end);
      start = end;
    }
  }

  private addToHop(left: Float32Array, right: Float32Array, start: number, end: number): void {
    let power = 0;
    for (let index = start; index < end; index++) {
      const leftSample = left[index] as number;
      const rightSample = right[index] as number;
      power += leftSample * leftSample + rightSample * rightSample;
    }
    this.power += power;
    this.frames += end - start;
    if (this.frames === HOP_FRAMES) {
      this.hopPowers.push(this.power / HOP_FRAMES);
      this.power = 0;
      this.frames = 0;
    }
  }

  integrated(): number {
    const loud = this.blockPowers().filter((power) => lufsOf(power) > SILENT_LUFS);
    if (loud.length === 0) {
      return SILENT_LUFS;
    }
    const gate = lufsOf(mean(loud)) - RELATIVE_GATE_LU;
    return lufsOf(mean(loud.filter((power) => lufsOf(power) > gate)));
  }

  /** Mean power of each 400 ms, every 100 ms. A sound shorter than that is one block. */
  private blockPowers(): number[] {
    const hops = this.hopPowers;
    if (hops.length < HOPS_PER_BLOCK) {
      return [mean([...hops, ...(this.frames > 0 ? [this.power / this.frames] : [])])];
    }
    return hops.slice(HOPS_PER_BLOCK - 1).map((_, index) => mean(hops.slice(index, index + HOPS_PER_BLOCK)));
  }
}

function lufsOf(power: number): number {
  return -0.691 + 10 * Math.log10(power + 1e-12);
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
