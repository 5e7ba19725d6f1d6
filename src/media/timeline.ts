import { type DrawnScene } from '../art/look.js';
import { type CheckReason } from '../common/check-catalogue.js';
import { type CameraMovement, type Language, type ShotSize } from '../common/vocabulary.js';

/** The input of the renderer. Everything here is plain JSON: it is stored, hashed and sent to render processes. */

export const FRAMES_PER_SECOND = 25;

/** Size and rate of a film. Width and height are even; pixels are square. */
export interface RenderProfile {
  width: number;
  height: number;
  fps: number;
}

/** By so much a picture's shape may be off its film's and still fill it: a fifth is cut away. More would cost heads. */
export const MOST_FILLING = 1.25;

/** Where the pixels of a shot come from. Paths are local files of a known kind, never names that a user chose. */
export type FrameSource =
  { kind: 'drawn'; scene: DrawnScene } | { kind: 'still'; path: string } | { kind: 'clip'; path: string };

/** A spoken line inside a shot: whose mouth moves, when and how wide. */
export interface SpokenLine {
  /** Name of the cast member, or null for a narrator who is not seen. */
  speaker: string | null;
  startFrame: number;
  /** RMS of the voice (0 to 1) for each frame of the line; its length is the line's length in frames. */
  envelope: number[];
}

export interface ShotPicture {
  source: FrameSource;
  size: ShotSize;
  camera: CameraMovement;
  /** Length of the shot in frames; it goes on for `tailFrames` more under the transition that follows. */
  frames: number;
  tailFrames: number;
  lines: SpokenLine[];
}

/** A subtitle, in frames of its clip. */
export interface Cue {
  startFrame: number;
  endFrame: number;
  speaker: { name: string; sex: 'male' | 'female' } | null;
  text: string;
  /** The same in another language, shown beneath. */
  second?: string;
}

export const TRANSITIONS = ['dissolve', 'fade', 'wipe'] as const;
export type TransitionKind = (typeof TRANSITIONS)[number];

/** One clip of a film: `shot.frames` frames, video only. A transition belongs to the head of the incoming clip. */
export interface ClipPlan {
  profile: RenderProfile;
  shot: ShotPicture;
  transition: { kind: TransitionKind; frames: number; previous: ShotPicture } | null;
  cues: Cue[];
  /** Place and time, shown small at a corner for the first seconds ("天台 · 夜"). */
  heading: string | null;
  /** A title or end card over the picture, which is then blurred and shows nobody. */
  card: { kind: 'title' | 'end'; title: string; subtitle: string } | null;
  /** The visible AI label: at least 5 % of the short side high, shown until `untilFrame` of this clip. */
  label: { text: string; untilFrame: number } | null;
  /** Frames of fading from black at the start and to black at the end. */
  fadeInFrames: number;
  fadeOutFrames: number;
}

/** Where a clip is written: by itself and, if that is wanted, once more with a sound (a WAV, padded or cut to its length). */
export interface ClipPaths {
  silent: string;
  spoken?: { sound: string; path: string };
}

/** A sound file placed in a film. Voices are heard as they are; all others are ducked under them. */
export interface Stem {
  role: 'voice' | 'music' | 'ambience' | 'footage';
  /** WAV (16-bit PCM or 32-bit float), any rate, mono or stereo. */
  path: string;
  startSec: number;
}

/** How loud a mix is to be, and where its true peaks end. */
export interface SoundAim {
  lufs: number;
  truePeakDb: number;
}

export interface SoundPlan {
  seconds: number;
  stems: Stem[];
  /** `MIX_AIM` where it is not given. */
  aim?: SoundAim;
}

/**
 * What a mix has before its AAC encoder, which takes some tenths of a LU from noise such as rain (what lies above 16 kHz is
 * left out), nothing from voices, and adds a little to peaks.
 */
export const MIX_AIM: SoundAim = { lufs: -15.9, truePeakDb: -1.6 };

/** What a film is cut from: clips in order (all of one profile) and one encoded sound of the same length. */
export interface CutPlan {
  clips: string[];
  sound: string;
  /** Subtitles that a viewer can switch on and off: SRT files, put into the MP4 as mov_text; the first is on. */
  subtitles: { path: string; language: Language }[];
  /** Container metadata, e.g. `title` and the `AIGC` label. */
  metadata: Record<string, string>;
}

/** What a file of pictures is to be. */
export interface ClipExpectation {
  profile: RenderProfile;
  frames: number;
  /** It has pictures of the user's, who may like them black, or still. */
  hasOwnPictures?: boolean;
  /** It has words over a picture, which may be dark. */
  isCard?: boolean;
}

/** What was found out about a clip when it was decoded: enough to know it again in a film, and not to look once more. */
export interface ClipFacts {
  frames: number;
  /** Sum over its packets; null where it cannot be read. */
  packets: string | null;
  /** Frames at which it begins and ends to be black, for half a second or longer. */
  black: [number, number][];
}

export interface CheckedClip extends ClipFacts {
  checks: Check[];
}

/** What a finished film is to be. What is not given is not checked. */
export interface FilmExpectation extends ClipExpectation {
  /** Nothing is to be heard in it. */
  isSilent?: boolean;
  /** How long nothing is to be heard in it at a stretch; 0 where it is not given. */
  pauseSec?: number;
  /** Its clips in their order, as they were when they were checked. */
  clips?: ClipFacts[];
  /** The file of its sound. */
  sound?: string;
  /** The visible label's text, and the value of the metadata key `AIGC`. */
  label?: { text: string; metadata: string };
  subtitles?: FilmSubtitles;
}

/** A film's subtitles: when they are there, and those that are drawn into its pictures, or lie beside them as tracks. */
export interface FilmSubtitles {
  times: Pick<Cue, 'startFrame' | 'endFrame'>[];
  burned: Cue[];
  tracks: { language: Language; count: number }[];
}

/** One check of a file, as `GET /jobs/:id/quality` tells it. */
export interface Check {
  name: string;
  status: 'passed' | 'failed' | 'skipped';
  value: string | number | null;
  limit: string | number | null;
  /** In English. */
  reason: string | null;
  /** The same for the catalogue of sentences, so that it can be told in any language. */
  told?: { key: CheckReason; args: Readonly<Record<string, string | number>> };
}

/** Some moments of a film, in frames, one after the other. */
export interface GifPlan {
  film: string;
  profile: RenderProfile;
  passages: { startFrame: number; frames: number }[];
  /** The visible AI label. */
  label: string;
}

/** Pictures of a film on one sheet; what is written is drawn, whatever it says. */
export interface SheetPlan {
  film: string;
  profile: RenderProfile;
  title: string;
  note: string;
  label: string;
  pictures: { frame: number; caption: string }[];
}
