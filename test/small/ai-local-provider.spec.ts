import { EntityManager } from '@mikro-orm/postgresql';
import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AiModule } from '../../src/ai/ai.module.js';
import { ModelRegistry } from '../../src/ai/model-registry.js';
import { Call, CAPABILITIES } from '../../src/ai/ports.js';
import { ProviderChain } from '../../src/ai/provider-chain.js';
import { LocalImageModel, LocalModerationModel, LocalScriptModel } from '../../src/ai/providers/local.provider.js';
import { judge } from '../../src/ai/script-answer.js';
import { CONFIG, parseConfig } from '../../src/common/config.js';
import { Metrics } from '../../src/common/metrics.js';
import { RedisClients } from '../../src/common/redis.js';
import { Media } from '../../src/media/media.js';
import { type RenderProfile, type ShotPicture } from '../../src/media/timeline.js';
import { Voices } from '../../src/offline/voices.js';
import { newStyleBrief } from '../fixtures/story.fixture.js';

const signal = new AbortController().signal;

async function registryWith(environment: Record<string, string>) {
  class ConfigModule {}
  const config = { provide: CONFIG, useValue: parseConfig(environment) };
  Global()(ConfigModule);
  const redis = { provide: RedisClients, useValue: { commands: { status: 'end', options: {} } } };
  const noDatabase = { provide: EntityManager, useValue: {} };
  const providers = [config, redis, noDatabase, Metrics];
  Module({ providers, exports: [CONFIG, EntityManager, Metrics, RedisClients] })(ConfigModule);
  const builder = Test.createTestingModule({ imports: [ConfigModule, AiModule] });
  const module = await builder.overrideProvider(Media).useValue({}).overrideProvider(Voices).useValue({}).compile();
  return { registry: module.get(ModelRegistry), chain: module.get(ProviderChain) };
}

describe('the module', () => {
  it('works without any configuration', async () => {
    const { registry } = await registryWith({});
    for (const capability of CAPABILITIES) {
      const configured = registry.providers(capability).filter((each) => each.configured);
      expect(configured).toEqual(capability === 'transcription' ? [] : [{ provider: 'local', configured: true }]);
    }
  });

  it('builds the language models that are configured', async () => {
    const { registry, chain } = await registryWith({
      QWEN_API_KEY: 'sk-1',
      OLLAMA_BASE_URL: 'http://127.0.0.1:11434/v1',
      OLLAMA_MODEL: 'qwen3:8b',
    });
    const { models } = chain.resolve('script', { wanted: null });
    expect(models.map(({ provider, model }) => `${provider}:${model}`)).toEqual([
      'cloud_qwen:qwen-plus',
      'ollama:qwen3:8b',
      'local:writer',
    ]);
    expect(registry.find('script', 'cloud_qwen:qwen3-max')?.model).toBe('qwen3-max');
    expect(registry.find('script', 'openai')).toBeNull();
  });

  it('builds no other model of a server of one’s own than the one that it was set up with', async () => {
    const { registry } = await registryWith({
      ...{ VLLM_BASE_URL: 'http://127.0.0.1:9/v1', VLLM_MODEL: 'mine' },
      ...{ OLLAMA_BASE_URL: 'http://127.0.0.1:9/v1', OLLAMA_MODEL: 'mine' },
      ...{ OPENAI_API_KEY: 'sk-1', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', OPENAI_MODEL: 'mine' },
      OPENAI_IMAGE_MODEL: 'my-painter',
    });
    expect(registry.find('script', 'local_qwen:Qwen/Qwen3-8B')).toBeNull();
    expect(registry.find('script', 'ollama:qwen3')).toBeNull();
    expect(registry.find('script', 'openai:gpt-4o')).toBeNull();
    expect(registry.find('image', 'openai:gpt-image-2')).toBeNull();
    expect(registry.find('image', 'openai')?.model).toBe('my-painter');
    const vendor = await registryWith({ OPENAI_API_KEY: 'sk-1' });
    expect(vendor.registry.find('script', 'openai:gpt-4o')?.model).toBe('gpt-4o');
  });

  it('builds all models of Runway, the configured one first', async () => {
    const { registry, chain } = await registryWith({ RUNWAY_API_KEY: 'key_1', RUNWAY_MODEL: 'gen4.5' });
    const { models } = chain.resolve('video', { wanted: null });
    expect(models.map(({ provider, model }) => `${provider}:${model}`)).toEqual(['runway:gen4.5', 'local:renderer']);
    expect(registry.find('video', 'runway:veo3.1')?.model).toBe('veo3.1');
  });
});

describe('the offline crew', () => {
  it.each(['en', 'zh'] as const)('writes what a language model has to write: %s', async (language) => {
    const sut = new LocalScriptModel();
    const prompt = language === 'en' ? 'Two colleagues meet on a rooftop.' : '两个同事在天台相遇。';
    const style = newStyleBrief({ prompt, language, episodes: 2 });
    const bible = await sut.object('style', style, new Call(signal));
    const script = { bible, prompt, language, episode: 1, episodes: 2, scenesPerEpisode: 3, secondsPerScene: 8 };
    const episode = await sut.object('script', script, new Call(signal));
    const board = { bible, script: episode, language, episode: 1, secondsPerScene: 8, maxShots: 12 };
    const shots = await sut.object('storyboard', board, new Call(signal));
    expect(judge('style', style, JSON.stringify(bible))).toEqual({ answer: bible, faults: [] });
    expect(judge('script', script, JSON.stringify(episode))).toEqual({ answer: episode, faults: [] });
    expect(judge('storyboard', board, JSON.stringify(shots))).toEqual({ answer: shots, faults: [] });
  });

  it('draws a picture and says of what it is made', async () => {
    const drawings: { profile: RenderProfile; shot: ShotPicture }[] = [];
    const still = async (profile: RenderProfile, shot: ShotPicture) => {
      drawings.push({ profile, shot });
      return Buffer.from('png');
    };
    const request = {
      prompt: 'Lin Yu on a rooftop',
      location: 'rooftop',
      timeOfDay: 'night' as const,
      weather: 'rain',
      shotSize: 'wide' as const,
      characters: [],
      aspectRatio: '9:16' as const,
      width: 720,
      height: 1280,
      seed: 7,
      references: [],
    };
    const started = await new LocalImageModel({ still }).start(request, new Call(signal));
    expect(started).toMatchObject({
      state: 'done',
      result: { kind: 'bytes', mime: 'image/png', drawn: { set: 'rooftop', time: 'night', weather: 'rain', seed: 7 } },
    });
    expect(drawings).toMatchObject([
      {
        profile: { width: 720, height: 1280 },
        shot: { source: { kind: 'drawn', scene: expect.objectContaining({ set: 'rooftop' }) }, size: 'wide' },
      },
    ]);
  });

  it('lets others have their turn between two texts that it reads, and stops when it is told to', async () => {
    const texts = Array.from({ length: 30 }, () => ({ where: 'script' as const, text: 'joy and 春天' }));
    const sut = new LocalModerationModel();
    let turns = 0;
    const turn = () => {
      turns++;
      next = setImmediate(turn);
    };
    let next = setImmediate(turn);
    const request = { texts, frames: [], language: 'zh' as const };
    expect(await sut.generate(request, new Call(signal))).toEqual({ verdict: 'pass', score: 0, findings: [] });
    clearImmediate(next);
    expect(turns).toBeGreaterThanOrEqual(29);

    const asker = new AbortController();
    const answer = sut.generate(request, new Call(asker.signal));
    asker.abort(new Error('nobody waits any more'));
    await expect(answer).rejects.toThrow('nobody waits any more');
  });
});
