import { setOf } from '../art/place.js';
import { type Plot, type ScenePlan, seesOf } from './plot.js';
import { type Turn, TURNS } from './writer-bank.js';

/** Where a story plays: at the prompt's places first, then at the genre's, and not at one set all the time. */

const OPEN_TURNS: readonly Turn[] = ['setup', 'approach', 'loss', 'meeting', 'decision'];
/** Sets that stand for any place: two such places are not alike. */
const ANY_PLACE: readonly string[] = ['interior', 'exterior'];
/** A film of so many scenes may end at the one place that the prompt names. */
const SHORT_FILM = 3;

/**
 * The place of each turn that a scene plays at. A place of the prompt goes to a turn that plays at one like it, else to
 * turns that may play anywhere, first where a story begins, comes close and breaks; to others only when none is open.
 */
export function placesOfTurns(plot: Plot, plans: readonly ScenePlan[]): ReadonlyMap<Turn, string> {
  const seen = plans.flatMap((plan) => (plan.kind === 'turns' ? seesOf(plan.turns).slice(0, 1) : []));
  const own = toldPlaces(plot, seen);
  if (plot.premise.closes === true && plans.length <= SHORT_FILM && own.size === 1) {
    own.set('climax', plot.facts.places[0] ?? usualPlace(plot, 'climax'));
  }
  const free = variedPlaces(plot, seen, own);
  const placeOf = (turn: Turn): string => own.get(turn) ?? free.get(turn) ?? usualPlace(plot, turn);
  // The end returns to where the story began.
  return new Map(TURNS.map((turn) => [turn, placeOf(turn === 'coda' && seen.length > 1 ? 'setup' : turn)]));
}

/** All places of the story, for the scenes between the turns. */
export function placePool(plot: Plot): string[] {
  return [...new Set([...plot.facts.places, ...usualPlaces(plot)])];
}

/** Two places that are drawn as one are one, whatever they are called. */
export function isLike(one: string, other: string): boolean {
  return one === other || (setOf(one) === setOf(other) && !ANY_PLACE.includes(setOf(one)));
}

function usualPlaces({ premise, pack }: Plot): readonly string[] {
  return premise.places ?? pack.places;
}

function usualPlace(plot: Plot, turn: Turn): string {
  const usual = usualPlaces(plot);
  return usual[TURNS.indexOf(turn)] ?? usual[0] ?? '';
}

function toldPlaces(plot: Plot, seen: readonly Turn[]): Map<Turn, string> {
  const own = new Map<Turn, string>();
  const isFree = (turn: Turn): boolean => seen.includes(turn) && !own.has(turn);
  const anywhere = plot.pack.openTurns ?? OPEN_TURNS;
  // Where a story begins and is decided, then turns that are told of one place only.
  const likely: Turn[] = ['setup', 'climax', ...TURNS.filter((turn) => !anywhere.includes(turn) && turn !== 'coda')];
  const others = plot.facts.places.filter((place) => {
    const like = likely.find((turn) => isFree(turn) && isLike(usualPlace(plot, turn), place));
    own.set(like ?? 'coda', place);
    return like === undefined;
  });
  own.delete('coda');
  const open = anywhere.filter(isFree);
  const turns = open.length === 0 && own.size === 0 ? seen : open;
  turns.forEach((turn, index) => {
    const place = others[index];
    if (place !== undefined) {
      own.set(turn, place);
    }
  });
  return own;
}

/** A usual place that is drawn like another one of the film gives way to one that is not, where a turn may play anywhere. */
function variedPlaces(plot: Plot, seen: readonly Turn[], own: ReadonlyMap<Turn, string>): Map<Turn, string> {
  const open = plot.pack.openTurns ?? OPEN_TURNS;
  const isBound = (turn: Turn): boolean => turn === 'climax' || !open.includes(turn);
  const free = seen.filter((turn) => !own.has(turn) && turn !== 'coda');
  const places = new Map(free.filter(isBound).map((turn) => [turn, usualPlace(plot, turn)]));
  const taken = [...own.values(), ...places.values()];
  for (const turn of free.filter((one) => !isBound(one))) {
    const choices = [usualPlace(plot, turn), ...placePool(plot)];
    const place = choices.find((choice) => !taken.some((other) => isLike(other, choice))) ?? usualPlace(plot, turn);
    places.set(turn, place);
    taken.push(place);
  }
  return places;
}
