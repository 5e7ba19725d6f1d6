import { randomUUID } from 'node:crypto';
import { isBody, pictureProblem } from './runway-rules.js';

interface Slot {
  id: string;
  fields: Record<string, string>;
  runwayUri: string;
  file: Buffer | null;
}

const MIN_BYTES = 512;
const MAX_BYTES = 200 * 1024 * 1024;

/** Where pictures go that are too big for a request (contract: runway.md §9). */
export class RunwayStorage {
  readonly slots: Slot[] = [];

  /** What is wrong with the wish for a slot, or null. */
  problemOf(body: unknown): string | null {
    const { filename, type, ...others } = isBody(body) ? body : {};
    const isTaken = typeof filename === 'string' && /^[^/\\]+\.\w+$/.test(filename) && type === 'ephemeral';
    return isTaken && Object.keys(others).length === 0 ? null : 'Validation of body failed';
  }

  /** A new slot, as the API tells of it. */
  newSlot(origin: string): object {
    const id = randomUUID();
    const fields = { key: `ephemeral/${id}`, policy: randomUUID(), 'x-amz-signature': randomUUID() };
    const slot = { id, fields, runwayUri: `runway://${randomUUID()}`, file: null };
    this.slots.push(slot);
    return { uploadUrl: `${origin}/storage/${id}`, fields, runwayUri: slot.runwayUri };
  }

  /** Keeps the file for as long as the emulator runs: what is wrong with the form, or null. */
  async put(id: string, contentType: string, bytes: Buffer): Promise<string | null> {
    const slot = this.slots.find((each) => each.id === id);
    if (slot === undefined || slot.file !== null || !contentType.startsWith('multipart/form-data')) {
      return 'AccessDenied';
    }
    const headers = { 'content-type': contentType };
    const entries = [...(await new Response(new Uint8Array(bytes), { headers }).formData()).entries()];
    const [name, file] = entries.pop() ?? [];
    const isSigned = JSON.stringify(entries) === JSON.stringify(Object.entries(slot.fields));
    if (name !== 'file' || !(file instanceof Blob) || !isSigned) {
      return 'SignatureDoesNotMatch';
    }
    const content = Buffer.from(await file.arrayBuffer());
    if (content.length < MIN_BYTES || content.length > MAX_BYTES) {
      return content.length < MIN_BYTES ? 'EntityTooSmall' : 'EntityTooLarge';
    }
    slot.file = content;
    return pictureProblem(file.type, content);
  }

  holds(runwayUri: string): boolean {
    return this.slots.some((slot) => slot.runwayUri === runwayUri && slot.file !== null);
  }
}
