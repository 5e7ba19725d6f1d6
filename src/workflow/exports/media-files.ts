import { type FilmTimeline, type TimelineStem } from './film-timeline.js';

/** A file of the film as it lies in the package beside the project file. */
export interface MediaFile {
  /** In storage. */
  key: string;
  /** From the project file, with forward slashes; nothing a user wrote is in it. */
  path: string;
  /** The last part of the path. */
  name: string;
  /** The name without its ending: what an EDL calls a reel, eight characters at most. */
  reel: string;
}

export const MEDIA_FOLDER = 'media';
const REEL_LENGTH = 8;
const REELS: Record<TimelineStem['role'], string> = {
  speech: 'SPEECH',
  music: 'MUSIC',
  ambience: 'AMBIEN',
  footage: 'FOOTAG',
};

/** The files of a film by key, numbered in the order of the timeline; what is used twice is there once. */
export function mediaFiles({ clips, stems }: Pick<FilmTimeline, 'clips' | 'stems'>): Map<string, MediaFile> {
  const files = new Map<string, MediaFile>();
  const counts = new Map<string, number>();
  const add = (key: string, prefix: string, extension: string) => {
    if (files.has(key)) {
      return;
    }
    const number = (counts.get(prefix) ?? 0) + 1;
    counts.set(prefix, number);
    const digits = Math.max(REEL_LENGTH - prefix.length, String(number).length);
    const reel = prefix.slice(0, REEL_LENGTH - digits) + String(number).padStart(digits, '0');
    const name = `${reel}.${extension}`;
    files.set(key, { key, path: `${MEDIA_FOLDER}/${name}`, name, reel });
  };
  clips.forEach(({ key }) => add(key, 'CLIP', 'mp4'));
  stems.forEach(({ key, role }) => add(key, REELS[role], 'wav'));
  return files;
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
