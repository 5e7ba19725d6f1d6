import { type Random } from '../common/random.js';
import { type Language } from '../common/vocabulary.js';
import { LINE_AIR, speakingSeconds } from './layout.js';
import { fitIn, secondsOfLines } from './pacing.js';
import { type CharacterSketch, type StoryLine } from './story.js';
import { type LanguageBank } from './writer-bank.js';
import { type DraftLine, fill, playingSeconds, readGroup, type Role, type Slots } from './writer-lines.js';

/** Fills a scene with lines: groups in order of weight, until its time is used, none of them heard before. */

export interface SceneVoice {
  bank: LanguageBank;
  language: Language;
  people: readonly Pick<CharacterSketch, 'name'>[];
  /** Who speaks as P and Q. */
  pair: readonly [Role, Role];
  slots: Slots;
  /** A stands below the other one of the pair. */
  isRespectful: boolean;
  /** All lines of the series so far, as `keyOf` writes them. */
  used: Set<string>;
  /** How often each group of the banks has been told in the series so far. */
  told: Map<string, number>;
  random: Random;
  /** Time that lines may take, with their air. */
  seconds: number;
  /** Seconds of speech that each shot can hold, where the shots are given: no line is said over a cut. */
  rooms?: readonly number[];
}

/** A group of lines that may enter a scene: `order` is its place in the scene, apart from how much it weighs. */
export interface GroupChoice {
  group: string;
  order: number;
  /** `never`: the words stay as they are; `manner`: in the speaker's manner; `often`: again in other words. */
  repeats: 'never' | 'manner' | 'often';
  /** Only when this group has been told before: an answer needs its question. */
  after?: string;
  /** What is told instead where this one is too long. */
  shorter?: readonly string[];
}

const MOST_LINES = 40;
const SPEAKERS: readonly Role[] = ['A', 'B', 'C', 'D'];
const OPENER_CHANCE = 0.3;
const SHORTEST_GROUP_SECONDS = 1.5;
/** After so many groups in a row that are too long or worn out, the scene is full. */
const MOST_MISSES = 14;

interface TakenGroup {
  order: number;
  lines: StoryLine[];
}

/** The lines of a scene from groups in order of weight; the least is one line, or none where no shot can hold one. */
export function fillScene(voice: SceneVoice, choices: readonly GroupChoice[]): StoryLine[] {
  const taken: TakenGroup[] = [];
  const all = (): StoryLine[] => taken.flatMap(({ lines }) => lines);
  let count = 0;
  let left = voice.seconds - LINE_AIR.before - LINE_AIR.after + LINE_AIR.between;
  let misses = 0;
  for (const { group, order, repeats, after, shorter = [] } of choices) {
    if (left < SHORTEST_GROUP_SECONDS || count >= MOST_LINES || misses > MOST_MISSES) {
      break;
    }
    const room = left;
    const fits = (lines: StoryLine[]) => secondsOf(voice, lines) <= room && fitsAmong(voice, taken, { order, lines });
    const own = after === undefined || voice.told.has(after) ? [group, ...shorter] : shorter;
    const found = firstTold(voice, own, repeats, fits);
    if (found !== null && count + found.lines.length <= MOST_LINES) {
      const { lines } = found;
      lines.forEach(({ text }) => remember(voice, text));
      voice.told.set(found.group, (voice.told.get(found.group) ?? 0) + 1);
      taken.push({ order, lines });
      count += lines.length;
      left -= secondsOf(voice, lines);
      misses = 0;
    } else {
      misses++;
    }
  }
  if (taken.length > 0) {
    taken.sort((one, other) => one.order - other.order);
    return all();
  }
  return writeBriefLine(voice, choices);
}

/** Whether a group has room in the shots as well, among those that are there already. */
function fitsAmong({ rooms, language }: SceneVoice, taken: readonly TakenGroup[], group: TakenGroup): boolean {
  if (rooms === undefined) {
    return true;
  }
  const all = [...taken, group].sort((one, other) => one.order - other.order).flatMap(({ lines }) => lines);
  return fitIn(rooms, secondsOfLines(all, language));
}

/** The first of some groups that is new and has room. */
function firstTold(
  voice: SceneVoice,
  groups: readonly string[],
  repeats: GroupChoice['repeats'],
  fits: (lines: StoryLine[]) => boolean,
): { group: string; lines: StoryLine[] } | null {
  for (const group of groups) {
    const lines = lengthsOf(group)
      .map((text) => writeGroup(voice, readGroup(text), repeats))
      .find((written) => written !== null && fits(written));
    if (lines) {
      return { group, lines };
    }
  }
  return null;
}

/** A group as it is, then without the words of place and time that a short scene has no room for. */
function lengthsOf(group: string): string[] {
  return group.includes('{opening}') ? [group, group.replace('{opening}', '')] : [group];
}

function secondsOf({ language }: SceneVoice, lines: readonly StoryLine[]): number {
  return lines.reduce((sum, { text }) => sum + LINE_AIR.between + speakingSeconds(text, language), 0);
}

/** What is heard of a line: two that differ in their punctuation only are the same. */
export function keyOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '') || text;
}

/** What was said with an opener has been said. */
function remember({ used, bank }: SceneVoice, text: string): void {
  used.add(keyOf(text));
  for (const opener of bank.manners.flatMap(({ openers }) => openers)) {
    if (text.startsWith(opener)) {
      used.add(keyOf(text.slice(opener.length)));
    }
  }
}

function writeGroup(
  voice: SceneVoice,
  drafts: readonly DraftLine[],
  repeats: GroupChoice['repeats'],
): StoryLine[] | null {
  const lines: StoryLine[] = [];
  for (const draft of drafts) {
    const role = speakerOf(voice, draft.role);
    if (role !== 'N' && voice.people[SPEAKERS.indexOf(role)] === undefined) {
      return null;
    }
    const isNew = (text: string): boolean =>
      !voice.used.has(keyOf(text)) && lines.every((line) => keyOf(line.text) !== keyOf(text));
    const text = firstOf(wordingsOf(voice, draft, role, repeats, lines.length === 0), isNew);
    if (text === undefined) {
      return null;
    }
    lines.push(lineOf(voice, role, text, draft));
  }
  return lines;
}

/** Wordings are made one by one, only until a new one is there. */
function firstOf(texts: Iterable<string>, isNew: (text: string) => boolean): string | undefined {
  for (const text of texts) {
    if (isNew(text)) {
      return text;
    }
  }
  return undefined;
}

function speakerOf(voice: SceneVoice, role: Role): Role {
  return role === 'P' ? voice.pair[0] : role === 'Q' ? voice.pair[1] : role;
}

function lineOf(voice: SceneVoice, role: Role, text: string, draft: Pick<DraftLine, 'emotion'>): StoryLine {
  const name = role === 'N' ? '' : (voice.people[SPEAKERS.indexOf(role)]?.name ?? '');
  return { character: name, text: [...text].slice(0, 300).join(''), emotion: draft.emotion };
}

/** In Chinese, A says 您 to whoever is older or stands higher; talk for no role in particular says 你. */
function politely({ isRespectful, language }: SceneVoice, { role }: DraftLine, speaker: Role, text: string): string {
  const isForAnybody = role === 'P' || role === 'Q';
  return language === 'zh' && isRespectful && isForAnybody && speaker === 'A' ? text.replace(/你(?!们)/g, '您') : text;
}

/** The sentence as it stands, then in the speaker's manner, then with an end that is new here. */
function* wordingsOf(
  voice: SceneVoice,
  draft: DraftLine,
  role: Role,
  repeats: GroupChoice['repeats'],
  isFirst: boolean,
): Generator<string> {
  const plain = politely(voice, draft, role, fill(draft.text, voice.slots));
  if (repeats === 'never' || role === 'N') {
    yield plain;
    return;
  }
  const { random, bank, used } = voice;
  const openers = random
    .shuffle(bank.manners[SPEAKERS.indexOf(role)]?.openers ?? [])
    .filter((opener) => !plain.startsWith(opener.slice(0, 2)));
  // An opener begins a talk; before an answer or a question it would only be in the way.
  const suits = isFirst && speakingSeconds(plain, voice.language) > 1.2 && !/^\p{P}|[?？]$/u.test(plain);
  if (!used.has(keyOf(plain)) && suits && random.chance(OPENER_CHANCE) && openers[0] !== undefined) {
    yield openers[0] + plain;
  }
  yield plain;
  if (repeats === 'manner') {
    return;
  }
  for (const opener of openers) {
    yield opener + plain;
  }
  const gap = voice.language === 'zh' ? '' : ' ';
  for (const tail of random.shuffle(bank.tails)) {
    yield `${plain}${gap}${fill(tail, voice.slots)}`;
  }
}

/** When no group fits: one sentence of the first ones, or a few words; none in shots that are given and too short. */
function writeBriefLine(voice: SceneVoice, choices: readonly GroupChoice[]): StoryLine[] {
  const drafts = choices.slice(0, 2).flatMap(({ group }) => readGroup(group));
  const single = drafts.find((draft) => {
    const text = fill(draft.text, voice.slots);
    const role = speakerOf(voice, draft.role);
    const isCast = role === 'N' || voice.people[SPEAKERS.indexOf(role)] !== undefined;
    return isCast && !voice.used.has(keyOf(text)) && hasRoom(voice, text);
  });
  const speaker = voice.people.length > 0 ? voice.pair[0] : 'N';
  const draft = single ?? { role: speaker, emotion: 'neutral' as const, text: briefText(voice) };
  const text = fill(draft.text, voice.slots);
  if (voice.rooms !== undefined && !hasRoom(voice, text)) {
    return [];
  }
  voice.used.add(keyOf(text));
  return [lineOf(voice, speakerOf(voice, draft.role), text, draft)];
}

/** Whether a scene has time for one line. */
function hasRoom({ rooms, seconds, language }: SceneVoice, text: string): boolean {
  return rooms === undefined
    ? playingSeconds([{ text }], language) <= seconds
    : fitIn(rooms, secondsOfLines([{ text }], language));
}

function briefText(voice: SceneVoice): string {
  const texts = voice.random
    .shuffle(voice.bank.brief)
    .map((template) => fill(template, voice.slots))
    .filter((text) => !voice.used.has(keyOf(text)));
  const fitting = texts.filter((text) => hasRoom(voice, text));
  const shortest = [...texts].sort(
    (one, other) => speakingSeconds(one, voice.language) - speakingSeconds(other, voice.language),
  )[0];
  return fitting[0] ?? shortest ?? `${voice.slots['n'] ?? ''}…`;
}
