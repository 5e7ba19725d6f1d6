import { subtitleFile } from '../../media/media.js';
import { capcutDraft } from './capcut-draft.js';
import { edlFiles } from './edl.js';
import { fcpxml } from './fcpxml.js';
import { type FilmTimeline } from './film-timeline.js';
import { type MediaFile, mediaFiles, type MediaLookup, mediaLookup } from './media-files.js';
import { otioFile, OTIOZ_CONTENT, OTIOZ_VERSION } from './otio.js';
import { fileName } from './plain-text.js';

/** What an editor is handed: a project file, all clips and sounds it names, and the captions, in one archive. */

export const EDITOR_FORMATS = ['fcpxml', 'edl', 'otio', 'capcut'] as const;
export type EditorFormat = (typeof EDITOR_FORMATS)[number];

export interface PackageEntry {
  path: string;
  /** A text of ours, or a file of the film by its key in storage. */
  content: { text: string } | { key: string };
}

export interface EditorPackage {
  /** The archive's ending. */
  ext: string;
  mime: string;
  entries: PackageEntry[];
}

export interface PackageOptions {
  /** The captions are in the picture as well. */
  captionsInPicture: boolean;
}

interface ProjectFile {
  name: string;
  text: string;
}

const PROJECT_FILES: Record<
  EditorFormat,
  (timeline: FilmTimeline, media: MediaLookup, options: PackageOptions) => ProjectFile[]
> = {
  fcpxml: (timeline, media) => [{ name: `${fileName(timeline.title)}.fcpxml`, text: fcpxml(timeline, media) }],
  edl: edlFiles,
  otio: (timeline, media) => [OTIOZ_VERSION, { name: OTIOZ_CONTENT, text: otioFile(timeline, media) }],
  capcut: capcutDraft,
};

/** Everything lies in one folder of the film's name, except in OTIO's own kind of archive. */
export function editorPackage(format: EditorFormat, timeline: FilmTimeline, options: PackageOptions): EditorPackage {
  requireWhole(timeline);
  const files = mediaFiles(timeline);
  const folder = format === 'otio' ? '' : `${fileName(timeline.title)}/`;
  const texts = [
    ...PROJECT_FILES[format](timeline, mediaLookup(files), options),
    ...timeline.captions.map(({ language, lines }) => ({
      name: `captions/${language}.srt`,
      text: subtitleFile('srt', lines, timeline.profile),
    })),
  ];
  return {
    ext: format === 'otio' ? 'otioz' : 'zip',
    mime: 'application/zip',
    entries: [
      ...texts.map(({ name, text }) => ({ path: folder + name, content: { text } })),
      ...[...files.values()].map(({ key, path }: MediaFile) => ({ path: folder + path, content: { key } })),
    ],
  };
}

/** Every form of project is written as clips that follow one another; a hole in them would move all that comes after it. */
function requireWhole({ clips, frames }: FilmTimeline): void {
  let end = 0;
  for (const { startFrame, frames: length, key } of clips) {
    if (startFrame !== end || length <= 0) {
      throw new Error(`The clip ${key} begins at frame ${startFrame}, and the one before it ends at ${end}`);
    }
    end += length;
  }
  if (end !== frames) {
    throw new Error(`The clips have ${end} frames and the film ${frames}`);
  }
}
