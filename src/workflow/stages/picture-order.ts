import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { type PictureReference, type PictureRequest } from '../../ai/ports.js';
import { type ChainWish } from '../../ai/provider-chain.js';
import { DRAWING_VERSION } from '../../art/drawing-version.js';
import { type Prop } from '../../art/look.js';
import { asNamed, thingsIn } from '../../art/prop-words.js';
import { type Staging } from '../../art/staging.js';
import { hashOf } from '../../common/random.js';
import { type Emotion, faceOnHearing, type ShotSize, shotSizeOf, timeOfDayIn } from '../../common/vocabulary.js';
import { type JobRow } from '../../jobs/ledger.js';
import { drawnSceneOf } from '../../offline/artist.js';
import { type PictureOutput, profileOf } from '../film-plan.js';
import { type FilmCharacter, type StagedShot } from '../film-reader.js';
import { unknownKey } from '../stage.js';
import { isOurs } from '../vendor-calls.js';
import { holderOf, propsOf, shotsAround, stagingOf } from './shot-staging.js';
import { softened } from './softening.js';

/** What is asked of an image model: in words and keys, so that it can be hashed and stored. */
export interface PictureOrder {
  request: Omit<PictureRequest, 'references'>;
  /** Keys of the pictures that it is to be like: those of its people come first. */
  references: string[];
  /** Whom the first of the references show, in their order; absent: nobody. */
  faces?: string[];
}

/** Whom a job wants its pictures of. */
export function imageWish({ input }: Pick<JobRow, 'input'>): ChainWish {
  return { wanted: input.wanted.image, allowFallback: input.allowFallback };
}

const MIMES: Record<string, string> = {
  '.png': 'image/png',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
};

/** `times`: so often moderation or a vendor has refused the shot. */
export function pictureOrder(job: JobRow, shot: StagedShot, characters: FilmCharacter[], times = 0): PictureOrder {
  const { width, height } = profileOf(job.input);
  const { scene } = shot;
  const shotSize = shotSizeOf(shot.form_data.shot_type);
  const people = seenIn(shot, shotSize).flatMap((name) => characters.filter((character) => character.name === name));
  const looks = people.map(({ name, description }) => `${name}: ${description}`).join('; ');
  const style = scene.style ?? '';
  const said = [style, shot.description, shot.form_data.lighting, looks];
  const calm = [style, scene.location, scene.weather, shot.form_data.lighting, looks];
  const known = new Map(people.flatMap(({ name, reference }) => (reference === null ? [] : [[reference, name]])));
  const faces = [...known.keys()];
  // A refused shot is drawn without things.
  const props = times > 0 ? new Map<string, Prop>() : propsOf(shot);
  const staging = stagingOf(shot, shotSize);
  const named = thingsIn(`${job.input.title ?? ''}\n${job.prompt}`);
  return {
    request: {
      prompt: softened({ said, calm }, times),
      location: scene.location,
      timeOfDay: timeOfDayIn(shot.form_data.lighting) ?? scene.time_of_day,
      weather: scene.weather,
      shotSize,
      characters: people.map(({ name, look }) => {
        const prop = props.get(name);
        return { name, look, emotion: emotionOf(shot, name), ...(prop && { prop: asNamed(prop, named) }) };
      }),
      aspectRatio: job.input.aspectRatio,
      width,
      height,
      // Of what is seen, not of ids: another job draws the same place again.
      seed: hashOf(`${scene.style ?? ''}:${scene.location}:${scene.time_of_day}`),
      staging: times > 0 ? { ...staging, thing: null } : { ...staging, ...holderIn(shot, staging, characters) },
    },
    references: [...new Set([...faces, ...(job.input.references ?? [])])],
    ...(faces.length > 0 && { faces: [...known.values()] }),
  };
}

/** Whose hand holds the thing that is seen near. */
function holderIn(shot: StagedShot, { thing }: Staging, characters: readonly FilmCharacter[]): Pick<Staging, 'holder'> {
  const name = thing && holderOf(shot, thing);
  const person = characters.find((character) => character.name === name);
  return person ? { holder: { name: person.name, look: person.look } } : {};
}

/**
 * What a picture is found again by. How its shot is staged, what the shots before have put into hands and onto faces is for
 * our own artist, of whom it is known what he draws: words that change nothing in it make no new drawing. A vendor's picture
 * is of its words, and is not bought anew because another shot has changed.
 */
export function pictureFacts({ request, ...order }: PictureOrder, by: { model: string | undefined }): object {
  if (isOurs(by)) {
    const { width, height, shotSize } = request;
    return { scene: drawnSceneOf(request), width, height, shotSize, by, drawing: DRAWING_VERSION };
  }
  const { staging: _, ...asked } = request;
  const characters = asked.characters.map(({ name, look }) => ({ name, look }));
  return { request: { ...asked, characters }, ...order, by };
}

/** What is known of a picture that is not made yet. */
export function foreseenPicture(
  { request }: Pick<PictureOrder, 'request'>,
  by: { model: string | undefined },
): PictureOutput {
  const key = unknownKey();
  return { key, source: isOurs(by) ? { kind: 'drawn', scene: drawnSceneOf(request) } : { kind: 'still', key } };
}

/** A close-up is of whoever speaks in it first, whoever stands first in the shot. */
function seenIn({ cast, lines }: StagedShot, size: ShotSize): string[] {
  const speaker = lines.find(({ character }) => character !== null && cast.includes(character))?.character ?? null;
  const isClose = size === 'close_up' && speaker !== null;
  return isClose ? [speaker, ...cast.filter((name) => name !== speaker)] : cast;
}

/** A stored picture as models want it. */
export async function pictureAt(path: string): Promise<PictureReference> {
  return { bytes: await readFile(path), mime: MIMES[extname(path)] ?? 'image/png' };
}

/** A face shows what its first line of the shot says; who is silent hears the others. */
function emotionOf(shot: StagedShot, name: string): Emotion {
  return shot.lines.find((line) => line.character === name)?.emotion ?? heardBy(shot, name);
}

/** How somebody takes the last line of a silent shot, or of the shots before; a look of one's own lasts. */
function heardBy(shot: StagedShot, name: string): Emotion {
  const { before, after } = shotsAround(shot);
  const spoken = [...before, shot].flatMap(({ lines }) => lines).filter(({ character }) => character !== null);
  const heard = spoken.at(-1);
  if (heard === undefined || heard.character === name) {
    return heard?.emotion ?? 'neutral';
  }
  const answer = after.flatMap(({ lines }) => lines)[0];
  return faceOnHearing(heard.emotion, answer?.character === name ? answer.emotion : 'neutral');
}
