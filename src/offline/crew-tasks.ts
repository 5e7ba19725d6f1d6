import type { Emotion, Language } from '../common/vocabulary.js';
import type { Score, ScoreFiles } from './score.js';

/** What the offline crew's process can be asked, and how it answers. */

export interface SpeakRequest {
  text: string;
  language: Language;
  voice: { id: string; sex: 'male' | 'female'; pitch: number; speed: number };
  emotion?: Emotion;
  /** Longer lines are spoken faster to fit, but never more than 1.25 times. */
  maxSeconds: number;
}

export interface SpokenLine {
  /** A WAV file: 48 kHz, mono, 16 bit. */
  wav: Uint8Array;
  seconds: number;
  voiceless: boolean;
}

export type CrewTask = { kind: 'speak'; request: SpeakRequest } | { kind: 'compose'; score: Score; out: ScoreFiles };

export interface CrewResults {
  speak: SpokenLine;
  compose: null;
}

export type CrewOrder = { id: number; task: CrewTask } | { id: number; abort: true };

export type CrewAnswer =
  { id: number; result: CrewResults[CrewTask['kind']] } | { id: number; error: string; isDiskFull: boolean };
