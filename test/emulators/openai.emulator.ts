import { type IncomingMessage } from 'node:http';
import { wavHeader } from '../../src/common/wav.js';
import {
  bodyOf,
  checkRequest,
  invalid,
  MODELS,
  NEWER_VOICES,
  SPEECH_VOICES,
  type MediaRequest,
  type UploadedFile,
} from './openai-rules.js';
import { paintedPng } from './painted-png.js';
import { Refusal, type Answer } from './vendor-answers.js';
import { VendorServer, type ServerFault, type Understood } from './vendor.server.js';

const KINDS = ['generations', 'edits', 'speech', 'transcriptions', 'models'] as const;
/** What one asks of OpenAI. */
export type OpenAiKind = (typeof KINDS)[number];

type MediaFault =
  /** The vendor's safety system does not let it pass. */
  | { kind: 'refused' }
  /** The account has nothing left. */
  | { kind: 'quota' }
  /** The picture is made, of one colour; the sound is made, of silence. */
  | { kind: 'blank' }
  /** The picture is made, and what comes is none; the same for sound. */
  | { kind: 'broken' };

export type OpenAiFault = ServerFault | MediaFault;

/** Work that was done and is billed, whether or not its answer arrived. */
export interface DoneWork extends MediaRequest {
  kind: OpenAiKind;
}

const PATHS: Record<string, { kind: OpenAiKind; capability: string; isForm: boolean }> = {
  '/v1/images/generations': { kind: 'generations', capability: 'image', isForm: false },
  '/v1/images/edits': { kind: 'edits', capability: 'image', isForm: true },
  '/v1/audio/speech': { kind: 'speech', capability: 'speech', isForm: false },
  '/v1/audio/transcriptions': { kind: 'transcriptions', capability: 'transcription', isForm: true },
};
const VOICE_RATE = 24_000;
const PAUSE_SEC = 0.3;
const TRANSCRIPT = ['You are late.', 'I know.'];

/** Speaks OpenAI's media API as the contracts have it. Pictures are pictures, and every voice is a tone of its own. */
export class OpenAiEmulator extends VendorServer<OpenAiKind, MediaFault> {
  readonly done: DoneWork[] = [];

  private constructor(private readonly apiKey: string) {
    super(KINDS);
  }

  static async start(apiKey: string): Promise<OpenAiEmulator> {
    const emulator = new OpenAiEmulator(apiKey);
    await emulator.listen();
    return emulator;
  }

  override get baseUrl(): string {
    return `${super.baseUrl}/v1`;
  }

  /** What was done of one kind, in order. */
  doneOf(kind: OpenAiKind): DoneWork[] {
    return this.done.filter((work) => work.kind === kind);
  }

  override fail(fault: OpenAiFault, kind: OpenAiKind = 'generations'): void {
    this.inLine(fault, kind);
  }

  protected override refusalOf(status: number): unknown {
    return bodyOf('The server had an error while processing your request', null, null, `error_${status}`);
  }

  protected override understood(request: IncomingMessage, bytes: Buffer): Understood<OpenAiKind, MediaFault> {
    const { method = '', url = '' } = request;
    const path = PATHS[url];
    if (url !== '/v1/models' && path === undefined) {
      throw new Refusal(404, bodyOf(`Invalid URL (${method} ${url})`, null, null));
    }
    if (method !== (path ? 'POST' : 'GET')) {
      throw new Refusal(405, bodyOf(`Not allowed to ${method} on ${url}.`, null, 'method_not_supported'));
    }
    if (request.headers.authorization !== `Bearer ${this.apiKey}`) {
      const message = `Incorrect API key provided: ${request.headers.authorization ?? ''}.`;
      throw new Refusal(401, bodyOf(message, null, 'invalid_api_key'));
    }
    if (path === undefined) {
      return { kind: 'models', work: () => ({ status: 200, body: modelList() }) };
    }
    const type = request.headers['content-type'] ?? '';
    if (!type.startsWith(path.isForm ? 'multipart/form-data; boundary=' : 'application/json')) {
      throw invalid(`Unsupported content type: '${type}'.`, null, 'unsupported_content_type');
    }
    return { kind: path.kind, work: (fault) => this.work(path, { type, bytes }, fault) };
  }

  private async work(
    { kind, capability, isForm }: { kind: OpenAiKind; capability: string; isForm: boolean },
    { type, bytes }: { type: string; bytes: Buffer },
    fault?: MediaFault,
  ): Promise<Answer> {
    const request = isForm ? await formOf(type, bytes) : { fields: jsonOf(bytes), files: [] };
    checkRequest(kind, capability, request);
    if (fault?.kind === 'refused' || fault?.kind === 'quota') {
      return fault.kind === 'quota' ? QUOTA : REFUSED;
    }
    this.done.push({ kind, ...request });
    switch (capability) {
      case 'image':
        return this.picture(request.fields, fault);
      case 'speech':
        return speech(request.fields, fault);
      default:
        return transcript(request.fields);
    }
  }

  private picture({ size = '1024x1024', quality }: MediaRequest['fields'], fault?: MediaFault): Answer {
    const [width = 1024, height = 1024] = String(size).split('x').map(Number);
    const picture = paintedPng(width, height, fault?.kind === 'blank' ? 'blank' : { seed: this.done.length });
    const bytes = fault?.kind === 'broken' ? Buffer.from('this is no picture') : picture;
    const tokens = { input_tokens: 50, output_tokens: 1568, total_tokens: 1618 };
    return {
      status: 200,
      body: {
        created: 1770935200,
        ...{ background: 'opaque', output_format: 'png', quality, size },
        data: [{ b64_json: bytes.toString('base64') }],
        usage: { ...tokens, input_tokens_details: { text_tokens: 50, image_tokens: 0 } },
      },
    };
  }
}

/** So long is what a voice says, without the pauses around it. */
export function spokenSeconds(text: string, speed: number): number {
  const wide = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return (0.2 + wide * 0.2 + (text.length - wide) * 0.06) / speed;
}

/** The tone that a voice is. */
export function pitchOf(voice: string): number {
  return 200 + 50 * [...SPEECH_VOICES, ...NEWER_VOICES].indexOf(voice);
}

function speech({ input, voice, speed, response_format: format }: MediaRequest['fields'], fault?: MediaFault): Answer {
  if (format !== 'wav') {
    return { status: 500, body: bodyOf('this emulator makes WAV only', 'response_format', null) };
  }
  const pause = PAUSE_SEC * VOICE_RATE;
  const sounding = Math.round(spokenSeconds(String(input), Number(speed ?? 1)) * VOICE_RATE);
  const samples = new Int16Array(sounding + 2 * pause);
  const step = (2 * Math.PI * pitchOf(String(voice))) / VOICE_RATE;
  for (let index = 0; fault?.kind !== 'blank' && index < sounding; index++) {
    samples[pause + index] = Math.round(6000 * Math.sin(index * step));
  }
  const header = wavHeader(samples.length, 1, VOICE_RATE);
  // What is sent while it is made does not know its length.
  header.writeUInt32LE(0xffffffff, 4);
  header.writeUInt32LE(0xffffffff, 40);
  const file = Buffer.concat([header, Buffer.from(samples.buffer)]);
  const body = fault?.kind === 'broken' ? Buffer.from('this is no sound') : file;
  return { status: 200, body, headers: { 'content-type': 'audio/wav' } };
}

function transcript({ response_format: format = 'json' }: MediaRequest['fields']): Answer {
  const text = TRANSCRIPT.join(' ');
  switch (format) {
    case 'json':
      return { status: 200, body: { text, usage: { type: 'tokens', input_tokens: 14, output_tokens: 45 } } };
    case 'verbose_json': {
      const segments = TRANSCRIPT.map((line, id) => ({
        id,
        seek: 0,
        start: id * 1.5,
        end: id * 1.5 + 1.2,
        text: ` ${line}`,
      }));
      const usage = { type: 'duration', seconds: 3 };
      return { status: 200, body: { task: 'transcribe', language: 'english', duration: 2.7, text, segments, usage } };
    }
    default:
      return { status: 200, body: `${text}\n`, headers: { 'content-type': 'text/plain; charset=utf-8' } };
  }
}

const QUOTA: Answer = {
  status: 429,
  body: bodyOf('You exceeded your current quota.', null, 'insufficient_quota', 'insufficient_quota'),
};
const REFUSED: Answer = {
  status: 400,
  body: bodyOf(
    'Your request was rejected by the safety system.',
    null,
    'moderation_blocked',
    'image_generation_user_error',
  ),
};

function modelList(): object {
  const data = Object.values(MODELS).flat();
  return { object: 'list', data: data.map((id) => ({ id, object: 'model', created: 1, owned_by: 'openai' })) };
}

function jsonOf(bytes: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
  } catch {
    throw invalid('We could not parse the JSON body of your request.', null, 'invalid_json');
  }
}

async function formOf(type: string, bytes: Buffer): Promise<MediaRequest> {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  const fields: Record<string, unknown> = {};
  const files: UploadedFile[] = [];
  for (const [field, value] of form.entries()) {
    if (typeof value === 'string') {
      fields[field] = value;
    } else {
      files.push({ field, name: value.name, type: value.type, bytes: Buffer.from(await value.arrayBuffer()) });
    }
  }
  return { fields, files };
}
