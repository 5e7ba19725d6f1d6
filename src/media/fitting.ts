import { heightAboveCues } from './cue-text.js';
import { type Size } from './sprite.js';
import { MOST_FILLING } from './timeline.js';

/** How a picture of another shape than its film's is shown in it: what is cut away, how large the rest is, and where it stands. */

/** Of what is longer than the film by more than this the middle is shown: a thread of a picture tells nothing. */
const MOST_NARROW = 5;
/** Where the middle of a picture that leaves room stands, in shares of that room: a little above, as pictures hang. */
const ABOVE_MIDDLE = 0.44;

export interface Fit extends Size {
  /** It is seen whole, over a ground that is made of itself. */
  isWhole: boolean;
}

/** The even size, in pixels of the film, that a picture is brought to. */
export function fitOf(picture: Size, film: Size): Fit {
  const wider = (picture.width * film.height) / (picture.height * film.width);
  if (Math.max(wider, 1 / wider) <= MOST_FILLING) {
    return { width: film.width, height: film.height, isWhole: false };
  }
  const bounded = Math.min(MOST_NARROW, Math.max(1 / MOST_NARROW, wider));
  return {
    width: even(film.width * Math.min(1, bounded)),
    height: even(film.height / Math.max(1, bounded)),
    isWhole: true,
  };
}

/** Where its middle rests: as high as it takes to be clear of subtitles, if there is so much room. */
export function restOf({ height }: Size, film: Size): { x: number; y: number } {
  const top = Math.min((film.height - height) * ABOVE_MIDDLE, Math.max(0, heightAboveCues(film) - height));
  return { x: film.width / 2, y: even(top) + height / 2 };
}

function even(length: number): number {
  return 2 * Math.round(length / 2);
}
