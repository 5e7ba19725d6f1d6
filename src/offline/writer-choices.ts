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
  /** How often each group of the banks has been told so far. */
  told: ReadonlyMap<string, number>;
  random: Random;
}

const TALK_OF_TURN: Record<Turn, TalkKind> = {
  setup: 'open',
  meeting: 'near',
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

export function choicesOf(moment: SceneMoment): GroupChoice[] {
  const plan = moment.plans[moment.number] as ScenePlan;
  return plan.kind === 'turns' ? turnScene(moment, plan.turns) : matterScene(moment, plan);
}

function turnScene(moment: SceneMoment, turns: readonly Turn[]): GroupChoice[] {
  const { plot, people } = moment;
  const own = turnChoices(plot, turns);
  if (people === 1) {
    return [...own.map(({ choice }) => choice), ...alone(moment)];
  }
  const main = mainTurn(turns);
  const roles = own.flatMap(({ choice }) => rolesIn(choice.group));
  // Whoever is decided about may be there already: then the two have to talk with each other.
  const isReunited = main === 'decision' && roles.includes('B');
  const friend: Role[] = FRIEND_TURNS.includes(main) ? ['D'] : [];
  const present: Role[] = isReunited ? ['A', 'B'] : ['A', ...roles, ...friend];
  const kind = isReunited ? 'end' : TALK_OF_TURN[main];
  const order = turns.indexOf(main) * 10 + (isReunited ? LAST / 2 : talkOrder(main, turnText(plot, main).length - 1));
  const talk = talkOf(moment, [kind], (said) => said.includes('A') && isAmong(said, present));
  return [
    ...own.filter(({ isMain }) => isMain).map(({ choice }) => choice),
    ...hookOf(moment),
    ...own.filter(({ isMain }) => !isMain).map(({ choice }) => choice),
    ...passageOf(moment, (text) => !text.includes('{X}')),
    ...talk.map((group, index): GroupChoice => ({ group, order: order + index / 1000, repeats: 'never' })),
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
  const [first, ...others] = leastTold(moment, plot.bank.matters[plan.phase].groups);
  const matters = others.map((group, index): GroupChoice => ({ group, order: 50 + index / 1000, repeats: 'often' }));
  const talk = talkOf(moment, kindsOfMatter(moment, plan.act), (said) => isAmong(said, pair)).map(
    (group, index): GroupChoice => ({ group, order: 40 + index / 1000, repeats: 'never' }),
  );
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

/** Which talk suits a small matter at this point of the story. */
function kindsOfMatter({ plans, number, pair }: SceneMoment, act: number): TalkKind[] {
  const isPast = (turn: Turn): boolean =>
    plans.slice(0, number).some((plan) => plan.kind === 'turns' && plan.turns.includes(turn));
  const isOfTwo = pair.includes('A') && pair.includes('B');
  if (act === 0) {
    return [isOfTwo && isPast('meeting') ? 'near' : 'open'];
  }
  if (act === 1) {
    return isOfTwo ? [isPast('doubt') ? 'rift' : 'high'] : ['open', 'apart'];
  }
  return [act === 2 ? 'apart' : 'end'];
}

/** Talk that has not been heard yet, of the genre first. */
function talkOf(moment: SceneMoment, kinds: readonly TalkKind[], suits: (roles: Role[]) => boolean): string[] {
  const { plot, told, random } = moment;
  const fresh = (group: string): boolean => !told.has(group) && suits(rolesIn(group));
  const ofAll = (group: string): boolean =>
    plot.pack.areKin !== true || !['A', 'B'].every((role) => rolesIn(group).includes(role as Role));
  const own = kinds.flatMap((kind) => plot.pack.talk?.[kind] ?? []).filter(fresh);
  const shared = kinds.flatMap((kind) => plot.bank.talk[kind] ?? []).filter((group) => fresh(group) && ofAll(group));
  // Two of the genre's own, then all: a film is not to use its genre's talk up in one scene.
  const shuffled = random.shuffle(own);
  return [...shuffled.slice(0, 2), ...random.shuffle([...shuffled.slice(2), ...shared])];
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
function turnChoices(plot: Plot, turns: readonly Turn[]): { choice: GroupChoice; isMain: boolean }[] {
  const main = turns.indexOf(mainTurn(turns));
  const question = (['setup', 'meeting'] as const)
    .flatMap((turn) => turnText(plot, turn).slice(1))
    .find((group) => group.startsWith('^'));
  const choices = turns.flatMap((turn, turnIndex) =>
    turnText(plot, turn)
      .slice(1)
      .map((group, index) => {
        const isFirst = turnIndex === 0 && index === 0;
        const isAnswer = turn === 'coda' && group.startsWith('^');
        const mark = group.startsWith('^') ? -200 : group.startsWith('*') ? 0 : 100;
        const choice: GroupChoice = {
          group,
          order: turnIndex * 10 + (isFirst ? 0 : 6) + index / 10,
          repeats: 'never',
          ...(isAnswer && question !== undefined && { after: question }),
        };
        return { choice, isMain: mark < 100, weight: mark + index * 10 + (turnIndex === main ? -1 : turnIndex) };
      }),
  );
  return choices.sort((one, other) => one.weight - other.weight);
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
