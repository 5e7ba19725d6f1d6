/** The most pixels that one picture of a stranger may be unpacked to. */
export const PIXEL_LIMIT = 50_000_000;
/** Whatever a camera makes; longer strips are no pictures of a film. */
const SIDE_LIMIT = 10_000;

export function isTooLarge(width: number, height: number): boolean {
  return width * height > PIXEL_LIMIT || Math.max(width, height) > SIDE_LIMIT;
}

/** Of a picture or a frame that somebody looks at who only has to see what it shows. */
export const FRAME_SIDE = 512;
