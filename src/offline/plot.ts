import { thingsIn } from '../art/prop-words.js';
import { Random, hashOf } from '../common/random.js';
import { type Language } from '../common/vocabulary.js';
import { CHINESE_BANK } from './chinese-bank.js';
import { ENGLISH_BANK } from './english-bank.js';
import { type PromptFacts, type PromptThing } from './prompt-facts.js';
import { type Genre } from './story.js';
import {
  type LanguageBank,
  type GenrePack,
  PHASES,
  type Phase,
  type Premise,
  type Turn,
  TURNS,
  type TurnText,
} from './writer-bank.js';
import { readPrompt } from './writer-prompt.js';

/** The plot of a series: its facts, and which turn or small matter each scene carries. */

export interface Plot {
  bank: LanguageBank;
  pack: GenrePack;
  premise: Premise;
  facts: PromptFacts;
  /** The thing of the story with its Chinese measure word. */
  token: string;
  measure: string;
  /** What is there in its place until the climax. */
  before: PromptThing | null;
  seed: number;
}

export function bankOf(language: Language): LanguageBank {
  return language === 'zh' ? CHINESE_BANK : ENGLISH_BANK;
}

/** Chooses the facts of the story; the prompt's own thing takes the token's place where the plot allows it. */
export function plotOf(prompt: string, genre: Genre, language: Language): Plot {
  const bank = bankOf(language);
  const pack = bank.packs[genre];
  const facts = readPrompt(prompt, language);
  const seed = hashOf(`${language}|${genre}|${prompt}`);
  const random = new Random(seed);
  const special = pack.premises.find(({ when }) => when?.test(prompt));
  const free = pack.premises.filter(({ when }) => when === undefined);
  const open = free.filter(({ anyToken }) => anyToken);
  const thing = facts.things[0] ?? namedBy(prompt, pack, language);
  const suited = free.filter(
    ({ suits, anyToken, token }) =>
      suits?.test(prompt) === true && (thing === undefined || anyToken === true || token.includes(thing.name)),
  );
  const premise =
    special ?? random.pick(suited.length > 0 ? suited : thing !== undefined && open.length > 0 ? open : free);
  const { before } = premise;
  const own = premise.anyToken !== true ? undefined : before ? alike(facts, premise.token) : thing;
  return {
    bank,
    pack,
    premise,
    facts,
    token: own?.name ?? premise.token,
    measure: own?.measure ?? premise.measure ?? '',
    before: before ? (alike(facts, before.token) ?? { name: before.token, measure: before.measure ?? '' }) : null,
    seed,
  };
}

/** The prompt's own thing of a kind: its old camera, where the story wants one. */
function alike({ things }: PromptFacts, token: string): PromptThing | undefined {
  const [kind] = thingsIn(`the ${token}`);
  return things.find(({ name }) => thingsIn(`the ${name}`)[0] === kind);
}

/** A thing that the genre knows and the prompt names, though it is in no list for all genres. */
function namedBy(prompt: string, { things }: GenrePack, language: Language): PromptThing | undefined {
  const text = prompt.normalize('NFKC').toLowerCase();
  return things
    .map((thing) => splitThing(thing, language))
    .find(({ name }) =>
      language === 'zh' ? [...name].length > 1 && text.includes(name) : new RegExp(`\\b${name}s?\\b`).test(text),
    );
}

/** Chinese things are listed with their measure word. */
function splitThing(thing: string, language: Language): { name: string; measure: string } {
  const [measure = '', name = ''] = language === 'zh' ? thing.split(':') : ['', thing];
  return { name, measure };
}

export type ScenePlan =
  | { kind: 'turns'; turns: readonly Turn[]; act: number }
  | { kind: 'matter'; phase: Phase; matter: number; act: number };

/** How few scenes share the turns; more scenes than turns are filled with small matters in between. */
const FEW: readonly (readonly (readonly Turn[])[])[] = [
  [['setup', 'meeting', 'midpoint', 'climax', 'coda']],
  [
    ['setup', 'meeting', 'midpoint'],
    ['loss', 'climax', 'coda'],
  ],
  [
    ['setup', 'meeting'],
    ['midpoint', 'doubt', 'loss'],
    ['climax', 'coda'],
  ],
  [
    ['setup', 'meeting'],
    ['approach', 'midpoint'],
    ['doubt', 'loss'],
    ['climax', 'coda'],
  ],
  [['setup', 'meeting'], ['approach', 'midpoint'], ['doubt'], ['loss', 'decision'], ['climax', 'coda']],
  [['setup'], ['meeting'], ['approach', 'midpoint'], ['doubt', 'loss'], ['decision', 'climax'], ['resolution', 'coda']],
  [
    ['setup'],
    ['meeting'],
    ['obstacle'],
    ['approach', 'midpoint'],
    ['doubt', 'loss'],
    ['climax'],
    ['resolution', 'coda'],
  ],
  [
    ['setup'],
    ['meeting'],
    ['obstacle'],
    ['approach', 'midpoint'],
    ['doubt'],
    ['loss'],
    ['climax'],
    ['resolution', 'coda'],
  ],
  [
    ['setup'],
    ['meeting'],
    ['obstacle'],
    ['approach'],
    ['midpoint'],
    ['doubt'],
    ['loss'],
    ['climax'],
    ['resolution', 'coda'],
  ],
  [
    ['setup'],
    ['meeting'],
    ['obstacle'],
    ['approach'],
    ['midpoint'],
    ['doubt'],
    ['loss'],
    ['decision'],
    ['climax'],
    ['resolution', 'coda'],
  ],
];

/** The act a turn belongs to: before the midpoint, up to the loss, after it, after the climax. */
function actOf(turnIndex: number): number {
  const bounds: readonly Turn[] = ['midpoint', 'loss', 'climax'];
  return bounds.filter((turn) => turnIndex >= TURNS.indexOf(turn)).length;
}

/** The order of the turns: in every second story the bad news comes before the meeting. */
export function turnOrder(seed: number): readonly Turn[] {
  const [setup, meeting, obstacle, ...rest] = TURNS;
  return seed % 2 === 0 ? TURNS : [setup, obstacle, meeting, ...rest];
}

/** What each scene of the series is about, in order. */
export function planScenes(episodes: number, scenesPerEpisode: number, seed: number): ScenePlan[] {
  const total = episodes * scenesPerEpisode;
  const few = FEW[total - 1];
  if (few !== undefined) {
    return few.map((turns) => ({ kind: 'turns', turns, act: actOf(TURNS.indexOf(turns[0] ?? 'setup')) }));
  }
  const order = turnOrder(seed);
  const turnAt = new Map(order.map((turn, index) => [Math.round((index * (total - 1)) / (order.length - 1)), turn]));
  const runs = runsOfMatters(episodes, scenesPerEpisode, turnAt);
  let passed = 0;
  return Array.from({ length: total }, (_, scene): ScenePlan => {
    const turn = turnAt.get(scene);
    if (turn !== undefined) {
      passed = Math.max(passed, TURNS.indexOf(turn));
      return { kind: 'turns', turns: [turn], act: actOf(TURNS.indexOf(turn)) };
    }
    const { matter, phase } = runs.get(scene) ?? { matter: 0, phase: 'turn' as const };
    return { kind: 'matter', phase, matter, act: actOf(passed) };
  });
}

const PHASES_OF_RUN: readonly (readonly Phase[])[] = [['turn'], ['task', 'turn'], ['task', 'clash', 'turn'], PHASES];

/** Groups the scenes between the turns into small matters of up to four scenes, inside an episode where it can be. */
function runsOfMatters(
  episodes: number,
  scenesPerEpisode: number,
  turnAt: ReadonlyMap<number, Turn>,
): Map<number, { matter: number; phase: Phase }> {
  const gaps = Array.from({ length: episodes * scenesPerEpisode }, (_, scene) => scene).filter(
    (scene) => !turnAt.has(scene),
  );
  const runs = new Map<number, { matter: number; phase: Phase }>();
  const close = (run: number[], matter: number): void => {
    const phases = PHASES_OF_RUN[run.length - 1] ?? PHASES;
    run.forEach((scene, index) => runs.set(scene, { matter, phase: phases[index] ?? 'turn' }));
  };
  const isShort = gaps.length <= PHASES.length;
  const perEpisode = new Map<number, number>();
  let run: number[] = [];
  gaps.forEach((scene, index) => {
    run.push(scene);
    const episode = Math.floor(scene / scenesPerEpisode);
    const next = gaps[index + 1];
    const staysInEpisode = next !== undefined && Math.floor(next / scenesPerEpisode) === episode;
    if (next === undefined || (!isShort && (run.length === PHASES.length || !staysInEpisode))) {
      const runsBefore = perEpisode.get(episode) ?? 0;
      perEpisode.set(episode, runsBefore + 1);
      close(run, isShort ? 0 : episode + episodes * runsBefore);
      run = [];
    }
  });
  return runs;
}

/** The n-th thing of a series, no two alike: bare ones first, then marked ones, then counted ones. */
export function thingOf(plot: Plot, language: Language, index: number): { name: string; measure: string } {
  const { pack, bank, seed, token } = plot;
  const things = new Random(seed ^ 0x7417).shuffle(pack.things.filter((thing) => !thing.endsWith(token)));
  const marks = new Random(seed ^ 0x3a9c).shuffle(bank.marks);
  const thing = things[index % things.length] ?? '';
  const round = Math.floor(index / things.length);
  const { name: noun, measure } = splitThing(thing, language);
  const count = Math.floor((round - 1) / marks.length);
  // A step that has no factor in common with the list brings another mark for each thing of a round.
  const mark = round === 0 ? '' : (marks[(round + index * 5) % marks.length] ?? '');
  if (language === 'zh') {
    const counted = count > 0 ? `第${String(count + 1)}${measure}` : '';
    return { name: `${counted}${mark}${noun}`, measure: counted === '' ? measure : '' };
  }
  return { name: `${count > 0 ? `${ordinal(count + 1)} ` : ''}${mark === '' ? '' : `${mark} `}${noun}`, measure: '' };
}

function ordinal(count: number): string {
  return ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh'][count] ?? `number ${String(count)}`;
}

/** The text of a turn, as this plot tells it. */
export function turnText({ premise, pack, facts }: Plot, turn: Turn): TurnText {
  const reunion = turn === 'meeting' && facts.areAcquainted ? pack.reunion : undefined;
  return premise.turns?.[turn] ?? reunion ?? pack.turns[TURNS.indexOf(turn)] ?? [''];
}

/** Which turns of a scene are seen: the climax alone, else the return to the start, else the latest two. */
export function seesOf(turns: readonly Turn[]): readonly Turn[] {
  if (turns.includes('climax')) {
    return ['climax'];
  }
  if (turns.includes('coda')) {
    return ['coda'];
  }
  return turns.length > 2 ? turns.slice(-2) : turns;
}
