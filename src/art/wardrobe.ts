import { hashOf, Random } from '../common/random.js';
import { distanceBetween } from './colour.js';
import {
  type Age,
  AGES,
  type CharacterLook,
  type Clothes,
  type Hair,
  isOldWorld,
  type Sex,
  SEXES,
  type Skin,
} from './look.js';

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
  female: ['long', 'ponytail', 'bob', 'bun', 'wavy'],
  male: ['short', 'parted', 'crew'],
};
const OLD_HAIRS_OF: Record<Sex, readonly Hair[]> = {
  female: ['bun', 'long', 'topknot'],
  male: ['topknot', 'bun', 'ponytail'],
};
const FANTASY_HAIRS_OF: Record<Sex, readonly Hair[]> = {
  female: ['long', 'wavy', 'topknot', 'bun'],
  male: ['topknot', 'short', 'ponytail', 'parted'],
};
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
  uniform: ['#2d3f6b', '#3f5a4a', '#6b2f3a', '#4a4a55', '#5a6f8f', '#7a6a52'],
  official: ['#8e1f2f', '#24476b', '#2f5f4f', '#5a2f6b', '#7a4a22'],
  armour: ['#3d4a66', '#6b3a34', '#4a4f57', '#2f5a58', '#5f5138'],
  cloak: ['#3f4f9a', '#6f3f8a', '#2f7a72', '#a8493f', '#c9b98a', '#4a6a35'],
  hanfu: ['#b23a48', '#4f8a8b', '#6a5aa8', '#d9a441', '#e6dfd0', '#3f6ca8', '#7d9a5a', '#d78a9a'],
};
const LOWER_COLOURS: Record<Clothes, readonly string[]> = {
  casual: ['#3a4a6b', '#2f3038', '#6b6257', '#51617a'],
  suit: ['#23263a', '#2b2c32', '#3b3038'],
  coat: ['#2f2a3a', '#39424f', '#4a3a34'],
  dress: ['#5a3a44', '#3f3a52', '#7a5a4a'],
  uniform: ['#3a3f52', '#54504f', '#2f3444'],
  official: ['#2a2a33', '#33262a'],
  armour: ['#2f2a2e', '#3a3430', '#26303a'],
  cloak: ['#2b2f52', '#4a2440', '#1f4440', '#3f3427', '#54202a'],
  hanfu: ['#f1e4d0', '#c9d8d6', '#e8cfd0', '#3f4a66', '#d8cfe6'],
};
const DARK_ROBES = ['#3f4a66', '#4a4038', '#59616b', '#6b5b4a'] as const;
const ACCENTS = ['#8a2036', '#f3ead8', '#e0b04a', '#3f7f8c', '#7a4fa0', '#e9eef5', '#c2553f', '#52704a'] as const;

/** What is worn where the story plays: of old, in a world of fantasy, at school; women of old wear what is first. */
const OLD_CLOTHES_OF: Record<Age, readonly Clothes[]> = {
  child: ['hanfu'],
  young: ['hanfu', 'hanfu', 'armour'],
  adult: ['hanfu', 'official', 'armour'],
  elder: ['hanfu', 'official'],
};
const FANTASY_CLOTHES: readonly Clothes[] = ['cloak', 'cloak', 'cloak', 'armour'];

const FANTASY = /奇幻|魔幻|魔法|fantasy|magic/i;
const SCHOOL = /校园|青春|youth|campus|school/i;
const COSTUME = /古装|古风|宫廷|宫斗|武侠|仙侠|玄幻|穿越|历史|costume|historical|wuxia|xianxia|ancient|palace|dynasty/i;

/** The same name always looks the same; whom `taken` holds looks different. */
export function lookOf(person: KnownLook): CharacterLook {
  const random = new Random(hashOf(person.name));
  const taken = person.taken ?? [];
  const sex = person.sex ?? random.pick(SEXES);
  const age = person.age ?? (random.chance(0.6) ? AGES[1] : AGES[2]);
  const world = worldOf(person);
  const hair =
    person.hair ??
    fresh(
      random,
      hairsOf(sex, age, world),
      taken.map((look) => look.hair),
    );
  const clothes =
    person.clothes ??
    fresh(
      random,
      clothesOf(sex, age, world),
      taken.map((look) => look.clothes),
    );
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
  const glasses = person.glasses ?? (random.chance(0.14) && world !== 'old' && world !== 'fantasy');
  return { sex, age, hair, hairColor, skin, clothes, colors: [top, lower, accent], glasses };
}

type World = 'modern' | 'school' | 'old' | 'fantasy';

/** Where somebody lives: what is worn for certain tells it, else the genre. */
function worldOf({ genre, clothes }: KnownLook): World {
  if (clothes === 'cloak') {
    return 'fantasy';
  }
  if (clothes && isOldWorld(clothes)) {
    return 'old';
  }
  const words = clothes ? '' : (genre ?? '');
  return COSTUME.test(words) ? 'old' : FANTASY.test(words) ? 'fantasy' : SCHOOL.test(words) ? 'school' : 'modern';
}

function hairsOf(sex: Sex, age: Age, world: World): readonly Hair[] {
  if (world === 'old') {
    return OLD_HAIRS_OF[sex];
  }
  if (world === 'fantasy') {
    return FANTASY_HAIRS_OF[sex];
  }
  return sex === 'female' && age === 'elder' ? ['bun', 'bob'] : HAIRS_OF[sex];
}

function clothesOf(sex: Sex, age: Age, world: World): readonly Clothes[] {
  if (world === 'old') {
    return sex === 'female' ? OLD_CLOTHES_OF[age].slice(0, 1) : OLD_CLOTHES_OF[age];
  }
  if (world === 'fantasy') {
    return FANTASY_CLOTHES;
  }
  if (world === 'school' && (age === 'child' || age === 'young')) {
    return ['uniform'];
  }
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
