import { type ForeignFormat } from './ffmpeg-commands.js';
import { type MediaProbe } from './probe.js';

/** What is asked of a look through a stranger's film, and what comes of it. Plain data: it crosses process borders. */

/** An examined film, of which no more than so many seconds are looked at. */
export interface ScanTask {
  path: string;
  format: ForeignFormat;
  /** What `examine` has said of it. */
  probe: MediaProbe;
  longestSec: number;
  /** The pictures are in a folder of their own in here. */
  directory: string;
}

/** More are told as one: the last shot goes on to the end of the film. */
export const MOST_SHOTS = 2000;
/** On the sheet; of more shots some are left out, evenly. */
export const MOST_ON_SHEET = 96;

export interface ScannedShot {
  startSec: number;
  endSec: number;
  /** How it begins. What goes over little by little begins in the middle of that. */
  transition: 'start' | 'cut' | 'gradual';
  /** A JPEG of about the middle of it, no side longer than 480. */
  thumbnail: string;
  /** The mean of its greys, 0 (black) to 1. */
  brightness: number;
  /** How much of its picture changes in a second on average, 0 (nothing) to 1. */
  motion: number;
  /** Up to three that are most of it, as `#rrggbb`, the largest first. */
  colours: string[];
}

export interface Stretch {
  startSec: number;
  endSec: number;
}

export interface ScannedSound {
  /** Null where nothing is heard. */
  integratedLufs: number | null;
  rangeLu: number | null;
  /** Of the samples, not between them. */
  peakDbfs: number | null;
  /** Where nothing is heard for half a second or longer. */
  silences: Stretch[];
  silentShare: number;
  /** About how much of the film somebody speaks in. */
  speechShare: number;
  speech: Stretch[];
}

export interface FilmScan {
  /** Of what was looked at. */
  durationSec: number;
  /** Of the pictures that were looked at: the film's own rate, or a whole part of it where that is more than 30. */
  fps: number;
  shots: ScannedShot[];
  /** There were more cuts than `MOST_SHOTS` allows. */
  hasMoreShots: boolean;
  /** The thumbnails side by side as a JPEG, `MOST_ON_SHEET` at the most. */
  sheet: string | null;
  /** Null where the film has none. */
  sound: ScannedSound | null;
}
