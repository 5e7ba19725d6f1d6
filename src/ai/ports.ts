import { type DrawnScene } from '../art/look.js';
import { type CharacterLook } from '../art/look.js';
import { type JobError } from '../common/errors.js';
import { type AspectRatio, type Emotion, type Language, type ShotSize, type TimeOfDay } from '../common/vocabulary.js';
import {
  type EpisodeBoard,
  type EpisodeScript,
  type ScriptBrief,
  type StoryBible,
  type StoryboardBrief,
  type StyleBrief,
} from '../offline/story.js';
import { type ShotSuggestion, type SuggestionBrief } from '../offline/suggestion.js';

/**
 * What Jumu asks of a provider. An adapter is request shape and reply shape: it does not retry, sleep, store or decide.
 * Failures are `JobError`s made by `provider.errors.ts`.
 */

export type Capability = 'script' | 'image' | 'speech' | 'video' | 'moderation' | 'transcription' | 'suggest';

/** A writing task: its brief and the answer it must give. The prompt files turn a brief into messages for a model. */
export type ScriptTask =
  | { kind: 'style'; brief: StyleBrief; answer: StoryBible }
  | { kind: 'script'; brief: ScriptBrief; answer: EpisodeScript }
  | { kind: 'storyboard'; brief: StoryboardBrief; answer: EpisodeBoard }
  | { kind: 'suggestion'; brief: SuggestionBrief; answer: ShotSuggestion };
export type ScriptKind = ScriptTask['kind'];
export type BriefOf<Kind extends ScriptKind> = Extract<ScriptTask, { kind: Kind }>['brief'];
export type AnswerOf<Kind extends ScriptKind> = Extract<ScriptTask, { kind: Kind }>['answer'];

export interface Provider {
  /** The name on the wire: `local`, `ollama`, `runway`, … */
  readonly provider: string;
  readonly model: string;
}

export abstract class ScriptModel implements Provider {
  abstract readonly provider: string;
  abstract readonly model: string;
  /** Writes one thing; the answer has passed its class's checks. */
  abstract object<Kind extends ScriptKind>(
    kind: Kind,
    brief: BriefOf<Kind>,
    signal: AbortSignal,
  ): Promise<AnswerOf<Kind>>;
  /** What the call will cost at most, in USD. */
  abstract quote(kind: ScriptKind): number;
}

export interface PictureRequest {
  /** The picture in words, for models that read. */
  prompt: string;
  location: string;
  timeOfDay: TimeOfDay;
  weather: string;
  shotSize: ShotSize;
  characters: { name: string; look: CharacterLook; emotion: Emotion }[];
  aspectRatio: AspectRatio;
  width: number;
  height: number;
  /** The same for all shots of a scene. */
  seed: number;
  /** Pictures whose people and look it is to have: those of its characters first. */
  references: PictureReference[];
}

export interface PictureReference {
  bytes: Buffer;
  mime: string;
}

export interface Picture {
  bytes: Buffer;
  mime: 'image/png' | 'image/jpeg' | 'image/webp';
  /** Set by providers whose picture our renderer can draw itself, in layers: the film then moves inside it. */
  drawn: DrawnScene | null;
}

export abstract class ImageModel implements Provider {
  abstract readonly provider: string;
  abstract readonly model: string;
  /** So many of a request's references are looked at. */
  readonly maxReferences: number = 0;
  abstract generate(request: PictureRequest, signal: AbortSignal): Promise<Picture>;
  abstract quote(request: PictureRequest): number;
}

export interface SpeechRequest {
  text: string;
  language: Language;
  /** A voice for each person; the narrator has one of his own. Pitch and speed are factors around 1. */
  voice: { id: string; sex: 'male' | 'female'; pitch: number; speed: number };
  emotion: Emotion;
  /** The line should not be longer than this; it may be spoken up to 1.25 times faster to fit. */
  maxSeconds: number;
}

export interface Speech {
  /** A WAV file: 48 kHz, mono, 16 bit. */
  wav: Buffer;
  seconds: number;
  /** Nothing could speak this text here (no engine installed): the sound is silence of a fitting length. */
  voiceless: boolean;
}

export abstract class SpeechModel implements Provider {
  abstract readonly provider: string;
  abstract readonly model: string;
  abstract generate(request: SpeechRequest, signal: AbortSignal): Promise<Speech>;
  abstract quote(request: SpeechRequest): number;
}

export interface FootageRequest {
  prompt: string;
  /** The shot's picture, for image-to-video; null when it is drawn. */
  image: { bytes: Buffer; mime: string } | null;
  seconds: number;
  aspectRatio: AspectRatio;
}

/**
 * What moving pictures a video model made. `drawn`: none, our own renderer moves the shot's picture. `file`: an address at
 * the vendor that is good for a while only, and as little to be trusted as any other address that somebody else names.
 */
export type Footage = { kind: 'drawn' } | { kind: 'file'; url: string };

/** JSON that names a generation at its vendor; it is stored before anything else happens. */
export interface VideoOperation {
  id: string;
}

/** `progress` goes from 0 to 1. `costUsd` is what the vendor billed, also for a failure; null: what was quoted. */
export type VideoStatus =
  | { state: 'pending'; progress: number | null; pollAfterMs: number }
  | { state: 'done'; footage: Footage; costUsd: number | null }
  | { state: 'failed'; error: JobError; costUsd: number | null };

export abstract class VideoModel implements Provider {
  abstract readonly provider: string;
  abstract readonly model: string;
  /** An error with `unconfirmed` means that the work may be under way all the same: who starts again may pay twice. */
  abstract start(request: FootageRequest, signal: AbortSignal): Promise<VideoOperation>;
  abstract status(operation: VideoOperation, signal: AbortSignal): Promise<VideoStatus>;
  abstract cancel(operation: VideoOperation, signal: AbortSignal): Promise<void>;
  abstract quote(request: Omit<FootageRequest, 'image'>): number;
}

export interface ModerationRequest {
  texts: { where: 'prompt' | 'script'; text: string }[];
  language: Language;
}

export interface ModerationFinding {
  category: string;
  severity: 'low' | 'medium' | 'high';
  where: 'prompt' | 'script';
  /** Why, without repeating the text. */
  reason: string;
}

export interface Moderation {
  verdict: 'pass' | 'review' | 'reject';
  /** 0 (harmless) to 100. */
  score: number;
  findings: ModerationFinding[];
}

export abstract class ModerationModel implements Provider {
  abstract readonly provider: string;
  abstract readonly model: string;
  abstract generate(request: ModerationRequest, signal: AbortSignal): Promise<Moderation>;
  abstract quote(request: ModerationRequest): number;
}
