import { type Stretch } from './film-scan.js';
import { StretchFinder } from './stretches.js';

/**
 * Tells where somebody speaks, by two things that music and noise seldom have together: a voice's pitch, and a loudness that
 * rises and falls with the syllables. No more than a guess: songs are taken for speech, a whisper is not.
 */

/** In blocks. Syllables come three to eight times a second: in this time there are some. */
const WINDOW_SEC = 1;
/** A block is a voice where it repeats itself so well, at a pitch that people have. */
const LEAST_VOICED = 0.55;
const [LOWEST_HZ, HIGHEST_HZ] = [75, 400];
/** By so much the loudness of a second rises and falls, in dB; of its blocks, so many have a pitch. */
const LEAST_SWING_DB = 12;
const LEAST_VOICED_SHARE = 0.2;
const LEAST_TURNS = 3;
const LEAST_LEVEL_DB = -50;
/** What a quiet passage is below the loud ones of the last seconds is no speech of theirs. */
const MOST_BELOW_DB = 25;
const LEAST_SPEECH_SEC = 0.3;
/** At both ends of it less is heard of the syllables than in its middle. */
const EDGE_SEC = 0.24;
const LONGEST_PAUSE_SEC = 0.4;

/** A voice's pitch is found in a quarter of the samples. */
const DECIMATION = 4;

export class SpeechFinder {
  private readonly blockSec: number;
  private readonly rate: number;
  private readonly stretches = new StretchFinder({ leastSec: LEAST_SPEECH_SEC, gapSec: LONGEST_PAUSE_SEC });
  /** The last second: levels, and whether there was a pitch. */
  private readonly levels: Float32Array;
  private readonly voiced: Uint8Array;
  /** The last two blocks, decimated: pitches are longer than one. */
  private readonly recent: Float32Array;
  private loud = -100;
  private lastSpeech = -Infinity;
  private blocks = 0;

  constructor(blockSec: number, blockSamples: number) {
    this.blockSec = blockSec;
    this.rate = blockSamples / blockSec / DECIMATION;
    const window = Math.round(WINDOW_SEC / blockSec);
    this.levels = new Float32Array(window);
    this.voiced = new Uint8Array(window);
    this.recent = new Float32Array((2 * blockSamples) / DECIMATION);
  }

  /** A block of samples, and how loud it is in dB. */
  add(block: Float32Array, level: number): void {
    const { recent, levels, voiced, blocks } = this;
    const half = recent.length / 2;
    recent.copyWithin(0, half);
    for (let index = 0; index < half; index++) {
      let sum = 0;
      for (let sample = 0; sample < DECIMATION; sample++) {
        sum += block[index * DECIMATION + sample] as number;
      }
      recent[half + index] = sum / DECIMATION;
    }
    this.loud = Math.max(level, this.loud - 2 * this.blockSec);
    const place = blocks % levels.length;
    levels[place] = level;
    voiced[place] = level > LEAST_LEVEL_DB && this.hasPitch() ? 1 : 0;
    this.blocks += 1;
    this.judge();
  }

  end(durationSec: number): Stretch[] {
    return this.stretches.end(this.blocks * this.blockSec, durationSec, false);
  }

  /** The block in the middle of the window, by what is around it. */
  private judge(): void {
    const { levels, voiced, blocks } = this;
    const middle = blocks - 1 - (levels.length >> 1);
    if (middle < 0) {
      return;
    }
    const known = Math.min(blocks, levels.length);
    const sorted = levels.slice(0, known).sort();
    const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] as number;
    const share = voiced.reduce((sum, each) => sum + each, 0) / known;
    const level = levels[middle % levels.length] as number;
    const [high, low] = [at(0.95), at(0.1)];
    const isSpeech =
      share >= LEAST_VOICED_SHARE &&
      high - low >= LEAST_SWING_DB &&
      level > this.loud - MOST_BELOW_DB &&
      this.turns((high + low) / 2, known) >= LEAST_TURNS;
    this.lastSpeech = isSpeech ? middle : this.lastSpeech;
    const edge = Math.round(EDGE_SEC / this.blockSec);
    if (middle >= edge) {
      this.stretches.add((middle - edge) * this.blockSec, middle - this.lastSpeech <= 2 * edge);
    }
  }

  /** How often the loudness of the last blocks passes a level: what is switched on or off does it once. */
  private turns(middle: number, known: number): number {
    const { levels, blocks } = this;
    let turns = 0;
    for (let block = blocks - known + 1; block < blocks; block++) {
      const [before, now] = [levels[(block - 1) % levels.length] as number, levels[block % levels.length] as number];
      turns += before < middle === now < middle ? 0 : 1;
    }
    return turns;
  }

  private hasPitch(): boolean {
    const { recent, rate } = this;
    const [shortest, longest] = [Math.floor(rate / HIGHEST_HZ), Math.ceil(rate / LOWEST_HZ)];
    const length = recent.length - longest;
    let energy = 0;
    for (let index = 0; index < length; index++) {
      energy += (recent[index] as number) ** 2;
    }
    for (let lag = shortest; lag <= longest; lag++) {
      let [product, other] = [0, 0];
      for (let index = 0; index < length; index++) {
        const later = recent[index + lag] as number;
        product += (recent[index] as number) * later;
        other += later * later;
      }
      if (product > LEAST_VOICED * Math.sqrt(energy * other) && product > 0) {
        return true;
      }
    }
    return false;
  }
}
