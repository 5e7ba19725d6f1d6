import { type PictureReference } from './ports.js';

/** A picture as a URI that holds it; null where that would have more than `maxBytes`. */
export function dataUriOf({ bytes, mime }: PictureReference, maxBytes: number): string | null {
  const head = `data:${mime};base64,`;
  const length = head.length + 4 * Math.ceil(bytes.length / 3);
  return length <= maxBytes ? head + bytes.toString('base64') : null;
}
