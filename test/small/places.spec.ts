import { setOf } from '../../src/art/place.js';
import { CHINESE_BANK } from '../../src/offline/chinese-bank.js';
import { CHINESE_WORDS } from '../../src/offline/chinese-words.js';
import { ENGLISH_BANK } from '../../src/offline/english-bank.js';
import { ENGLISH_WORDS } from '../../src/offline/english-words.js';
import { type LanguageBank } from '../../src/offline/writer-bank.js';

/** Places that no set is drawn for: a plain room or open country stands for them, and claims nothing false. */
const WITHOUT_A_SET: ReadonlySet<string> = new Set([
  // Places under the open sky that other sets would give a church, a castle or a lake.
  ...['果园', 'cemetery', 'tower'],
  // Rooms and grounds whose things are too much their own for another set: a plain one is the honest one.
  ...['实验室', '温室', '游乐园', '灵堂'],
  ...['laboratory', 'greenhouse', 'circus', 'observatory'],
]);

function placesIn({ packs }: LanguageBank): string[] {
  return Object.values(packs).flatMap(({ places, premises }) => [
    ...places,
    ...premises.flatMap((premise) => premise.places ?? []),
  ]);
}

/** All places the offline writer may write: those of its plots, and those that it reads in a prompt. */
const WRITTEN: [language: string, places: string[]][] = [
  ['Chinese', [...placesIn(CHINESE_BANK), ...CHINESE_WORDS.places]],
  ['English', [...placesIn(ENGLISH_BANK), ...ENGLISH_WORDS.places]],
];

it.each(WRITTEN)('draws each %s place of the writer as itself, not as any room or field', (_, places) => {
  const anonymous = places.filter((place) => ['interior', 'exterior'].includes(setOf(place)));
  expect(anonymous.filter((place) => !WITHOUT_A_SET.has(place))).toEqual([]);
});
