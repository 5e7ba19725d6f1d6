import { CATALOGUE } from './model-catalogue.js';
import {
  CAPABILITIES,
  type ImageModel,
  type ModerationModel,
  type Provider,
  type ScriptModel,
  type SpeechModel,
  type TranscriptionModel,
  type VideoModel,
} from './ports.js';

/** The port of each capability. */
export interface ModelOf {
  script: ScriptModel;
  image: ImageModel;
  speech: SpeechModel;
  video: VideoModel;
  moderation: ModerationModel;
  transcription: TranscriptionModel;
  /** Who writes can advise: the same models, in a chain of their own. */
  suggest: ScriptModel;
}
export type ModelCapability = keyof ModelOf;

/** What is built: the configured providers, any order; a provider's first model is its default. */
export type BuiltModels = { [Capability in ModelCapability]: ModelOf[Capability][] };

export const LOCAL = 'local';

/** `provider` or `provider:model`; a model's name may have colons of its own (`ollama:qwen3:8b`). */
export function parseModelId(id: string): { provider: string; model: string | null } {
  const colon = id.indexOf(':');
  return colon < 0 ? { provider: id, model: null } : { provider: id.slice(0, colon), model: id.slice(colon + 1) };
}

/** Which providers exist, which are configured, and the models that were built for them. Ids: `ollama`, `ollama:qwen3`. */
export class ModelRegistry {
  constructor(private readonly built: BuiltModels) {}

  /** Whether the id means something here, configured or not; an unknown one is a bad request. */
  isKnown(capability: ModelCapability, id: string): boolean {
    const { provider, model } = parseModelId(id);
    const vendors = CATALOGUE[capability];
    const named = Object.hasOwn(vendors, provider) ? vendors[provider] : undefined;
    return named !== undefined && (model === null || Object.hasOwn(named, model) || this.find(capability, id) !== null);
  }

  /** The model behind an id, or null where it is not configured. */
  find<Capability extends ModelCapability>(capability: Capability, id: string): ModelOf[Capability] | null {
    const { provider, model } = parseModelId(id);
    const models: ModelOf[Capability][] = this.built[capability];
    return models.find((each) => each.provider === provider && (model === null || each.model === model)) ?? null;
  }

  /** Ids of all models that one may name for a capability, in the house's order; a provider's default comes first. */
  ids(capability: ModelCapability): string[] {
    const models: { provider: string; model: string }[] = this.built[capability];
    return Object.entries(CATALOGUE[capability]).flatMap(([provider, named]) => {
      const configured = models.filter((each) => each.provider === provider).map(({ model }) => model);
      return [...new Set([...configured, ...Object.keys(named)])].map((model) => `${provider}:${model}`);
    });
  }

  /** What there is instead of an unknown id: the models of its provider, or all providers. */
  knownInsteadOf(capability: ModelCapability, id: string): string[] {
    const { provider } = parseModelId(id);
    const models = this.ids(capability).filter((each) => each.startsWith(`${provider}:`));
    return models.length > 0 ? models : Object.keys(CATALOGUE[capability]);
  }

  /** Every known provider of anything, each once; `local` last. */
  allProviders(): string[] {
    const names = new Set(CAPABILITIES.flatMap((capability) => Object.keys(CATALOGUE[capability])));
    names.delete(LOCAL);
    return [...names, LOCAL];
  }

  /** The models that are built for a provider, of whatever capability. */
  builtFor(provider: string): Provider[] {
    const all: Provider[] = CAPABILITIES.flatMap((capability): Provider[] => this.built[capability]);
    return all.filter((model) => model.provider === provider);
  }

  /** Every known provider of a capability in the house's order (`local` last). */
  providers(capability: ModelCapability): { provider: string; configured: boolean }[] {
    return Object.keys(CATALOGUE[capability]).map((provider) => ({
      provider,
      configured: this.find(capability, provider) !== null,
    }));
  }
}

/** The models of a configured provider that one may name: its configured one first. */
export function modelNames(capability: ModelCapability, provider: string, configured: string): string[] {
  return [...new Set([configured, ...Object.keys(CATALOGUE[capability][provider] ?? {})])];
}
