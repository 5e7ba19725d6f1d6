import { type ChatServer } from '../../common/config.js';
import { JobError } from '../../common/errors.js';
import { gravestOf, judgeModeration, MODERATION_SCHEMA, piecesOf, placeOf } from '../moderation-answer.js';
import { ModerationModel, type Call, type Moderation, type ModerationRequest } from '../ports.js';
import { moderationMessages } from '../prompts/prompt-book.js';
import { type ModerationItem } from '../prompts/prompt.js';
import {
  CHAT_SERVERS,
  FRAME_TOKENS,
  mostUsed,
  StructuredChat,
  type ChatTask,
  type ChatVendor,
} from '../structured-chat.js';

const { dashscope, vllm, ollama } = CHAT_SERVERS;
/** Whoever judges is not to be creative. */
const SOBER = { temperature: 0 };

/** The servers that Qwen's models with eyes run on. */
export const VISION_VENDORS = {
  cloud: {
    ...dashscope,
    provider: 'cloud_qwen_vl',
    extras: { ...SOBER, ...dashscope.extras },
    timeoutMs: 60_000,
  },
  vllm: { ...vllm, provider: 'local_qwen_vl', extras: { ...SOBER, ...vllm.extras } },
  ollama: { ...ollama, provider: 'local_qwen_vl', extras: { ...SOBER, ...ollama.extras } },
} as const satisfies Record<string, ChatVendor>;

const MAX_TOKENS = 2000;

/** What a call is likely to take, in tokens: its words with the schema, one for each character, and the answer. */
const LIKELY = { prompt: 1300, answer: 500 };

/** Reads texts and looks at frames, on any server that speaks OpenAI's chat completions with pictures. */
export class QwenVlModerationModel extends ModerationModel {
  readonly provider: string;
  override readonly seesFrames = true;
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

  quote(request: ModerationRequest): number {
    const most = piecesOf(request).map((items) => this.costOf(mostUsed(taskOf(items, request))));
    return most.reduce((sum, usd) => sum + usd, 0);
  }

  likelyCost(request: ModerationRequest): number {
    const pieces = piecesOf(request);
    const shown = pieces.flat().map((item) => ('text' in item ? item.text.length : FRAME_TOKENS));
    const inputTokens = pieces.length * LIKELY.prompt + shown.reduce((sum, tokens) => sum + tokens, 0);
    return this.costOf({ inputTokens, outputTokens: pieces.length * LIKELY.answer });
  }

  async generate(request: ModerationRequest, call: Call): Promise<Moderation> {
    const said: Moderation[] = [];
    for (const items of piecesOf(request)) {
      said.push(await this.look(items, request, call));
    }
    return gravestOf(said);
  }

  private async look(items: ModerationItem[], request: ModerationRequest, call: Call): Promise<Moderation> {
    try {
      return await this.chat.object(taskOf(items, request), call);
    } catch (error) {
      if (error instanceof JobError && error.code === 'CONTENT_REJECTED') {
        return unseen(items);
      }
      throw error;
    }
  }
}

function taskOf(items: ModerationItem[], { language }: ModerationRequest): ChatTask<Moderation> {
  return {
    name: 'moderation',
    schema: MODERATION_SCHEMA,
    maxTokens: MAX_TOKENS,
    messages: moderationMessages(items, language),
    judge: (text) => judgeModeration(items, text),
  };
}

/** What the vendor's own filter does not let its model see is not fit to be shown: that is a finding, and no failure. */
function unseen(items: ModerationItem[]): Moderation {
  const what = items.find((item) => 'bytes' in item) ?? items[0];
  const reason = "Refused by the provider's own content filter";
  const finding = what && { category: 'other', severity: 'high' as const, ...placeOf(what), reason };
  return { verdict: 'reject', score: 95, findings: finding ? [finding] : [] };
}
