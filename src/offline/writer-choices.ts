import { type Random } from '../common/random.js';
import { type Plot, type ScenePlan, seesOf, turnText } from './plot.js';
import { type TalkKind, type Turn } from './writer-bank.js';
import { readGroup, type Role } from './writer-lines.js';
import { type GroupChoice } from './writer-scene.js';

/** What may be said in a scene, in order of weight: its turn or small matter, then talk that suits the moment. */

export interface SceneMoment {
  plot: Plot;
  /** What all scenes of the series are about, and which of them this is. */
  plans: readonly ScenePlan[];
  number: number;
  scenesPerEpisode: number;
  /** How many of the roles A to D the story has people for. */
  people: number;
  /** Who meets in a small matter. */
  pair: readonly [Role, Role];
  /** Roles whose people have not said a word so far: a story has nobody for nothing. */
  silent: readonly Role[];
  /** How often each group of the banks has been told so far. */
  told: ReadonlyMap<string, number>;
  random: Random;
}

const TALK_OF_TURN: Record<Turn, TalkKind> = {
  setup: 'open',
  meeting: 'meet',
  obstacle: 'open',
  approach: 'near',
  midpoint: 'high',
  doubt: 'rift',
  loss: 'apart',
  decision: 'apart',
  climax: 'stand',
  resolution: 'end',
  coda: 'end',
};

/** Turns that an old friend comes to. */
const FRIEND_TURNS: readonly Turn[] = ['loss', 'decision', 'climax', 'resolution', 'coda'];
const LAST = 100;
/** So many groups of talk a scene may have, however many scenes want some. */
const LEAST_TALK = 2;
/** The weight of what comes right after the words of the scene's main turn. */
const AFTER_FIRST_STAR = -0.5;
/** Where two people meet, their words come before those of a third. */
const AFTER_MEETING = 60;
/** The story's question is asked as soon as it is clear what the story is about. */
const OF_QUESTION = -0.7;
/** More about one small thing is a quarrel about nothing. */
const MOST_OF_MATTER = 5;

export function choicesOf(moment: SceneMoment): GroupChoice[] {
  const plan = moment.plans[moment.number] as ScenePlan;
  return plan.kind === 'turns' ? turnScene(moment, plan.turns) : matterScene(moment, plan);
}

function turnScene(moment: SceneMoment, turns: readonly Turn[]): GroupChoice[] {
  const { plot, people, silent } = moment;
  const own = turnChoices(moment, turns);
  if (people === 1) {
    return [...own.map(({ choice }) => choice), ...alone(moment)];
  }
  const main = mainTurn(turns);
  const roles = own.flatMap(({ choice }) => rolesIn(choice.group));
  // Whoever is decided about may be there already: then the two have to talk with each other.
  const isReunited = main === 'decision' && roles.includes('B');
  const friend: Role[] = FRIEND_TURNS.includes(main) ? ['D'] : [];
  const present: Role[] = isReunited ? ['A', 'B'] : ['A', ...roles, ...friend];
  const kind = isReunited ? 'end' : kindOf(moment, moment.number);
  const order = turns.indexOf(main) * 10 + (isReunited ? LAST / 2 : talkOrder(main, turnText(plot, main).length - 1));
  const talk = talkOf(moment, withMeeting(moment, kind), (said) => said.includes('A') && isAmong(said, present));
  const talks = talk.map((group, index): GroupChoice => ({ group, order: order + index / 1000, repeats: 'never' }));
  const isOfSilentFriend = silent.includes('D')
    ? ({ group }: GroupChoice) => rolesIn(group).includes('D')
    : () => false;
  const friends = talks.filter(isOfSilentFriend).slice(0, LEAST_TALK);
  return [
    ...own.filter(({ isMain }) => isMain).map(({ choice }) => choice),
    ...friends,
    ...hookOf(moment),
    ...own.filter(({ isMain }) => !isMain).map(({ choice }) => choice),
    ...passageOf(moment, (text) => !text.includes('{X}')),
    ...talks.filter((choice) => !friends.includes(choice)),
  ];
}

/** Where talk stands among the groups of a turn: the first one is 0, the others follow from 6 on, in tenths. */
function talkOrder(turn: Turn, groups: number): number {
  return turn === 'coda' ? -0.5 : turn === 'loss' ? 6 + (groups - 1.5) / 10 : 5;
}

function matterScene(moment: SceneMoment, plan: Extract<ScenePlan, { kind: 'matter' }>): GroupChoice[] {
  const { plot, people, pair } = moment;
  if (people === 1) {
    return alone(moment);
  }
  const [first, ...others] = leastTold(moment, plot.bank.matters[plan.phase].groups).slice(0, MOST_OF_MATTER);
  const matters = others.map((group, index): GroupChoice => ({ group, order: 50 + index / 1000, repeats: 'often' }));
  const kind = kindOf(moment, moment.number);
  const isAside = (kind === 'near' || kind === 'high' || kind === 'rift') && !isOfTwo(pair);
  const talk = talkOf(moment, isAside ? ['open', 'apart'] : withMeeting(moment, kind), (said) =>
    isAmong(said, pair),
  ).map((group, index): GroupChoice => ({ group, order: 40 + index / 1000, repeats: 'never' }));
  return [
    ...(first === undefined ? [] : [{ group: first, order: 30, repeats: 'often' as const }]),
    ...passageOf(moment, () => true),
    ...hookOf(moment),
    ...talk.slice(0, 1),
    ...matters.slice(0, 1),
    ...talk.slice(1),
    ...matters.slice(1),
  ];
}

/** What is said at a first meeting can be said a little later, too, but not the other way round. */
function withMeeting({ plot }: SceneMoment, kind: TalkKind): TalkKind[] {
  return kind === 'near' && !areAcquainted(plot) ? ['near', 'meet'] : [kind];
}

function areAcquainted({ facts, pack }: Plot): boolean {
  return facts.areAcquainted || pack.areKin === true;
}

/** Which talk suits a scene by its place in the story. */
function kindOf({ plans, plot }: Pick<SceneMoment, 'plans' | 'plot'>, number: number): TalkKind {
  const plan = plans[number] as ScenePlan;
  const isPast = (turn: Turn): boolean =>
    plans.slice(0, number).some((one) => one.kind === 'turns' && one.turns.includes(turn));
  if (plan.kind === 'turns') {
    const kind = TALK_OF_TURN[mainTurn(plan.turns)];
    return kind === 'meet' && areAcquainted(plot) ? 'near' : kind;
  }
  if (plan.act < 2) {
    return plan.act === 0 ? (isPast('meeting') ? 'near' : 'open') : isPast('doubt') ? 'rift' : 'high';
  }
  return plan.act === 2 ? 'apart' : 'end';
}

/** Talk that has not been heard yet, of the genre first; some is kept for the later scenes of its kind. */
function talkOf(moment: SceneMoment, kinds: readonly TalkKind[], suits: (roles: Role[]) => boolean): string[] {
  const { plot, plans, number, told, silent, random } = moment;
  const { pack, bank } = plot;
  const isNew = (group: string): boolean => !told.has(group) && suits(rolesIn(group));
  const suitsAll = (group: string): boolean =>
    (pack.areKin !== true || !isOfTwo(rolesIn(group))) &&
    (pack.isOpposed === true || !kinds.includes('stand') || !rolesIn(group).includes('C'));
  const own = random.shuffle(kinds.flatMap((kind) => pack.talk?.[kind] ?? []).filter(isNew));
  const shared = kinds.flatMap((kind) => bank.talk[kind] ?? []).filter((group) => isNew(group) && suitsAll(group));
  const mixed = [...own.slice(0, 1), ...random.shuffle([...own.slice(1), ...shared])];
  const isFirstWord = (group: string): boolean => rolesIn(group).some((role) => silent.includes(role));
  const talk = [...mixed.filter(isFirstWord), ...mixed.filter((group) => !isFirstWord(group))];
  const later = plans.filter((_, index) => index > number && kinds.includes(kindOf(moment, index))).length;
  return talk.slice(0, Math.max(LEAST_TALK, Math.ceil(talk.length / (later + 1))));
}

function isOfTwo(roles: readonly Role[]): boolean {
  return roles.includes('A') && roles.includes('B');
}

function passageOf(moment: SceneMoment, suits: (text: string) => boolean): GroupChoice[] {
  const { plot, number, scenesPerEpisode } = moment;
  if (number === 0 || number % scenesPerEpisode > 0) {
    return [];
  }
  const passages = plot.bank.passages.filter(suits).map((text) => `N. ${text}`);
  return leastTold(moment, passages)
    .slice(0, 1)
    .map((group) => ({ group, order: -1, repeats: 'often' }));
}

/** The last words of an episode make one want the next. */
function hookOf(moment: SceneMoment): GroupChoice[] {
  const { plot, plans, number, scenesPerEpisode } = moment;
  const next = plans[number + 1];
  if (next === undefined || scenesPerEpisode === 1 || number % scenesPerEpisode < scenesPerEpisode - 1) {
    return [];
  }
  const { hooks, turnHooks } = plot.bank;
  const turn = next.kind === 'turns' ? mainTurn(next.turns) : null;
  const isNoSurprise = turn === 'meeting' && plot.facts.areAcquainted;
  const groups = isNoSurprise
    ? []
    : turn !== null
      ? (turnHooks[turn] ?? [])
      : next.kind === 'matter' && next.phase === 'task'
        ? hooks
        : [];
  return leastTold(moment, groups)
    .slice(0, 1)
    .map((group) => ({ group, order: LAST, repeats: 'often' }));
}

/** The groups of all turns of a scene: the story's question first, then the starred ones, then the others in turn. */
function turnChoices(moment: SceneMoment, turns: readonly Turn[]): { choice: GroupChoice; isMain: boolean }[] {
  const { plot, silent } = moment;
  const main = turns.indexOf(mainTurn(turns));
  const question = (['setup', 'meeting'] as const)
    .flatMap((turn) => turnText(plot, turn).slice(1))
    .find((group) => group.startsWith('^'));
  const isHeard = !silent.includes('C') || rolesIn(turnText(plot, mainTurn(turns))[1] ?? '').includes('C');
  const firstWord = isHeard
    ? null
    : (shortestOf('C', turnText(plot, mainTurn(turns)).slice(1)) ??
      shortestOf(
        'C',
        turns.flatMap((turn) => turnText(plot, turn).slice(1)),
      ));
  const isTooEarly = (group: string): boolean =>
    plot.pack.areKin !== true && !hasMet(moment) && rolesIn(group).includes('B');
  const ofThird = turns.includes('meeting') ? AFTER_MEETING : AFTER_FIRST_STAR;
  const choices = turns.flatMap((turn, turnIndex) => {
    const star = turnText(plot, turn).find((group) => group.startsWith('*'));
    return turnText(plot, turn)
      .slice(1)
      .filter((group) => !group.startsWith('<') && !isTooEarly(group))
      .map((group, index) => {
        const isFirst = turnIndex === 0 && index === 0;
        const isAnswer = turn === 'coda' && group.startsWith('^');
        const mark = group.startsWith('^') ? -200 : group.startsWith('*') ? 0 : 100;
        const usual = mark + index * 10 + (turnIndex === main ? -1 : turnIndex);
        const isQuestion = mark === -200 && !isAnswer;
        const weight = group === firstWord ? ofThird : isQuestion ? OF_QUESTION : usual;
        // What a turn goes on to say makes no sense before its main words.
        const isAside = turnIndex !== main && mark === 100 && group !== firstWord;
        const after = isAnswer ? question : isAside ? star : undefined;
        const choice: GroupChoice = {
          group,
          order: turnIndex * 10 + (isFirst ? 0 : 6) + index / 10,
          repeats: 'never',
          ...(after !== undefined && { after }),
          ...(turnIndex === main &&
            weight <= 0 &&
            !isAnswer && { shorter: shorterThan(group, plot, turns).filter((other) => !isTooEarly(other)) }),
        };
        return { choice, isMain: weight < 100, weight };
      });
  });
  return choices.sort((one, other) => one.weight - other.weight);
}

/**
 * What a scene of few seconds tells in place of its main words: the short form of them, then the other words of its main
 * turn. The story's question comes before those.
 */
function shorterThan(group: string, plot: Plot, turns: readonly Turn[]): string[] {
  const all = turns.flatMap((turn) => turnText(plot, turn).slice(1));
  const own = turnText(plot, mainTurn(turns)).slice(1);
  const short = own.filter((other) => other.startsWith('<'));
  if (!group.startsWith('^') && all.some((other) => other.startsWith('^'))) {
    return short;
  }
  const stars = group.startsWith('^') ? all.filter((other) => other.startsWith('*')) : [];
  const others = own.filter((other) => !/^[*^<]/.test(other) && other !== group && !rolesIn(other).includes('N'));
  return [...short, ...stars, ...others];
}

/** A and B meet in this scene, or have met before it. */
function hasMet({ plans, number }: SceneMoment): boolean {
  return plans.findIndex((plan) => plan.kind === 'turns' && plan.turns.includes('meeting')) <= number;
}

/** What gives somebody a word with the fewest words. */
function shortestOf(role: Role, groups: readonly string[]): string | null {
  const own = groups.filter((group) => rolesIn(group).includes(role));
  return own.sort((one, other) => one.length - other.length)[0] ?? null;
}

function alone(moment: SceneMoment): GroupChoice[] {
  return leastTold(moment, moment.plot.bank.alone).map((group, index) => ({
    group,
    order: 50 + index / 1000,
    repeats: 'often',
  }));
}

/** In no order of their own, those that have been told most go last. */
function leastTold({ told, random }: SceneMoment, groups: readonly string[]): string[] {
  const count = (group: string): number => told.get(group) ?? 0;
  return random.shuffle(groups).sort((one, other) => count(one) - count(other));
}

function mainTurn(turns: readonly Turn[]): Turn {
  return seesOf(turns)[0] ?? 'setup';
}

function rolesIn(group: string): Role[] {
  return readGroup(group).map(({ role }) => role);
}

function isAmong(said: readonly Role[], present: readonly Role[]): boolean {
  return said.every((role) => role === 'N' || present.includes(role));
}
