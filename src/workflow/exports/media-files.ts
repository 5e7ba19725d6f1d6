import { type FilmTimeline, type TimelineStem } from './film-timeline.js';

/** A file of the film as it lies in the package beside the project file. */
export interface MediaFile {
  /** In storage. */
  key: string;
  /** From the project file, with forward slashes. */
  path: string;
  /** The last part of the path: what programs find a clip again by. */
  name: string;
  /** What an EDL calls it, in eight characters at most. */
  reel: string;
}

export const MEDIA_FOLDER = 'media';
const REEL_LENGTH = 8;
const ROLE_REELS: Record<TimelineStem['role'], string> = {
  speech: 'SPEECH',
  music: 'MUSIC',
  ambience: 'AMBIEN',
  footage: 'FOOTAG',
};

/** The files of a film by key, in the order of the timeline: clips by their names, sounds by number; none is there twice. */
export function mediaFiles({ clips, stems }: Pick<FilmTimeline, 'clips' | 'stems'>): Map<string, MediaFile> {
  const files = new Map<string, MediaFile>();
  const numbers = new Map<string, number>();
  const names = new Set<string>();
  const add = (key: string, wanted: string, prefix: string, extension: string) => {
    if (files.has(key)) {
      return;
    }
    const number = (numbers.get(prefix) ?? 0) + 1;
    numbers.set(prefix, number);
    const reel = numbered(prefix, number);
    const stem = asciiName(wanted) ?? reel;
    // Some systems do not tell capitals from small letters.
    const name = `${names.has(stem.toUpperCase()) ? `${stem}_${reel}` : stem}.${extension}`;
    names.add(stem.toUpperCase());
    files.set(key, { key, path: `${MEDIA_FOLDER}/${name}`, name, reel });
  };
  clips.forEach(({ key, name }) => add(key, name, 'CLIP', 'mp4'));
  stems.forEach(({ key, role }) => {
    const number = stems.filter((stem) => stem.role === role).findIndex((stem) => stem.key === key) + 1;
    add(key, `${role.toUpperCase()}_${String(number).padStart(2, '0')}`, ROLE_REELS[role], 'wav');
  });
  return files;
}

/** Filled up to eight characters, and never longer. */
function numbered(prefix: string, number: number): string {
  const digits = Math.max(REEL_LENGTH - prefix.length, String(number).length);
  return prefix.slice(0, REEL_LENGTH - digits) + String(number).padStart(digits, '0');
}

/** A name that every system and every program can do something with; null where this one is not. */
function asciiName(text: string): string | null {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$/.test(text) ? text : null;
}

/** How a writer asks for a file; a timeline never names one that is not there. */
export type MediaLookup = (key: string) => MediaFile;

export function mediaLookup(files: ReadonlyMap<string, MediaFile>): MediaLookup {
  return (key) => {
    const file = files.get(key);
    if (file === undefined) {
      throw new Error(`No file of the film has the key ${key}`);
    }
    return file;
  };
}
