import { isDeepStrictEqual } from 'node:util';
import { type ShotLine } from './shot.entity.js';

/**
 * A shot's lines are one list, in the order in which they are heard. `narration` shows those of the narrator, one a row of
 * text, `dialogue` those of everybody else; who writes one of the two leaves the other as it is.
 *
 * Lines that are the same at the head and the tail of what was there and what is given keep their places. Those between
 * take the places of the ones that they replace, in order, and what is left over follows them. Where nothing is replaced,
 * new lines stand before the one that comes next, or at the end of all; the first narration comes before all dialogue.
 */

export type SpokenLine = ShotLine & { character: string };

export function narrationOf(lines: readonly ShotLine[]): string {
  return lines
    .filter(isNarrated)
    .map(({ line }) => line)
    .join('\n');
}

export function dialogueOf(lines: readonly ShotLine[]): SpokenLine[] {
  return lines.filter(isSpoken);
}

/** The lines with another narration: each row of the text that is not blank is one. */
export function withNarration(lines: readonly ShotLine[], text: string): ShotLine[] {
  if (text === narrationOf(lines)) {
    return [...lines];
  }
  const rows = text
    .split(/\r?\n/)
    .map((row) => row.trim())
    .filter((row) => row !== '');
  const before = lines.filter(isNarrated);
  const narrated = rows.map((line): ShotLine => {
    const { emotion = 'neutral', translations } = before.find((each) => each.line === line) ?? {};
    return { character: null, line, emotion, ...(translations && { translations }) };
  });
  return woven(lines, isNarrated, narrated, 0);
}

/** The lines with another dialogue. */
export function withDialogue(lines: readonly ShotLine[], dialogue: readonly SpokenLine[]): ShotLine[] {
  return woven(lines, isSpoken, dialogue, lines.length);
}

/** `firstAt`: where the first lines of their kind go. */
function woven(
  lines: readonly ShotLine[],
  isOwn: (line: ShotLine) => boolean,
  next: readonly ShotLine[],
  firstAt: number,
): ShotLine[] {
  const places = lines.flatMap((line, index) => (isOwn(line) ? [index] : []));
  const own = lines.filter(isOwn);
  const head = alike(own, next);
  const tail = alike(own.slice(head).reverse(), next.slice(head).reverse());
  const replaced = places.slice(head, places.length - tail);
  const fresh = next.slice(head, next.length - tail);
  const slots = lines.map((line, index): ShotLine[] => {
    const place = replaced.indexOf(index);
    if (place < 0) {
      return [line];
    }
    const isLast = place === replaced.length - 1;
    return fresh.slice(place, isLast ? undefined : place + 1);
  });
  if (replaced.length > 0) {
    return slots.flat();
  }
  const at = places.length === 0 ? firstAt : (places[head] ?? lines.length);
  return slots.toSpliced(at, 0, [...fresh]).flat();
}

/** How many lines at the head of two lists are the same. */
function alike(one: readonly ShotLine[], other: readonly ShotLine[]): number {
  const different = one.findIndex((line, index) => !isSame(line, other[index]));
  return different < 0 ? one.length : different;
}

function isSame(one: ShotLine, other: ShotLine | undefined): boolean {
  return isDeepStrictEqual(one, other);
}

function isNarrated(line: ShotLine): boolean {
  return line.character === null;
}

function isSpoken(line: ShotLine): line is SpokenLine {
  return line.character !== null;
}
