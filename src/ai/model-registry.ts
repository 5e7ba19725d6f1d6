import { RUNWAY_MODELS } from '../common/config.js';
import { type ImageModel, type ModerationModel, type ScriptModel, type SpeechModel, type VideoModel } from './ports.js';

/** The port of each capability. */
export interface ModelOf {
  script: ScriptModel;
  image: ImageModel;
  speech: SpeechModel;
  video: VideoModel;
  moderation: ModerationModel;
  /** Who writes can advise: the same models, in a chain of their own. */
  suggest: ScriptModel;
}
export type ModelCapability = keyof ModelOf;

/** What is built: the configured providers, any order; a provider's first model is its default. */
export type BuiltModels = { [Capability in ModelCapability]: ModelOf[Capability][] };

const WRITERS = {
  cloud_qwen: ['qwen-plus', 'qwen-flash', 'qwen3-max'],
  local_qwen: ['Qwen/Qwen3-8B'],
  ollama: ['qwen3'],
  openai: ['gpt-4o-mini', 'gpt-4o'],
  local: ['writer'],
};

/** Every provider the wire knows (spec §7), in the house's order, with the models one may name. */
const KNOWN: Record<ModelCapability, Record<string, readonly string[]>> = {
  script: WRITERS,
  image: { replicate: [], openai: [], local: ['artist'] },
  video: { runway: RUNWAY_MODELS, pika: [], replicate: [], local: ['renderer'] },
  speech: { openai: [], local: ['voices'] },
  moderation: { local_qwen_vl: [], cloud_qwen_vl: [], local: ['censor'] },
  suggest: WRITERS,
};

export const LOCAL = 'local';

/** `provider` or `provider:model`; a model's name may have colons of its own (`ollama:qwen3:8b`). */
export function parseModelId(id: string): { provider: string; model: string | null } {
  const colon = id.indexOf(':');
  return colon < 0 ? { provider: id, model: null } : { provider: id.slice(0, colon), model: id.slice(colon + 1) };
}

/** Which providers exist, which are configured, and the models that were built for them. Ids: `ollama`, `ollama:qwen3`. */
export class ModelRegistry {
  constructor(private readonly built: BuiltModels) {}

  capabilities(): ModelCapability[] {
    return Object.keys(KNOWN) as ModelCapability[];
  }

  /** Whether the id means something here, configured or not; an unknown one is a bad request. */
  isKnown(capability: ModelCapability, id: string): boolean {
    const { provider, model } = parseModelId(id);
    const named = Object.hasOwn(KNOWN[capability], provider) ? KNOWN[capability][provider] : undefined;
    return named !== undefined && (model === null || named.includes(model) || this.find(capability, id) !== null);
  }

  /** The model behind an id, or null where it is not configured. */
  find<Capability extends ModelCapability>(capability: Capability, id: string): ModelOf[Capability] | null {
    const { provider, model } = parseModelId(id);
    const models: ModelOf[Capability][] = this.built[capability];
    return models.find((each) => each.provider === provider && (model === null || each.model === model)) ?? null;
  }

  /** Every known provider of a capability in the house's order (`local` last). */
  providers(capability: ModelCapability): { provider: string; configured: boolean }[] {
    return Object.keys(KNOWN[capability]).map((provider) => ({
      provider,
      configured: this.find(capability, provider) !== null,
    }));
  }
}

/** The models of a configured provider that one may name: its configured one first. */
export function modelNames(capability: ModelCapability, provider: string, configured: string): string[] {
  return [...new Set([configured, ...(KNOWN[capability][provider] ?? [])])];
}
