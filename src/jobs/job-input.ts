import { type AspectRatio, type Language } from '../common/vocabulary.js';
import { type Format } from './formats.js';
import { type WebhookTarget } from '../webhooks/webhook-events.js';

export const SUBTITLE_MODES = ['burned', 'soft', 'none'] as const;
export type SubtitleMode = (typeof SUBTITLE_MODES)[number];

/** How long each shot is to be. */
export interface Pacing {
  /**
   * Seconds of the shots of each episode, in order and in whole frames, without the cards, which come on top. A shot whose
   * lines do not fit all the same grows as it does in any film.
   */
  shotSec: number[][];
}

/** What a job is to make: the request, completed and checked once, so that no later change of settings alters a run. */
export interface JobInput {
  title: string | null;
  genre: string | null;
  style: string | null;
  language: Language;
  aspectRatio: AspectRatio;
  episodes: number;
  /** Number of the first episode in its project; more than 1 when scenes are appended. */
  firstEpisode: number;
  scenesPerEpisode: number;
  /** Playing time of each episode, cards included. */
  durationSec: number;
  /** At most so many shots an episode; null: as the story needs. */
  maxShots: number | null;
  /** The rhythm that the film is to have; absent: its own. */
  pacing?: Pacing;
  /** The episodes of a film of scenes and shots that are there; absent: they are written first. */
  board?: number[];
  /** The shots that are made, in order, by a job that makes nothing else. */
  shots?: string[];
  /** Kinds of steps that are made anew whatever there is. */
  fresh?: string[];
  /** Where the picture of these shots is fetched from. */
  pictureUrl?: string;
  /** The uploads that were these shots' pictures at that time: what their user has chosen since is not replaced. */
  replaces?: Record<string, string | null>;
  /** Keys of the user's pictures that generated ones are to be like. */
  references?: string[];
  /** Scenes of the same episodes go when the new ones are there. */
  replace: boolean;
  /** Providers wanted by the user, per capability; null: the chain's own order. */
  wanted: { script: string[] | null; image: string[] | null; video: string[] | null };
  allowFallback: boolean;
  subtitles: SubtitleMode;
  /** What they are in, the main one first; absent: in what is spoken. */
  subtitleLanguages?: Language[];
  /** The files that are wanted of the film besides those that it always has; absent: none. */
  formats?: Format[];
  preview: boolean;
  music: boolean;
  /** The sound of the shots' clips is heard in the film; absent: it is not. */
  keepVendorAudio?: boolean;
  /** What is analysed, by a job that makes no film. */
  analysis?: AnalysisOrder;
  /** Whom the job tells what becomes of it; absent: nobody. */
  webhook?: WebhookTarget;
}

/** Where an analysed video comes from. An upload's `key` holds its file as long as the job is there. */
export type AnalysisSource =
  | { kind: 'youtube'; videoId: string }
  | { kind: 'url'; url: string }
  | { kind: 'upload'; uploadId: string; key: string; filename: string; mime: string; durationSec: number | null };

export interface AnalysisOrder {
  source: AnalysisSource;
  /** What is said in it is wanted. */
  transcript: boolean;
  /** What viewers say of it is wanted. */
  comments: boolean;
}

type LanguageInput = Pick<JobInput, 'language' | 'subtitleLanguages'>;

/** The languages of a film's subtitles, the main one first. */
export function subtitleLanguages({ language, subtitleLanguages: wanted }: LanguageInput): Language[] {
  return wanted ?? [language];
}

/** The language that its lines have to be translated into; null: they need not be. */
export function foreignLanguage(input: LanguageInput): Language | null {
  return subtitleLanguages(input).find((each) => each !== input.language) ?? null;
}
