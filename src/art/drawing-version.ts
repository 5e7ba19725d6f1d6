/**
 * What sets, people and things look like: part of what drawings of ours are found again by. Counted up when the same scene
 * is drawn in another way, so that no film mixes the two.
 */
export const DRAWING_VERSION = 4;
