import { type CharacterLook, type DrawnScene, type Prop } from '../art/look.js';
import { type Staging } from '../art/staging.js';
import { type JobError } from '../common/errors.js';
import { type FindingKey } from '../common/finding-catalogue.js';
import { type AspectRatio, type Emotion, type Language, type ShotSize, type TimeOfDay } from '../common/vocabulary.js';
import { type FilmInsights, type InsightsBrief } from '../offline/insights.js';
import {
  type EpisodeBoard,
  type EpisodeScript,
  type ScriptBrief,
  type StoryBible,
  type StoryboardBrief,
  type StyleBrief,
} from '../offline/story.js';
import { type ShotSuggestion, type SuggestionBrief } from '../offline/suggestion.js';
import { type LineTranslations, type TranslationBrief } from '../offline/translation.js';
import { costOf, type Price, priceOf } from './prices.js';

/**
 * What Jumu asks of a provider. An adapter is request shape and reply shape: it does not retry, sleep, store or decide.
 * Failures are `JobError`s made by `provider.errors.ts`.
 */

export const CAPABILITIES = ['script', 'image', 'video', 'speech', 'moderation', 'transcription', 'suggest'] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** A writing task: its brief and the answer it must give. The prompt files turn a brief into messages for a model. */
export type ScriptTask =
  | { kind: 'style'; brief: StyleBrief; answer: StoryBible }
  | { kind: 'script'; brief: ScriptBrief; answer: EpisodeScript }
  | { kind: 'storyboard'; brief: StoryboardBrief; answer: EpisodeBoard }
  | { kind: 'translation'; brief: TranslationBrief; answer: LineTranslations }
  | { kind: 'suggestion'; brief: SuggestionBrief; answer: ShotSuggestion }
  | { kind: 'insights'; brief: InsightsBrief; answer: FilmInsights };
export type ScriptKind = ScriptTask['kind'];
export type BriefOf<Kind extends ScriptKind> = Extract<ScriptTask, { kind: Kind }>['brief'];
export type AnswerOf<Kind extends ScriptKind> = Extract<ScriptTask, { kind: Kind }>['answer'];

/** What a vendor counted, in its own units; `prices.ts` turns it into money. */
export interface Usage {
  inputTokens?: number;
  outputTokens?: number;
  pictures?: number;
  clips?: number;
  /** Of film or sound. */
  seconds?: number;
  characters?: number;
}

/** One call of a provider, as its caller follows it. */
export class Call {
  /** What the vendor has counted until now; null: it has told nothing. */
  usage: Usage | null = null;
  /** False: something has come back that the vendor has not counted. */
  isCounted = true;

  constructor(
    readonly signal: AbortSignal,
    /** Where the vendor may tell that it has finished; null: it is asked instead. */
    readonly callbackUrl: string | null = null,
  ) {}

  /** Adds to what the vendor has counted; also of work that came to nothing. Null: it has not counted this. */
  used(more: Usage | null): void {
    if (more === null) {
      this.isCounted = false;
      return;
    }
    const sum: Usage = { ...this.usage };
    for (const [unit, count] of Object.entries(more) as [keyof Usage, number][]) {
      sum[unit] = (sum[unit] ?? 0) + count;
    }
    this.usage = sum;
  }
}

export abstract class Provider {
  /** The name on the wire: `local`, `ollama`, `runway`, … */
  abstract readonly provider: string;
  abstract readonly model: string;
  /** What it does; who writes is asked for suggestions, too. */
  abstract readonly capability: Capability;

  /** Whether the vendor can be reached and takes our key: throws like any other call. Costs nothing. */
  async probe(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
  }

  /** What the vendor asks for it; null: nothing. */
  get price(): Price | null {
    return priceOf(this.capability, this);
  }

  /** What `usage` costs, in USD. */
  costOf(usage: Usage): number {
    return costOf(this.price, usage);
  }
}

/** What a task of writing takes, with a repair turn now and then. */
const USUAL_WRITING = { inputTokens: 4000, outputTokens: 12_000 };

export abstract class ScriptModel extends Provider {
  readonly capability = 'script';
  /** Writes one thing; the answer has passed its class's checks. */
  abstract object<Kind extends ScriptKind>(kind: Kind, brief: BriefOf<Kind>, call: Call): Promise<AnswerOf<Kind>>;
  /** What the call will cost at most, in USD: a limit on costs has to hold. */
  abstract quote<Kind extends ScriptKind>(kind: Kind, brief: BriefOf<Kind>): number;

  /** What a call is likely to cost, in USD, before there is a brief. */
  likelyCost(): number {
    return this.costOf(USUAL_WRITING);
  }
}

export interface PictureRequest {
  /** The picture in words, for models that read. */
  prompt: string;
  location: string;
  timeOfDay: TimeOfDay;
  weather: string;
  shotSize: ShotSize;
  /** `prop`: what the words of the shot put into a hand; absent: nothing. */
  characters: { name: string; look: CharacterLook; emotion: Emotion; prop?: Prop }[];
  aspectRatio: AspectRatio;
  width: number;
  height: number;
  /** The same for all shots of a scene. */
  seed: number;
  /** Absent: a picture by itself. */
  staging?: Staging;
  /** Pictures whose people and look it is to have: those of its characters first. */
  references: PictureReference[];
}

export interface PictureReference {
  bytes: Buffer;
  mime: string;
}

/**
 * A picture, or an address of it at the vendor, which is good for a while only. `drawn` is set by providers whose picture
 * our renderer can draw itself, in layers: the film then moves inside it.
 */
export type Picture =
  | { kind: 'bytes'; bytes: Buffer; mime: 'image/png' | 'image/jpeg' | 'image/webp'; drawn: DrawnScene | null }
  | { kind: 'file'; url: string };

/** JSON that names a generation at its vendor; it is stored before anything else happens. */
export interface Operation {
  id: string;
}

/** What came of a start: the work itself, or the name that the vendor has for it. */
export type Started<Result> = { state: 'done'; result: Result } | { state: 'pending'; operation: Operation };

/** `progress` goes from 0 to 1. `costUsd` is what the vendor billed, also for a failure; null: what was quoted. */
export type GenerationStatus<Result> =
  | { state: 'pending'; progress: number | null; pollAfterMs: number }
  | { state: 'done'; result: Result; costUsd: number | null }
  | { state: 'failed'; error: JobError; costUsd: number | null };

/** Makes something that takes its time: started once, then asked about until it ends. */
export abstract class GenerationModel<Request, Result> extends Provider {
  /** An error with `unconfirmed` means that the work may be under way all the same: who starts again may pay twice. */
  abstract start(request: Request, call: Call): Promise<Started<Result>>;
  abstract status(operation: Operation, signal: AbortSignal): Promise<GenerationStatus<Result>>;
  /** Returns what is owed for the work, in USD: 0 where it was stopped in time. Null: nobody says. */
  abstract cancel(operation: Operation, signal: AbortSignal): Promise<number | null>;
  /** What the work will cost at most, in USD. */
  abstract quote(request: Request): number;
}

export abstract class ImageModel extends GenerationModel<PictureRequest, Picture> {
  readonly capability = 'image';
  /** So many of a request's references are looked at. */
  readonly maxReferences: number = 0;
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

export abstract class SpeechModel extends Provider {
  readonly capability = 'speech';
  abstract generate(request: SpeechRequest, call: Call): Promise<Speech>;
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

export abstract class VideoModel extends GenerationModel<FootageRequest, Footage> {
  readonly capability = 'video';

  /** What the vendor counts for the work: its own lengths are not those that one wants. */
  abstract usageOf(request: Pick<FootageRequest, 'seconds'>): Usage;

  override quote(request: Pick<FootageRequest, 'seconds'>): number {
    return this.costOf(this.usageOf(request));
  }
}

export interface ModerationRequest {
  texts: ModeratedText[];
  /** Frames of a clip, or a picture, in the order of time; a model that only reads leaves them alone. */
  frames: ModeratedFrame[];
  language: Language;
}

export interface ModeratedText {
  where: 'prompt' | 'script';
  text: string;
  /** By which number its asker knows it, where a finding is to tell that. */
  number?: number;
}

export interface ModeratedFrame {
  where: 'image' | 'clip';
  bytes: Buffer;
  mime: string;
  /** Of its clip; null: of a picture. */
  startSec: number | null;
}

export interface ModerationFinding {
  category: string;
  severity: 'low' | 'medium' | 'high';
  where: 'prompt' | 'script' | 'image' | 'clip';
  /** Of the frame that it is about, from its clip's start; null: of a text or a picture. */
  start_sec?: number | null;
  /** Of the text that it is in. */
  number?: number;
  /** Why, without repeating the text. */
  reason: string;
  /** The same in the catalogue of sentences, where it is ours. */
  why?: FindingKey;
}

export interface Moderation {
  verdict: 'pass' | 'review' | 'reject';
  /** 0 (harmless) to 100. */
  score: number;
  findings: ModerationFinding[];
}

export abstract class ModerationModel extends Provider {
  readonly capability = 'moderation';
  /** Whether it looks at frames, too. */
  readonly seesFrames: boolean = false;
  abstract generate(request: ModerationRequest, call: Call): Promise<Moderation>;
  /** What the call will cost at most, in USD. */
  abstract quote(request: ModerationRequest): number;
  /** What it is likely to cost, in USD. */
  abstract likelyCost(request: ModerationRequest): number;
}

export interface TranscriptionRequest {
  /** A WAV file, or what else `mime` says. */
  bytes: Buffer;
  mime: string;
  /** Null: the model finds out. */
  language: Language | null;
  seconds: number;
}

export interface Transcript {
  text: string;
  /** In order; empty where the server tells no times. */
  segments: { startSec: number; endSec: number; text: string }[];
}

export abstract class TranscriptionModel extends Provider {
  readonly capability = 'transcription';
  abstract generate(request: TranscriptionRequest, call: Call): Promise<Transcript>;
  abstract quote(request: TranscriptionRequest): number;
}
