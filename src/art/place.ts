import { type SetName } from './look.js';
import { PLACES } from './place-words.js';

/** Which drawn set stands for a place named in free text, Chinese or English. */

/** In the rain, or just after it. */
const WET = /雨(?!林)|\brain/;

const ENGLISH_PREPOSITION =
  /\b(?:by|near|beside|on|at|in|of(?! (?:stars|clouds))|under|outside|overlooking|with|above|behind|along|from)\b/;

const ANY_ROOM = /^(?:the |an? )?(?:(?:old|great|dark|back|front|main) )*(?:hall|room|lobby) $/;

/**
 * Never an error: what is not known is an open place. The word that decides is the last one (江边的咖啡馆 is a café,
 * so is "a riverside café"), in English the last one before a preposition ("a café by the river"); a room that is
 * called nothing but that is what it belongs to ("the hall of the old house").
 */
export function setOf(location: string): SetName {
  const words = location.normalize('NFKC').toLowerCase();
  const named = words.split(ENGLISH_PREPOSITION).filter((part) => lastPlaceIn(part) !== null);
  const head = named.find((part) => !ANY_ROOM.test(part)) ?? named[0];
  const set = lastPlaceIn(head ?? words) ?? 'exterior';
  return set === 'street' && WET.test(words) ? 'rainy_street' : set;
}

function lastPlaceIn(words: string): SetName | null {
  let found: SetName | null = null;
  let foundEnd = 0;
  let foundLength = 0;
  for (const { set, chinese, english } of PLACES) {
    for (const match of [...words.matchAll(chinese), ...words.matchAll(english)]) {
      const end = match.index + match[0].length;
      const { length } = match[0];
      // Where two end together, the longer says more: 地下停车场 is no 停车场, a coffee shop is no shop.
      if (end > foundEnd || (end === foundEnd && length > foundLength)) {
        found = set;
        foundEnd = end;
        foundLength = length;
      }
    }
  }
  return found;
}
