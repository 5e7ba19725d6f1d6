import { type Backdrop, type Tone } from '../art/look.js';
import { type Staging } from '../art/staging.js';
import { type AspectRatio, type ShotSize } from '../common/vocabulary.js';

/** Where people stand across a picture, what of the set is behind them, and the light of the film. */

/** Where somebody stands, and how large beside who is in front. */
export interface Place {
  position: number;
  nearness: number;
}

interface Frame {
  aspectRatio: AspectRatio;
  shotSize: ShotSize;
  seed: number;
  staging?: Staging;
}

const at = (...positions: number[]): Place[] => positions.map((position) => ({ position, nearness: 1 }));
const inDepth = (...places: [position: number, nearness: number][]): Place[] =>
  places.map(([position, nearness]) => ({ position, nearness }));

/** A picture by itself has the first of a list; the shots of a scene go through all. */
const PAIRS_NEAR = [at(0.34, 0.66), at(0.29, 0.55), at(0.45, 0.71), inDepth([0.32, 1], [0.62, 0.84])];
const PAIRS_WHOLE = [at(0.34, 0.66), at(0.22, 0.38), at(0.62, 0.78), inDepth([0.3, 0.86], [0.62, 1])];
const THREE = [
  at(0.22, 0.5, 0.78),
  inDepth([0.24, 1], [0.5, 0.8], [0.74, 1]),
  inDepth([0.2, 1], [0.46, 0.88], [0.7, 0.76]),
];
const NARROW_PAIRS = [at(0.3, 0.7), inDepth([0.28, 1], [0.7, 0.86])];
const NARROW_THREE = [at(0.2, 0.5, 0.8), inDepth([0.2, 1], [0.5, 0.82], [0.8, 1])];

/** How far from the middle somebody stands who is alone in a picture. */
const OFF_CENTRE: Record<ShotSize, number> = {
  close_up: 0.05,
  medium_close: 0.09,
  medium: 0.12,
  full: 0.16,
  wide: 0.17,
};

export function placesOf(people: number, frame: Frame): readonly Place[] {
  if (people < 2) {
    return at(placeAlone(frame));
  }
  const { aspectRatio, shotSize, staging, seed } = frame;
  const lists = listsFor(people, aspectRatio, shotSize);
  return lists[staging === undefined ? 0 : (staging.take + seed) % lists.length] ?? [];
}

/** Where people stand in a film of another shape: in the same order, and who was behind is behind. */
export function placesInShape(places: readonly Place[], aspectRatio: AspectRatio): Place[] {
  if (places.length < 2) {
    return [...places];
  }
  // The first of a list fits shots of all sizes.
  const [list = []] = listsFor(places.length, aspectRatio, 'medium');
  const fromLeft = [...places].sort((one, other) => one.position - other.position);
  return places.map((place) => ({ ...place, position: list[fromLeft.indexOf(place)]?.position ?? place.position }));
}

function listsFor(people: number, aspectRatio: AspectRatio, shotSize: ShotSize): Place[][] {
  const isNarrow = aspectRatio === '9:16';
  if (people > 2) {
    return isNarrow ? NARROW_THREE : THREE;
  }
  const isWhole = shotSize === 'full' || shotSize === 'wide';
  return isNarrow ? NARROW_PAIRS : isWhole ? PAIRS_WHOLE : PAIRS_NEAR;
}

/** Who has somebody before them stands at their side of the scene and leaves the other one free. */
function placeAlone({ shotSize, staging, seed }: Frame): number {
  const side = staging === undefined || staging.side === 0 ? (seed % 2 === 0 ? -1 : 1) : staging.side;
  return 0.5 + side * OFF_CENTRE[shotSize];
}

/** Over a shoulder one sees who is on the other side. */
export const BEYOND_SHOULDER = 0.13;

const CROPS = [
  { zoom: 1.16, x: -0.9 },
  { zoom: 1.5, x: 0.8 },
  { zoom: 1.3, x: -0.1 },
  { zoom: 1.6, x: -0.7 },
  { zoom: 1.24, x: 1 },
] as const;

/** Behind a thing its own ground is seen, from near. */
const BEHIND_THING = { zoom: 1.6, y: 0.5 } as const;

/**
 * What is behind people: all of the set where they are whole or the scene opens, then another part in every shot. Who
 * stands on the right is seen from the other side, before the mirror image.
 */
export function backdropOf({ shotSize, staging, seed }: Frame, isFromRight: boolean): Backdrop | null {
  const isWhole = shotSize === 'full' || shotSize === 'wide';
  if (staging === undefined || (staging.thing === null && (isWhole || staging.take === 0))) {
    return null;
  }
  const { zoom, x } = CROPS[(staging.take + seed) % CROPS.length] ?? CROPS[0];
  return staging.thing === null
    ? { isMirrored: isFromRight, zoom, x, y: 0 }
    : { isMirrored: false, x, ...BEHIND_THING };
}

const OF_GENRE: readonly (readonly [Tone, RegExp])[] = [
  ['dread', /悬疑|惊悚|恐怖|推理|犯罪|谍战|灵异|\b(?:suspense|thriller|horror|mystery|crime|noir|detective|ghost)\b/i],
  ['wonder', /[奇玄魔]幻|仙侠|神话|童话|\b(?:fantasy|magic|fairy ?tale|xianxia)\b/i],
  ['gold', /古装|古风|宫廷|武侠|历史|\b(?:costume|period|historical|wuxia)\b/i],
  ['warm', /爱情|言情|甜宠|恋爱|\b(?:romance|romantic|love)\b/i],
];
const OF_MOOD: Readonly<Record<string, Tone>> = { tense: 'dread', mysterious: 'dread', tender: 'warm', sad: 'cool' };

/** Trouble in a comedy casts no dark light. */
const BRIGHT = /喜剧|搞笑|\b(?:comedy|comedies|comic|sitcom)\b/i;

/** The kind of film tells it, else how the scene feels. Old times and other worlds stay what they are in every mood. */
export function toneOf(staging: Staging | undefined): Tone | null {
  const ofGenre = OF_GENRE.find(([, words]) => words.test(staging?.genre ?? ''))?.[0];
  const ofMood = OF_MOOD[staging?.mood ?? ''] ?? null;
  return ofGenre ?? (ofMood === 'dread' && BRIGHT.test(staging?.genre ?? '') ? null : ofMood);
}
