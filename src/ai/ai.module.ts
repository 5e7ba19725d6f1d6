import { Module } from '@nestjs/common';
import { CONFIG, OPENAI_URL, RUNWAY_MODELS, type ChatServer, type Config } from '../common/config.js';
import { ConfigError } from '../common/environment.js';
import { Media } from '../media/media.js';
import { MediaModule } from '../media/media.module.js';
import { OfflineModule } from '../offline/offline.module.js';
import { Voices } from '../offline/voices.js';
import { AdminChains } from './admin-chains.js';
import { AiController } from './ai.controller.js';
import { AiService } from './ai.service.js';
import { CallbackVerifiers } from './callback-verifiers.js';
import { Circuits } from './circuit.js';
import { DirectCalls } from './direct-calls.js';
import { ModelRegistry, modelNames, type BuiltModels } from './model-registry.js';
import { type Capability } from './ports.js';
import { ProviderChain } from './provider-chain.js';
import { ProviderHealth } from './provider-health.js';
import { ProviderLimits } from './provider-limits.js';
import {
  LocalImageModel,
  LocalModerationModel,
  LocalScriptModel,
  LocalSpeechModel,
  LocalVideoModel,
} from './providers/local.provider.js';
import { CHAT_VENDORS, OpenAiCompatibleScriptModel } from './providers/openai-compatible.provider.js';
import { OPENAI, type OpenAiServer } from './providers/openai.client.js';
import { OpenAiImageModel } from './providers/openai-images.provider.js';
import { OpenAiSpeechModel } from './providers/openai-speech.provider.js';
import { OpenAiTranscriptionModel } from './providers/openai-transcription.provider.js';
import { PikaVideoModel } from './providers/pika.provider.js';
import { QwenVlModerationModel, VISION_VENDORS } from './providers/qwen-vl.provider.js';
import { ReplicateImageModel, ReplicateVideoModel } from './providers/replicate.provider.js';
import { RunwayVideoModel } from './providers/runway.provider.js';
import { type ChatVendor } from './structured-chat.js';

type VendorConfig = Pick<Config, 'providers' | 'allowPrivateUrls'>;

/** Builds the models of every configured provider: a new vendor is one file and one line here. */
export function buildModels(config: VendorConfig, media: Media, voices: Voices): BuiltModels {
  const { providers } = config;
  const { openai } = providers;
  const writers = [
    ...chatModels(CHAT_VENDORS.cloudQwen, providers.cloudQwen),
    ...chatModels(CHAT_VENDORS.localQwen, providers.localQwen),
    ...chatModels(CHAT_VENDORS.ollama, providers.ollama),
    ...chatModels(CHAT_VENDORS.openai, providers.openai),
    new LocalScriptModel(),
  ];
  const replicate = replicateModels(providers);
  return {
    script: writers,
    image: [
      ...replicate.image,
      ...openAiModels(openai, 'image', openai.imageModel, OpenAiImageModel),
      new LocalImageModel(media),
    ],
    video: [...runwayModels(config), ...pikaModels(providers), ...replicate.video, new LocalVideoModel()],
    speech: [...openAiModels(openai, 'speech', openai.speechModel, OpenAiSpeechModel), new LocalSpeechModel(voices)],
    moderation: [...visionModels(providers), new LocalModerationModel()],
    transcription: openAiModels(openai, 'transcription', openai.transcriptionModel, OpenAiTranscriptionModel),
    suggest: writers,
  };
}

function chatModels(vendor: ChatVendor, { baseUrl, apiKey, model }: ChatServer): OpenAiCompatibleScriptModel[] {
  if (baseUrl === null) {
    return [];
  }
  const hasAll = vendor.provider === CHAT_VENDORS.cloudQwen.provider || baseUrl === OPENAI_URL;
  // A server of one's own has the model that it was set up with; a vendor has all of its own.
  const names = hasAll ? modelNames('script', vendor.provider, model) : [model];
  return names.map((name) => new OpenAiCompatibleScriptModel(vendor, { baseUrl, apiKey }, name));
}

/** What else OpenAI has than writers. */
function openAiModels<Model>(
  { baseUrl, apiKey }: ChatServer,
  capability: Capability,
  configured: string | null,
  Model: new (server: OpenAiServer, name: string) => Model,
): Model[] {
  if (baseUrl === null || configured === null) {
    return [];
  }
  const names = baseUrl === OPENAI_URL ? modelNames(capability, OPENAI, configured) : [configured];
  return names.map((name) => new Model({ baseUrl, apiKey }, name));
}

/** Runway wants 5 s between two questions about a task and its own client takes 6: a fifth more than the floor. */
function runwayModels({ providers, allowPrivateUrls }: VendorConfig): RunwayVideoModel[] {
  const { baseUrl, apiKey, model } = providers.runway;
  if (baseUrl === null) {
    return [];
  }
  const names = [...new Set([model, ...RUNWAY_MODELS])];
  const server = { baseUrl, apiKey, pollMs: 1.2 * providers.pollMs, allowPrivateUrls };
  return names.map((name) => new RunwayVideoModel(server, name));
}

/** fal's own client asks twice a second, which is more than our floor. */
function pikaModels({ pollMs, fal }: Config['providers']): PikaVideoModel[] {
  const { baseUrl, apiKey, webhookUserId } = fal;
  return baseUrl === null
    ? []
    : [new PikaVideoModel({ baseUrl, apiKey, pollMs, takesCallbacks: webhookUserId !== null })];
}

function replicateModels({ pollMs, replicate }: Config['providers']): Pick<BuiltModels, 'image' | 'video'> {
  const { baseUrl, apiKey, imageModel, videoModel, webhookSecret } = replicate;
  if (baseUrl === null) {
    return { image: [], video: [] };
  }
  const server = { baseUrl, apiKey, pollMs, canVerifyWebhooks: webhookSecret !== null };
  return {
    image: modelNames('image', 'replicate', imageModel).map((name) => new ReplicateImageModel(server, name)),
    video: modelNames('video', 'replicate', videoModel).map((name) => new ReplicateVideoModel(server, name)),
  };
}

/** One model on a machine of the user's, by vLLM where both have one, and those of the cloud. */
function visionModels({ vision, cloudQwen, localQwen, ollama }: Config['providers']): QwenVlModerationModel[] {
  const own = [
    ...visionModel(VISION_VENDORS.vllm, localQwen, vision.localQwen),
    ...visionModel(VISION_VENDORS.ollama, ollama, vision.ollama),
  ];
  const cloud = modelNames('moderation', VISION_VENDORS.cloud.provider, vision.cloudQwen);
  return [...own.slice(0, 1), ...cloud.flatMap((name) => visionModel(VISION_VENDORS.cloud, cloudQwen, name))];
}

function visionModel(vendor: ChatVendor, { baseUrl, apiKey }: ChatServer, model: string | null) {
  return baseUrl === null || model === null ? [] : [new QwenVlModerationModel(vendor, { baseUrl, apiKey }, model)];
}

export function registryFor(config: Config, media: Media, voices: Voices): ModelRegistry {
  const registry = new ModelRegistry(buildModels(config, media, voices));
  const known = registry.allProviders();
  const unknown = Object.keys(config.providers.limits).find((provider) => !known.includes(provider));
  if (unknown !== undefined) {
    throw new ConfigError(`PROVIDER_LIMITS names an unknown provider: "${unknown}"; there are ${known.join(', ')}`);
  }
  return registry;
}

@Module({
  imports: [MediaModule, OfflineModule],
  controllers: [AiController],
  providers: [
    AdminChains,
    AiService,
    CallbackVerifiers,
    Circuits,
    DirectCalls,
    ProviderChain,
    ProviderHealth,
    ProviderLimits,
    {
      provide: ModelRegistry,
      useFactory: registryFor,
      inject: [CONFIG, Media, Voices],
    },
  ],
  exports: [CallbackVerifiers, Circuits, DirectCalls, ModelRegistry, ProviderChain, ProviderLimits],
})
export class AiModule {}
