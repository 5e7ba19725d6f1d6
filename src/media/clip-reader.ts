import { type MediaTools, ToolProcess } from './ffmpeg.js';
import { MediaFailure } from './media-failure.js';

const DECODE_TIMEOUT_MS = 15 * 60_000;

/** Decodes the frames of one pass through a clip, in order. */
export class ClipReader {
  /** The planes of the frame that was asked for last. */
  readonly frame: Buffer;
  private readonly decoder: ToolProcess;
  private readonly chunks: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);
  private next: number;
  private hasPicture = false;

  /** `args` make ffmpeg write frames of this size, YUV 4:2:0, to its stdout, from `firstFrame` on. */
  constructor(
    tools: MediaTools,
    args: string[],
    { width, height, firstFrame, signal }: { width: number; height: number; firstFrame: number; signal: AbortSignal },
  ) {
    this.decoder = new ToolProcess(tools, 'ffmpeg', args, { signal, timeoutMs: DECODE_TIMEOUT_MS });
    this.decoder.stdin.end();
    // Whoever is not being listened to when his program ends is emptied by Node, and few small frames fit into its pipe.
    this.decoder.stdout.on('readable', () => undefined);
    this.chunks = this.decoder.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    this.frame = Buffer.alloc(width * height * 1.5);
    this.next = firstFrame;
  }

  /** Decodes up to a frame; where the file ends earlier, its last picture stays. */
  async show(frame: number): Promise<void> {
    while (this.next <= frame && (await this.readFrame())) {
      this.next += 1;
      this.hasPicture = true;
    }
    if (!this.hasPicture) {
      throw new MediaFailure('INVALID_OUTPUT', 'A clip has no pictures');
    }
  }

  close(): void {
    this.decoder.stop(new MediaFailure('RENDER_FAILED', 'The clip is not needed any more'));
    this.decoder.stdout.destroy();
  }

  /** Fills `frame` with the next frame; false at the end of the file. */
  private async readFrame(): Promise<boolean> {
    let filled = 0;
    while (filled < this.frame.length) {
      if (this.rest.length === 0) {
        const chunk = await this.nextChunk();
        if (chunk === null) {
          return false;
        }
        this.rest = chunk;
      }
      const taken = this.rest.copy(this.frame, filled);
      this.rest = this.rest.subarray(taken);
      filled += taken;
    }
    return true;
  }

  /** Null at the end of the file. */
  private async nextChunk(): Promise<Buffer | null> {
    try {
      const next = await this.chunks.next();
      if (!next.done) {
        return next.value;
      }
    } catch (error) {
      // A pipe that is closed on us does not know why.
      await this.decoder.finished;
      throw error;
    }
    await this.decoder.finished;
    return null;
  }
}
