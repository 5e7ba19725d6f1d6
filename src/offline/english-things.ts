import { ANIMALS } from './english-people.js';
import { ENGLISH_WORDS } from './english-words.js';
import { isInside, type PromptThing, type Span } from './prompt-facts.js';

/** Reads the things of an English prompt, in its own words: "dead man’s phone", "last star", "half of a locket". */

const DETERMINER = /^(?:a|an|the|his|her|their|my|our|its|one|this|that|another|every)$/;
const BEFORE_NOUN =
  /^(?:old|new|last|first|lost|broken|torn|stolen|hidden|secret|forgotten|unsent|unread|unopened|rusty|silver|gold|golden|red|blue|green|black|white|small|tiny|little|strange|magic|magical|cursed|wooden|glass|paper|empty|dying|dead|missing|single|mysterious|ancient|antique|vintage|family|faded|burnt|burned|half-burned|undeveloped|unfinished|dusty|bloody|jade|copper|bronze|iron|brass|stone|crystal|locked|sealed|anonymous|handwritten|wedding|music|treasure|train|love|house|talking|singing|glowing|frozen|[\p{L}-]+ed|man[’']s|woman[’']s|king[’']s|queen[’']s|mother[’']s|father[’']s|stranger[’']s|dragon[’']s)$/u;
const MOST_WORDS = 3;
/** What no hand can hold is seen by what belongs to it. */
const HELD: Readonly<Record<string, string>> = {
  piano: 'sheet of piano music',
  bicycle: 'bicycle bell',
  song: 'sheet of music',
};

interface Found extends Span {
  name: string;
  weight: number;
}

/** The thing that the prompt says most of comes first. */
export function englishThings(text: string, people: readonly Span[]): PromptThing[] {
  const found = ENGLISH_WORDS.things.flatMap((noun) =>
    [...text.matchAll(new RegExp(`\\b${noun}s?\\b(?![’']s)`, 'g'))].map(({ index }) => thingAt(text, index, noun)),
  );
  const whole = found.filter(
    (one) =>
      !isInside({ at: one.end - 1, end: one.end }, people) &&
      !isInside(
        one,
        found.filter((other) => other !== one),
      ),
  );
  const names = whole.sort((one, other) => other.weight - one.weight || one.at - other.at).map(({ name }) => name);
  const animal = ANIMALS.exec(text)?.[0];
  if (names.length === 0 && animal !== undefined) {
    return [{ name: `${animal}’s bell`, measure: '' }];
  }
  return [...new Set(names)].map((name) => ({ name, measure: '' }));
}

function thingAt(text: string, at: number, noun: string): Found {
  const before = text.slice(0, at).trimEnd().split(/\s+/);
  const words: string[] = [];
  while (words.length < MOST_WORDS && BEFORE_NOUN.test(before.at(-1) ?? '')) {
    words.unshift(before.pop() ?? '');
  }
  const rest = before.slice(-4).join(' ');
  const half = /\bhalf (?:of )?(?:an? |the |his |her )?$/.exec(`${rest} `) !== null;
  const isCounted = DETERMINER.test(before.at(-1) ?? '') || half;
  const told = words.length > 0 && !DETERMINER.test(words[0] ?? '') ? `${words.join(' ')} ` : '';
  const name = HELD[noun] ?? `${half ? 'half of a ' : ''}${told}${noun}`;
  const start = at - (told === '' ? 0 : told.length);
  return {
    at: start,
    end: at + noun.length,
    name: name.replaceAll("'", '’'),
    weight: words.length * 2 + (half ? 3 : 0) + (isCounted ? 0 : -1),
  };
}
