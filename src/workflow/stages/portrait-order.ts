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
  pixie: 'a pixie cut',
  pigtails: 'hair in two pigtails',
  braid: 'hair in a long braid',
  loops: 'hair put up in two loops',
  coiffure: 'a high ancient Chinese coiffure with hairpins',
  curly: 'short curly hair',
  bowl: 'a bowl cut',
  bald: 'a bald head and brows',
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
  cardigan: 'a cardigan',
  trench: 'a trench coat',
  police: 'a police uniform',
  medical: 'a white doctor’s coat over clothes',
  nurse: 'a nurse’s uniform',
  chef: 'a chef’s jacket and hat',
  apron: 'an apron over clothes',
  workwear: 'a worker’s overalls',
  robe: 'a plain ancient Chinese robe',
  ruqun: 'an ancient Chinese ruqun with a high waist',
  court: 'the court robe of ancient Chinese royalty',
  monk: 'the robe of a Buddhist monk',
  mage: 'the hooded robe of a mage',
  tunic: 'a belted fantasy tunic with a scarf',
  knight: 'the plate armour of a knight',
  pirate: 'the coat and hat of a pirate',
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
