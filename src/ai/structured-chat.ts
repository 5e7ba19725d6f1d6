import { type ChatServer } from '../common/config.js';
import { JobError } from '../common/errors.js';
import { type Call, type Usage } from './ports.js';
import { type ChatMessage, type ChatPart } from './prompts/prompt.js';
import { ProviderHttp } from './provider-http.js';
import { contentRejected, isRecord, isSuccess, vendorError, vendorWords, type VendorReply } from './provider.errors.js';
import { MAX_ANSWER_CHARACTERS, type Judged } from './script-answer.js';
import { type JsonSchema } from './script-schema.js';

/** In what one OpenAI-compatible server differs from another (contract: openai-compatible.md §1–5). */
export interface ChatVendor {
  provider: string;
  /** Null where a limit would be refused: vLLM wants prompt and limit together within its context. */
  tokenLimit: 'max_tokens' | 'max_completion_tokens' | null;
  /** Fields of its own, mostly to switch thinking off: structured output and thinking don't mix. */
  extras: Record<string, unknown>;
  timeoutMs: number;
  /** A model that its list does not name is not there. */
  listsAll?: boolean;
}

/** A model on a user's own machine may take minutes; Node's fetch gives up by itself after 300 s. */
const OWN_MACHINE_TIMEOUT_MS = 290_000;

/** How each server is told not to think, and to come to an end. */
export const CHAT_SERVERS = {
  dashscope: { tokenLimit: 'max_tokens', extras: { enable_thinking: false } },
  vllm: {
    tokenLimit: null,
    extras: { chat_template_kwargs: { enable_thinking: false } },
    timeoutMs: OWN_MACHINE_TIMEOUT_MS,
    listsAll: true,
  },
  ollama: {
    tokenLimit: 'max_tokens',
    extras: { reasoning_effort: 'none' },
    timeoutMs: OWN_MACHINE_TIMEOUT_MS,
    listsAll: true,
  },
} as const satisfies Record<string, Partial<ChatVendor>>;

export interface ChatTask<Answer> {
  name: string;
  schema: JsonSchema;
  maxTokens: number;
  messages: ChatMessage[];
  judge: (text: string) => Judged<Answer>;
}

/** Of a frame of 512 px. */
export const FRAME_TOKENS = 300;
/** Of the faults that a repair turn tells. */
const FAULT_TOKENS = 4000;

/**
 * What a task takes at most, of a server with a limit for answers: a repair turn reads all that the first one has read, and
 * its answer. No text has more tokens than bytes.
 */
export function mostUsed({ messages, schema, maxTokens }: ChatTask<unknown>): Usage {
  const shown = withSchema(messages, schema).map(({ content }) => tokensIn(content));
  const read = shown.reduce((sum, tokens) => sum + tokens, tokensIn(JSON.stringify(schema)));
  return { inputTokens: 2 * read + maxTokens + FAULT_TOKENS, outputTokens: 2 * maxTokens };
}

function tokensIn(content: ChatMessage['content']): number {
  const parts: ChatPart[] = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  const tokens = parts.map((part) => (part.type === 'text' ? Buffer.byteLength(part.text) : FRAME_TOKENS));
  return tokens.reduce((sum, each) => sum + each, 0);
}

/** Asks any server that speaks OpenAI's chat completions for one JSON object. */
export class StructuredChat {
  private readonly http: ProviderHttp;

  constructor(
    private readonly vendor: ChatVendor,
    { apiKey, baseUrl }: Pick<ChatServer, 'apiKey'> & { baseUrl: string },
    private readonly model: string,
  ) {
    this.http = new ProviderHttp({ provider: vendor.provider, baseUrl, apiKey, timeoutMs: vendor.timeoutMs });
  }

  async probe(signal: AbortSignal): Promise<void> {
    const names = modelsIn(await this.http.json('GET', '/models', undefined, signal));
    const { provider, listsAll = false } = this.vendor;
    // Ollama calls `qwen3` `qwen3:latest`.
    const isThere = names.includes(this.model) || names.includes(`${this.model}:latest`);
    if (listsAll && names.length > 0 && !isThere) {
      throw new JobError('PROVIDER_REJECTED.no_model', { provider, args: { model: this.model } });
    }
  }

  /** The object, once it has passed its checks; a faulty one is given back once to be mended. */
  async object<Answer>(task: ChatTask<Answer>, call: Call): Promise<Answer> {
    const messages = withSchema(task.messages, task.schema);
    const text = await this.complete(task, messages, call);
    const first = task.judge(text);
    if (first.answer !== null) {
      return first.answer;
    }
    const repaired = await this.complete(task, [...messages, ...repairTurn(text, first.faults)], call);
    const second = task.judge(repaired);
    if (second.answer === null) {
      throw new JobError('INVALID_OUTPUT.faults', {
        provider: this.vendor.provider,
        args: { kind: task.name, count: second.faults.length },
      });
    }
    return second.answer;
  }

  /** The model's text. A server that does not know JSON schemas is asked again for plain JSON. */
  private async complete(task: ChatTask<unknown>, messages: ChatMessage[], call: Call): Promise<string> {
    const jsonSchema = { type: 'json_schema', json_schema: { name: task.name, strict: true, schema: task.schema } };
    let reply = await this.post(task, messages, jsonSchema, call.signal);
    if (refusesSchema(reply)) {
      reply = await this.post(task, messages, { type: 'json_object' }, call.signal);
    }
    if (!isSuccess(reply)) {
      throw vendorError(this.vendor.provider, reply);
    }
    noteTokens(call, reply);
    return this.textOf(reply);
  }

  private post(
    { maxTokens }: ChatTask<unknown>,
    messages: ChatMessage[],
    responseFormat: object,
    signal: AbortSignal,
  ): Promise<VendorReply> {
    const { tokenLimit, extras } = this.vendor;
    const body = {
      model: this.model,
      messages,
      response_format: responseFormat,
      ...(tokenLimit === null ? {} : { [tokenLimit]: maxTokens }),
      stream: false,
      ...extras,
    };
    return this.http.exchange('POST', '/chat/completions', body, signal);
  }

  private textOf(reply: VendorReply): string {
    const { provider } = this.vendor;
    const choices: unknown = isRecord(reply.body) ? reply.body.choices : null;
    const choice: unknown = Array.isArray(choices) ? choices[0] : null;
    if (!isRecord(choice) || !isRecord(choice.message)) {
      throw this.withoutChoice(reply);
    }
    const { content, refusal } = choice.message;
    if (choice.finish_reason === 'content_filter' || (typeof refusal === 'string' && refusal !== '')) {
      throw contentRejected(provider);
    }
    if (choice.finish_reason === 'length') {
      throw new JobError('INVALID_OUTPUT.cut_off', { provider });
    }
    if (typeof content !== 'string') {
      throw new JobError('INVALID_OUTPUT.text', { provider });
    }
    if (content.length > MAX_ANSWER_CHARACTERS) {
      throw new JobError('INVALID_OUTPUT.too_long', { provider, args: { most: MAX_ANSWER_CHARACTERS } });
    }
    return content;
  }

  /** Some gateways put an error into a 200. */
  private withoutChoice(reply: VendorReply): JobError {
    const { provider } = this.vendor;
    return isRecord(reply.body) && 'error' in reply.body
      ? vendorError(provider, { ...reply, status: 502 })
      : new JobError('INVALID_OUTPUT.choice', { provider });
  }
}

/** The schema in words too: some servers ignore it, and plain JSON mode wants to read the word JSON. */
function withSchema(messages: ChatMessage[], schema: JsonSchema): ChatMessage[] {
  const words = `Answer with one JSON object that fits this JSON schema, and nothing else:\n${JSON.stringify(schema)}`;
  return messages.map((message) =>
    message.role === 'system' ? { ...message, content: `${message.content}\n\n${words}` } : message,
  );
}

/** Gives a faulty answer back with its faults, so that the model mends it instead of starting afresh. */
function repairTurn(text: string, faults: string[]): ChatMessage[] {
  const list = faults.map((fault) => `- ${fault}`).join('\n');
  const request = `This JSON does not pass the checks:\n${list}\nAnswer with the whole corrected JSON object, nothing else.`;
  return [
    { role: 'assistant', content: text },
    { role: 'user', content: request },
  ];
}

function modelsIn(list: unknown): unknown[] {
  const models = isRecord(list) && Array.isArray(list.data) ? list.data : [];
  return models.map((model) => (isRecord(model) ? model.id : null));
}

function refusesSchema(reply: VendorReply): boolean {
  const { param, message } = vendorWords(reply.body);
  return (
    (reply.status === 400 || reply.status === 422) &&
    /response_format|json[_ ]schema|grammar/.test(`${param} ${message}`)
  );
}

/** A server that counts nothing leaves it out: then what was reckoned holds. */
function noteTokens(call: Call, { body }: VendorReply): void {
  const usage = isRecord(body) && isRecord(body.usage) ? body.usage : {};
  const { prompt_tokens: inputTokens, completion_tokens: outputTokens } = usage;
  call.used(isCount(inputTokens) && isCount(outputTokens) ? { inputTokens, outputTokens } : null);
}

/** More tokens than any model takes or gives in one call: such a count is a mistake, and would be booked. */
const MOST_TOKENS = 4_000_000;

function isCount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= MOST_TOKENS;
}
