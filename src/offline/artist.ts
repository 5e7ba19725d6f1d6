import {
  isOldWorld,
  type CastMember,
  type CharacterLook,
  type DrawnScene,
  type Prop,
  type SetName,
} from '../art/look.js';
import { setOf } from '../art/place.js';
import { weatherOf } from '../art/weather.js';
import { Random } from '../common/random.js';
import { type AspectRatio, type Emotion, type ShotSize, type TimeOfDay } from '../common/vocabulary.js';

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
}

const PLACES_ACROSS: Record<AspectRatio, { two: readonly number[]; three: readonly number[] }> = {
  '16:9': { two: [0.34, 0.66], three: [0.22, 0.5, 0.78] },
  '9:16': { two: [0.3, 0.7], three: [0.2, 0.5, 0.8] },
};

/** The drawn scene for a shot: up to three people stand across it, a close-up shows the first one only. */
export function drawnSceneOf(request: DrawingRequest): DrawnScene {
  const shown = request.characters.slice(0, request.shotSize === 'close_up' ? 1 : 3);
  const positions = positionsOf(shown.length, request);
  const cast: CastMember[] = shown.map(({ name, look, emotion, prop }, index) => ({
    name,
    look,
    emotion,
    position: positions[index] ?? 0.5,
    prop: prop ?? null,
  }));
  return {
    set: setFor(request),
    time: request.timeOfDay,
    weather: weatherOf(request.weather, request.location),
    seed: request.seed,
    cast,
  };
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

function positionsOf(people: number, request: DrawingRequest): readonly number[] {
  const across = PLACES_ACROSS[request.aspectRatio];
  if (people === 3) {
    return across.three;
  }
  if (people === 2) {
    return across.two;
  }
  const random = new Random(request.seed ^ 0x5eed);
  const offset = request.shotSize === 'close_up' ? 0.03 : 0.08;
  return [0.5 + (random.chance(0.5) ? -offset : offset)];
}
