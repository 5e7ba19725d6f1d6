import { type Random } from '../common/random.js';
import { type Age, type Beard, type BodyBuild, type CharacterLook, FACES, type FaceShape, type Sex } from './look.js';

/** Builds, faces and beards of people of whom nothing is said. */

/** The first two are what the first person of a film is; the others come where those are taken. */
const BUILDS_OF: Record<Sex, Record<Age, readonly BodyBuild[]>> = {
  female: {
    child: ['average', 'slim', 'stout'],
    young: ['slim', 'average', 'tall', 'stout', 'broad'],
    adult: ['average', 'slim', 'stout', 'tall', 'broad'],
    elder: ['stout', 'average', 'slim', 'broad'],
  },
  male: {
    child: ['average', 'slim', 'stout'],
    young: ['average', 'tall', 'slim', 'broad', 'stout'],
    adult: ['average', 'broad', 'stout', 'tall', 'slim'],
    elder: ['slim', 'average', 'stout', 'broad'],
  },
};

/** One that nobody has yet; where all are taken, one that nobody with the same hair has. */
export function buildFor(
  random: Random,
  { sex, age, hair }: Pick<CharacterLook, 'sex' | 'age' | 'hair'>,
  taken: readonly CharacterLook[],
): BodyBuild {
  const without = (others: readonly CharacterLook[]): BodyBuild[] =>
    BUILDS_OF[sex][age].filter((build) => others.every((other) => other.build !== build));
  const choices = [without(taken), without(taken.filter((other) => other.hair === hair)), BUILDS_OF[sex][age]];
  const free = choices.find(({ length }) => length > 0) ?? BUILDS_OF[sex][age];
  return random.pick(free.slice(0, 2));
}

const FACES_OF: Record<Sex, readonly FaceShape[]> = {
  female: ['oval', 'heart', 'round', 'long'],
  male: ['square', 'oval', 'long', 'round'],
};

export function faceFor(random: Random, sex: Sex, age: Age, taken: readonly CharacterLook[]): FaceShape {
  const used = taken.map((look) => look.face);
  const unused = FACES_OF[sex].filter((face) => !used.includes(face));
  return age === 'child' ? 'round' : random.pick(unused.length > 0 ? unused : FACES);
}

const BEARDS_OF: Partial<Record<Age, readonly Beard[]>> = {
  adult: ['none', 'none', 'stubble', 'moustache', 'goatee', 'full'],
  elder: ['full', 'full', 'moustache', 'goatee', 'none'],
};
const OLD_BEARDS_OF: Partial<Record<Age, readonly Beard[]>> = {
  adult: ['none', 'moustache', 'goatee'],
  elder: ['full', 'full', 'goatee'],
};

/** Beards are grown by men who are no longer young; of old nearly all of these had one. */
export function beardFor(random: Random, sex: Sex, age: Age, isOld: boolean): Beard {
  const beard = random.pick<Beard>((isOld ? OLD_BEARDS_OF : BEARDS_OF)[age] ?? ['none']);
  return sex === 'male' ? beard : 'none';
}
