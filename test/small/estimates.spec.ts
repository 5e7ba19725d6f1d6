import 'reflect-metadata';
import { buildModels } from '../../src/ai/ai.module.js';
import { Circuits } from '../../src/ai/circuit.js';
import { catalogued, lengthFor, SETTINGS } from '../../src/ai/model-catalogue.js';
import { ModelRegistry } from '../../src/ai/model-registry.js';
import { type Capability, type Provider, type ScriptModel } from '../../src/ai/ports.js';
import { type Price } from '../../src/ai/prices.js';
import { ProviderChain } from '../../src/ai/provider-chain.js';
import { type Config, parseConfig } from '../../src/common/config.js';
import { Metrics } from '../../src/common/metrics.js';
import { type JobInput } from '../../src/jobs/job-input.js';
import { FRAMES_PER_SECOND } from '../../src/media/timeline.js';
import { secondsPerScene } from '../../src/offline/layout.js';
import { castSize } from '../../src/offline/writer-cast.js';
import { EstimatesService } from '../../src/productions/estimates.service.js';
import { newScriptBrief, newStoryboardBrief, newStyleBrief } from '../fixtures/story.fixture.js';
import { limitsOf } from '../support/registries.js';

/** Two episodes of thirty seconds, each of two scenes with five shots. */
const FILM: Partial<JobInput> = {
  ...{ episodes: 2, firstEpisode: 1, scenesPerEpisode: 2, durationSec: 30 },
  ...{ language: 'zh', aspectRatio: '16:9', preview: false, allowFallback: true },
  wanted: { script: null, image: null, video: null },
};
const SHOTS = 20;
/** Titles take some of it. */
const SHOT_SECONDS = secondsPerScene(30, 2, FRAMES_PER_SECOND) / 5;
/** What a task of writing is likely to take, in tokens. */
const USED = { read: 4000, written: 12_000 };

/** Everybody is configured. */
const everybody: Config = parseConfig(
  Object.fromEntries(
    Object.values(SETTINGS)
      .flat()
      .map((name) => [name, name.endsWith('_URL') ? 'http://127.0.0.1:9/v1' : 'a-key-or-a-model']),
  ),
);
const registry = new ModelRegistry(buildModels(everybody, {} as never, {} as never));

const STAGES = {
  script: 'script',
  image: 'images',
  speech: 'speech',
  video: 'clips',
  moderation: 'moderation',
} as const;
type Asked = keyof typeof STAGES;
/** Every model that costs something. */
const paid = (...capabilities: Asked[]) =>
  capabilities.flatMap((capability) => {
    const models = registry.ids(capability).map((id) => ({ capability, id, model: registry.find(capability, id) }));
    return models.flatMap((each) => {
      const { model } = each as { model: Provider | null };
      return model?.price ? [{ ...each, model, price: model.price }] : [];
    });
  });

function estimateBy(capability: Capability, id: string) {
  const chains = { ...parseConfig({}).chains, [capability]: [id] };
  const chain = new ProviderChain({ chains }, registry, new Circuits(), limitsOf(), new Metrics());
  const productions = { dramaInput: () => FILM as JobInput };
  return new EstimatesService(productions as never, chain).drama({ id: '', role: 'user' }, {} as never);
}

/** Whoever looks at references is given a portrait of each person. */
function portraitsFor({ provider, model }: Provider): number {
  const { maxReferences } = catalogued('image', provider, model).limits;
  return maxReferences ? castSize(FILM.episodes ?? 0, 0) : 0;
}

/** What the film costs by the table alone: how many of what the vendor counts, times its price. */
function byTable(capability: Asked, by: Provider, price: Price): number {
  const { provider, model } = by;
  const { episodes = 0 } = FILM;
  switch (capability) {
    case 'script':
      return (episodes * (USED.read * (price.inputUsd ?? 0) + USED.written * price.usd)) / 1e6;
    case 'image':
      return (SHOTS + portraitsFor(by)) * price.usd;
    case 'video': {
      if (price.unit === 'clip') {
        return SHOTS * price.usd;
      }
      const lengths = [0.6, 0.8, 1, 1.2, 1.4].map((part) => lengthFor(provider, model, part * SHOT_SECONDS));
      return (SHOTS * price.usd * lengths.reduce((sum, each) => sum + each, 0)) / lengths.length;
    }
    default:
      return NaN;
  }
}

it('the film has as many shots as the tests below count with', () => {
  const { by_stage: stages, assumptions } = estimateBy('image', 'local');
  expect(stages.find(({ stage }) => stage === 'images')?.steps).toBe(SHOTS);
  expect(assumptions[0]).toContain(`of ${SHOT_SECONDS.toFixed(1)} s on average`);
});

it.each(paid('script', 'image', 'video'))(
  'an estimate of $capability by $id is how many times the price of the table',
  ({ capability, id, model, price }) => {
    const told = estimateBy(capability, id).by_stage.find(({ stage }) => stage === STAGES[capability]);
    expect(`${told?.provider}:${told?.model}`).toBe(id);
    expect(told?.cost_usd).toBeCloseTo(byTable(capability, model, price), 3);
  },
);

const WRITTEN = [
  ['style', newStyleBrief({ episodes: 60 })],
  ['script', newScriptBrief({ scenesPerEpisode: 20, secondsPerScene: 30 })],
  ['storyboard', newStoryboardBrief({ maxShots: 60 })],
] as const;

it.each(paid('script'))('two of the longest answers of $id fit into what is reserved for them', ({ model }) => {
  for (const [kind, brief] of WRITTEN) {
    const most = model.costOf({ inputTokens: 16_000, outputTokens: 2 * 16_000 });
    expect((model as ScriptModel).quote(kind, brief as never)).toBeGreaterThan(most);
  }
});

// How much is said is reckoned, so there are bounds only.
it('an estimate of what is said and seen is that of some words for each shot', () => {
  for (const { capability, id, price } of paid('speech', 'moderation')) {
    const told = estimateBy(capability, id).by_stage.find(({ stage }) => stage === STAGES[capability]);
    expect(`${told?.provider}:${told?.model}`).toBe(id);
    const count = (told?.cost_usd ?? 0) / price.usd;
    const most = { second: 0, picture: 0, clip: 0, minute: SHOTS, million_characters: 0.01, million_tokens: 1 }[
      price.unit
    ];
    expect([id, count > 0, count <= most]).toEqual([id, true, true]);
  }
});

it('says that its costs are likely ones where there are any', () => {
  const likely = expect.stringContaining('These are likely costs');
  expect(estimateBy('script', 'openai:gpt-4o').assumptions).toContainEqual(likely);
});

it('says as of when and from where its prices are, each once, and nothing of what is free', () => {
  const { assumptions } = estimateBy('video', 'runway:gen4_turbo');
  expect(assumptions.filter((each) => each.includes('as of'))).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^runway:gen4_turbo: \$0\.05 per second of film, as of 2026-11-28: https:/),
    ]),
  );
  const writers = estimateBy('script', 'openai:gpt-4o').assumptions.filter((each) => each.startsWith('openai:gpt-4o:'));
  expect(writers).toEqual([expect.stringContaining('$2.5 per million tokens read and $10 per million written')]);
});

it('every provider but the house has settings, and they are in .env.example', async () => {
  const { readFile } = await import('node:fs/promises');
  const example = await readFile('.env.example', 'utf8');
  const named = Object.entries(SETTINGS).flatMap(([, names]) => names);
  expect(named.filter((name) => !example.includes(`#${name}=`))).toEqual([]);
  expect(registry.allProviders().filter((provider) => SETTINGS[provider] === undefined)).toEqual(['local']);
});
