import { type ScannedSound } from './film-scan.js';
import { loudnessOf } from './film-sound.js';
import { HEARD_RATE } from './scan-arguments.js';
import { SpeechFinder } from './speech-finder.js';
import { StretchFinder } from './stretches.js';

/** Listens to a film block by block. What it holds grows with the changes between sound and silence alone. */

const BLOCK_SEC = 0.02;
const BLOCK = HEARD_RATE * BLOCK_SEC;
const FULL_SCALE = 32_768;
/** A quiet room under loud voices is -60 dB. */
const SILENCE_DB = -60;
const LEAST_SILENCE_SEC = 0.5;
/** As ffmpeg tells that nothing was loud enough to be counted. */
const NOTHING_LUFS = -70;

export class SoundScan {
  private readonly block = new Float32Array(BLOCK);
  private readonly silence = new StretchFinder({ leastSec: LEAST_SILENCE_SEC, gapSec: 0 });
  private readonly speech = new SpeechFinder(BLOCK_SEC, BLOCK);
  private filled = 0;
  private blocks = 0;
  /** The first half of a sample that came in two pieces. */
  private half: number | null = null;

  add(bytes: Uint8Array): void {
    let place = 0;
    if (this.half !== null && bytes.length > 0) {
      this.take(this.half, bytes[0] as number);
      place = 1;
    }
    for (; place + 1 < bytes.length; place += 2) {
      this.take(bytes[place] as number, bytes[place + 1] as number);
    }
    this.half = place < bytes.length ? (bytes[place] as number) : null;
  }

  /** `summary` is what ebur128 says of all of it; where the sound ends before the film, it is silent. */
  measured(summary: string, durationSec: number): ScannedSound {
    const { lufs, truePeakDb: peak } = loudnessOf(summary);
    const range = Number(/LRA:\s*([\d.]+) LU/.exec(summary.slice(summary.lastIndexOf('Integrated loudness')))?.[1]);
    const silences = this.silence.end(this.blocks * BLOCK_SEC, durationSec);
    const speech = this.speech.end(durationSec);
    const share = (stretches: { startSec: number; endSec: number }[]): number =>
      Math.min(1, stretches.reduce((sum, { startSec, endSec }) => sum + endSec - startSec, 0) / durationSec);
    const isHeard = lufs > NOTHING_LUFS;
    return {
      integratedLufs: isHeard ? lufs : null,
      rangeLu: isHeard && Number.isFinite(range) ? range : null,
      peakDbfs: Number.isFinite(peak) ? peak : null,
      silences,
      silentShare: share(silences),
      speechShare: share(speech),
      speech,
    };
  }

  private take(low: number, high: number): void {
    this.block[this.filled++] = ((((high << 8) | low) << 16) >> 16) / FULL_SCALE;
    if (this.filled === BLOCK) {
      this.filled = 0;
      this.hear();
    }
  }

  private hear(): void {
    let energy = 0;
    for (const sample of this.block) {
      energy += sample * sample;
    }
    const level = 10 * Math.log10(energy / BLOCK + 1e-12);
    this.silence.add(this.blocks * BLOCK_SEC, level < SILENCE_DB);
    this.speech.add(this.block, level);
    this.blocks += 1;
  }
}
