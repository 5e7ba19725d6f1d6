import { type ChatServer } from '../../common/config.js';
import { ScriptModel, type AnswerOf, type BriefOf, type Call, type ScriptKind } from '../ports.js';
import { messagesOf } from '../prompts/prompt-book.js';
import { judge } from '../script-answer.js';
import { schemaOf } from '../script-schema.js';
import { CHAT_SERVERS, mostUsed, StructuredChat, type ChatTask, type ChatVendor } from '../structured-chat.js';

const { dashscope, vllm, ollama } = CHAT_SERVERS;
const TIMEOUT_MS = 120_000;
const LIVELY = { temperature: 0.8 };

export const CHAT_VENDORS = {
  cloudQwen: {
    ...dashscope,
    provider: 'cloud_qwen',
    extras: { ...LIVELY, ...dashscope.extras },
    timeoutMs: TIMEOUT_MS,
  },
  localQwen: { ...vllm, provider: 'local_qwen', extras: { ...LIVELY, ...vllm.extras } },
  ollama: { ...ollama, provider: 'ollama', extras: { ...LIVELY, ...ollama.extras } },
  // Its reasoning models refuse a temperature.
  openai: { provider: 'openai', tokenLimit: 'max_completion_tokens', extras: {}, timeoutMs: TIMEOUT_MS },
} as const satisfies Record<string, ChatVendor>;

const MAX_TOKENS = 16_000;

/** Room for twice what an answer usually takes; a limit keeps a model that repeats itself from running on. */
const TOKENS: { [Kind in ScriptKind]: (brief: BriefOf<Kind>) => number } = {
  style: (brief) => 2_000 + 250 * brief.episodes,
  script: (brief) => 1_000 + brief.scenesPerEpisode * (800 + 40 * brief.secondsPerScene),
  storyboard: (brief) => 1_000 + 400 * Math.max(brief.maxShots, brief.script.scenes.length),
  translation: (brief) => 500 + 120 * brief.lines.length,
  suggestion: () => 1_000,
  insights: () => 5_000,
};

/** Writes with any server that speaks OpenAI's chat completions. */
export class OpenAiCompatibleScriptModel extends ScriptModel {
  readonly provider: string;
  private readonly chat: StructuredChat;

  constructor(
    vendor: ChatVendor,
    server: Pick<ChatServer, 'apiKey'> & { baseUrl: string },
    readonly model: string,
  ) {
    super();
    this.provider = vendor.provider;
    this.chat = new StructuredChat(vendor, server, model);
  }

  override probe(signal: AbortSignal): Promise<void> {
    return this.chat.probe(signal);
  }

  quote<Kind extends ScriptKind>(kind: Kind, brief: BriefOf<Kind>): number {
    return this.costOf(mostUsed(taskOf(kind, brief)));
  }

  object<Kind extends ScriptKind>(kind: Kind, brief: BriefOf<Kind>, call: Call): Promise<AnswerOf<Kind>> {
    return this.chat.object(taskOf(kind, brief), call);
  }
}

function taskOf<Kind extends ScriptKind>(kind: Kind, brief: BriefOf<Kind>): ChatTask<AnswerOf<Kind>> {
  return {
    name: kind,
    schema: schemaOf(kind, brief),
    maxTokens: Math.min(MAX_TOKENS, Math.ceil(TOKENS[kind](brief))),
    messages: messagesOf(kind, brief),
    judge: (text) => judge(kind, brief, text),
  };
}
