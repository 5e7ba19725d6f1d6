import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { SAMPLE_RATE, toPcm16, WAV_HEADER_BYTES, wavHeader } from '../common/wav.js';
import { soundBlocks } from './sound-blocks.js';
import { stereo, type Stereo } from './sound-stems.js';
import { type SoundPlan, type Stem } from './timeline.js';

/** A film's sound for an editor: each kind of it as a file of its own, as it is mixed into the film. */

const STEM_ROLES = ['speech', 'music', 'ambience', 'footage'] as const;
export type StemRole = (typeof STEM_ROLES)[number];

export interface StemFile {
  role: StemRole;
  /** 48 kHz stereo WAV of 16 bit, which every editor reads, exactly as long as the film. */
  path: string;
}

const BEDS = ['music', 'ambience', 'footage'] as const;
const FRAME_BYTES = 4;

/**
 * Writes them into `directory`. Music, ambience and footage make room for the voices as they do in the film, so that all
 * of them together are its mix before that is mastered. Of what is not heard there is no file.
 */
export async function writeStems(plan: SoundPlan, directory: string): Promise<StemFile[]> {
  const frames = Math.round(plan.seconds * SAMPLE_RATE);
  const of = (role: Stem['role']): Stem[] => plan.stems.filter((stem) => stem.role === role);
  const files: StemWriter[] = [];
  try {
    for (const role of STEM_ROLES) {
      files.push(await StemWriter.open(role, directory, frames));
    }
    for await (const { startFrame, voice, beds, gains } of soundBlocks(of('voice'), BEDS.map(of), frames)) {
      const sounds = [voice, ...beds.map((bed) => turnedDown(bed, gains))];
      await Promise.all(files.map((file, index) => file.write(sounds[index] ?? stereo(0), startFrame)));
    }
    return (await Promise.all(files.map((file) => file.finish()))).filter((file) => file !== null);
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}

function turnedDown(bed: Stereo, gains: Float32Array): Stereo {
  for (let index = 0; index < gains.length; index++) {
    const gain = gains[index] as number;
    bed.left[index] = (bed.left[index] as number) * gain;
    bed.right[index] = (bed.right[index] as number) * gain;
  }
  return bed;
}

/** One stem under its temporary name, until all of it is there. */
class StemWriter {
  private readonly role: StemRole;
  private readonly path: string;
  private readonly handle: FileHandle;
  private isHeard = false;

  private constructor(role: StemRole, path: string, handle: FileHandle) {
    this.role = role;
    this.path = path;
    this.handle = handle;
  }

  static async open(role: StemRole, directory: string, frames: number): Promise<StemWriter> {
    const path = join(directory, `${role}.wav`);
    const handle = await open(`${path}.part`, 'w');
    await handle.write(wavHeader(frames, 2), 0, undefined, 0);
    return new StemWriter(role, path, handle);
  }

  async write({ left, right }: Stereo, startFrame: number): Promise<void> {
    const bytes = toPcm16(left, right);
    this.isHeard ||= bytes.some((byte) => byte !== 0);
    await this.handle.write(bytes, 0, undefined, WAV_HEADER_BYTES + startFrame * FRAME_BYTES);
  }

  async finish(): Promise<StemFile | null> {
    await this.handle.close();
    if (!this.isHeard) {
      return null;
    }
    await rename(`${this.path}.part`, this.path);
    return { role: this.role, path: this.path };
  }

  async close(): Promise<void> {
    await this.handle.close();
    await rm(`${this.path}.part`, { force: true });
  }
}
