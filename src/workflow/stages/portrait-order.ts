import { type Age, type CharacterLook, type Clothes, type Hair, type Sex, type Skin } from '../../art/look.js';
import { hashOf } from '../../common/random.js';
import { type FilmCharacter } from '../film-reader.js';
import { type PictureOrder } from './picture-order.js';
import { softened } from './softening.js';

/** What of a person a portrait shows: not the name, so that the same person of another story is found again. */
export type Sitter = Pick<FilmCharacter, 'look' | 'appearance' | 'description' | 'style'>;

/** The same whatever film it is for, so that one is enough for all. */
const SIZE = { aspectRatio: '9:16', width: 720, height: 1280 } as const;

const FRAMING =
  'Reference portrait of one person: front view, head and shoulders, looking into the camera, neutral expression, ' +
  'even light, plain light grey background, no text';

const PEOPLE: Record<Age, Record<Sex, string>> = {
  child: { female: 'a girl of about 8', male: 'a boy of about 8' },
  young: { female: 'a young woman', male: 'a young man' },
  adult: { female: 'a woman of about 40', male: 'a man of about 40' },
  elder: { female: 'an old woman', male: 'an old man' },
};
const HAIRS: Record<Hair, string> = {
  long: 'long hair',
  ponytail: 'hair in a ponytail',
  bob: 'bobbed hair',
  bun: 'hair in a bun',
  short: 'short hair',
  parted: 'parted hair',
  wavy: 'long wavy hair',
  crew: 'a crew cut',
  topknot: 'long hair with a topknot',
};
const CLOTHES: Record<Clothes, string> = {
  casual: 'casual clothes',
  suit: 'a suit',
  coat: 'a coat',
  dress: 'a dress',
  uniform: 'a uniform with a blazer',
  hanfu: 'a hanfu',
  official: 'the robe of an ancient Chinese official',
  armour: 'lamellar armour',
  cloak: 'a fantasy robe with a cloak',
};
const SKINS: Record<Skin, string> = { fair: 'fair skin', medium: 'medium skin', tan: 'tanned skin' };

/** The picture that all others of a person are to be like. `times`: so often a vendor has refused it. */
export function portraitOrder({ look, appearance, description, style }: Sitter, times = 0): PictureOrder {
  const calm = [FRAMING, lookInWords(look, appearance), style ?? ''];
  const words = { said: [...calm.slice(0, 2), appearance.note ?? '', description, style ?? ''], calm };
  return {
    request: {
      prompt: softened(words, times),
      location: '',
      timeOfDay: 'day',
      weather: '',
      shotSize: 'medium_close',
      characters: [{ name: '', look, emotion: 'neutral' }],
      ...SIZE,
      seed: hashOf(softened(words, 0)),
    },
    references: [],
  };
}

/** What its user has said in words of his own comes before what our renderer makes of it. */
function lookInWords(look: CharacterLook, { hair, clothes }: Sitter['appearance']): string {
  const [top] = look.colors;
  return [
    PEOPLE[look.age][look.sex],
    SKINS[look.skin],
    isOwnWord(hair, HAIRS) ? hair : `${HAIRS[look.hair]} of the colour ${look.hairColor}`,
    isOwnWord(clothes, CLOTHES) ? clothes : `${CLOTHES[look.clothes]} of the colour ${top}`,
    look.glasses ? 'glasses' : 'no glasses',
  ].join(', ');
}

function isOwnWord(said: string | null, ours: object): said is string {
  return said !== null && said.trim() !== '' && !Object.hasOwn(ours, said);
}
