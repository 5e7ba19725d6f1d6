import { type RenderProfile } from './timeline.js';

/** What a film is streamed from: the same pictures in several sizes, its sound by itself, and where each piece of them lies. */

/** One size of the pictures. */
export interface Rung {
  width: number;
  height: number;
}

/** What is made of one clip: the same in smaller sizes. */
export interface RungsTask {
  clip: string;
  profile: RenderProfile;
  frames: number;
  outs: (Rung & { path: string })[];
}

/** A film that is finished, and its clips in smaller sizes. */
export interface HlsPlan {
  film: string;
  fps: number;
  frames: number;
  own: Rung;
  /** Clip by clip, each with its key frames where the film has them. */
  lower: (Rung & { clips: string[] })[];
}

/** A stretch of a file that can be played by itself. */
export interface HlsSegment {
  offset: number;
  bytes: number;
  seconds: number;
}

/** One file of fragmented MP4, played in segments. */
export interface HlsTrack {
  path: string;
  /** As RFC 6381 names it. */
  codec: string;
  /** What a player needs before any segment; it is the file's beginning. */
  initBytes: number;
  segments: HlsSegment[];
}

export interface HlsFiles {
  /** The film's own size first. */
  pictures: (HlsTrack & Rung)[];
  sound: HlsTrack;
}

/** Goes up when the same clip gives other smaller ones than before. */
export const RUNG_ENCODING = 1;

/** Below the film's own size, in parts of it. */
const LOWER_RUNGS = [2 / 3, 1 / 2];

/** The sizes of a film's ladder: its own, and two that are smaller, in even numbers. */
export function rungsOf({ width, height }: Pick<RenderProfile, 'width' | 'height'>): { own: Rung; lower: Rung[] } {
  const scaled = (part: number) => ({ width: evenOf(width * part), height: evenOf(height * part) });
  return { own: { width, height }, lower: LOWER_RUNGS.map(scaled) };
}

const evenOf = (length: number) => Math.round(length / 2) * 2;
