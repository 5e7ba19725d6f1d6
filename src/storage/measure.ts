import { createHash } from 'node:crypto';
import type { StoredFile } from './storage.js';

/** Counts and sums up the bytes of a file while they pass. */
export class Measure {
  private readonly hash = createHash('sha256');
  private passed = 0;

  get bytes(): number {
    return this.passed;
  }

  async *through(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.hash.update(chunk);
      this.passed += chunk.length;
      yield chunk;
    }
  }

  /** What has passed; once, at the end. */
  result(): StoredFile {
    return { bytes: this.bytes, sha256: this.hash.digest('hex') };
  }
}
