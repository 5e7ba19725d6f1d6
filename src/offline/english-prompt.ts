import { ENGLISH_WORDS } from './english-words.js';
import { firstIn, type PromptFacts } from './prompt-facts.js';

/** Reads English prompts. */

export function readEnglish(text: string): PromptFacts {
  const words = ENGLISH_WORDS;
  const lower = text.toLowerCase();
  const holds = (word: string): boolean => new RegExp(`\\b${word}s?\\b`).test(lower);
  const byPlace = (list: readonly string[]): string[] =>
    list.filter(holds).sort((one, other) => lower.indexOf(one) - lower.indexOf(other));
  const cities = words.cities.filter((city) => new RegExp(`\\b${city}\\b`).test(text));
  const jobNames = longestOnly(byPlace(words.jobs.map(([job]) => job)));
  const landmarks = [...text.matchAll(ENGLISH_PLACE)].map((match) => `the ${(match[1] ?? '').toLowerCase()}`);
  const listed = byPlace(words.places).filter(
    (place) =>
      !landmarks.some((other) => other.includes(place)) && !new RegExp(`\\b${place} ${OF_A_PLACE}`).test(lower),
  );
  return {
    names: englishNames(text),
    jobs: jobNames
      .filter((name) => !isAbsent(lower, name))
      .map((name) => ({
        name,
        sex: words.jobs.find(([job]) => job === name)?.[1] ?? null,
        ...(new RegExp(`\\b(?:old|elderly|retired|ageing|aging) ${name}`).test(lower) && { age: 'elder' as const }),
      })),
    pronoun: firstIn(lower, words.pronouns),
    places: [...landmarks, ...listed.map((place) => `the ${place}`)],
    things: longestOnly(byPlace(words.things)).map((name) => ({ name, measure: '' })),
    city: cities[0] ?? '',
    time: words.times.exec(text)?.[0] ?? '',
    timeOfDay: firstIn(lower, words.timesOfDay),
    weather: firstIn(lower, words.weathers),
    motif: words.motifs.exec(lower)?.[0] ?? '',
    areAcquainted: words.acquaintance.test(lower),
  };
}

/** Who is missing or dead is spoken of, and does not play. */
function isAbsent(text: string, name: string): boolean {
  return new RegExp(
    `\\b(?:missing|lost|dead|late|murdered) ${name}\\b|\\b${name} (?:who )?(?:disappeared|vanished|went missing|died|was (?:murdered|killed))`,
  ).test(text);
}

function longestOnly(words: string[]): string[] {
  return words.filter((word) => !words.some((other) => other !== word && other.includes(word)));
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
  'A An The In On At When After Before Once Two Three One Every Each Both Their His Her He She They It We You I My Our This That These Those What Who Where Why How If But And Or So As With Without During While For From To Of By Then Now Never Always Write Make Create Tell Story Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December Christmas English Chinese French Japanese American British Mars Earth Moon Sun Day Night Spring Summer Autumn Winter God King Queen Prince Princess Lord Lady Sir Captain Doctor Detective Professor Mr Mrs Ms Dr Episode Scene Act North South East West Dragon Dragons Love War Nobody Everyone Someone Somebody Please Drama Genre Style Title Part Year Years Young Old New Last First Lonely Tired'.split(
    ' ',
  ),
);
