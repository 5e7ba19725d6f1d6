import { type Turn } from '../art/figure.js';
import { type Manner } from '../art/gesture.js';
import { type CastMember } from '../art/look.js';
import { hashOf } from '../common/random.js';
import { type SpokenLine } from './timeline.js';

/** What keeps drawn people alive: mouths that follow the voice, eyes that blink, bodies that breathe. */

export type MouthShape = 0 | 1 | 2 | 3;

const BLINK_EVERY_SECONDS = 3.1;
const BLINK_SECONDS = 0.12;
/** From here on, so that nobody has the eyes shut where a shot begins, of which its still is made. */
const FIRST_PHASE_SECONDS = 0.4;
const PHASE_SECONDS = 0.39;

/** The opening of a person's mouth: by the loudness of the voice in this frame. */
export function mouthAt(name: string, lines: SpokenLine[], frame: number): MouthShape {
  const line = lines.find(
    ({ speaker, startFrame, envelope }) =>
      speaker === name && frame >= startFrame && frame < startFrame + envelope.length,
  );
  const loudness = line?.envelope[frame - line.startFrame] ?? 0;
  if (loudness > 0.13) {
    return 3;
  }
  if (loudness > 0.075) {
    return 2;
  }
  return loudness > 0.025 ? 1 : 0;
}

/**
 * Who stands among others looks at them; one in the very middle looks at who speaks first. Who is alone looks at us, but
 * towards the open side of the picture while somebody speaks who is not seen.
 */
export function turnOf(member: CastMember, cast: CastMember[], lines: SpokenLine[]): Turn {
  if (cast.length < 2 && member.looks !== undefined) {
    return member.looks;
  }
  if (cast.length < 2) {
    const isSpokenTo = lines.some(({ speaker }) => speaker !== null && speaker !== member.name);
    return isSpokenTo ? toTurn(0.5 - member.position) : 0;
  }
  const speaker = lines.map((line) => cast.find(({ name }) => name === line.speaker)).find((found) => found);
  const middle = cast.reduce((sum, { position }) => sum + position, 0) / cast.length;
  const isMiddle = Math.abs(member.position - middle) < 0.05;
  const aim = isMiddle ? (speaker?.position ?? member.position) : middle;
  return toTurn(aim - member.position);
}

function toTurn(offset: number): Turn {
  return offset > 0 ? 1 : offset < 0 ? -1 : 0;
}

/** As many ways of standing as any feeling has; two people of a shot never take the same one. */
const WAYS_TO_STAND = 6;

/** How each of the cast stands: the same in all shots of a scene, and differently from the others in it. */
export function mannersOf(cast: CastMember[], seed: number): Manner[] {
  const taken = new Set<number>();
  return cast.map(({ name, look: { clothes, age } }) => {
    let choice = hashOf(`${name}:${seed}`) % WAYS_TO_STAND;
    while (taken.has(choice) && taken.size < WAYS_TO_STAND) {
      choice = (choice + 1) % WAYS_TO_STAND;
    }
    taken.add(choice);
    return { choice, clothes, age };
  });
}

/** Everybody has a rhythm of their own, the same in every shot. */
export function phaseOf(name: string): number {
  return hashOf(name) % 7;
}

export function isBlinking(phase: number, seconds: number): boolean {
  return (seconds + FIRST_PHASE_SECONDS + phase * PHASE_SECONDS) % BLINK_EVERY_SECONDS < BLINK_SECONDS;
}

/** How the body grows with a breath, and how far it leans, in shares of its height. */
export function breathAt(phase: number, seconds: number): { stretch: number; sway: number } {
  return { stretch: 1 + Math.sin(seconds * 1.9 + phase) * 0.0028, sway: Math.sin(seconds * 0.8 + phase) * 0.003 };
}
