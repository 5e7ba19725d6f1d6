import { type Prop } from './look.js';
import { PROP_WORDS } from './prop-vocabulary.js';

/** What a text names, and what it puts into people's hands, Chinese or English. */

/** The texts of a shot, and who is seen in it. */
export interface ShotWords {
  description: string;
  lines: readonly { character: string | null; line: string }[];
  /** Names; the first stands for somebody who is not named. */
  cast: readonly string[];
}

/** More than this in one picture is a shop. */
const MOST_PROPS = 2;

/** A thing in somebody's hand. `isTold`: a sentence says so, and it is not guessed from who is there or speaks of it. */
interface Given {
  name: string;
  prop: Prop;
  isTold: boolean;
}

/** All things that a text names and does not miss, each once, in its order. */
export function thingsIn(text: string): Prop[] {
  return [...new Set(mentionsIn(plain(text)).map(({ prop }) => prop))];
}

/** Things of which a story may call the one by the name of the other: a pendant that is a half, a lamp that is a lantern. */
const KIN: readonly (readonly Prop[])[] = [
  ['jade', 'pendant'],
  ['lamp', 'lantern'],
  ['diary', 'book'],
  ['scroll', 'letter'],
  ['knife', 'sword'],
];

/** The thing as the film names it, where a shot calls it less exactly. */
export function asNamed(prop: Prop, named: readonly Prop[]): Prop {
  const kin = KIN.find((things) => things.includes(prop)) ?? [];
  return named.includes(prop) ? prop : (kin.find((thing) => named.includes(thing)) ?? prop);
}

/** Who holds what by the words of one shot; one thing for each at most. */
export function propsHeld(shot: ShotWords): Map<string, Prop> {
  return new Map(givenIn(shot).map(({ name, prop }) => [name, prop]));
}

/** Who holds what in the last of these shots, whether seen or not; `held` is what people came with. */
export function holdersAfter(
  shots: readonly ShotWords[],
  held: ReadonlyMap<string, Prop> = new Map(),
): Map<string, Prop> {
  return handsAfter(shots, held).held;
}

/** `parted`: what leaves its hand after the last of them. */
function handsAfter(
  shots: readonly ShotWords[],
  before: ReadonlyMap<string, Prop>,
): { held: Map<string, Prop>; parted: Parting[] } {
  const held = new Map(before);
  let parted: Parting[] = [];
  for (const shot of shots) {
    // A shot without people shows no hands.
    const isKept = ({ from }: Parting): boolean => shot.cast.length === 0 || speaksAlone(shot, from);
    part(
      held,
      parted.filter((parting) => !isKept(parting)),
    );
    const isHeld = (prop: Prop): boolean => [...held.values()].includes(prop);
    givenIn(shot)
      .filter(({ name, prop, isTold }) => isTold || !(isHeld(prop) || held.has(name)))
      .forEach(({ name, prop }) => {
        take(held, name, prop);
      });
    const people = [...new Set(shots.flatMap(({ cast }) => cast))];
    parted = [...parted.filter(isKept), ...partingsIn(shot, people)];
  }
  return { held, parted };
}

function take(held: Map<string, Prop>, name: string, prop: Prop): void {
  for (const [other, thing] of held) {
    if (thing === prop) {
      held.delete(other);
    }
  }
  held.set(name, prop);
}

function part(held: Map<string, Prop>, partings: readonly Parting[]): void {
  for (const { prop, to } of partings) {
    const holder = [...held].find(([, thing]) => thing === prop)?.[0];
    if (to !== null) {
      take(held, to, prop);
    } else if (holder !== undefined) {
      held.delete(holder);
    }
  }
}

/** Whose voice is the only one of the shot still has what the words before have handed over: the taking is seen later. */
function speaksAlone({ lines }: ShotWords, name: string | null): boolean {
  return name !== null && lines.length > 0 && lines.every(({ character }) => character === name);
}

/** What people still have when the scenes are over. */
export function carriedOutOf(shots: readonly ShotWords[]): Map<string, Prop> {
  const { held, parted } = handsAfter(shots, new Map());
  part(held, parted);
  return new Map([...held].filter(([, prop]) => !LEFT_BEHIND.includes(prop)));
}

/** Things that stay where they were used when the scene is over. */
const LEFT_BEHIND: readonly Prop[] = ['cup', 'umbrella', 'suitcase', 'box', 'violin', 'guitar', 'record'];

/**
 * Who holds what in the last of these shots of one scene: what was once in a hand stays in it until the words hand it over,
 * put it down or give that hand something else. What people carry comes with them out of the scenes before.
 */
export function propsHeldAfter(shots: readonly ShotWords[], earlier: readonly ShotWords[] = []): Map<string, Prop> {
  const held = holdersAfter(shots, carriedOutOf(earlier));
  const cast = shots.at(-1)?.cast ?? [];
  return new Map([...held].filter(([name]) => cast.includes(name)).slice(0, MOST_PROPS));
}

/**
 * A thing belongs to whom its sentence of the description names before it, else to somebody else of the sentence, else to
 * the first person; where the description has no things, to who speaks of one.
 */
function givenIn({ description, lines, cast }: ShotWords): Given[] {
  const given: Given[] = [];
  const give = (name: string | undefined, prop: Prop, isTold: boolean): void => {
    const isFree = given.every((each) => each.name !== name && each.prop !== prop);
    if (name !== undefined && isFree && given.length < MOST_PROPS) {
      given.push({ name, prop, isTold });
    }
  };
  const mentions = sentencesOf(description).flatMap((sentence) =>
    mentionsIn(sentence).map(({ prop, at }) => ({ prop, sentence, at })),
  );
  for (const { prop, sentence, at } of mentions) {
    // "She hands him the letter": the letter is hers, though he is named right before it.
    const handed = sentence.search(HANDED);
    give(namedBefore(sentence, handed < 0 ? at : Math.min(at, handed), cast), prop, true);
  }
  for (const { prop, sentence } of mentions) {
    const named = cast.find((name) => sentence.includes(plain(name)));
    give(named ?? cast[0], prop, named !== undefined && IN_HAND.test(sentence));
  }
  if (given.length > 0) {
    return given;
  }
  for (const { character, line } of lines) {
    const [first] = mentionsIn(plain(line));
    if (first && given.length === 0) {
      give(cast.find((name) => name === character) ?? cast[0], first.prop, false);
    }
  }
  return given;
}

/** Who is named after a thing has it, where the sentence speaks of hands. */
const IN_HAND = /[手掌怀]|握|拿|捧|\bhands?\b|\bhold|\bheld\b/;

/** A thing that has left its hand when the shot is over, and to whom it went; null: it was put down. */
interface Parting {
  prop: Prop;
  from: string | null;
  to: string | null;
}

const HANDED =
  /[递交还塞送扔留推](?:给|到|回给?|进)|[放系戴挂](?:给|[到在进](?=.{0,12}[手掌怀腰颈身]))|\b(?:gives?|hands?|passes|returns?|slides?|offers?|presses)\b/;
const PUT_DOWN =
  /放下|放[在回到]|收[起好进]|扔[掉下]|\b(?:puts?|lays?|sets?)\b.{0,40}\b(?:down|away|back|on)\b|\bpockets\b/;

function partingsIn({ description }: ShotWords, people: readonly string[]): Parting[] {
  return sentencesOf(description).flatMap((sentence): Parting[] => {
    const handed = sentence.search(HANDED);
    const after = handed < 0 ? undefined : firstNamed(sentence, handed, people);
    const isGone = after !== undefined || PUT_DOWN.test(sentence);
    const from = handed < 0 ? null : (firstNamed(sentence.slice(0, handed), 0, people) ?? null);
    return isGone ? mentionsIn(sentence).map(({ prop }) => ({ prop, from, to: after ?? null })) : [];
  });
}

function firstNamed(sentence: string, from: number, people: readonly string[]): string | undefined {
  const places = people.map((name) => ({ name, place: sentence.indexOf(plain(name), from) }));
  return places.filter(({ place }) => place >= 0).sort((one, other) => one.place - other.place)[0]?.name;
}

const SENTENCE_END = /[。！？!?；;\n]|\.(?=\s|$)/;
const plain = (text: string): string => text.normalize('NFKC').toLowerCase();
const sentencesOf = (text: string): string[] => plain(text).split(SENTENCE_END);

interface Mention {
  prop: Prop;
  at: number;
}

/** What is said not to be there. “没寄出的信” is there: what is missing is the posting. */
const LACKING =
  /(?:没有?|丢了?|弄丢|不见|找不到|忘了?带?|未带)(?:[我你您他她它谁]们?的|\p{Script=Han}{0,3}(?<!的))$|\b(?:no|without|lost|losing|loses|missing|forgot)(?: (?:a|an|any|the|his|her|my|your|their))? $/u;

/** Sentences, not whole prompts: each shot of a film asks anew what the shots before it say. */
const MOST_REMEMBERED = 2000;
const LONGEST_REMEMBERED = 500;
const remembered = new Map<string, readonly Mention[]>();

/** The things a text names, in its order. */
function mentionsIn(text: string): readonly Mention[] {
  const known = remembered.get(text);
  if (known) {
    return known;
  }
  if (remembered.size === MOST_REMEMBERED) {
    remembered.clear();
  }
  const mentions = findMentions(text);
  if (text.length <= LONGEST_REMEMBERED) {
    remembered.set(text, mentions);
  }
  return mentions;
}

function findMentions(text: string): Mention[] {
  return PROP_WORDS.flatMap(({ prop, chinese, english }) =>
    [...text.matchAll(chinese), ...text.matchAll(english)].map(({ index }) => ({ prop, at: index })),
  )
    .filter(({ at }) => !LACKING.test(text.slice(Math.max(0, at - 20), at)))
    .sort((one, other) => one.at - other.at);
}

function namedBefore(sentence: string, at: number, cast: readonly string[]): string | undefined {
  const places = cast.map((name) => ({ name, place: sentence.lastIndexOf(plain(name), at) }));
  return places.filter(({ place }) => place >= 0).sort((one, other) => other.place - one.place)[0]?.name;
}
