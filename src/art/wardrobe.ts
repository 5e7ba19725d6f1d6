import { hashOf, Random } from '../common/random.js';
import { distanceBetween } from './colour.js';
import { type Age, AGES, type CharacterLook, type Clothes, type Hair, type Sex, SEXES, type Skin } from './look.js';

/** How a person looks of whom little or nothing is known. */

export interface KnownLook {
  name: string;
  sex?: Sex | null;
  age?: Age | null;
  hair?: Hair | null;
  hairColor?: string | null;
  clothes?: Clothes | null;
  topColor?: string | null;
  glasses?: boolean | null;
  genre?: string | null;
  /** Looks of the people cast so far: hair and garment will differ from theirs. */
  taken?: readonly CharacterLook[];
}

const HAIRS_OF: Record<Sex, readonly Hair[]> = {
  female: ['long', 'ponytail', 'bob', 'bun'],
  male: ['short', 'parted'],
};
const COSTUME_HAIRS_OF: Record<Sex, readonly Hair[]> = { female: ['bun', 'long'], male: ['bun', 'ponytail'] };
const CLOTHES_OF: Record<Sex, readonly Clothes[]> = {
  female: ['dress', 'coat', 'casual', 'suit'],
  male: ['suit', 'coat', 'casual'],
};
const ELDER_CLOTHES: readonly Clothes[] = ['casual', 'coat'];
const SKINS_BY_WEIGHT: readonly Skin[] = ['fair', 'fair', 'medium', 'medium', 'tan'];

const HAIR_COLOURS = ['#2a2230', '#3d2620', '#5c3a28', '#1f2733', '#6e4a2f', '#4a2a2a', '#8a5a34', '#33404f'] as const;
const GREY_HAIRS = ['#b9bcc4', '#8e929c', '#d5d3d0', '#a39a92'] as const;
const TOP_COLOURS: Record<Clothes, readonly string[]> = {
  casual: ['#d96c4f', '#4f8f7a', '#e0a93f', '#5b7fc7', '#b05a8c', '#6f9a3f', '#8d6fc2', '#d8d2c4', '#3f9bb0'],
  suit: ['#2d3a5e', '#3a3d45', '#5a2f3e', '#2f4f4a', '#6b5a4a', '#4a4270', '#8a8f9c', '#23252d'],
  coat: ['#b8574f', '#c39a6b', '#3f5f6b', '#7a5a86', '#5d6b45', '#8c3f4a', '#3d4660', '#d9c6a8'],
  dress: ['#e58a9b', '#6f9fd8', '#b78ad6', '#f0b35a', '#5fae96', '#d65a5a', '#e9e2ea', '#4a5690'],
  hanfu: ['#b23a48', '#4f8a8b', '#6a5aa8', '#d9a441', '#e6dfd0', '#3f6ca8', '#7d9a5a', '#d78a9a'],
};
const LOWER_COLOURS: Record<Clothes, readonly string[]> = {
  casual: ['#3a4a6b', '#2f3038', '#6b6257', '#51617a'],
  suit: ['#23263a', '#2b2c32', '#3b3038'],
  coat: ['#2f2a3a', '#39424f', '#4a3a34'],
  dress: ['#5a3a44', '#3f3a52', '#7a5a4a'],
  hanfu: ['#f1e4d0', '#c9d8d6', '#e8cfd0', '#3f4a66', '#d8cfe6'],
};
const DARK_ROBES = ['#3f4a66', '#4a4038', '#59616b', '#6b5b4a'] as const;
const ACCENTS = ['#8a2036', '#f3ead8', '#e0b04a', '#3f7f8c', '#7a4fa0', '#e9eef5', '#c2553f', '#52704a'] as const;

const COSTUME = /古装|古风|宫廷|宫斗|武侠|仙侠|玄幻|穿越|历史|costume|historical|wuxia|xianxia|ancient|palace|dynasty/i;

/** The same name always looks the same; whom `taken` holds looks different. */
export function lookOf(person: KnownLook): CharacterLook {
  const random = new Random(hashOf(person.name));
  const taken = person.taken ?? [];
  const sex = person.sex ?? random.pick(SEXES);
  const age = person.age ?? (random.chance(0.6) ? AGES[1] : AGES[2]);
  const costume = COSTUME.test(person.genre ?? '');
  const hair =
    person.hair ??
    fresh(
      random,
      costume ? COSTUME_HAIRS_OF[sex] : hairsOf(sex, age),
      taken.map((look) => look.hair),
    );
  const clothes = person.clothes ?? (costume ? 'hanfu' : random.pick(clothesOf(sex, age)));
  const skin = random.pick(SKINS_BY_WEIGHT);
  const greys = age === 'elder' ? GREY_HAIRS : HAIR_COLOURS;
  const hairColor =
    person.hairColor ??
    farthest(
      random,
      greys,
      taken.map((look) => look.hairColor),
    );
  const top =
    person.topColor ??
    farthest(
      random,
      TOP_COLOURS[clothes],
      taken.map((look) => look.colors[0]),
    );
  const lower = random.pick(sex === 'male' && clothes === 'hanfu' ? DARK_ROBES : LOWER_COLOURS[clothes]);
  const accent = farthest(random, ACCENTS, [top, lower]);
  const glasses = person.glasses ?? (random.chance(0.14) && !costume);
  return { sex, age, hair, hairColor, skin, clothes, colors: [top, lower, accent], glasses };
}

function hairsOf(sex: Sex, age: Age): readonly Hair[] {
  return sex === 'female' && age === 'elder' ? ['bun', 'bob'] : HAIRS_OF[sex];
}

function clothesOf(sex: Sex, age: Age): readonly Clothes[] {
  if (age === 'child') {
    return ['casual'];
  }
  return age === 'elder' ? ELDER_CLOTHES : CLOTHES_OF[sex];
}

/** A choice nobody has yet, if there is one left. */
function fresh<T>(random: Random, choices: readonly T[], used: readonly T[]): T {
  const unused = choices.filter((choice) => !used.includes(choice));
  return random.pick(unused.length > 0 ? unused : choices);
}

/** Any colour while nobody is there to be told apart from, else one of the two least like those in use. */
function farthest(random: Random, colours: readonly string[], used: readonly string[]): string {
  if (used.length === 0) {
    return random.pick(colours);
  }
  const nearness = (colour: string) => Math.min(...used.map((other) => distanceBetween(colour, other)));
  const unused = colours.filter((colour) => !used.includes(colour));
  const ranked = (unused.length > 0 ? unused : [...colours]).sort(
    (first, second) => nearness(second) - nearness(first),
  );
  return random.pick(ranked.slice(0, 2));
}
