import { type DescribedLook, lookFromWords } from '../art/appearance.js';
import { AGES, CLOTHES, type CharacterLook, HAIRS, SEXES } from '../art/look.js';
import { type KnownLook, lookOf } from '../art/wardrobe.js';
import { castVoice } from '../offline/voices.js';
import { type Appearance, type CharacterVoice } from './character.entity.js';

/** How people look and sound: as their user said, and where nothing is said so that they can be told apart. */

export interface Person {
  name: string;
  description: string;
  appearance: Appearance;
  look: CharacterLook | null;
  voice: CharacterVoice | null;
}

/** What somebody supposes of a person whose user says nothing. */
export type Guess = Pick<DescribedLook, 'sex' | 'age'> & Partial<Pick<DescribedLook, 'hair' | 'clothes' | 'glasses'>>;

/** Everyone with a look and a voice; those who have one keep it. The same people always get the same. */
export function castPeople<P extends Person>(
  people: P[],
  genre: string | null,
  guess: (person: P) => Guess = ({ description }) => lookFromWords(description),
): (P & { look: CharacterLook; voice: CharacterVoice })[] {
  const looks = people.flatMap(({ look }) => look ?? []);
  const voices = people.flatMap(({ voice }) => voice ?? []);
  return people.map((person) => {
    const look = person.look ?? lookOf({ ...knownOf(person, guess(person)), genre, taken: looks });
    const voice = person.voice ?? castVoice(person.name, { sex: look.sex, age: look.age }, voices);
    if (person.look === null) {
      looks.push(look);
    }
    if (person.voice === null) {
      voices.push(voice);
    }
    return { ...person, look, voice };
  });
}

/** The description says for certain what hair and clothes it names; what is only supposed may give way to it. */
function knownOf({ name, description, appearance }: Person, guess: Guess): KnownLook {
  const { hair, hairColor, clothes, build, beard, glasses } = lookFromWords(description);
  const said = lookAsSaid(appearance, { sex: guess.sex, age: guess.age, hair, clothes, glasses: guess.glasses });
  return {
    ...{ name, description, likely: { hair: guess.hair, clothes: guess.clothes } },
    ...{ ...said, hairColor: said.hairColor ?? hairColor, build: said.build ?? build, beard: said.beard ?? beard },
    glasses: said.glasses ?? glasses,
  };
}

/** A person of whom something else is said now: what nobody speaks of stays as it was. */
export function redrawn(name: string, look: CharacterLook, appearance: Appearance): CharacterLook {
  const said = lookAsSaid(appearance, look);
  const agesAlike = (said.age === 'elder') === (look.age === 'elder');
  const clothesAlike = said.clothes === look.clothes;
  const { build = 'average', face = 'oval', beard } = look;
  const drawn = lookOf({
    name,
    ...said,
    ...{ build: said.build ?? build, face, beard: said.beard ?? beard },
    hairColor: said.hairColor ?? (agesAlike ? look.hairColor : null),
    topColor: said.topColor ?? (clothesAlike ? look.colors[0] : null),
  });
  const [top] = drawn.colors;
  const [, lower, accent] = clothesAlike ? look.colors : drawn.colors;
  return { ...drawn, skin: look.skin, colors: [top, lower, accent] };
}

/** A voice of ours that was cast for a man, a woman or a child is no voice for another one of these. */
export function stillFits(voice: CharacterVoice, before: CharacterLook, after: CharacterLook): boolean {
  return kindOf(before) === kindOf(after) || !voice.id.startsWith(`${kindOf(before)}-`);
}

function kindOf({ sex, age }: CharacterLook): string {
  return age === 'child' ? 'child' : sex;
}

/** What a user's words about a person say in the renderer's terms; the guess where they say nothing. */
function lookAsSaid(appearance: Appearance, guess: Guess): Omit<KnownLook, 'name' | 'likely'> {
  const { sex, age, hair, clothes, glasses, note } = appearance;
  const told = lookFromWords([hair, clothes, note].filter(Boolean).join('，'));
  return {
    sex: SEXES.find((word) => word === sex) ?? guess.sex,
    age: AGES.find((word) => word === age) ?? guess.age,
    hair: HAIRS.find((word) => word === hair) ?? told.hair ?? guess.hair,
    hairColor: told.hairColor,
    clothes: CLOTHES.find((word) => word === clothes) ?? told.clothes ?? guess.clothes,
    topColor: told.topColor,
    glasses: glasses ?? told.glasses ?? guess.glasses,
    build: told.build,
    beard: told.beard,
  };
}
