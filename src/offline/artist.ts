import {
  isOldWorld,
  type CastMember,
  type CharacterLook,
  type DrawnScene,
  type Prop,
  type SetName,
  type Shoulder,
} from '../art/look.js';
import { setOf } from '../art/place.js';
import { type Staging } from '../art/staging.js';
import { weatherOf } from '../art/weather.js';
import { type AspectRatio, type Emotion, type ShotSize, type TimeOfDay } from '../common/vocabulary.js';
import { backdropOf, BEYOND_SHOULDER, placesInShape, placesOf, toneOf } from './composition.js';

/** The offline artist: turns a request in words into a scene that our own renderer draws. */

export interface DrawingRequest {
  /** The picture in words. */
  prompt: string;
  location: string;
  timeOfDay: TimeOfDay;
  weather: string;
  shotSize: ShotSize;
  characters: { name: string; look: CharacterLook; emotion: Emotion; prop?: Prop }[];
  /** The same for all shots of a scene. */
  seed: number;
  aspectRatio: AspectRatio;
  /** Absent: a picture by itself. */
  staging?: Staging;
}

/** The drawn scene for a shot: up to three people stand across it, a close-up shows the first one only. */
export function drawnSceneOf(request: DrawingRequest): DrawnScene {
  const { shotSize, staging } = request;
  const behind = request.characters.find(({ name }) => name === staging?.shoulder);
  const faces = request.characters.filter((person) => person !== behind);
  const shown = faces.slice(0, shotSize === 'close_up' ? 1 : 3);
  const shoulder = behind && shown[0] ? shoulderOf(behind, request) : null;
  const tone = toneOf(staging);
  const backdrop = backdropOf(request, shoulder ? shoulder.side === -1 : staging?.side === 1);
  const thing = shown.length === 0 ? (staging?.thing ?? null) : null;
  return {
    set: setFor(request),
    time: request.timeOfDay,
    weather: weatherOf(request.weather, request.location),
    seed: request.seed,
    cast: shoulder ? castBeyond(shown, shoulder) : castOf(shown, request),
    ...(backdrop && { backdrop }),
    ...(shoulder && { shoulder }),
    ...(thing && { thing, ...(staging?.holder && { holder: staging.holder }) }),
    ...(tone && { tone }),
  };
}

/** The same scene for a film of another shape: its people stand where there is room for them. */
export function sceneInShape(scene: DrawnScene, aspectRatio: AspectRatio): DrawnScene {
  const stood = scene.cast.map(({ position, nearness = 1 }) => ({ position, nearness }));
  const places = placesInShape(stood, aspectRatio);
  return {
    ...scene,
    cast: scene.cast.map((member, index) => ({ ...member, position: places[index]?.position ?? member.position })),
  };
}

type Shown = DrawingRequest['characters'];

function castOf(shown: Shown, request: DrawingRequest): CastMember[] {
  const places = placesOf(shown.length, request);
  const side = request.staging?.side ?? 0;
  return shown.map((person, index) => {
    const { position, nearness } = places[index] ?? { position: 0.5, nearness: 1 };
    const looks = shown.length === 1 && side !== 0 ? { looks: -side as -1 | 1 } : {};
    return { ...memberOf(person, position), ...(nearness < 1 && { nearness }), ...looks };
  });
}

/** Who is seen over a shoulder stands across from it and looks that way. */
function castBeyond(shown: Shown, { side }: Shoulder): CastMember[] {
  return shown.slice(0, 1).map((person) => ({ ...memberOf(person, 0.5 - side * BEYOND_SHOULDER), looks: side }));
}

function memberOf({ name, look, emotion, prop }: Shown[number], position: number): CastMember {
  return { name, look, emotion, position, prop: prop ?? null };
}

/** People keep their sides: who comes first in the shot stands on the left. */
function shoulderOf(behind: Shown[number], { characters }: DrawingRequest): Shoulder {
  return { look: behind.look, side: characters.indexOf(behind) === 0 ? -1 : 1 };
}

/** What a modern place is in the world of people who wear robes. */
const IN_OLD_TIMES: Partial<Record<SetName, SetName>> = {
  cafe: 'inn',
  office: 'chamber',
  classroom: 'chamber',
  hospital: 'chamber',
  home: 'chamber',
  bedroom: 'chamber',
  interior: 'chamber',
  warehouse: 'chamber',
  rooftop: 'courtyard',
  street: 'old_street',
  rainy_street: 'old_street',
  riverside: 'riverbank',
  train: 'exterior',
  corridor: 'chamber',
  kitchen: 'chamber',
  library: 'chamber',
  shop: 'chamber',
  gallery: 'chamber',
  hall: 'palace',
  court: 'palace',
  church: 'palace',
  playground: 'courtyard',
  yard: 'courtyard',
  garage: 'courtyard',
  platform: 'exterior',
  station: 'exterior',
  darkroom: 'chamber',
  studio: 'chamber',
  gym: 'courtyard',
  ship: 'sailing_ship',
};
/** One modern set draws studies and libraries; the studies of old times are chambers, their libraries archives. */
const LIBRARY = /图书馆|\blibrar(?:y|ies)\b/i;
const OLD_TIMES = /古装|古风|国风|宫廷|武侠|仙侠|costume drama|period (?:drama|animation)|wuxia|xianxia/i;

function setFor({ prompt, location, characters }: DrawingRequest): SetName {
  const set = setOf(location);
  if (!isInOldTimes(prompt, characters)) {
    return set;
  }
  return LIBRARY.test(location) ? 'archive' : (IN_OLD_TIMES[set] ?? set);
}

/** Robes tell it; where nobody is seen, the words of the picture do. */
function isInOldTimes(prompt: string, characters: DrawingRequest['characters']): boolean {
  return characters.length > 0 ? characters.every(({ look }) => isOldWorld(look.clothes)) : OLD_TIMES.test(prompt);
}
