import { Random } from '../common/random.js';
import type { AmbienceKind } from './ambience-sounds.js';
import type { Mood } from './story.js';

/** What is played in a film: pure data, made from moods. */

/** A stretch of a film with one feeling and one place, usually a scene. */
export interface ScoreSection {
  startSec: number;
  endSec: number;
  mood: Mood;
  ambience: AmbienceKind;
}

/** What the composer is asked for: one piece for a whole episode. */
export interface Score {
  seconds: number;
  /** In order of time. */
  sections: ScoreSection[];
  seed: number;
}

/** Where the two sound files go; null leaves one out. */
export interface ScoreFiles {
  music: string | null;
  ambience: string | null;
}

export interface Note {
  instrument: 'pad' | 'pluck' | 'bass';
  startSec: number;
  seconds: number;
  /** MIDI number; 69 is 440 Hz. */
  pitch: number;
  gain: number;
  /** -1 (left) to 1 (right). */
  pan: number;
  /** How strong the overtones are, 0 to 1. */
  brightness: number;
}

export interface Bar {
  startSec: number;
  seconds: number;
  mood: Mood;
  chord: readonly number[];
}

interface Style {
  beatsPerMinute: number;
  beatsPerBar: 3 | 4;
  chords: readonly (readonly number[])[];
  /** Chord tones of the eighths of a bar, a choice of figures; -1 is a rest. */
  figures: readonly (readonly number[])[];
  brightness: number;
  pluckGain: number;
  /** On which beats the bass plays. */
  bassBeats: readonly number[];
}

/** All chords are at home in C major and A minor, so that one mood can follow another. */
const STYLES: Record<Mood, Style> = {
  calm: {
    beatsPerMinute: 70,
    beatsPerBar: 4,
    chords: [
      [48, 55, 60, 64],
      [53, 57, 60, 64],
      [45, 52, 60, 64],
      [55, 59, 62, 67],
    ],
    figures: [
      [0, -1, 2, -1, 1, -1, 3, -1],
      [0, -1, 1, 2, -1, 3, -1, -1],
    ],
    brightness: 0.35,
    pluckGain: 0.038,
    bassBeats: [0],
  },
  tender: {
    beatsPerMinute: 72,
    beatsPerBar: 3,
    chords: [
      [53, 57, 60, 64],
      [52, 55, 60, 67],
      [50, 57, 60, 65],
      [55, 59, 62, 67],
    ],
    figures: [
      [0, 1, 2, 3, 2, 1],
      [0, 2, 3, -1, 2, 1],
    ],
    brightness: 0.4,
    pluckGain: 0.042,
    bassBeats: [0],
  },
  sad: {
    beatsPerMinute: 66,
    beatsPerBar: 3,
    chords: [
      [57, 60, 64, 69],
      [53, 57, 60, 65],
      [48, 55, 60, 64],
      [55, 59, 62, 67],
    ],
    figures: [
      [0, 2, 1, 3, 2, 1],
      [0, -1, 2, 3, -1, 1],
    ],
    brightness: 0.35,
    pluckGain: 0.042,
    bassBeats: [0],
  },
  tense: {
    beatsPerMinute: 84,
    beatsPerBar: 4,
    chords: [
      [50, 57, 62, 65],
      [50, 56, 62, 65],
      [46, 53, 58, 62],
      [45, 52, 57, 61],
    ],
    figures: [
      [0, 1, 0, 2, 0, 1, 0, 2],
      [0, 0, 1, 0, 0, 2, 0, 1],
    ],
    brightness: 0.5,
    pluckGain: 0.04,
    bassBeats: [0, 2],
  },
  hopeful: {
    beatsPerMinute: 80,
    beatsPerBar: 4,
    chords: [
      [48, 55, 64, 67],
      [55, 59, 62, 67],
      [57, 60, 64, 69],
      [53, 57, 60, 65],
    ],
    figures: [
      [0, 1, 2, 3, 2, 1, 2, 3],
      [0, 2, 1, 3, 2, -1, 3, 1],
    ],
    brightness: 0.6,
    pluckGain: 0.044,
    bassBeats: [0, 2],
  },
  joyful: {
    beatsPerMinute: 104,
    beatsPerBar: 4,
    chords: [
      [48, 55, 64, 67],
      [53, 57, 60, 65],
      [57, 60, 64, 69],
      [55, 59, 62, 67],
    ],
    figures: [
      [0, 2, 3, 2, 1, 2, 3, 2],
      [0, 3, 2, 3, 1, 3, 2, -1],
    ],
    brightness: 0.75,
    pluckGain: 0.048,
    bassBeats: [0, 1, 2, 3],
  },
  mysterious: {
    beatsPerMinute: 62,
    beatsPerBar: 4,
    chords: [
      [45, 57, 59, 64],
      [53, 56, 60, 65],
      [52, 55, 59, 64],
      [47, 54, 57, 63],
    ],
    figures: [
      [0, -1, -1, 3, -1, 2, -1, -1],
      [-1, 2, -1, -1, 3, -1, 1, -1],
    ],
    brightness: 0.55,
    pluckGain: 0.046,
    bassBeats: [0],
  },
};

const PAD_GAIN = 0.03;
const BASS_GAIN = 0.05;
const PLUCK_SEC = 1.8;
/** The last seconds ring out without a figure. */
const CLOSING_SEC = 3;

/** A mood that would have less than this part of a bar does not begin. */
const SHORTEST_BAR = 0.6;

/** The bars of a score. As many as fit best fill each stretch of one mood, so that a new mood begins with its scene. */
export function barsOf(score: Score): Bar[] {
  const bars = stretchesOf(score).flatMap(({ startSec, endSec, mood }): Bar[] => {
    const { beatsPerMinute, beatsPerBar, chords } = STYLES[mood];
    const count = Math.max(1, Math.round((endSec - startSec) / ((60 / beatsPerMinute) * beatsPerBar)));
    const seconds = (endSec - startSec) / count;
    return Array.from({ length: count }, (_, index) => ({
      startSec: startSec + index * seconds,
      seconds,
      mood,
      chord: chords[index % chords.length] as readonly number[],
    }));
  });
  const last = bars.at(-1);
  return last ? [...bars.slice(0, -1), { ...last, chord: STYLES[last.mood].chords[0] as readonly number[] }] : [];
}

/** Scenes in a row with one mood are one stretch. They fill the score from its beginning to its end. */
function stretchesOf({ sections, seconds }: Score): { startSec: number; endSec: number; mood: Mood }[] {
  const stretches: { startSec: number; endSec: number; mood: Mood }[] = [];
  const changes = sections.filter(({ startSec }) => startSec < seconds);
  changes.forEach(({ startSec, mood }, index) => {
    const last = stretches.at(-1);
    const endSec = changes[index + 1]?.startSec ?? seconds;
    const { beatsPerMinute, beatsPerBar } = STYLES[mood];
    const isShort = endSec - startSec < SHORTEST_BAR * (60 / beatsPerMinute) * beatsPerBar;
    if (last && (last.mood === mood || isShort)) {
      last.endSec = endSec;
    } else {
      stretches.push({ startSec: last ? startSec : 0, endSec, mood });
    }
  });
  return stretches.length > 0 ? stretches : [{ startSec: 0, endSec: seconds, mood: 'calm' }];
}

/** Every note of a score, in order of time. The same score gives the same notes. */
export function notesOf(score: Score): Note[] {
  const random = new Random(score.seed);
  const transpose = random.int(-3, 3);
  const closing = score.seconds - CLOSING_SEC;
  const notes = barsOf(score).flatMap((bar, index) => {
    const figure = index > 0 ? figureNotes(bar, random).filter(({ startSec }) => startSec < closing) : [];
    return [...padNotes(bar), ...bassNotes(bar), ...figure];
  });
  return notes
    .map((note) => ({ ...note, pitch: note.pitch + transpose }))
    .sort((one, other) => one.startSec - other.startSec);
}

function padNotes({ startSec, seconds, mood, chord }: Bar): Note[] {
  const { brightness } = STYLES[mood];
  return chord.map((pitch, index) => ({
    instrument: 'pad',
    startSec,
    seconds: seconds * 1.25,
    pitch,
    gain: PAD_GAIN,
    pan: (index - 1.5) * 0.35,
    brightness,
  }));
}

function bassNotes({ startSec, seconds, mood, chord }: Bar): Note[] {
  const { beatsPerBar, bassBeats } = STYLES[mood];
  const root = chord[0] as number;
  return bassBeats.map((beat) => ({
    instrument: 'bass',
    startSec: startSec + (beat / beatsPerBar) * seconds,
    seconds: seconds / bassBeats.length,
    pitch: root > 50 ? root - 24 : root - 12,
    gain: beat === 0 ? BASS_GAIN : BASS_GAIN * 0.7,
    pan: 0,
    brightness: 0.1,
  }));
}

function figureNotes({ startSec, seconds, mood, chord }: Bar, random: Random): Note[] {
  const { figures, brightness, pluckGain } = STYLES[mood];
  const figure = random.pick(figures);
  return figure.flatMap((tone, step): Note[] => {
    const octave = random.chance(0.12) ? 24 : 12;
    const accent = step === 0 ? 1 : random.between(0.7, 0.95);
    const pitch = (chord[tone] ?? 0) + octave;
    const note: Note = {
      instrument: 'pluck',
      startSec: startSec + (step / figure.length) * seconds,
      seconds: PLUCK_SEC,
      pitch,
      gain: pluckGain * accent,
      pan: step % 2 === 0 ? -0.35 : 0.35,
      brightness,
    };
    return tone < 0 ? [] : [note];
  });
}
