import { readMandarin, type Phrase, type Syllable } from './mandarin-reading.js';
import { BANK_RATE, type SyllableBank } from './voice-bank.js';
import { reshaped } from './voice-shape.js';

/** Speaks Mandarin by joining recorded syllables: their length, pitch and loudness follow the phrase. */

/** A recorded speaker, and the factors that make the wanted voice of this one. */
export interface MandarinSpeaker {
  bank: Pick<SyllableBank, 'find'>;
  pitch: number;
  formants: number;
}

export interface MandarinVoice {
  /** Whoever comes later is asked for syllables that those before never recorded. */
  speakers: MandarinSpeaker[];
  /** Seconds of a syllable at speed 1. */
  syllableSec: number;
  speed: number;
  /** How lively the melody is; 1 is plain. */
  melody: number;
}

const SYLLABLE_RMS = 0.11;
const MOST_GAIN = 6;
const PAUSES_SEC: Record<Phrase['ending'], number> = {
  comma: 0.16,
  stop: 0.3,
  question: 0.3,
  exclamation: 0.3,
  none: 0,
};
const TAIL_SEC = 0.05;
/** Syllables that begin with a vowel or a hum flow into the one before. */
const FLOWING = /^[ㄇㄋㄌㄖㄧㄨㄩㄚㄛㄜㄝㄞㄟㄠㄡㄢㄣㄤㄥㄦ]/;

/** The sound of a text at `BANK_RATE`. */
export function speakMandarin(text: string, voice: MandarinVoice): Float32Array {
  const parts: { start: number; sound: Float32Array }[] = [];
  let at = 0;
  for (const phrase of readMandarin(text)) {
    phrase.syllables.forEach((syllable, index) => {
      const sound = spokenSyllable(syllable, index, phrase, voice);
      const overlap = index === 0 ? 0 : FLOWING.test(syllable.zhuyin) ? 0.03 : 0.012;
      const start = Math.max(0, at - Math.round(overlap * BANK_RATE));
      parts.push({ start, sound });
      at = start + sound.length;
    });
    at += Math.round((PAUSES_SEC[phrase.ending] / voice.speed) * BANK_RATE);
  }
  const output = new Float32Array(parts.length === 0 ? 0 : at + Math.round(TAIL_SEC * BANK_RATE));
  for (const { start, sound } of parts) {
    for (let index = 0; index < sound.length; index++) {
      output[start + index] = (output[start + index] as number) + (sound[index] as number);
    }
  }
  return output;
}

function spokenSyllable(syllable: Syllable, index: number, phrase: Phrase, voice: MandarinVoice): Float32Array {
  const count = phrase.syllables.length;
  const isLast = index === count - 1;
  const place = count > 1 ? index / (count - 1) : 0.5;
  const recorded = recordingOf(syllable, voice);
  if (!recorded) {
    return new Float32Array(Math.round((voice.syllableSec / voice.speed) * BANK_RATE));
  }
  const natural = recorded.sound.length / BANK_RATE;
  const wanted =
    (voice.syllableSec / voice.speed) *
    (syllable.tone === 0 ? 0.62 : 1) *
    (syllable.tone === 3 && isLast ? 1.2 : 1) *
    (isLast ? 1.28 : 1) *
    (index === 0 ? 1.04 : 0.97);
  const seconds = Math.max(natural * 0.4, Math.min(natural * 1.5, wanted));
  const { pitch, formants } = recorded.speaker;
  const timed = reshaped(recorded.sound, BANK_RATE, {
    pitch: pitch * melodyAt(place, count - index, phrase.ending, voice.melody),
    formants,
    length: Math.round(seconds * BANK_RATE),
  });
  const emphasis = (1 - 0.22 * place) * (phrase.ending === 'exclamation' ? 1.12 : 1) * (syllable.tone === 0 ? 0.85 : 1);
  return shaped(timed, emphasis);
}

/** Pitch falls over a phrase and rises at the end of a question. */
function melodyAt(place: number, syllablesLeft: number, ending: Phrase['ending'], melody: number): number {
  const rise = ending === 'question' && syllablesLeft <= 2 ? 0.12 : 0;
  const call = ending === 'exclamation' ? 0.05 : 0;
  return 1 + (0.05 - 0.12 * place + rise + call) * melody;
}

/** The recording, as loud as all others. Missing ones are replaced by another tone, then by another speaker. */
function recordingOf(
  { zhuyin, tone }: Syllable,
  voice: MandarinVoice,
): { sound: Float32Array; speaker: MandarinSpeaker } | null {
  const keys = (tone === 0 ? ['1', '4', ''] : [tone === 1 ? '' : String(tone), '', '4', '2', '3']).map(
    (mark) => zhuyin + mark,
  );
  for (const speaker of voice.speakers) {
    const found = keys.map((key) => speaker.bank.find(key)).find((sound) => sound !== null);
    if (found) {
      return { sound: levelled(found), speaker };
    }
  }
  return null;
}

function levelled(sound: Float32Array): Float32Array {
  const rms = Math.sqrt(sound.reduce((power, value) => power + value * value, 0) / Math.max(1, sound.length));
  const gain = Math.min(MOST_GAIN, SYLLABLE_RMS / (rms + 1e-4));
  return sound.map((value) => value * gain);
}

/** Short fades, so that syllables meet without a click. */
function shaped(sound: Float32Array, emphasis: number): Float32Array {
  const fadeIn = 0.002 * BANK_RATE;
  const fadeOut = 0.015 * BANK_RATE;
  return sound.map(
    (value, index) => value * emphasis * Math.min(1, (index + 1) / fadeIn, (sound.length - index) / fadeOut),
  );
}
