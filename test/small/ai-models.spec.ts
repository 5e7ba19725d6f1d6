import 'reflect-metadata';
import { registryFor } from '../../src/ai/ai.module.js';
import { AiService } from '../../src/ai/ai.service.js';
import { OpenAiImageModel } from '../../src/ai/providers/openai-images.provider.js';
import { parseConfig } from '../../src/common/config.js';
import { registryOf } from '../support/registries.js';

it('a model that its provider is not configured with says so', async () => {
  const mine = new OpenAiImageModel({ baseUrl: 'http://127.0.0.1:9/v1', apiKey: null }, 'mine');
  const registry = registryOf({ image: [mine] });
  const reports = async () =>
    registry.allProviders().map((provider) => ({ provider, status: 'up', circuit: 'closed', reason: null }));
  const sut = new AiService(registry, {} as never, {} as never, { reports } as never);
  expect(await sut.model('openai:mine')).toMatchObject({ configured: true, available: true, reason: null });
  expect(await sut.model('openai:gpt-image-2')).toMatchObject({
    ...{ configured: false, available: false, reason: 'Its server is not configured with this model' },
  });
});

it('limits of a provider that is not there stop the start', () => {
  const config = parseConfig({ PROVIDER_LIMITS: 'rnuway=20/60' });
  expect(() => registryFor(config, {} as never, {} as never)).toThrow(
    /^PROVIDER_LIMITS names an unknown provider: "rnuway"; there are /,
  );
});
