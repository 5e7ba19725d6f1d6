import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../common/errors.js';
import { type ShotChangesDto, type ShotFormInputDto } from './shot.dto.js';
import { areCheckboxes } from './scene-field.decorators.js';
import { dialogueOf, narrationOf, type SpokenLine, withDialogue, withNarration } from './shot-lines.js';
import { framesOf, secondsOf, type Shot, type ShotForm, type ShotLine } from './shot.entity.js';

/** The writable paths of a shot, and their values as its reader sees them; not its place. */
type View = Record<string, unknown>;

/** An upload and its file; null: none any more. */
type Chosen = { id: string; key: string } | null;

/** What the request itself does not hold: the project's people, and the uploads that it names. */
export interface ChangeContext {
  people: ReadonlySet<string>;
  image?: Chosen;
  video?: Chosen;
}

/** Writes changes into a shot, all but its place; gives what is different now, by path. */
export function writeInto(shot: Shot, changes: ShotChangesDto, context: ChangeContext): View {
  const before = viewOf(shot);
  shot.description = changes.description ?? shot.description;
  shot.frames = changes.duration_sec === undefined ? shot.frames : framesOf(changes.duration_sec);
  if (changes.narration !== undefined) {
    shot.lines = withNarration(shot.lines, changes.narration);
  }
  if (changes.dialogue !== undefined) {
    writeDialogue(
      shot,
      changes.dialogue.map((said) => toLine(said, shot.lines)),
      context.people,
    );
  }
  if (changes.form_data !== undefined) {
    shot.formData = formWith(shot.formData, changes.form_data);
  }
  writeUploads(shot, context);
  const after = viewOf(shot);
  return Object.fromEntries(Object.entries(after).filter(([path, value]) => !isDeepStrictEqual(value, before[path])));
}

/** Who begins to speak is seen, if the project knows them; who does not speak any more is not. Silent ones stay. */
function writeDialogue(shot: Shot, dialogue: SpokenLine[], people: ReadonlySet<string>): void {
  const before = new Set(dialogueOf(shot.lines).map(({ character }) => character));
  const after = new Set(dialogue.map(({ character }) => character));
  const seen = shot.cast.filter((name) => after.has(name) || !before.has(name));
  const fresh = [...after].filter((name) => people.has(name) && !before.has(name) && !seen.includes(name));
  shot.lines = withDialogue(shot.lines, dialogue);
  shot.cast = [...seen, ...fresh];
}

function formWith(form: ShotForm, { checkboxes, ...fields }: ShotFormInputDto): ShotForm {
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  const all = { ...form.checkboxes, ...checkboxes };
  if (!areCheckboxes(Object.entries(all))) {
    throw AppError.invalid({ field: 'form_data.checkboxes', rule: 'checkboxes' });
  }
  return { ...form, ...given, checkboxes: all };
}

/** A file of the user's takes the place of a made one; taken away, it leaves nothing, and a made one stays as it is. */
function writeUploads(shot: Shot, { image, video }: ChangeContext): void {
  const { image: picture, video: clip } = shot;
  if (image) {
    shot.image = { status: 'completed', key: image.key, upload_id: image.id, provider: null };
  } else if (image === null && picture.upload_id !== null) {
    shot.image = { status: 'pending', key: null, upload_id: null, provider: null };
  }
  if (video) {
    shot.video = { ...clip, source_key: video.key, picture_key: null, upload_id: video.id, provider: null };
  } else if (video === null && clip.upload_id !== null) {
    const status = clip.key === null ? 'pending' : clip.status;
    shot.video = { ...clip, status, source_key: null, picture_key: null, upload_id: null, provider: null };
  }
}

/** Words that stay as they are keep their translations, unless others are given. */
function toLine(said: NonNullable<ShotChangesDto['dialogue']>[number], before: ShotLine[]): SpokenLine {
  const { character, line, emotion = 'neutral' } = said;
  const translations = said.translations ?? before.find((each) => each.line === line)?.translations ?? {};
  const given = Object.entries(translations).filter(([, text]) => text !== undefined);
  return { character, line, emotion, ...(given.length > 0 && { translations: Object.fromEntries(given) }) };
}

function viewOf(shot: Shot): View {
  const { checkboxes, ...form } = shot.formData;
  const named = (prefix: string, values: object) =>
    Object.fromEntries(Object.entries(values).map(([name, value]: [string, unknown]) => [prefix + name, value]));
  return {
    description: shot.description,
    narration: narrationOf(shot.lines),
    dialogue: dialogueOf(shot.lines),
    duration_sec: secondsOf(shot.frames),
    'image.upload_id': shot.image.upload_id,
    'video.upload_id': shot.video.upload_id,
    ...named('form_data.', form),
    ...named('form_data.checkboxes.', checkboxes),
  };
}
