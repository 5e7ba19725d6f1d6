import { type Random } from '../common/random.js';
import { type Language } from '../common/vocabulary.js';
import { speakingSeconds } from './layout.js';
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
  /** All lines of the series so far. */
  used: Set<string>;
  random: Random;
  /** Time that lines may take, with their air. */
  seconds: number;
}

/** A group of lines that may enter a scene: `order` is its place in the scene, apart from how much it weighs. */
export interface GroupChoice {
  group: string;
  order: number;
  /** Talk that may be said again in other words; sentences of a turn stay as they are. */
  isFree: boolean;
}

const MOST_LINES = 40;
const SPEAKERS: readonly Role[] = ['A', 'B', 'C', 'D'];
const OPENER_CHANCE = 0.2;

/** The lines of a scene from groups in order of weight; the least is one line. */
export function fillScene(voice: SceneVoice, choices: readonly GroupChoice[]): StoryLine[] {
  const taken: { order: number; lines: StoryLine[] }[] = [];
  const all = (): StoryLine[] => taken.flatMap(({ lines }) => lines);
  for (const { group, order, isFree } of choices) {
    const lines = writeGroup(voice, readGroup(group), isFree);
    const candidate = lines === null ? [] : [...all(), ...lines];
    const fits = candidate.length <= MOST_LINES && playingSeconds(candidate, voice.language) <= voice.seconds;
    if (lines !== null && fits) {
      lines.forEach(({ text }) => voice.used.add(text));
      taken.push({ order, lines });
    }
  }
  if (taken.length > 0) {
    taken.sort((one, other) => one.order - other.order);
    return all();
  }
  return [writeBriefLine(voice, choices)];
}

function writeGroup(voice: SceneVoice, drafts: readonly DraftLine[], isFree: boolean): StoryLine[] | null {
  const lines: StoryLine[] = [];
  for (const draft of drafts) {
    const role = speakerOf(voice, draft.role);
    if (role !== 'N' && voice.people[SPEAKERS.indexOf(role)] === undefined) {
      return null;
    }
    const taken = new Set(lines.map(({ text }) => text));
    const isNew = (text: string): boolean => !voice.used.has(text) && !taken.has(text);
    const text = [...wordingsOf(voice, draft, role, isFree)].find(isNew);
    if (text === undefined) {
      return null;
    }
    lines.push(lineOf(voice, role, text, draft));
  }
  return lines;
}

function speakerOf(voice: SceneVoice, role: Role): Role {
  return role === 'P' ? voice.pair[0] : role === 'Q' ? voice.pair[1] : role;
}

function lineOf(voice: SceneVoice, role: Role, text: string, draft: Pick<DraftLine, 'emotion'>): StoryLine {
  const name = role === 'N' ? '' : (voice.people[SPEAKERS.indexOf(role)]?.name ?? '');
  return { character: name, text: [...text].slice(0, 300).join(''), emotion: draft.emotion };
}

/** The sentence as it stands, then in the speaker's manner, then with an end that is new here. */
function* wordingsOf(voice: SceneVoice, draft: DraftLine, role: Role, isFree: boolean): Generator<string> {
  const plain = fill(draft.text, voice.slots);
  if (!isFree || role === 'N') {
    yield plain;
    return;
  }
  const { random, bank } = voice;
  const openers = random.shuffle(bank.manners[SPEAKERS.indexOf(role)]?.openers ?? []);
  const opened = openers.filter((opener) => !plain.startsWith(opener.slice(0, 2))).map((opener) => opener + plain);
  const usesOpener = random.chance(OPENER_CHANCE) && !/^[……\p{P}]/u.test(plain);
  if (usesOpener && opened[0] !== undefined) {
    yield opened[0];
  }
  yield plain;
  yield* opened;
  const gap = voice.language === 'zh' ? '' : ' ';
  for (const tail of random.shuffle(bank.tails)) {
    yield `${plain}${gap}${fill(tail, voice.slots)}`;
  }
}

/** When no group fits: one sentence of the first ones, or a few words. */
function writeBriefLine(voice: SceneVoice, choices: readonly GroupChoice[]): StoryLine {
  const drafts = choices.slice(0, 2).flatMap(({ group }) => readGroup(group));
  const single = drafts.find((draft) => {
    const text = fill(draft.text, voice.slots);
    const role = speakerOf(voice, draft.role);
    const isCast = role === 'N' || voice.people[SPEAKERS.indexOf(role)] !== undefined;
    return isCast && !voice.used.has(text) && playingSeconds([{ text }], voice.language) <= voice.seconds;
  });
  const speaker = voice.people.length > 0 ? voice.pair[0] : 'N';
  const draft = single ?? { role: speaker, emotion: 'neutral' as const, text: briefText(voice) };
  const text = fill(draft.text, voice.slots);
  voice.used.add(text);
  return lineOf(voice, speakerOf(voice, draft.role), text, draft);
}

function briefText(voice: SceneVoice): string {
  const texts = voice.random
    .shuffle(voice.bank.brief)
    .map((template) => fill(template, voice.slots))
    .filter((text) => !voice.used.has(text));
  const fitting = texts.filter((text) => playingSeconds([{ text }], voice.language) <= voice.seconds);
  const shortest = [...texts].sort(
    (one, other) => speakingSeconds(one, voice.language) - speakingSeconds(other, voice.language),
  )[0];
  return fitting[0] ?? shortest ?? `${voice.slots['n'] ?? ''}…`;
}
