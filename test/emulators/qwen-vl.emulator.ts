import { type IncomingMessage } from 'node:http';
import { schemaProblem } from './openai-compatible.emulator.js';
import { Refusal, type Answer } from './vendor-answers.js';
import { VendorServer, type ServerFault, type Understood } from './vendor.server.js';

const KINDS = ['chat', 'models'] as const;
export type VisionRequestKind = (typeof KINDS)[number];

type VisionFault =
  /** The vendor's own filter lets its model see nothing of the request. */
  | { kind: 'filtered' }
  /** The model knows no schemas. */
  | { kind: 'no schemas' }
  /** The model says this, whatever it sees. */
  | { kind: 'says'; text: string; finish?: 'stop' | 'length' };

export type QwenVlFault = ServerFault | VisionFault;

/** What the model sees: the words of its user, and the pictures. */
export interface Seen {
  words: string;
  /** JPEGs. */
  frames: Buffer[];
}

export interface SeenFinding {
  item: number;
  category: string;
  severity: string;
  reason: string;
}

/** What the model says of it. */
export interface Said {
  verdict: string;
  score: number;
  findings: SeenFinding[];
}

export interface QwenVlOptions {
  server: 'dashscope' | 'vllm' | 'ollama';
  apiKey: string | null;
  /** Default: all may be shown. */
  judge?: (seen: Seen) => Said | Promise<Said>;
}

type Part = { type: 'text'; text: string } | { type: 'image_url'; image_url: { url: string } };

interface ChatBody {
  model: string;
  stream: boolean;
  messages: { role: string; content: string | Part[] }[];
  response_format: { type: string; json_schema?: { name: string; strict: boolean; schema: Record<string, unknown> } };
  [field: string]: unknown;
}

type Request = Understood<VisionRequestKind, VisionFault>;

export const HARMLESS: Said = { verdict: 'pass', score: 0, findings: [] };
const MOST_FRAMES = 8;
const MOST_FRAME_BYTES = 256 * 1024;
const JPEG = Buffer.from([0xff, 0xd8, 0xff]);

/** The fields of its own that each server wants of a model that is not to think, and does not want to run on. */
const FIELDS: Record<QwenVlOptions['server'], string[]> = {
  dashscope: ['enable_thinking', 'max_tokens', 'temperature'],
  vllm: ['chat_template_kwargs', 'temperature'],
  ollama: ['max_tokens', 'reasoning_effort', 'temperature'],
};

/**
 * A model with eyes behind chat completions, as `contracts/openai-compatible.md` §5 has it on each server. It really looks:
 * what it says is up to the test's `judge`, who gets the frames as they came.
 */
export class QwenVlEmulator extends VendorServer<VisionRequestKind, VisionFault> {
  /** What it has seen, in order; with the requests that were refused for their schema. */
  readonly seen: Seen[] = [];
  readonly bodies: ChatBody[] = [];
  judge: NonNullable<QwenVlOptions['judge']>;

  private constructor(private readonly options: QwenVlOptions) {
    super(KINDS);
    this.judge = options.judge ?? (() => HARMLESS);
  }

  static async start(options: QwenVlOptions): Promise<QwenVlEmulator> {
    const emulator = new QwenVlEmulator(options);
    await emulator.listen();
    return emulator;
  }

  override get baseUrl(): string {
    return `${super.baseUrl}/v1`;
  }

  override fail(fault: QwenVlFault, kind: VisionRequestKind = 'chat'): void {
    this.inLine(fault, kind);
  }

  protected override refusalOf(status: number): unknown {
    return bodyOf(`status ${status}`, null);
  }

  protected override understood({ method, url, headers }: IncomingMessage, bytes: Buffer): Request {
    const { apiKey } = this.options;
    if (headers.authorization !== (apiKey === null ? undefined : `Bearer ${apiKey}`)) {
      throw new Refusal(401, bodyOf('Incorrect API key provided', 'invalid_api_key'));
    }
    if (method === 'GET' && url === '/v1/models') {
      return { kind: 'models', work: () => ({ status: 200, body: { object: 'list', data: [] } }) };
    }
    if (method !== 'POST' || url !== '/v1/chat/completions' || headers['content-type'] !== 'application/json') {
      throw new Refusal(404, bodyOf('unknown route', null));
    }
    const body = JSON.parse(bytes.toString('utf8')) as ChatBody;
    const problem = this.problemOf(body);
    if (problem !== null) {
      throw new Refusal(400, bodyOf(problem, null));
    }
    const seen = seenIn(body);
    this.bodies.push(body);
    this.seen.push(seen);
    return { kind: 'chat', work: (fault) => this.answer(seen, body, fault) };
  }

  private async answer(seen: Seen, body: ChatBody, fault?: VisionFault): Promise<Answer> {
    switch (fault?.kind) {
      case 'filtered': {
        const message = 'Input data may contain inappropriate content.';
        const error = { code: 'data_inspection_failed', param: null, message, type: 'data_inspection_failed' };
        return { status: 400, body: { error, id: 'chatcmpl-1' } };
      }
      case 'no schemas':
        return body.response_format.type === 'json_schema'
          ? { status: 400, body: bodyOf("'response_format.type' json_schema is not supported by this model", null) }
          : completion(JSON.stringify(await this.judge(seen)));
      case 'says':
        return completion(fault.text, fault.finish);
      default:
        return completion(JSON.stringify(await this.judge(seen)));
    }
  }

  private problemOf({ model, messages, stream, response_format: format, ...own }: ChatBody): string | null {
    const fields = Object.keys(own).sort().join();
    const frames = messages.flatMap(({ content }) => partsOf(content)).filter(({ type }) => type === 'image_url');
    const problems = [
      typeof model === 'string' && stream === false ? null : 'model and stream are required',
      fields === FIELDS[this.options.server].join() ? null : `fields ${fields}`,
      frames.length <= MOST_FRAMES ? null : `${frames.length} pictures`,
      ...messages.map(({ role, content }) => this.messageProblem(role, content)),
      format.type === 'json_object'
        ? null
        : format.json_schema?.strict === true
          ? schemaProblem(format.json_schema.schema)
          : 'invalid response_format',
      /json/i.test(JSON.stringify(messages)) ? null : "'messages' must contain the word 'json' in some form",
    ];
    return problems.find((problem) => problem !== null) ?? null;
  }

  private messageProblem(role: string, content: string | Part[]): string | null {
    if (!['system', 'user', 'assistant'].includes(role) || (role !== 'user' && typeof content !== 'string')) {
      return 'invalid messages';
    }
    return (
      partsOf(content)
        .map((part) => this.partProblem(part))
        .find((problem) => problem !== null) ?? null
    );
  }

  private partProblem(part: Part): string | null {
    if (part.type === 'text') {
      return typeof part.text === 'string' ? null : 'invalid text';
    }
    const { url } = part.image_url;
    if (/^https?:/.test(url)) {
      return this.options.server === 'ollama' ? 'image URLs are not currently supported' : null;
    }
    const bytes = bytesIn(url);
    const isJpeg = bytes.subarray(0, JPEG.length).equals(JPEG);
    return isJpeg && bytes.length <= MOST_FRAME_BYTES ? null : `invalid image input of ${bytes.length} bytes`;
  }
}

function partsOf(content: string | Part[]): Part[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

function bytesIn(url: string): Buffer {
  return Buffer.from(/^data:image\/jpeg;base64,([A-Za-z0-9+/]+=*)$/.exec(url)?.[1] ?? '', 'base64');
}

function seenIn({ messages }: ChatBody): Seen {
  const parts = messages.filter(({ role }) => role === 'user').flatMap(({ content }) => partsOf(content));
  return {
    words: parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n'),
    frames: parts.flatMap((part) => (part.type === 'image_url' ? [bytesIn(part.image_url.url)] : [])),
  };
}

function completion(content: string, finish = 'stop'): Answer {
  const choices = [{ index: 0, finish_reason: finish, message: { role: 'assistant', content } }];
  const usage = { prompt_tokens: 1500, completion_tokens: 100, total_tokens: 1600 };
  return { status: 200, body: { id: 'chatcmpl-1', object: 'chat.completion', model: 'emulated', choices, usage } };
}

function bodyOf(message: string, code: string | null): unknown {
  return { error: { message, type: 'invalid_request_error', param: null, code } };
}
