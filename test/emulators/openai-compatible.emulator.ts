import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

/** One thing the server does with a request; without one in its list it fails the request as a mistake of the test. */
export type EmulatedAnswer =
  | { kind: 'text'; text: string; finish?: 'stop' | 'length' | 'content_filter'; refusal?: string }
  | { kind: 'error'; status: number; body: unknown; headers?: Record<string, string> }
  | { kind: 'raw'; text: string; contentType: string }
  | { kind: 'hang' }
  | { kind: 'cut' };

export interface ChatBody {
  model: string;
  messages: { role: string; content: string }[];
  response_format: { type: string; json_schema?: { name: string; strict: boolean; schema: Record<string, unknown> } };
  [field: string]: unknown;
}

/**
 * Speaks chat completions as `contracts/openai-compatible.md` has them. It is strict: a wrong method, path, header or
 * body is answered as the vendor does, or with a 500 that names the mistake. Answers are given in the order listed.
 */
export class OpenAiCompatibleEmulator {
  readonly answers: EmulatedAnswer[] = [];
  readonly bodies: ChatBody[] = [];
  /** What it has; with an empty list it does not tell. */
  models: string[] = [];
  /** How often it was asked which models it has. */
  probes = 0;
  private readonly server: Server;

  private constructor(private readonly apiKey: string | null) {
    this.server = createServer((request, response) => void this.handle(request, response));
  }

  static async start(apiKey: string | null = null): Promise<OpenAiCompatibleEmulator> {
    const emulator = new OpenAiCompatibleEmulator(apiKey);
    emulator.server.listen(0, '127.0.0.1');
    await once(emulator.server, 'listening');
    return emulator;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  /** Resolves when a request arrives, to act while it is under way. */
  async nextRequest(signal: AbortSignal): Promise<void> {
    await once(this.server, 'request', { signal });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await bodyOf(request);
    if (request.method === 'GET' && request.url === '/v1/models') {
      this.list(request, response);
      return;
    }
    const mistake = this.mistakeOf(request, text);
    if (mistake !== null) {
      send(response, mistake.status, errorBody(mistake.message));
      return;
    }
    this.bodies.push(JSON.parse(text) as ChatBody);
    const answer = this.answers.shift();
    if (answer === undefined) {
      send(response, 500, errorBody('no answer is listed for this request'));
      return;
    }
    this.perform(answer, response);
  }

  /** What asks whether the server is there and takes the key asks for this. */
  private list({ headers }: IncomingMessage, response: ServerResponse): void {
    if (this.apiKey !== null && headers.authorization !== `Bearer ${this.apiKey}`) {
      send(response, 401, errorBody('Incorrect API key provided'));
      return;
    }
    this.probes += 1;
    send(response, 200, { object: 'list', data: this.models.map((id) => ({ id, object: 'model' })) });
  }

  private mistakeOf(request: IncomingMessage, text: string): { status: number; message: string } | null {
    if (request.method !== 'POST' || request.url !== '/v1/chat/completions') {
      return { status: 404, message: 'unknown route' };
    }
    const expected = this.apiKey === null ? undefined : `Bearer ${this.apiKey}`;
    if (request.headers.authorization !== expected) {
      return { status: 401, message: 'Incorrect API key provided' };
    }
    if (request.headers['content-type'] !== 'application/json' || request.headers.accept !== 'application/json') {
      return { status: 415, message: 'JSON only' };
    }
    const problem = problemOf(text);
    return problem === null ? null : { status: 400, message: problem };
  }

  private perform(answer: EmulatedAnswer, response: ServerResponse): void {
    switch (answer.kind) {
      case 'text':
        send(response, 200, completion(answer));
        return;
      case 'error':
        send(response, answer.status, answer.body, answer.headers);
        return;
      case 'raw':
        response.writeHead(200, { 'content-type': answer.contentType }).end(answer.text);
        return;
      case 'cut':
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
        response.write('{"choices":', () => response.destroy());
        return;
      case 'hang':
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function problemOf(text: string): string | null {
  const body = JSON.parse(text) as ChatBody;
  const known = ['system', 'user', 'assistant'];
  if (typeof body.model !== 'string' || body.stream !== false) {
    return 'model and stream are required';
  }
  if (!body.messages.every(({ role, content }) => known.includes(role) && typeof content === 'string')) {
    return 'invalid messages';
  }
  const { type, json_schema: named } = body.response_format;
  if (type === 'json_object') {
    const mentionsJson = body.messages.some(({ content }) => /json/i.test(content));
    return mentionsJson ? null : "'messages' must contain the word 'json' in some form";
  }
  return type === 'json_schema' && named?.strict === true && /^\w{1,64}$/.test(named.name)
    ? schemaProblem(named.schema)
    : 'invalid response_format';
}

/** OpenAI's rules for strict schemas. */
export function schemaProblem(schema: Record<string, unknown>): string | null {
  const children = Object.values((schema.properties ?? {}) as Record<string, Record<string, unknown>>);
  const names = Object.keys(schema.properties ?? {});
  if (schema.type === 'object' && schema.additionalProperties !== false) {
    return "invalid schema: 'additionalProperties' is required to be supplied and to be false";
  }
  if (schema.type === 'object' && JSON.stringify(schema.required) !== JSON.stringify(names)) {
    return "invalid schema: 'required' must list every property";
  }
  const inside = schema.items ? [...children, schema.items as Record<string, unknown>] : children;
  return inside.map(schemaProblem).find((problem) => problem !== null) ?? null;
}

function completion(answer: Extract<EmulatedAnswer, { kind: 'text' }>): unknown {
  const refused = answer.refusal !== undefined;
  const message = { role: 'assistant', content: refused ? null : answer.text, refusal: answer.refusal ?? null };
  return {
    id: 'chatcmpl-123',
    object: 'chat.completion',
    created: 1763800000,
    model: 'emulated',
    system_fingerprint: null,
    choices: [{ index: 0, finish_reason: answer.finish ?? 'stop', logprobs: null, message }],
    usage: { prompt_tokens: 52, completion_tokens: 310, total_tokens: 362 },
  };
}

function errorBody(message: string): unknown {
  return { error: { message, type: 'invalid_request_error', param: null, code: null } };
}

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}
