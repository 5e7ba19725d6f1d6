import { englishPeople } from './english-people.js';
import { englishThings } from './english-things.js';
import { ENGLISH_WORDS } from './english-words.js';
import { firstIn, type PromptFacts, withPronoun } from './prompt-facts.js';

/** Reads English prompts. */

export function readEnglish(text: string): PromptFacts {
  const words = ENGLISH_WORDS;
  const lower = text.toLowerCase();
  const cities = words.cities.filter((city) => new RegExp(`\\b${city}\\b`).test(text));
  const people = englishPeople(lower);
  const pronoun = firstIn(lower, words.pronouns);
  return {
    names: englishNames(text),
    jobs: withPronoun(people, pronoun),
    pronoun,
    places: englishPlaces(lower),
    things: englishThings(
      lower,
      people.map(({ at, name }) => ({ at, end: at + name.length })),
    ),
    city: cities[0] ?? '',
    time: words.times.exec(text)?.[0] ?? '',
    timeOfDay: firstIn(lower, words.timesOfDay),
    weather: firstIn(lower, words.weathers),
    motif: words.motifs.exec(lower)?.[0] ?? '',
    areAcquainted: words.acquaintance.test(lower),
  };
}

/** "a warehouse by the sea" is one place, and where it stands is another. */
const AT_A_PLACE =
  /^ (?:by|near|beside|above|below|under|on|at the edge of|overlooking) (?:the|a) (sea|ocean|river|lake|harbou?r|forest|mountain|cliff|desert|woods)\b/;
const AROUND: Readonly<Record<string, string>> = {
  sea: 'the beach',
  ocean: 'the beach',
  river: 'the riverside',
  lake: 'the lake shore',
};

function englishPlaces(text: string): string[] {
  const landmarks = [...text.matchAll(ENGLISH_PLACE)].map((match) => ({
    name: match[1] ?? '',
    end: match.index + match[0].length,
  }));
  const listed = ENGLISH_WORDS.places
    .map((place) => ({
      name: place,
      match: new RegExp(`\\b${place}\\b(?![’'])(?! ${OF_A_PLACE})(?! (?:keeper|owner|star)s?\\b)`).exec(text),
    }))
    .flatMap(({ name, match }) => (match === null ? [] : [{ name, end: match.index + match[0].length }]));
  const isPart = (name: string, end: number): boolean =>
    [...landmarks, ...listed].some(
      (other) =>
        other.name.length > name.length && other.end >= end && other.end - other.name.length <= end - name.length,
    );
  const whole = [
    ...landmarks,
    ...listed.filter(({ name }) => !landmarks.some((other) => other.name.includes(name))),
  ].filter(({ name, end }) => !isPart(name, end) && !isAround(text, name, end) && !/^(?:sea|ocean|river)$/.test(name));
  const around: string[] = [];
  const places = whole
    .sort((one, other) => one.end - other.end)
    .map(({ name, end }) => {
      const at = AT_A_PLACE.exec(text.slice(end));
      around.push(...(at === null ? [] : [AROUND[at[1] ?? ''] ?? `the ${at[1] ?? ''}`]));
      return `the ${name}${at?.[0] ?? ''}`;
    });
  const wide = /\b(?:sea|ocean)\b/.test(text) && around.length === 0 ? ['the beach'] : [];
  const outer = around.filter((place) => !places.includes(place));
  return [...places, ...outer, ...(places.length < 2 ? wide : [])];
}

/** The lake of "a cabin by the lake". */
function isAround(text: string, name: string, end: number): boolean {
  return /\b(?:by|near|beside|above|below|overlooking) (?:the|a) $/.test(text.slice(0, end - name.length));
}

const ENGLISH_PLACE =
  /\b(?:in|at|on|near|to|into|from|of)\s+(?:a|an|the|her|his|their)\s+((?:[a-z]+\s){0,1}(?:town|village|island|bakery|bookshop|bookstore|lighthouse|library|hospital|school|palace|castle|cafe|café|diner|station|harbou?r|market|farm|forest|theat(?:re|er)|museum|rooftop|bar|beach|hotel|inn|monastery|space station|spaceship|starship|lab))(?![\p{L}])/giu;
/** "a street kid": the place only says who or what somebody is. */
const OF_A_PLACE =
  '(?:kids?|boys?|girls?|food|artists?|singers?|musicians?|performers?|vendors?|dancers?|fighters?|gangs?|smarts?)\\b';
const TITLE_WORD = /^[A-Z][a-z]+(?:['’-][A-Z]?[a-z]+)?$/;
const NAME_VERBS =
  /^(?:is|was|has|had|wants|must|finds|meets|returns|works|loves|lives|runs|discovers|learns|inherits|and|who|leaves|falls|gets|comes|goes|tries|owns|sells|writes|sings|takes|keeps|steals|saves|hides|believes)$/;
/** "Mia, a shy baker, …" */
const APPOSITION = /^\s*\p{Lu}[\p{L}'’-]*,\s+(?:an?|the|who|her|his|now|once)\s/u;
const PLACE_BEFORE = /^(?:in|at|near|from|to|of|through|around|across)$/i;

function englishNames(text: string): string[] {
  const names: string[] = [];
  for (const sentence of text.split(/[.!?\n;:"“”]+/)) {
    const tokens = sentence.match(/[\p{L}\p{N}'’-]+/gu) ?? [];
    for (let at = 0; at < tokens.length; at++) {
      const token = (tokens[at] ?? '').replace(/['’]s$/, '');
      if (!TITLE_WORD.test(token) || ENGLISH_WORDS_NOT_NAMES.has(token) || isCity(token)) {
        continue;
      }
      const before = tokens[at - 1] ?? '';
      const after = tokens[at + 1] ?? '';
      const isFamily = TITLE_WORD.test(after) && !ENGLISH_WORDS_NOT_NAMES.has(after) && !isCity(after);
      const isSure =
        at > 0 ? !PLACE_BEFORE.test(before) : NAME_VERBS.test(after) || isFamily || APPOSITION.test(sentence);
      if (isSure && !names.some((name) => name.split(' ').includes(token))) {
        names.push(isFamily ? `${token} ${after.replace(/['’]s$/, '')}` : token);
      }
      at += isFamily ? 1 : 0;
    }
  }
  return names;
}

function isCity(word: string): boolean {
  return ENGLISH_WORDS.cities.some((city) => city.split(' ').includes(word));
}

const ENGLISH_WORDS_NOT_NAMES = new Set(
  'A An The In On At When After Before Once Two Three One Every Each Both Their His Her He She They It We You I My Our This That These Those What Who Where Why How If But And Or So As With Without During While For From To Of By Then Now Never Always Write Make Create Tell Story Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December Christmas English Chinese French Japanese American British Mars Earth Moon Sun Day Night Spring Summer Autumn Winter God King Queen Prince Princess Lord Lady Sir Captain Doctor Detective Professor Mr Mrs Ms Dr Episode Scene Act North South East West Dragon Dragons Love War Nobody Everyone Someone Somebody Please Drama Genre Style Title Part Year Years Young Old New Last First Lonely Tired Eve Year’s'.split(
    ' ',
  ),
);
