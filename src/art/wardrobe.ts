import { hashOf, Random } from '../common/random.js';
import { buildFor, beardFor, faceFor } from './bodies.js';
import { distanceBetween } from './colour.js';
import {
  ACCENTS,
  DARK_HAIRS,
  DARK_ROBES,
  FANTASY_HAIRS,
  GREY_HAIRS,
  LOWER_COLOURS,
  TOP_COLOURS,
  WESTERN_HAIRS,
} from './garment-colours.js';
import {
  type Age,
  AGES,
  type Beard,
  type BodyBuild,
  type CharacterLook,
  type Clothes,
  type FaceShape,
  type Hair,
  isOldWorld,
  type Sex,
  SEXES,
  type Skin,
} from './look.js';
import { dressOf, type RoleDress, type World } from './roles.js';

/** How a person looks of whom little or nothing is known. */

export interface KnownLook {
  name: string;
  /** Who this is in the story: the words for a role say what is worn. */
  description?: string;
  sex?: Sex | null;
  age?: Age | null;
  hair?: Hair | null;
  hairColor?: string | null;
  clothes?: Clothes | null;
  topColor?: string | null;
  glasses?: boolean | null;
  build?: BodyBuild | null;
  face?: FaceShape | null;
  beard?: Beard | null;
  /** What somebody supposes: it gives way to the role, and to people who have it already. */
  likely?: { hair?: Hair | null; clothes?: Clothes | null };
  genre?: string | null;
  /** Looks of the people cast so far: hair, build and garment will differ from theirs. */
  taken?: readonly CharacterLook[];
}

const SKINS_BY_WEIGHT: readonly Skin[] = ['fair', 'fair', 'medium', 'medium', 'tan'];

const HAIRS_OF: Record<Sex, Record<Age, readonly Hair[]>> = {
  female: {
    child: ['pigtails', 'bob', 'ponytail', 'braid', 'bun'],
    young: ['long', 'ponytail', 'bob', 'bun', 'wavy', 'braid', 'pixie'],
    adult: ['bob', 'bun', 'wavy', 'long', 'pixie', 'curly'],
    elder: ['bun', 'curly', 'bob', 'pixie'],
  },
  male: {
    child: ['bowl', 'crew', 'curly', 'short'],
    young: ['short', 'parted', 'crew', 'curly'],
    adult: ['parted', 'short', 'crew', 'curly', 'bald'],
    elder: ['bald', 'short', 'parted', 'crew'],
  },
};
const OLD_HAIRS_OF: Record<Sex, readonly Hair[]> = {
  female: ['bun', 'long', 'topknot', 'coiffure', 'braid', 'ponytail'],
  male: ['topknot', 'bun', 'ponytail', 'long'],
};
const FANTASY_HAIRS_OF: Record<Sex, readonly Hair[]> = {
  female: ['long', 'wavy', 'braid', 'bob', 'ponytail', 'pixie'],
  male: ['short', 'long', 'curly', 'ponytail', 'parted'],
};
/** Hair that belongs to old China: nobody with a western name wears it. */
const CHINESE_HAIRS: readonly Hair[] = ['topknot', 'coiffure', 'loops'];

/** Hair that was worn at all times. */
const LONG_HAIRS: readonly Hair[] = ['long', 'bun', 'ponytail', 'braid', 'bald'];

const CLOTHES_OF: Record<Sex, readonly Clothes[]> = {
  female: ['dress', 'coat', 'casual', 'cardigan', 'suit'],
  male: ['coat', 'casual', 'suit', 'cardigan'],
};
const DRESSED_UP: readonly Clothes[] = ['dress', 'suit'];
const ELDER_CLOTHES: readonly Clothes[] = ['cardigan', 'coat', 'casual'];
const OLD_CLOTHES_OF: Record<Sex, readonly Clothes[]> = { female: ['ruqun', 'hanfu'], male: ['hanfu', 'robe'] };
const FANTASY_CLOTHES_OF: Record<Sex, readonly Clothes[]> = { female: ['cloak', 'tunic'], male: ['tunic', 'cloak'] };
const FANTASY_ONLY: readonly Clothes[] = ['cloak', 'mage', 'tunic', 'knight', 'pirate'];

const FANTASY = /奇幻|魔幻|魔法|fantasy|magic/i;
const SCHOOL = /校园|青春|youth|campus|school/i;
const COSTUME = /古装|古风|宫廷|宫斗|武侠|仙侠|玄幻|穿越|历史|costume|historical|wuxia|xianxia|ancient|palace|dynasty/i;

/** The same name always looks the same; whom `taken` holds looks different, also in outline. */
export function lookOf(person: KnownLook): CharacterLook {
  const random = new Random(hashOf(person.name));
  const { name, taken = [], likely } = person;
  const sex = person.sex ?? random.pick(SEXES);
  const age = person.age ?? (random.chance(0.6) ? AGES[1] : AGES[2]);
  const told = worldOf(person);
  const dress = dressOf(`${name}，${person.description ?? ''}`, sex, told);
  const clothes =
    person.clothes ??
    (dress && unlessWorn(dress, taken)) ??
    fresh(
      random,
      clothesOf(sex, age, told ?? 'modern', likely?.clothes ?? null),
      taken.map((look) => look.clothes),
    );
  const world = told ?? worldWearing(clothes);
  const isWestern = /^\P{Script=Han}*\p{Script=Latin}/u.test(name);
  const hair =
    person.hair ??
    hairFor(
      random,
      hairsOf(sex, age, world).filter((each) => !isWestern || !CHINESE_HAIRS.includes(each)),
      wishesFor(dress?.hair ?? null, likely?.hair ?? null, world),
      taken,
      isWestern,
    );
  const hairColor =
    person.hairColor ??
    farthest(
      random,
      hairColoursOf(age, world, isWestern),
      taken.map((look) => look.hairColor),
    );
  const colors = coloursOf(random, person, sex, clothes);
  const glasses = person.glasses ?? (random.chance(age === 'elder' ? 0.4 : 0.16) && !isOldWorld(clothes));
  return {
    ...{ sex, age, hair, hairColor, skin: random.pick(SKINS_BY_WEIGHT), clothes, colors, glasses },
    build: person.build ?? buildFor(random, { sex, age, hair }, taken),
    face: person.face ?? faceFor(random, sex, age, taken),
    beard: person.beard ?? dressBeard(dress?.beard, sex, age) ?? beardFor(random, sex, age, world === 'old'),
  };
}

/** What the second of two with the same work wears, where it is not a uniform. */
const INSTEAD: Partial<Record<Clothes, Clothes>> = {
  trench: 'suit',
  official: 'hanfu',
  armour: 'hanfu',
  cardigan: 'suit',
};

function unlessWorn({ clothes }: RoleDress, taken: readonly CharacterLook[]): Clothes {
  return (taken.some((look) => look.clothes === clothes) ? INSTEAD[clothes] : null) ?? clothes;
}

/** Where somebody lives: what is worn tells it, else the genre; null where neither is known. */
function worldOf({ genre, clothes, likely }: KnownLook): World | null {
  const worn = clothes ?? likely?.clothes ?? null;
  const words = genre ?? '';
  const told = COSTUME.test(words) ? 'old' : FANTASY.test(words) ? 'fantasy' : SCHOOL.test(words) ? 'school' : null;
  if (worn === null) {
    return told ?? (words === '' ? null : 'modern');
  }
  if (!isOldWorld(worn)) {
    return told === 'school' ? told : 'modern';
  }
  return told === 'fantasy' ? told : worldWearing(worn);
}

function worldWearing(clothes: Clothes): World {
  return FANTASY_ONLY.includes(clothes) ? 'fantasy' : isOldWorld(clothes) ? 'old' : 'modern';
}

function hairsOf(sex: Sex, age: Age, world: World): readonly Hair[] {
  if (world === 'old') {
    return OLD_HAIRS_OF[sex];
  }
  return world === 'fantasy' && age !== 'child' ? FANTASY_HAIRS_OF[sex] : HAIRS_OF[sex][age];
}

/** What is supposed, unless somebody has it or it belongs to another world; else a choice nobody has yet. */
function hairFor(
  random: Random,
  choices: readonly Hair[],
  wishes: readonly Hair[],
  taken: readonly CharacterLook[],
  isWestern: boolean,
): Hair {
  const used = taken.map((look) => look.hair);
  const wish = wishes.find((hair) => !used.includes(hair) && !(isWestern && CHINESE_HAIRS.includes(hair)));
  return wish ?? fresh(random, choices, used);
}

/** What a role wears comes first; a supposed cut of today does not go with robes. */
function wishesFor(ofRole: Hair | null, likely: Hair | null, world: World): Hair[] {
  const isOfToday =
    likely !== null && world === 'old' && !CHINESE_HAIRS.includes(likely) && !LONG_HAIRS.includes(likely);
  return [ofRole, isOfToday ? null : likely].filter((hair) => hair !== null);
}

function hairColoursOf(age: Age, world: World, isWestern: boolean): readonly string[] {
  if (age === 'elder') {
    return GREY_HAIRS;
  }
  if (world === 'old' || !isWestern) {
    return DARK_HAIRS;
  }
  return world === 'fantasy' ? FANTASY_HAIRS : WESTERN_HAIRS;
}

/** Ordinary clothes of a world, or what is supposed; where that is ordinary, its likes do as well. */
function clothesOf(sex: Sex, age: Age, world: World, likely: Clothes | null): readonly Clothes[] {
  const plain = plainClothesOf(sex, age, world);
  if (likely === null) {
    return plain;
  }
  return plain.includes(likely) && !DRESSED_UP.includes(likely)
    ? plain.filter((clothes) => !DRESSED_UP.includes(clothes))
    : [likely];
}

function plainClothesOf(sex: Sex, age: Age, world: World): readonly Clothes[] {
  if (world === 'old') {
    return OLD_CLOTHES_OF[sex];
  }
  if (world === 'fantasy') {
    return FANTASY_CLOTHES_OF[sex];
  }
  if (world === 'school' && (age === 'child' || age === 'young')) {
    return ['uniform'];
  }
  if (age === 'child') {
    return sex === 'female' ? ['dress', 'casual'] : ['casual'];
  }
  return age === 'elder' ? ELDER_CLOTHES : CLOTHES_OF[sex];
}

function coloursOf(random: Random, person: KnownLook, sex: Sex, clothes: Clothes): CharacterLook['colors'] {
  const worn = (person.taken ?? []).map((look) => look.colors[0]);
  const top = person.topColor ?? farthest(random, TOP_COLOURS[clothes], worn);
  const lower = random.pick(sex === 'male' && clothes === 'hanfu' ? DARK_ROBES : LOWER_COLOURS[clothes]);
  return [top, lower, farthest(random, ACCENTS, [top, lower])];
}

/** The beard of a role is grown by men only. */
function dressBeard(beard: Beard | null | undefined, sex: Sex, age: Age): Beard | null {
  return beard && sex === 'male' && age === 'adult' ? beard : null;
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
