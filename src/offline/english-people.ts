import { type Age, type Sex } from '../art/look.js';
import { ENGLISH_PEOPLE } from './english-people-words.js';
import { ageOfYears, type PromptJob } from './prompt-facts.js';

/** Reads who plays in an English prompt: nouns for people, and what stands before them ("a banished mage"). */

const KNOWN = new Map(ENGLISH_PEOPLE);
/** Nouns that are in no list, and can be nobody but a person. */
const OPEN_NOUN =
  /^(?:\p{L}+(?:keeper|maker|smith|wright|herd|rider|hunter|seller|teller|singer|dancer|fighter|worker|watcher|walker|ologist|ographer|ician|ineer|woman|man|women|men)|(?!(?:m|l|w|f|tw|ex|ass|ins|cons|res|wa)ist$)\p{L}+ist)$/u;
/** Where the words that belong to a noun begin. */
const DETERMINERS =
  /^(?:a|an|the|his|her|their|my|our|its|one|two|three|four|some|this|that|these|those|another|every|each|no)$/;
const NEVER_BEFORE =
  /^(?:of|in|at|on|to|and|or|but|who|whom|whose|is|was|are|were|with|from|for|by|as|into|near|meets?|finds?|loves?|marry|named|called|becomes?|not|only|when|where|while|after|before|than|like|about|between|against|versus|vs|then|now|it|he|she|they|him|them|own|same|falls?|must|will|can|has|have|had|cross|save|help|teach|saves?|helps?)$/;
const MOST_WORDS = 3;

/** The people of a prompt in its order; who is missing or dead is spoken of, and does not play. */
export function englishPeople(text: string): PromptJob[] {
  const tokens = [...text.matchAll(/[\p{L}\p{N}’'-]+|[.,;:!?—–]/gu)].map((match) => ({
    word: match[0],
    at: match.index,
  }));
  const people: PromptJob[] = [];
  const named: PromptJob[] = [];
  tokens.forEach(({ word, at }, index) => {
    const next = tokens[index + 1]?.word ?? '';
    const [head = null, headAfter] = [index, index + 1].map((place) => nounAt(tokens, place));
    if (head === null || (headAfter !== null && !DETERMINERS.test(word)) || isSaid(people, at)) {
      return;
    }
    const words = tokens.map((token) => token.word);
    const phrase = phraseBefore(words, index);
    if (isAbsent(phrase, words.slice(index + 1, index + 5))) {
      return;
    }
    const first = tokens[index - phrase.words.length]?.at ?? at;
    if (GUISE.test(text.slice(0, first))) {
      people.splice(-1, 1, ...people.slice(-1).map((person) => ({ ...person, isDisguised: true as const })));
      return;
    }
    const job = personOf(
      head,
      phrase,
      first,
      `${phrase.words.join(' ')} ${word}${text.slice(at + word.length, at + word.length + 12)}`,
    );
    const count = head.isPlural ? (phrase.determiner === 'three' ? 3 : 2) : 1;
    if (count > 1 && next === ',' && /^(?:an?|his|her)$/.test(tokens[index + 2]?.word ?? '')) {
      named.push(job);
    }
    people.push(...Array.from({ length: people.some(({ name }) => name === job.name) ? 0 : count }, () => job));
  });
  // "Two friends, a boxer and a nurse": two people, told twice.
  const each = people.filter((job) => !named.includes(job));
  const animal = ANIMALS.exec(text);
  // No animal plays with us: who keeps it does.
  return people.length > 0 || animal === null
    ? withoutTheMourned(named.length > 0 && each.length > 1 ? each : people)
    : [{ name: `${animal[0]}’s keeper`, sex: null, at: animal.index }];
}

/** The husband of a widow is dead. */
function withoutTheMourned(people: readonly PromptJob[]): PromptJob[] {
  const isMourned = people.some(({ name }) => /\bwidow$/.test(name));
  return people.filter(({ name }) => !(isMourned && name === 'husband'));
}

/** What somebody only seems to be. */
const GUISE = /\b(?:disguised|dressed|posing|poses|dresses) as (?:an? |the )?$/;

/** Words for animals that somebody may keep. */
export const ANIMALS = /\b(?:cat|dog|rabbit|parrot|goldfish|turtle|horse|puppy|kitten|crow|owl)\b/;

function nounAt(tokens: readonly { word: string }[], index: number): Head | null {
  return isVerb(tokens, index) ? null : headOf(tokens[index]?.word ?? '');
}

/** "A knight guards the ford": what one noun for people does to something is no other person. */
function isVerb(tokens: readonly { word: string }[], index: number): boolean {
  const [before, word, after] = [index - 1, index, index + 1].map((place) => tokens[place]?.word ?? '');
  const subject = headOf(before ?? '');
  const isAfterOne = subject !== null && !subject.isPlural && !subject.isOwner;
  return isAfterOne && /s$/.test(word ?? '') && /^(?:an?|the|his|her|their|its)$/.test(after ?? '');
}

/** A noun that is a part of what was read already. */
const isSaid = (people: readonly PromptJob[], at: number): boolean =>
  people.some((other) => other.at <= at && at < other.at + other.name.length);

interface Head {
  noun: string;
  sex: Sex | null;
  isPlural: boolean;
  isOwner: boolean;
}

function headOf(token: string): Head | null {
  const isOwner = /[’']s?$/.test(token);
  const word = token.replace(/[’']s?$/, '');
  const singulars = [
    word,
    word.replace(/s$/, ''),
    word.replace(/es$/, ''),
    word.replace(/ves$/, 'fe'),
    word.replace(/men$/, 'man'),
  ];
  const noun =
    singulars.find((one) => KNOWN.has(one)) ??
    (word === 'children' ? 'child' : singulars.find((one) => OPEN_NOUN.test(one)));
  if (noun === undefined) {
    return null;
  }
  const told = noun.endsWith('woman') ? 'female' : noun.endsWith('man') ? 'male' : null;
  return { noun, sex: KNOWN.get(noun) ?? told, isPlural: noun !== word && !isOwner, isOwner };
}

interface Phrase {
  determiner: string;
  words: string[];
}

function phraseBefore(tokens: readonly string[], index: number): Phrase {
  const words: string[] = [];
  for (let at = index - 1; at >= 0 && words.length < MOST_WORDS; at--) {
    const token = tokens[at] ?? '';
    const isOwner = /[’']s$/.test(token) && headOf(token) !== null;
    const isVerb = !isOwner && /[^s’']s$/.test(token) && !/(?:less|ous|ss)$/.test(token);
    if (DETERMINERS.test(token) || (/[’']s$/.test(token) && !isOwner)) {
      return { determiner: token, words };
    }
    if (!/^\p{L}/u.test(token) || NEVER_BEFORE.test(token) || isVerb) {
      return { determiner: '', words };
    }
    words.unshift(token);
  }
  const before = tokens[index - 1 - words.length] ?? '';
  return { determiner: DETERMINERS.test(before) ? before : '', words };
}

function isAbsent({ determiner, words }: Phrase, after: readonly string[]): boolean {
  const isLost = /^(?:his|her|their|my)$/.test(determiner) && words.includes('lost');
  const told = /^(?:who )?(?:disappeared|vanished|went missing|died|was (?:murdered|killed))/.test(after.join(' '));
  return isLost || told || words.some((word) => /^(?:missing|dead|late|murdered|deceased|vanished)$/.test(word));
}

/** A prompt may say it; what we write of somebody does not repeat it. */
const UNSPOKEN = /^(?:suicidal|naked|nude)$/;

function isOpponent(name: string, around: string): boolean {
  const hasDoneHarm = /\bwho (?:burn|kill|murder|betray|destroy|frame|ruin)/.test(around);
  return hasDoneHarm || /murder|killer|tyrant|villain|corrupt|evil|treacherous|traitor|enemy/.test(name);
}

function personOf(head: Head, { words }: Phrase, at: number, around: string): PromptJob {
  const name = [...words.filter((word) => !UNSPOKEN.test(word)), head.noun].join(' ').replaceAll("'", '’');
  const told = words.some((word) => /^(?:female|woman|lady|girl)$/.test(word))
    ? ('female' as const)
    : words.some((word) => /^(?:male|boy)$/.test(word))
      ? ('male' as const)
      : null;
  const age = ageIn(name, around);
  return {
    name,
    sex: told ?? head.sex,
    at,
    ...(age !== null && { age }),
    ...(/amnesi|forgetful|memory/.test(name) && { hasForgotten: true as const }),
    ...(isOpponent(name, around) && { isOpponent: true as const }),
  };
}

const NUMBERS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const CHILD = /\b(?:child|kid|toddler|schoolgirl|schoolboy|pupil|little (?:girl|boy|sister|brother))\b/;
const ELDER =
  /\b(?:old(?! (?:friend|flame|lover|partner))|elderly|retired|ageing|aging|widower|grand(?:mother|father|ma|pa)|granny|elder|veteran|hermit|chancellor)\b/;
const YOUNG = /\b(?:young|teenage|teenager|teen)\b/;

function ageIn(name: string, around: string): Age | null {
  const years = /\b([\p{L}\p{N}]+)(?:[- ]([a-z]+))?[- ]years?[- ]old\b|(?:\b(?:aged|of)|,) ([\p{L}\p{N}]+)\b/u.exec(
    around,
  );
  const number = years === null ? null : (numberOf(years[1] ?? years[3] ?? '') ?? numberOf(years[2] ?? ''));
  if (number !== null) {
    return ageOfYears(number);
  }
  return CHILD.test(name) ? 'child' : ELDER.test(name) ? 'elder' : YOUNG.test(name) ? 'young' : null;
}

function numberOf(word: string): number | null {
  const tens = TENS.indexOf(word);
  return /^\d{1,3}$/.test(word)
    ? Number(word)
    : tens >= 0
      ? (tens + 2) * 10
      : NUMBERS.includes(word)
        ? NUMBERS.indexOf(word)
        : null;
}
