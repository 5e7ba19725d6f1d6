import { crc32, deflate } from 'node:zlib';
import { promisify } from 'node:util';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const EIGHT_BITS = 8;
const RGB = 2;
/** Rows as differences from the row above: as small as with the best filter for each, as skies and walls are drawn. */
const UP = 2;
/** A fifth of the time of level 6, for files 4 % larger. */
const LEVEL = 2;

/** A PNG file of opaque RGBA pixels, quickly made: a film has a picture for each of its shots. */
export async function pngOf(pixels: Uint8Array, width: number, height: number): Promise<Buffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([EIGHT_BITS, RGB], 8);
  const data = await promisify(deflate)(differences(pixels, width, height), { level: LEVEL });
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function differences(pixels: Uint8Array, width: number, height: number): Uint8Array {
  const rows = new Uint8Array(height * (1 + width * 3));
  const above = width * 4;
  let at = 0;
  for (let start = 0; start < pixels.length; start += above) {
    rows[at++] = UP;
    for (let pixel = start; pixel < start + above; pixel += 4) {
      for (let channel = pixel; channel < pixel + 3; channel++) {
        // What lies above the first row is 0; a byte keeps the difference modulo 256.
        rows[at++] = (pixels[channel] ?? 0) - (pixels[channel - above] ?? 0);
      }
    }
  }
  return rows;
}

function chunk(name: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const whole = Buffer.alloc(named.length + 8);
  whole.writeUInt32BE(data.length, 0);
  named.copy(whole, 4);
  whole.writeUInt32BE(crc32(named), whole.length - 4);
  return whole;
}
