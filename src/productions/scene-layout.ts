import { type Language } from '../common/vocabulary.js';
import { LINE_AIR, speakingSeconds } from '../offline/layout.js';
import { type ShotLine } from '../scenes/shot.entity.js';

/** How a scene's script and its time are shared among its shots. Pure numbers. */

export const SHORTEST_SHOT_SEC = 1;
export const LONGEST_SHOT_SEC = 60;
const USUAL_SHOT_SEC = 5;

/** How long lines take to say, with the air around them. */
export function secondsOf(lines: ShotLine[], language: Language): number {
  const spoken = lines.reduce((sum, { line }) => sum + speakingSeconds(line, language), 0);
  const between = LINE_AIR.between * Math.max(0, lines.length - 1);
  return lines.length === 0 ? 0 : LINE_AIR.before + spoken + between + LINE_AIR.after;
}

/** How many shots a scene without any gets; none of them need be longer than a shot can be. */
export function shotsIn(seconds: number): number {
  return Math.max(1, Math.round(seconds / USUAL_SHOT_SEC));
}

/** Lines in their order, shared by how long they take to say. */
export function shareLines(lines: ShotLine[], shots: number, language: Language): ShotLine[][] {
  const shares: ShotLine[][] = Array.from({ length: shots }, () => []);
  const lengths = lines.map(({ line }) => Math.max(speakingSeconds(line, language), 0.1));
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  let before = 0;
  for (const [index, line] of lines.entries()) {
    const length = lengths[index] ?? 0;
    const place = Math.min(Math.floor(((before + length / 2) / whole) * shots), shots - 1);
    shares[place]?.push(line);
    before += length;
  }
  return shares;
}

/** Whole frames for each shot, in proportion to its weight and within what a shot may be; they add up to `total`. */
export function shareFrames(total: number, weights: number[], fps: number): number[] {
  const [least, most] = [SHORTEST_SHOT_SEC * fps, LONGEST_SHOT_SEC * fps];
  const spare = total - least * weights.length;
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const frames = weights.map((weight) => {
    const share = whole > 0 ? weight / whole : 1 / weights.length;
    return Math.min(most, least + Math.floor(Math.max(0, spare) * share));
  });
  let left = total - frames.reduce((sum, each) => sum + each, 0);
  for (let index = 0; left > 0 && index < frames.length; index++) {
    const more = Math.min(left, most - (frames[index] ?? most));
    frames[index] = (frames[index] ?? 0) + more;
    left -= more;
  }
  return frames;
}
