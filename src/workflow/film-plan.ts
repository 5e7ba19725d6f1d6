import { type Language, type TimeOfDay } from '../common/vocabulary.js';
import { type ExportFormat } from '../jobs/formats.js';
import { type JobInput } from '../jobs/job-input.js';
import {
  type Check,
  type ClipFacts,
  type FrameSource,
  FRAMES_PER_SECOND,
  type RenderProfile,
  type ShotPicture,
  type TransitionKind,
} from '../media/timeline.js';
import { type SubtitleFormat } from '../media/media.js';
import { type Mood, type ShotTransition } from '../offline/story.js';
import {
  type ShotForm,
  type ShotImage,
  type ShotLine,
  type ShotVideo,
  type Translations,
} from '../scenes/shot.entity.js';

/** What the stages of a film tell each other: the outputs of their steps, all plain JSON, and the sums over them. */

/** A picture's source as it is stored: files by key, because paths belong to one machine. */
export type StoredSource = Exclude<FrameSource, { path: string }> | { kind: 'still' | 'clip'; key: string };

/** What a shot is made from. */
export interface ShotFacts {
  description: string;
  lines: ShotLine[];
  cast: string[];
  frames: number;
  transition: ShotTransition;
  transition_frames: number;
  form_data: ShotForm;
  image: ShotImage;
  video: ShotVideo;
  scene: {
    location: string;
    time_of_day: TimeOfDay;
    weather: string;
    style: string | null;
    /** Older plans have noted none of these two. */
    genre?: string | null;
    mood?: string | null;
  };
}

export interface PlannedShot {
  id: string;
  frames: number;
  transitionFrames: number;
  lineMaxFrames: number[];
  /** As it was when it was planned: what of it goes on changing, or goes, does not break the film. */
  facts: ShotFacts;
}

export interface PlannedScene {
  id: string;
  title: string;
  location: string;
  timeOfDay: TimeOfDay;
  weather: string;
  mood: Mood;
  shots: PlannedShot[];
}

/** Output of `storyboard/board:<episode>`. */
export interface EpisodePlan {
  episode: number;
  title: string;
  seriesTitle: string;
  titleFrames: number;
  endFrames: number;
  scenes: PlannedScene[];
}

/** Output of `images/picture:<shot>`. */
export interface PictureOutput {
  key: string;
  source: StoredSource;
  /** The user's, or out of a clip of the user's. */
  isOwn?: boolean;
  /** What was looked at, where it did not pass and is used all the same. */
  checks?: Check[];
}

/** Output of `images/portrait:<character>`; `key` is null where nothing was to be made. */
export interface PortraitOutput extends PictureOutput {
  /** What it shows: of somebody who is described otherwise by now, it is no portrait any more. */
  prompt: string;
}

export interface SpokenOutput {
  /** Who says what; null is the narrator. */
  speaker: string | null;
  text: string;
  emotion?: ShotLine['emotion'];
  key: string;
  frames: number;
  envelope: number[];
}

/** Output of `speech/lines:<shot>`: one entry per line of the shot, in order. */
export interface SpeechOutput {
  lines: SpokenOutput[];
}

/** Output of `clips/footage:<shot>`. */
export interface FootageOutput {
  source: StoredSource;
  isOwn?: boolean;
}

export interface PlacedLine {
  key: string;
  startFrame: number;
  frames: number;
  speaker: string | null;
  text: string;
}

/** A subtitle, in frames of its clip or film. What a language lacks is not there; one of them is always. */
export interface FilmCue {
  startFrame: number;
  endFrame: number;
  speaker: string | null;
  texts: Translations;
}

/** Output of `clips/clip:<shot>`, and of its check, which passes it on. */
export interface ClipOutput {
  key: string;
  /** The clip with its voices, as the shot is watched by itself. */
  spokenKey: string;
  frames: number;
  lines: PlacedLine[];
  /** What is read; older versions have not noted it. */
  cues?: FilmCue[];
  /** How near the camera was, and how it moved. */
  framing?: Pick<ShotPicture, 'size' | 'camera'>;
  /** What the clip is found by: one that was made anew is looked at anew, though it be the same to the last bit. */
  madeOf?: string | null;
  /** It shows a picture or a clip of the user's. */
  isOwn?: boolean;
  /** Somebody's face fills a good part of it; older versions have not noted it. */
  showsFace?: boolean;
  /** Our own renderer has drawn it: it shows nothing that a vendor or a user has made. */
  isDrawn?: boolean;
  /** What it is known by when its film is checked: told by its check. */
  packets?: ClipFacts['packets'];
  black?: ClipFacts['black'];
}

/** Output of `assembly/turned-clip:<shot>`, and of its check: the same clip composed for the other shape, without a sound. */
export type TurnedClipOutput = Omit<ClipOutput, 'spokenKey'>;

/** Output of `storyboard/translation:<episode>`: lines as they are spoken, and what they are in the other language. */
export interface TranslationOutput {
  lines: { text: string; translations: Translations }[];
  /** Why lines are missing; null: none are. */
  why: string | null;
}

/** Output of `images/download`. */
export interface DownloadOutput {
  key: string;
  upload_id: string;
}

/** Output of `clips/title:<shot>` and `clips/end:<shot>`. */
export interface CardOutput {
  key: string;
  frames: number;
  /** What was looked at, and what it is known by; older versions have not looked. */
  checks?: Check[];
  packets?: ClipFacts['packets'];
  black?: ClipFacts['black'];
}

/** Output of `assembly/sound:<episode>`: the episode's voices, music and ambience, mixed. */
export interface SoundOutput {
  /** As WAV, of which a series is mixed. */
  key: string;
  /** As the film has it; older versions have not made it yet. */
  encodedKey?: string;
  frames: number;
}

/** A film's subtitles in one language, as one kind of file. */
export interface SubtitleFileOutput {
  format: SubtitleFormat;
  language: Language;
  key: string;
  bytes: number;
}

/** A clip in its episode, in frames from the episode's start. */
export interface FilmPart {
  kind: 'title' | 'shot' | 'end';
  /** That of a card is the shot that it shows. */
  shotId: string;
  /** From 1: the scene in its episode, the shot in its scene. */
  scene: number;
  shot: number;
  /** What is to be seen. */
  note: string;
  startFrame: number;
  frames: number;
  transition: { kind: TransitionKind; frames: number } | null;
  key: string;
}

/** Output of `assembly/stems:<episode>`: sounds of the episode by themselves, each as long as the episode. */
export interface StemsOutput {
  stems: { role: 'speech' | 'music' | 'ambience' | 'footage'; key: string }[];
  frames: number;
}

/** Output of `assembly/rungs:<shot>`: clips in smaller sizes, each by the key of the clip that it is of. */
export interface RungsOutput {
  rungs: { clip: string; sizes: { width: number; height: number; key: string }[] }[];
}

/** Output of `assembly/whole`: the film, all episodes of it. */
export type WholeOutput = Omit<EpisodeOutput, 'episode' | 'title' | 'soundKey' | 'parts'>;

/** Output of `assembly/export:<format>`. */
export interface ExportOutput {
  format: ExportFormat;
  key: string;
  /** Of all its files. */
  bytes: number;
  /** Keys of the files that the first one leads to. */
  parts?: string[];
}

/** Output of `assembly/cut:<episode>`. */
export interface EpisodeOutput {
  episode: number;
  title: string;
  clips: string[];
  /** The same as they were checked; older versions have not noted it. */
  checkedClips?: ClipFacts[];
  /** The same with their places; older versions have not noted them. */
  parts?: FilmPart[];
  frames: number;
  videoKey: string;
  videoBytes: number;
  soundKey: string;
  posterKey: string;
  /** Older versions have not noted it. */
  posterBytes?: number;
  /** Older versions have written none of these two. */
  subtitleFiles?: SubtitleFileOutput[];
  cues?: FilmCue[];
  /** What was looked at in the film; older versions have not noted it. */
  checks?: Check[];
  hasOwnPictures?: boolean;
}

/** The plans of the episodes that a step depends on. */
export function plansIn(inputs: ReadonlyMap<string, unknown>): EpisodePlan[] {
  return outputsOf<EpisodePlan>(inputs, 'board:');
}

/** The outputs of all steps of a part that a step depends on; `items` is that part with its colon. */
export function outputsOf<Output>(inputs: ReadonlyMap<string, unknown>, items: string): Output[] {
  return [...inputs].filter(([item]) => item.startsWith(items)).map(([, output]) => output as Output);
}

/** The episodes that a step depends on, in their order. */
export function episodesIn(inputs: ReadonlyMap<string, unknown>): EpisodeOutput[] {
  return outputsOf<EpisodeOutput>(inputs, 'cut:').sort((one, other) => one.episode - other.episode);
}

/** A shot as the film has planned it; null in a job that makes shots by themselves. */
export function plannedShot(inputs: ReadonlyMap<string, unknown>, shotId: string): PlannedShot | null {
  const shots = plansIn(inputs).flatMap(({ scenes }) => scenes.flatMap((scene) => scene.shots));
  return shots.find(({ id }) => id === shotId) ?? null;
}

export function profileOf(input: JobInput): RenderProfile {
  const [long, short] = input.preview ? [640, 360] : [1280, 720];
  return input.aspectRatio === '16:9'
    ? { width: long, height: short, fps: FRAMES_PER_SECOND }
    : { width: short, height: long, fps: FRAMES_PER_SECOND };
}

const TIME_WORDS: Record<Language, Record<TimeOfDay, string>> = {
  zh: { dawn: '清晨', day: '白天', dusk: '黄昏', night: '夜' },
  en: { dawn: 'dawn', day: 'day', dusk: 'dusk', night: 'night' },
};

/** The small line that says where and when a scene plays. */
export function headingOf(scene: { location: string; timeOfDay: TimeOfDay }, language: Language): string {
  return `${scene.location} · ${TIME_WORDS[language][scene.timeOfDay]}`;
}

export const AI_LABEL: Record<Language, string> = { zh: 'AI 生成', en: 'AI-generated' };
/** The label stays for 2 s at least (GB 45438-2025); half a second more leaves no doubt. */
export const AI_LABEL_SECONDS = 2.5;

/** The metadata label of GB 45438-2025, as the value of the MP4 key `AIGC`. */
export function aigcLabel(producer: string, jobId: string): string {
  return JSON.stringify({
    Label: '1',
    ContentProducer: producer,
    ProduceID: jobId,
    ReservedCode1: '',
    ContentPropagator: producer,
    PropagateID: jobId,
    ReservedCode2: '',
  });
}

export function cardTexts(
  plan: EpisodePlan,
  language: Language,
  episodes: number,
): { title: string; end: string; subtitle: string; endSubtitle: string } {
  const last = plan.episode === episodes;
  const number = language === 'zh' ? `第 ${plan.episode} 集` : `Episode ${plan.episode}`;
  const own = plan.title === plan.seriesTitle ? '' : plan.title;
  return {
    title: plan.seriesTitle,
    subtitle: episodes > 1 ? [number, own].filter((part) => part !== '').join(' · ') : own,
    end: language === 'zh' ? (last ? '剧终' : '未完待续') : last ? 'The End' : 'To be continued',
    endSubtitle: plan.seriesTitle,
  };
}
