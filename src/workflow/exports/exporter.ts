import { type ExportFormat } from '../../jobs/formats.js';
import { type SubtitleFileOutput } from '../film-plan.js';
import { type Work } from '../stage.js';
import { type FilmTimeline } from './film-timeline.js';

/** What a finished film consists of, as plain JSON: an export is found again by it. */
export interface FinishedFilm {
  timeline: FilmTimeline;
  /** Key of the whole film. */
  videoKey: string;
  subtitleFiles: SubtitleFileOutput[];
}

/** A file that was made in the directory of its step. */
export interface ExportFile {
  path: string;
  mime: string;
  ext: string;
  /** What it leads to, stored already. */
  parts?: { key: string; bytes: number }[];
}

/** Makes one format of finished films. */
export abstract class Exporter {
  abstract readonly format: ExportFormat;
  /** Goes up when the same film gives another file than before. */
  readonly version: number = 1;

  /** What the file depends on besides the film. */
  facts(_work: Work): unknown {
    return null;
  }

  /** Makes the file, and what belongs to it. Nothing is rendered: whatever it needs is there. */
  abstract make(film: FinishedFilm, work: Work, directory: string): Promise<ExportFile>;
}

export const EXPORTERS = Symbol('EXPORTERS');
