import { type Prop } from '../../art/look.js';
import { carriedOutOf, holdersAfter, propsHeldAfter, type ShotWords, thingsIn } from '../../art/prop-words.js';
import { type Staging } from '../../art/staging.js';
import { type ShotSize } from '../../common/vocabulary.js';
import { type StoredSource } from '../film-plan.js';
import { type FilmShot, type SceneShot, type StagedShot } from '../film-reader.js';

/** How a shot fits those around it: where it stands in its scene, on which side its people are, what they still hold. */

export function stagingOf(shot: StagedShot, size: ShotSize): Staging {
  const shots = shotsUpTo(shot);
  const { genre = null, mood = null } = shot.scene;
  return {
    take: shots.length - 1,
    side: shot.cast.length === 1 ? sideOf(shot.cast[0] ?? '', shot.sceneShots) : 0,
    shoulder: shoulderIn(shot),
    thing: thingIn(shot, size),
    genre,
    mood,
  };
}

/** Who holds what by the words of the episode so far; the names of its places are no things. */
export function propsOf(shot: StagedShot): Map<string, Prop> {
  return propsHeldAfter(wordsUpTo(shot), wordsBefore(shot));
}

/** In whose hand the thing of a near look is. */
export function holderOf(shot: StagedShot, thing: Prop): string | null {
  const held = holdersAfter(wordsUpTo(shot), carriedOutOf(wordsBefore(shot)));
  return [...held].find(([, prop]) => prop === thing)?.[0] ?? null;
}

function wordsUpTo(shot: StagedShot): ShotWords[] {
  return shotsUpTo(shot).map((each) => withoutPlace(each, shot.scene.location));
}

function wordsBefore({ earlierShots }: StagedShot): ShotWords[] {
  return earlierShots.map((each) => withoutPlace(each, each.location));
}

/** The shots of its scene, itself the last: as it was planned, where it is not there any more. */
function shotsUpTo(shot: StagedShot): (SceneShot | FilmShot)[] {
  return [...shotsAround(shot).before, shot];
}

/** The other shots of its scene; none where it is not there any more. */
export function shotsAround({ id, sceneShots }: StagedShot): { before: SceneShot[]; after: SceneShot[] } {
  const at = sceneShots.findIndex((each) => each.id === id);
  return { before: sceneShots.slice(0, Math.max(0, at)), after: at < 0 ? [] : sceneShots.slice(at + 1) };
}

function withoutPlace({ description, lines, cast }: ShotWords, location: string): ShotWords {
  return { description: location === '' ? description : description.replaceAll(location, ' '), lines, cast };
}

/** Everybody keeps the side that the fullest shot of the scene has given them. */
function sideOf(name: string, shots: readonly SceneShot[]): Staging['side'] {
  const fullest = shots.reduce<readonly string[]>((most, { cast }) => (cast.length > most.length ? cast : most), []);
  const people = [...new Set([...fullest, ...shots.flatMap(({ cast }) => cast)])];
  const place = people.indexOf(name);
  return people.length < 2 || place < 0 ? 0 : place < people.length / 2 ? -1 : 1;
}

const OVER_A_SHOULDER = /过肩|越过.{0,12}肩|\bover (?:the|[^.,;]{1,40}?(?:’s|'s)) shoulder|\bover-the-shoulder\b/i;

/** Two people, one from behind: whom the words name, else who says nothing in the shot, else the second. */
function shoulderIn({ description, lines, cast }: FilmShot): string | null {
  if (cast.length !== 2) {
    return null;
  }
  // Names may hold whatever a pattern for names would not.
  const named = cast.find((name) =>
    [`越过${name}的肩`, `over ${name}’s shoulder`, `over ${name}'s shoulder`].some((words) =>
      description.includes(words),
    ),
  );
  if (named === undefined && !OVER_A_SHOULDER.test(description)) {
    return null;
  }
  const speaks = (name: string): boolean => lines.some(({ character }) => character === name);
  return named ?? cast.find((name) => !speaks(name) && cast.some(speaks)) ?? cast[1] ?? null;
}

/** Whether somebody who looks at us fills a good part of it; a vendor may show whom we look over the shoulder of, alone. */
export function showsFace(shot: FilmShot, { size, source }: { size: ShotSize; source: StoredSource }): boolean {
  if (!isNear(size)) {
    return false;
  }
  return source.kind === 'drawn' ? source.scene.cast.length > 0 : shot.cast.length > 0 && shoulderIn(shot) === null;
}

function isNear(size: ShotSize): boolean {
  return size === 'close_up' || size === 'medium_close';
}

/** A near look at nobody is one at the thing that its words name. */
function thingIn(shot: FilmShot, size: ShotSize): Prop | null {
  const isInsert = shot.cast.length === 0 && isNear(size);
  return isInsert ? (thingsIn(withoutPlace(shot, shot.scene.location).description)[0] ?? null) : null;
}
