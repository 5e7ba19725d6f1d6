import { JobError } from '../../common/errors.js';
import { TranscriptionModel, type Call, type Transcript, type TranscriptionRequest } from '../ports.js';
import { isRecord } from '../provider.errors.js';
import { OPENAI, OpenAiClient, type OpenAiServer } from './openai.client.js';

const TIMEOUT_MS = 180_000;
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
const MAX_MEGABYTES = 25;

/** The vendor tells what a file is by the end of its name. */
const EXTENSIONS: Record<string, string> = {
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/flac': 'flac',
  'audio/ogg': 'ogg',
  'audio/webm': 'webm',
  'video/mp4': 'mp4',
};

/** Writes down what is said, with any server that speaks OpenAI's transcriptions. Only Whisper tells when it is said. */
export class OpenAiTranscriptionModel extends TranscriptionModel {
  readonly provider = OPENAI;
  private readonly client: OpenAiClient;

  constructor(
    { baseUrl, apiKey, timeoutMs = TIMEOUT_MS }: OpenAiServer,
    readonly model: string,
  ) {
    super();
    this.client = new OpenAiClient({ baseUrl, apiKey, timeoutMs, maxBytes: MAX_ANSWER_BYTES });
  }

  override probe(signal: AbortSignal): Promise<void> {
    return this.client.probe(signal);
  }

  quote({ seconds }: Pick<TranscriptionRequest, 'seconds'>): number {
    return this.costOf({ seconds });
  }

  async generate({ bytes, mime, language }: TranscriptionRequest, call: Call): Promise<Transcript> {
    if (bytes.length > MAX_MEGABYTES * 1e6) {
      const args = { megabytes: MAX_MEGABYTES };
      throw new JobError('PROVIDER_REJECTED.sound_size', { provider: this.provider, args });
    }
    const file = new File([new Uint8Array(bytes)], `sound.${EXTENSIONS[mime] ?? 'wav'}`, { type: mime });
    const order = { file, model: this.model, ...(language === null ? {} : { language }) };
    const answer: unknown = await this.client.ask(call.signal, (client, options) =>
      // The gpt-… models know plain JSON alone.
      this.model.startsWith('gpt-')
        ? client.audio.transcriptions.create({ ...order, response_format: 'json' }, options)
        : client.audio.transcriptions.create(
            { ...order, response_format: 'verbose_json', timestamp_granularities: ['segment'] },
            options,
          ),
    );
    return this.transcriptOf(answer, call);
  }

  /** Some servers answer with plain text, whatever they are asked for; a page of a gateway is text, too. */
  private transcriptOf(answer: unknown, call: Call): Transcript {
    const told: Record<string, unknown> = isRecord(answer) ? answer : { text: answer };
    const { text, segments, usage, duration } = told;
    if (typeof text !== 'string' || /^\s*<(!doctype|html)\b/i.test(text)) {
      throw new JobError('INVALID_OUTPUT.text', { provider: this.provider });
    }
    const seconds = [isRecord(usage) ? usage.seconds : null, duration].find(isCount);
    if (seconds !== undefined) {
      call.used({ seconds });
    }
    const times: unknown[] = Array.isArray(segments) ? segments : [];
    return { text: text.trim(), segments: times.flatMap(segmentOf) };
  }
}

function segmentOf(value: unknown): Transcript['segments'] {
  const { start, end, text } = isRecord(value) ? value : {};
  const isSegment = isCount(start) && isCount(end) && end >= start && typeof text === 'string';
  return isSegment ? [{ startSec: start, endSec: end, text: text.trim() }] : [];
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
