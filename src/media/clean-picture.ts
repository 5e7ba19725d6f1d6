import sharp from 'sharp';
import { MediaFailure } from './media-failure.js';
import { PIXEL_LIMIT, isTooLarge } from './picture-limits.js';

/** Makes a stranger's picture one of ours. Runs in a render process. */

export interface PictureFacts {
  format: PictureFormat;
  /** As seen. */
  width: number;
  height: number;
  /** More pixels than are ever decoded here: nothing was written. */
  isTooLarge: boolean;
}

const FORMATS = ['jpeg', 'png', 'webp'] as const;
export type PictureFormat = (typeof FORMATS)[number];

const QUALITY = 92;
const TIMEOUT_SEC = 20;

/** Encodes the picture anew, which leaves behind what else the file held: position, owner, thumbnails, other files. */
export async function cleanPicture(path: string, out: string): Promise<PictureFacts> {
  sharp.cache(false);
  sharp.concurrency(1);
  // The header alone: nothing has been unpacked when a bomb is found.
  const head = await sharp(path, { limitInputPixels: false }).metadata();
  const format = FORMATS.find((name) => name === head.format);
  if (!format) {
    throw new MediaFailure('INVALID_OUTPUT', `A picture of the format ${head.format}`);
  }
  const { width, height } = head.autoOrient;
  if (isTooLarge(width, height)) {
    return { format, width, height, isTooLarge: true };
  }
  const made = await sharp(path, { limitInputPixels: PIXEL_LIMIT, failOn: 'error' })
    .autoOrient()
    .toColourspace('srgb')
    .timeout({ seconds: TIMEOUT_SEC })
    // To PNG, a quality would mean fewer colours.
    .toFormat(format, format === 'png' ? {} : { quality: QUALITY })
    .toFile(out);
  return { format, width: made.width, height: made.height, isTooLarge: false };
}
