import { JobError } from '../../common/errors.js';
import { resample } from '../../common/resample.js';
import { type Emotion, type Language } from '../../common/vocabulary.js';
import { monoOf, SAMPLE_RATE } from '../../common/wav.js';
import { finished, isSilent, joined, levelled, trimmed, wordless, type Sound } from '../../offline/line-sound.js';
import { isSpeakable, piecesOf } from '../../offline/speech-pieces.js';
import { SpeechModel, type Call, type Speech, type SpeechRequest } from '../ports.js';
import { OPENAI, OpenAiClient, type OpenAiServer } from './openai.client.js';
import { voiceFor } from './openai-voices.js';

const TIMEOUT_MS = 120_000;
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_TEXT_UNITS = 4096;
const GAP_SEC = 0.15;
const SPEEDS = { least: 0.25, most: 4 };
/** How many times longer than in our own mouth a text may be for a price, and what is no voice that says it any more. */
const SLOWEST = 2;
const LONGEST = 5;
const SLACK_SEC = 10;

const LANGUAGE_NAMES: Record<Language, string> = { zh: 'Mandarin Chinese', en: 'English' };
const TONES: Record<Emotion, string> = {
  neutral: 'calm and natural',
  happy: 'happy, bright, with a smile',
  sad: 'sad, low and slow',
  angry: 'angry, sharp, holding back little',
  surprised: 'surprised, taken aback',
  afraid: 'afraid, breathless, with a shaking voice',
};

/** Lines by any server that speaks OpenAI's speech. */
export class OpenAiSpeechModel extends SpeechModel {
  readonly provider = OPENAI;
  private readonly client: OpenAiClient;

  constructor(
    { baseUrl, apiKey, timeoutMs = TIMEOUT_MS }: OpenAiServer,
    readonly model: string,
  ) {
    super();
    this.client = new OpenAiClient({ baseUrl, apiKey, timeoutMs, maxBytes: MAX_BYTES });
  }

  override probe(signal: AbortSignal): Promise<void> {
    return this.client.probe(signal);
  }

  quote({ text, language, voice }: Pick<SpeechRequest, 'text' | 'language' | 'voice'>): number {
    return this.costOf({ seconds: SLOWEST * secondsOf(text, language, voice), characters: text.length });
  }

  async generate(request: SpeechRequest, call: Call): Promise<Speech> {
    if (!isSpeakable(request.text)) {
      call.used({ characters: 0 });
      return { ...wordless(), voiceless: false };
    }
    const sounds: Sound[] = [];
    for (const part of partsOf(request.text)) {
      sounds.push(await this.spoken(part, request, call));
    }
    return { ...finished(inOne(sounds), request.maxSeconds), voiceless: false };
  }

  private async spoken(part: string, { language, voice, emotion }: SpeechRequest, call: Call): Promise<Sound> {
    const order = {
      model: this.model,
      input: part,
      voice: voiceFor(this.model, voice),
      speed: Math.min(Math.max(voice.speed, SPEEDS.least), SPEEDS.most),
      // Unlike PCM it says its rate, and servers differ in it.
      response_format: 'wav' as const,
      ...(this.model.startsWith('gpt-') ? { instructions: instructionsFor(language, voice, emotion) } : {}),
    };
    const answer = await this.client.ask(call.signal, async (client, options) => {
      const response = await client.audio.speech.create(order, options);
      return Buffer.from(await response.arrayBuffer());
    });
    const sound = this.soundIn(answer, SLACK_SEC + LONGEST * secondsOf(part, language, voice));
    call.used({ characters: part.length, seconds: sound.samples.length / sound.sampleRate });
    return sound;
  }

  private soundIn(file: Buffer, maxSeconds: number): Sound {
    let sound: Sound;
    try {
      sound = monoOf(file);
    } catch (cause) {
      throw new JobError('INVALID_OUTPUT.sound', { provider: this.provider, cause });
    }
    if (isSilent(sound.samples) || sound.samples.length > maxSeconds * sound.sampleRate) {
      throw new JobError('INVALID_OUTPUT.sound', { provider: this.provider });
    }
    return sound;
  }
}

/** How long it takes to say a text. */
function secondsOf(text: string, language: Language, { speed }: Pick<SpeechRequest['voice'], 'speed'>): number {
  return piecesOf(text, language).reduce((sum, piece) => sum + piece.estimatedSec, 0) / speed;
}

/** At the vendor's rate: at ours, all that is done with it would take longer. */
function inOne(sounds: Sound[]): Sound {
  const { sampleRate } = sounds[0] ?? { sampleRate: SAMPLE_RATE };
  const gap = new Float32Array(Math.round(GAP_SEC * sampleRate));
  const lines = sounds.map((sound) => {
    const samples = resample(sound.samples, sound.sampleRate / sampleRate);
    return trimmed(levelled(samples, sampleRate), sampleRate);
  });
  return { samples: joined(lines.flatMap((line, index) => (index === 0 ? [line] : [gap, line]))), sampleRate };
}

function instructionsFor(language: Language, { id }: SpeechRequest['voice'], emotion: Emotion): string {
  const who = id.startsWith('child-') ? 'You are a child in a drama.' : 'You are an actor in a drama.';
  return `${who} Speak ${LANGUAGE_NAMES[language]}. Tone: ${TONES[emotion]}.`;
}

/** The text in parts that the vendor takes, whole sentences where they are short enough. */
export function partsOf(text: string): string[] {
  const sentences = text.match(/[^.!?。！？…\n]+[.!?。！？…\n”’"']*|[.!?。！？…\n]+/gu) ?? [];
  const parts: string[] = [];
  for (const piece of sentences.flatMap(cut)) {
    const last = parts.at(-1);
    if (last !== undefined && last.length + piece.length <= MAX_TEXT_UNITS) {
      parts[parts.length - 1] = last + piece;
    } else {
      parts.push(piece);
    }
  }
  return parts.map((part) => part.trim()).filter(isSpeakable);
}

/** Pieces of a sentence that fit even if each of their characters takes two units. */
function cut(sentence: string): string[] {
  return sentence.match(new RegExp(`.{1,${MAX_TEXT_UNITS / 2}}`, 'gsu')) ?? [];
}
