import type { Emotion } from '../common/vocabulary.js';
import { resample } from '../common/resample.js';
import { SAMPLE_RATE } from '../common/wav.js';
import type { SpeakRequest, SpokenLine } from './crew-tasks.js';
import { finished, joined, levelled, trimmed, wordless } from './line-sound.js';
import { speakMandarin } from './mandarin.js';
import { asPlainEnglish, speakWithEngine, type EngineSound, type EngineVoice } from './speech-engines.js';
import { isSpeakable, piecesOf, type SpeechPiece } from './speech-pieces.js';
import { RECORDED, shapeOf, type Throat, throatOf, type VoiceSource } from './throats.js';
import { BANK_RATE, buildVoiceBank, hasVoiceRecordings, SyllableBank, type BankName } from './voice-bank.js';
import { sourceOf } from './voice-cast.js';
import { reshaped } from './voice-shape.js';

const GAP_FRAMES = 0.05 * SAMPLE_RATE;

/** Speed, pitch and liveliness of a feeling. */
const DELIVERIES: Record<Emotion, { speed: number; pitch: number; melody: number }> = {
  neutral: { speed: 1, pitch: 1, melody: 1 },
  happy: { speed: 1.04, pitch: 1.03, melody: 1.3 },
  sad: { speed: 0.92, pitch: 0.98, melody: 0.7 },
  angry: { speed: 1.06, pitch: 1.02, melody: 1.2 },
  surprised: { speed: 1.02, pitch: 1.04, melody: 1.4 },
  afraid: { speed: 1.06, pitch: 1.02, melody: 0.8 },
};

/** Seconds of a syllable: nobody is hurried much. */
const SYLLABLE_SEC: Record<BankName, number> = { male: 0.225, female: 0.205 };

/** Speaks lines. The Mandarin recordings are loaded, or decoded, with the first line that needs them. */
export class Speaker {
  private readonly cacheDir: string;
  private banks: Promise<Record<BankName, SyllableBank>> | null = null;

  constructor(cacheDir: string) {
    this.cacheDir = cacheDir;
  }

  async speak(request: SpeakRequest, signal: AbortSignal): Promise<SpokenLine> {
    if (!isSpeakable(request.text)) {
      return { ...wordless(), voiceless: false };
    }
    const delivery = DELIVERIES[request.emotion ?? 'neutral'];
    const speed = request.voice.speed * delivery.speed;
    const sounds: Float32Array[] = [];
    let voiceless = true;
    for (const piece of piecesOf(request.text, request.language)) {
      signal.throwIfAborted();
      const spoken = await this.piece(piece, request, signal);
      voiceless &&= spoken === null;
      sounds.push(
        spoken ? levelled(spoken) : new Float32Array(Math.round((piece.estimatedSec / speed) * SAMPLE_RATE)),
        new Float32Array(GAP_FRAMES),
      );
    }
    const line = voiceless ? joined(sounds) : trimmed(joined(sounds));
    return { ...finished({ samples: line, sampleRate: SAMPLE_RATE }, request.maxSeconds), voiceless };
  }

  private async piece(piece: SpeechPiece, request: SpeakRequest, signal: AbortSignal): Promise<Float32Array | null> {
    const { voice } = request;
    const delivery = DELIVERIES[request.emotion ?? 'neutral'];
    const speed = voice.speed * delivery.speed;
    const source = sourceOf(voice);
    const throat = throatOf(source, voice.pitch);
    const wanted = { ...throat, hertz: throat.hertz * delivery.pitch };
    if (piece.language === 'zh' && hasVoiceRecordings()) {
      const banks = await this.loadedBanks();
      const names: BankName[] = source.syllables === 'male' ? ['male', 'female'] : ['female', 'male'];
      const speakers = names.map((name) => ({ bank: banks[name], ...shapeOf(RECORDED[name], wanted) }));
      const syllableSec = SYLLABLE_SEC[source.syllables];
      const sound = speakMandarin(piece.text, { speakers, syllableSec, speed, melody: delivery.melody });
      return resample(sound, BANK_RATE / SAMPLE_RATE);
    }
    const order = engineOrder(piece, source);
    const spoken = await speakWithEngine(order.text, order.voice, signal);
    return spoken && voiced(spoken, source, wanted, speed);
  }

  private loadedBanks(): Promise<Record<BankName, SyllableBank>> {
    this.banks ??= loadBanks(this.cacheDir).catch((error: unknown) => {
      this.banks = null;
      throw error;
    });
    return this.banks;
  }
}

async function loadBanks(cacheDir: string): Promise<Record<BankName, SyllableBank>> {
  await buildVoiceBank(cacheDir);
  const [male, female] = await Promise.all([
    SyllableBank.load(cacheDir, 'male'),
    SyllableBank.load(cacheDir, 'female'),
  ]);
  return { male, female };
}

/** What a program is told to say, and with which of its voices. */
function engineOrder(piece: SpeechPiece, { syllables, english }: VoiceSource): { text: string; voice: EngineVoice } {
  const variant = syllables === 'male' ? '+m3' : '+f2';
  return piece.language === 'zh'
    ? { text: piece.text, voice: { flite: null, espeak: `cmn${variant}` } }
    : { text: asPlainEnglish(piece.text), voice: { flite: english, espeak: `en-us${variant}` } };
}

/** An engine's voice at 48 kHz with another throat and speed. */
function voiced(spoken: EngineSound, source: VoiceSource, wanted: Throat, speed: number): Float32Array {
  const { samples, sampleRate, program } = spoken;
  const speaker = program === 'flite' ? source.english : (`espeak-${source.syllables}` as const);
  const length = Math.round(samples.length / speed);
  const sound = reshaped(samples, sampleRate, { ...shapeOf(RECORDED[speaker], wanted), length });
  return trimmed(resample(sound, sampleRate / SAMPLE_RATE));
}
