import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { SAMPLE_RATE, toPcm16, WAV_HEADER_BYTES, wavHeader } from '../common/wav.js';
import { soundBlocks } from './sound-blocks.js';
import { Limiter, LIMITER_DELAY, TruePeakDetector } from './sound-limiter.js';
import { LoudnessMeter, SILENT_LUFS } from './sound-loudness.js';
import { stereo, type Stereo } from './sound-stems.js';
import { MIX_AIM, type SoundAim, type SoundPlan, type Stem } from './timeline.js';

const CLOSE_ENOUGH_LU = 0.1;
const MOST_ROUNDS = 5;
/** What a limiter that is hard at work leaves of a dB of gain, at the least. */
const LEAST_EFFECT = 0.25;
const QUIETEST_DB = -120;
const BLOCK_FRAMES = SAMPLE_RATE;
const FLOAT_FRAME_BYTES = 8;

/** What a mix has become. */
export interface MixLevels {
  lufs: number;
  truePeakDb: number;
}

/**
 * Mixes a film's sound into `out`: 48 kHz stereo, 16 bit, about -16 LUFS, music and ambience ducked under the voices. It
 * works in blocks of a second, so that an hour needs no more memory than a minute.
 */
export async function mixSound(plan: SoundPlan, out: string): Promise<MixLevels> {
  const frames = Math.round(plan.seconds * SAMPLE_RATE);
  const draftPath = `${out}.mix`;
  const partPath = `${out}.part`;
  const draft = await open(draftPath, 'w+');
  try {
    // The open file lives on without its name, and is gone even if this process is killed.
    await rm(draftPath);
    const loudness = await mixDraft(plan.stems, frames, draft);
    const levels = await master(draft, frames, { loudness, aim: plan.aim ?? MIX_AIM }, partPath);
    await rename(partPath, out);
    return levels;
  } finally {
    await draft.close();
    await rm(partPath, { force: true });
  }
}

/** First pass: the sum of all stems as float samples, and its loudness. */
async function mixDraft(stems: Stem[], frames: number, draft: FileHandle): Promise<number> {
  const isVoice = ({ role }: Stem): boolean => role === 'voice';
  const bed = stems.filter((stem) => !isVoice(stem));
  const meter = new LoudnessMeter();
  for await (const { startFrame, voice, beds, gains } of soundBlocks(stems.filter(isVoice), [bed], frames)) {
    const [block] = beds as [Stereo];
    addUnder(block, voice, gains);
    meter.add(block);
    await draft.write(floatBytes(block), 0, undefined, startFrame * FLOAT_FRAME_BYTES);
  }
  return meter.integrated();
}

function addUnder(bed: Stereo, voice: Stereo, gains: Float32Array): void {
  for (let index = 0; index < gains.length; index++) {
    const gain = gains[index] as number;
    bed.left[index] = (bed.left[index] as number) * gain + (voice.left[index] as number);
    bed.right[index] = (bed.right[index] as number) * gain + (voice.right[index] as number);
  }
}

/**
 * Second pass: gain and limiter. What the limiter takes away is missing in the loudness, so the gain is corrected, by as
 * much as the last correction has had effect, and the pass done again until the target is met.
 */
async function master(
  draft: FileHandle,
  frames: number,
  { loudness, aim }: { loudness: number; aim: SoundAim },
  path: string,
): Promise<MixLevels> {
  const isSilent = loudness <= SILENT_LUFS;
  let before = { gainDb: 0, lufs: loudness };
  let gainDb = isSilent ? 0 : aim.lufs - loudness;
  for (let round = 1; ; round++) {
    const levels = await writeMaster(draft, frames, { gain: ratioOf(gainDb), ceiling: ratioOf(aim.truePeakDb) }, path);
    const missingDb = aim.lufs - levels.lufs;
    if (isSilent || Math.abs(missingDb) <= CLOSE_ENOUGH_LU || round === MOST_ROUNDS) {
      return levels;
    }
    const effect = (levels.lufs - before.lufs) / (gainDb - before.gainDb || 1);
    before = { gainDb, lufs: levels.lufs };
    gainDb += missingDb / Math.min(1, Math.max(LEAST_EFFECT, effect));
  }
}

async function writeMaster(
  draft: FileHandle,
  frames: number,
  { gain, ceiling }: { gain: number; ceiling: number },
  path: string,
): Promise<MixLevels> {
  const limiter = new Limiter(ceiling);
  const meter = new LoudnessMeter();
  const detector = new TruePeakDetector();
  let peak = 0;
  const file = await open(path, 'w');
  try {
    await file.write(wavHeader(frames, 2), 0, undefined, 0);
    let written = 0;
    for (let start = 0; start < frames + LIMITER_DELAY; start += BLOCK_FRAMES) {
      const wanted = Math.min(BLOCK_FRAMES, frames + LIMITER_DELAY - start);
      const limited = withoutStart(limiter.process(await readDraft(draft, start, wanted, gain)), LIMITER_DELAY - start);
      meter.add(limited);
      peak = Math.max(peak, highestOf(detector.peaks(limited, peak)));
      await file.write(toPcm16(limited.left, limited.right), 0, undefined, WAV_HEADER_BYTES + written * 4);
      written += limited.left.length;
    }
  } finally {
    await file.close();
  }
  return { lufs: meter.integrated(), truePeakDb: Math.max(QUIETEST_DB, 20 * Math.log10(peak)) };
}

/** Frames of the draft, louder by `gain`; after its end comes silence. */
async function readDraft(draft: FileHandle, start: number, frames: number, gain: number): Promise<Stereo> {
  const values = new Float32Array(frames * 2);
  const bytes = Buffer.from(values.buffer);
  await draft.read(bytes, 0, bytes.length, start * FLOAT_FRAME_BYTES);
  const block = stereo(frames);
  for (let index = 0; index < frames; index++) {
    block.left[index] = (values[index * 2] as number) * gain;
    block.right[index] = (values[index * 2 + 1] as number) * gain;
  }
  return block;
}

function ratioOf(decibels: number): number {
  return 10 ** (decibels / 20);
}

function floatBytes(block: Stereo): Buffer {
  const values = new Float32Array(block.left.length * 2);
  for (let index = 0; index < block.left.length; index++) {
    values[index * 2] = block.left[index] as number;
    values[index * 2 + 1] = block.right[index] as number;
  }
  return Buffer.from(values.buffer);
}

function withoutStart(block: Stereo, frames: number): Stereo {
  return frames > 0 ? { left: block.left.subarray(frames), right: block.right.subarray(frames) } : block;
}

function highestOf(values: Float32Array): number {
  let highest = 0;
  for (let index = 0; index < values.length; index++) {
    highest = Math.max(highest, values[index] as number);
  }
  return highest;
}
