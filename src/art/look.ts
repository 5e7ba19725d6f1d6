import { type Emotion, type TimeOfDay } from '../common/vocabulary.js';

/** What a drawn scene is made of. Pure data: it travels in job steps and to the render processes. */

export const SET_NAMES = [
  'rooftop',
  'cafe',
  'riverside',
  'street',
  'rainy_street',
  'office',
  'classroom',
  'hospital',
  'home',
  'bedroom',
  'interior',
  'exterior',
  'palace',
  'chamber',
  'courtyard',
  'forest',
  'seaside',
  'train',
  'warehouse',
  'archive',
  'ruin',
  'mountain',
  'old_street',
  'dungeon',
  'village',
  'inn',
  'riverbank',
  'cave',
  'platform',
  'corridor',
  'kitchen',
  'station',
  'garage',
  'library',
  'hall',
  'shop',
  'spaceship',
  'playground',
  'yard',
  'church',
  'gallery',
  'court',
  'darkroom',
  'attic',
  'ship',
  'sailing_ship',
  'grassland',
  'desert',
  'gym',
  'studio',
] as const;
export type SetName = (typeof SET_NAMES)[number];

export const WEATHERS = ['clear', 'rain', 'snow', 'fog'] as const;
export type Weather = (typeof WEATHERS)[number];

export const SEXES = ['male', 'female'] as const;
export type Sex = (typeof SEXES)[number];

export const AGES = ['child', 'young', 'adult', 'elder'] as const;
export type Age = (typeof AGES)[number];

export const HAIRS = [
  'long',
  'ponytail',
  'bob',
  'bun',
  'short',
  'parted',
  'wavy',
  'crew',
  'topknot',
  'pixie',
  'pigtails',
  'braid',
  'loops',
  'coiffure',
  'curly',
  'bowl',
  'bald',
] as const;
export type Hair = (typeof HAIRS)[number];

export const CLOTHES = [
  'casual',
  'suit',
  'coat',
  'dress',
  'uniform',
  'hanfu',
  'official',
  'armour',
  'cloak',
  'cardigan',
  'trench',
  'police',
  'medical',
  'nurse',
  'chef',
  'apron',
  'workwear',
  'robe',
  'ruqun',
  'court',
  'monk',
  'mage',
  'tunic',
  'knight',
  'pirate',
] as const;
export type Clothes = (typeof CLOTHES)[number];

/** What people wore of old; from the cloak on it belongs to worlds of fantasy. */
const OLD_CLOTHES: readonly Clothes[] = [
  'hanfu',
  'official',
  'armour',
  'robe',
  'ruqun',
  'court',
  'monk',
  'cloak',
  'mage',
  'tunic',
  'knight',
  'pirate',
];
export const isOldWorld = (clothes: Clothes): boolean => OLD_CLOTHES.includes(clothes);

const WIDE_SLEEVED: readonly Clothes[] = ['hanfu', 'official', 'cloak', 'court', 'monk', 'mage'];
export const hasWideSleeves = (clothes: Clothes): boolean => WIDE_SLEEVED.includes(clothes);

/** How somebody is built: it is seen in the outline from afar. */
export const BUILDS = ['average', 'slim', 'tall', 'broad', 'stout'] as const;
export type BodyBuild = (typeof BUILDS)[number];

export const FACES = ['oval', 'round', 'square', 'long', 'heart'] as const;
export type FaceShape = (typeof FACES)[number];

export const BEARDS = ['none', 'stubble', 'moustache', 'goatee', 'full'] as const;
export type Beard = (typeof BEARDS)[number];

export const SKINS = ['fair', 'medium', 'tan'] as const;
export type Skin = (typeof SKINS)[number];

/** What people hold in a hand. */
export const PROPS = [
  'phone',
  'letter',
  'ring',
  'sword',
  'cup',
  'book',
  'flower',
  'umbrella',
  'key',
  'photo',
  'suitcase',
  'lantern',
  'box',
  'ticket',
  'pendant',
  'camera',
  'jade',
  'lamp',
  'star',
  'knife',
  'map',
  'scroll',
  'diary',
  'violin',
  'guitar',
  'flute',
  'watch',
  'recorder',
  'coin',
  'mirror',
  'bell',
  'hairpin',
  'scale',
  'card',
  'scarf',
  'compass',
  'record',
  'radio',
  'plane',
  'fan',
] as const;
export type Prop = (typeof PROPS)[number];

/** How one person looks, the same in every shot. Colours are `#rrggbb`. */
export interface CharacterLook {
  sex: Sex;
  age: Age;
  hair: Hair;
  hairColor: string;
  skin: Skin;
  clothes: Clothes;
  /** Upper garment, lower garment and accent (tie, sash, inner shirt). */
  colors: [string, string, string];
  glasses: boolean;
  /** Absent in looks that were stored before people had these: then average, oval, and a full beard for old men. */
  build?: BodyBuild;
  face?: FaceShape;
  beard?: Beard;
}

export interface CastMember {
  name: string;
  look: CharacterLook;
  emotion: Emotion;
  /** Where the person stands across the picture, 0 (left) to 1 (right). */
  position: number;
  /** What the text puts into this hand; absent or null: nothing. */
  prop?: Prop | null;
  /** How large beside who stands in front, up to 1; absent: in front. */
  nearness?: number;
  /** Where this one looks, alone in the picture: left, to us, right; absent: as what is said asks for. */
  looks?: -1 | 0 | 1;
}

/** The part of a set that is behind people, so that shot and reverse shot are not before the same wall. */
export interface Backdrop {
  isMirrored: boolean;
  /** 1 or more. */
  zoom: number;
  /** Of the part left out by the zoom, from −1 (the left is seen) to 1. */
  x: number;
  y: number;
}

/** Somebody from behind, dark and out of focus at an edge of the picture. */
export interface Shoulder {
  look: CharacterLook;
  side: -1 | 1;
}

/** Who holds a thing that is seen near. */
export interface Holder {
  name: string;
  look: CharacterLook;
}

/** What a kind of film does to the light of its places. */
export const TONES = ['dread', 'wonder', 'warm', 'gold', 'cool'] as const;
export type Tone = (typeof TONES)[number];

/** A picture that our own renderer draws. */
export interface DrawnScene {
  set: SetName;
  time: TimeOfDay;
  weather: Weather;
  /** Where houses and trees stand: the same for every shot of a scene. */
  seed: number;
  cast: CastMember[];
  /** Absent: the whole set. */
  backdrop?: Backdrop;
  shoulder?: Shoulder;
  /** What is seen close, alone in the picture. */
  thing?: Prop;
  /** In whose hand it is; absent: it lies or stands there. */
  holder?: Holder;
  /** Absent: the light of the place and time as it is. */
  tone?: Tone;
}
