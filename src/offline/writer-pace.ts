import { LINE_AIR } from './layout.js';
import { roomsIn } from './pacing.js';
import { type ScenePlan } from './plot.js';
import { type SceneVoice } from './writer-scene.js';

/** What the pace of a film leaves its writer: which scenes are told, and what can be said in them. */

/**
 * Which of an episode's planned scenes are told where its shots make fewer, by their places: its first and its last, then
 * those that carry the story.
 */
export function toldScenes(plans: readonly Pick<ScenePlan, 'kind'>[], count: number): number[] {
  const weightOf = (place: number): number =>
    place === 0 ? 0 : place === plans.length - 1 ? 1 : plans[place]?.kind === 'turns' ? 2 : 3;
  const places = [...plans.keys()].sort((one, other) => weightOf(one) - weightOf(other) || one - other);
  return places.slice(0, count).sort((one, other) => one - other);
}

/** The time of a scene whose shots are given: a line is said within one of them. */
export function timeInShots(shotSec: readonly number[]): Required<Pick<SceneVoice, 'seconds' | 'rooms'>> {
  const rooms = roomsIn(shotSec);
  const spoken = rooms.filter((room) => room > 0).reduce((sum, room) => sum + room + LINE_AIR.between, 0);
  return { rooms, seconds: spoken + LINE_AIR.before + LINE_AIR.after - LINE_AIR.between };
}
