import { jest } from '@jest/globals';
import 'reflect-metadata';
import { MikroORM } from '@mikro-orm/postgresql';
import { Logger } from '@nestjs/common';
import { AdminChains } from '../../src/ai/admin-chains.js';
import { Circuits } from '../../src/ai/circuit.js';
import { DirectCalls } from '../../src/ai/direct-calls.js';
import { type Call, ScriptModel } from '../../src/ai/ports.js';
import { closeForgotten, openCall } from '../../src/ai/provider-calls.js';
import { ProviderChain } from '../../src/ai/provider-chain.js';
import { ProviderHealth } from '../../src/ai/provider-health.js';
import { type ProviderLimits } from '../../src/ai/provider-limits.js';
import { type Config, parseConfig } from '../../src/common/config.js';
import { JobError } from '../../src/common/errors.js';
import { Metrics } from '../../src/common/metrics.js';
import { type RedisClients } from '../../src/common/redis.js';
import { inTransaction } from '../../src/common/transaction.js';
import { newId } from '../../src/common/uuid.js';
import { ormOptions } from '../../src/orm.config.js';
import { migrate } from '../../src/server.js';
import { readyRedis } from '../support/ready-redis.js';
import { limitsOf, registryOf } from '../support/registries.js';
import { newTestServices, type TestServices } from '../support/test-services.js';
import { until } from '../support/until.js';

const forever = new AbortController().signal;
const down = (provider: string) => new JobError('PROVIDER_UNAVAILABLE.network', { provider });

/** A vendor as a test wants it. */
class Vendor extends ScriptModel {
  probes = 0;

  constructor(
    readonly provider: string,
    readonly model: string,
    private readonly probed: (signal: AbortSignal) => Promise<void> = async () => undefined,
  ) {
    super();
  }

  override async probe(signal: AbortSignal): Promise<void> {
    this.probes += 1;
    await this.probed(signal);
  }

  object(): never {
    throw new Error('not asked');
  }

  quote(): number {
    return 0.5;
  }
}

describe('providers', () => {
  let services: TestServices;
  let orm: MikroORM;
  let config: Config;
  const clients: RedisClients[] = [];

  beforeAll(async () => {
    Logger.overrideLogger(['fatal']);
    services = await newTestServices(migrate);
    config = parseConfig({ DATABASE_URL: services.databaseUrl, REDIS_URL: services.redisUrl });
    orm = await MikroORM.init({ ...ormOptions(services.databaseUrl), allowGlobalContext: true });
  });

  beforeEach(async () => {
    await orm.em.execute('truncate provider_calls, provider_chains');
  });

  afterAll(async () => {
    await Promise.all(clients.map((client) => client.onApplicationShutdown()));
    await orm.close();
    await services.dispose();
  });

  /** As each process has one. */
  const connected = async () => {
    const redis = await readyRedis(services.redisUrl);
    clients.push(redis);
    return redis;
  };
  const rows = () => orm.em.fork().execute<any[]>('select * from provider_calls order by id');
  const healthOf = (models: ScriptModel[], circuits = new Circuits(), limits = limitsOf()) =>
    new ProviderHealth(orm.em, registryOf({ script: models, suggest: models }), circuits, limits);
  const told = async (health: ProviderHealth, provider: string) =>
    (await health.reports()).find((report) => report.provider === provider);
  const open = (provider: string, at = new Date()) =>
    orm.em.fork().transactional(async (em) => {
      const none = { jobId: null, stepId: null, attempt: 1, capability: 'script' as const };
      const id = await openCall(
        em,
        { ...none, userId: newId(), provider, model: 'm', estimateUsd: 0.5 },
        { concurrency: 2, perMinute: null },
      );
      await em.execute('update provider_calls set created_at = ? where id = ?', [at, id]);
      return id;
    });

  describe('health', () => {
    it('asks each vendor once, however many ask and whatever it does', async () => {
      const vendors = [new Vendor('ollama', 'qwen3'), new Vendor('ollama', 'qwen3:8b'), new Vendor('openai', 'gpt-4o')];
      const health = healthOf(vendors);
      await Promise.all(Array.from({ length: 50 }, () => health.reports()));
      await health.reports();
      expect(vendors.map(({ probes }) => probes)).toEqual([1, 0, 1]);
      expect(await told(health, 'ollama')).toMatchObject({ status: 'up', reason: null });
    });

    it('waits for nobody for longer than 5 s, and for all together', async () => {
      const deaf = () => new Promise<void>(() => undefined);
      const health = healthOf([new Vendor('ollama', 'm', deaf), new Vendor('openai', 'm', deaf)]);
      const began = performance.now();
      expect(await told(health, 'openai')).toMatchObject({ status: 'down', reason: { key: 'timeout' } });
      expect(performance.now() - began).toBeLessThan(9900);
    });

    it('tells what is wrong', async () => {
      const failures = {
        PROVIDER_AUTH: 'key_refused',
        PROVIDER_QUOTA: 'quota',
        'PROVIDER_UNAVAILABLE.network': 'unreachable',
        'PROVIDER_REJECTED.no_model': 'no_model',
        'INVALID_OUTPUT.json': 'answer',
      } as const;
      for (const [key, reason] of Object.entries(failures) as ['PROVIDER_AUTH', string][]) {
        const health = healthOf([new Vendor('openai', 'm', () => Promise.reject(new JobError(key, {})))]);
        expect(await told(health, 'openai')).toMatchObject({ status: 'down', reason: { key: reason } });
      }
      const odd = healthOf([new Vendor('openai', 'm', () => Promise.reject(new TypeError('a fault of ours')))]);
      expect(await told(odd, 'openai')).toMatchObject({ status: 'down', reason: { key: 'answer' } });
    });

    it('of one that refuses calls as too many is degraded', async () => {
      const limits = limitsOf();
      await limits.throttled('openai', 30_000);
      const health = healthOf([new Vendor('openai', 'm'), new Vendor('ollama', 'm')], new Circuits(), limits);
      expect(await told(health, 'openai')).toMatchObject({ status: 'degraded', reason: { key: 'throttled' } });
      expect(await told(health, 'ollama')).toMatchObject({ status: 'up' });
    });

    it('of one whose last calls have failed is degraded', async () => {
      const end = async (provider: string, state: string, code: string | null) =>
        orm.em.execute(
          'update provider_calls set state = ?, error_code = ?, settled_at = clock_timestamp() where id = ?',
          [...[state, code, await open(provider)]],
        );
      for (const code of ['PROVIDER_UNAVAILABLE', 'PROVIDER_QUOTA', 'INVALID_OUTPUT']) {
        await end('openai', 'failed', code);
      }
      for (const code of ['PROVIDER_UNAVAILABLE', 'PROVIDER_REJECTED', 'PROVIDER_UNAVAILABLE']) {
        await end('ollama', 'failed', code);
      }
      const look = () => healthOf([new Vendor('openai', 'm'), new Vendor('ollama', 'm')]);
      expect(await told(look(), 'openai')).toMatchObject({ status: 'degraded', reason: { key: 'failing' } });
      expect(await told(look(), 'ollama')).toMatchObject({ status: 'up' });
      await end('openai', 'done', null);
      expect(await told(look(), 'openai')).toMatchObject({ status: 'up' });
    });

    it('knows what another process has found out, and hears when it is over', async () => {
      const [worker, api] = [new Circuits(await connected()), new Circuits(await connected())];
      const health = healthOf([new Vendor('ollama', 'm')], api);
      for (let failure = 0; failure < 5; failure++) {
        await worker.run('ollama', () => Promise.reject(down('ollama'))).catch(() => undefined);
      }
      await until('the other one knows', async () => (await api.stateAnywhere('ollama')) === 'open');
      expect(api.stateOf('ollama')).toBe('closed');
      expect(await told(health, 'ollama')).toMatchObject({
        ...{ status: 'degraded', circuit: 'open', reason: { key: 'circuit_open' } },
      });
      // What that process would do when its own rest is over and its trial has gone well.
      const redis = await connected();
      const [key = ''] = await redis.commands.keys('*ollama:circuit');
      await redis.commands.pexpire(key, 200_000);
      expect(await told(health, 'ollama')).toMatchObject({ status: 'degraded', circuit: 'half_open' });
      await redis.commands.del(key);
      expect(await told(health, 'ollama')).toMatchObject({ status: 'up', circuit: 'closed' });
    });
  });

  describe('a call for somebody who waits', () => {
    const callsOf = (vendors: ScriptModel[], limits: ProviderLimits = limitsOf()) => {
      const chain = new ProviderChain(config, registryOf({ suggest: vendors }), new Circuits(), limits, new Metrics());
      return new DirectCalls(orm.em, chain, limits, new Metrics());
    };
    const ask = (calls: DirectCalls, work: (model: ScriptModel, call: Call) => Promise<string>, vendorsMs = 5000) =>
      calls.ask('suggest', { userId: newId(), vendorsMs, signal: forever }, { quote: () => 0.5, call: work });

    it('is written down before it is made, with what it came to', async () => {
      const calls = callsOf([new Vendor('openai', 'gpt-4o')]);
      const { value } = await ask(calls, async (_model, call) => {
        expect(await rows()).toMatchObject([{ state: 'intended', cost_usd: null }]);
        call.used({ inputTokens: 1e6, outputTokens: 1e6 });
        return 'advice';
      });
      expect(value).toBe('advice');
      expect(await rows()).toMatchObject([
        {
          ...{ job_id: null, step_id: null, capability: 'suggest', provider: 'openai', model: 'gpt-4o' },
          ...{ state: 'done', estimate_usd: 0.5, cost_usd: 12.5, error_code: null },
          usage: { inputTokens: 1e6, outputTokens: 1e6 },
        },
      ]);
    });

    it('stays written down when the request comes to nothing', async () => {
      const calls = callsOf([new Vendor('openai', 'm')]);
      const request = inTransaction(orm.em, async () => {
        await ask(calls, async () => 'advice');
        throw new Error('the shot is gone');
      });
      await expect(request).rejects.toThrow('the shot is gone');
      expect(await rows()).toMatchObject([{ state: 'done', cost_usd: 0.5 }]);
    });

    it('goes to the next one where the first fails, is busy or takes too long', async () => {
      const [first, second] = [new Vendor('ollama', 'm'), new Vendor('openai', 'm')];
      const fail: Record<string, (call: Call) => Promise<string>> = {
        PROVIDER_UNAVAILABLE: () =>
          Promise.reject(
            new JobError('PROVIDER_UNAVAILABLE.answered', { provider: 'ollama', args: { reply: 'HTTP 503' } }),
          ),
        timeout: ({ signal }) =>
          new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
      };
      for (const work of Object.values(fail)) {
        const result = await ask(
          callsOf([first, second]),
          async (model, call) => (model === first ? work(call) : 'advice'),
          400,
        );
        expect(result).toMatchObject({ provider: 'openai', degraded: { wanted: 'ollama' } });
      }
      expect((await rows()).map(({ provider, state, cost_usd }) => [provider, state, cost_usd])).toEqual([
        ['ollama', 'failed', 0],
        ['openai', 'done', 0.5],
        ['ollama', 'unconfirmed', 0.5],
        ['openai', 'done', 0.5],
      ]);
      await open('ollama');
      await open('ollama');
      const limits = limitsOf();
      const giveBack = jest.spyOn(limits, 'giveBack');
      const { provider, degraded } = await ask(callsOf([first, second], limits), async () => 'advice');
      expect([provider, degraded?.why]).toEqual(['openai', 'ollama is busy']);
      expect(giveBack).toHaveBeenCalledWith('ollama');
    });

    it('is made although nobody can write it down', async () => {
      const away = await MikroORM.init({ ...ormOptions('postgresql://127.0.0.1:9/away'), allowGlobalContext: true });
      const chain = new ProviderChain(
        ...([
          config,
          registryOf({ suggest: [new Vendor('openai', 'm')] }),
          new Circuits(),
          limitsOf(),
          new Metrics(),
        ] as const),
      );
      const calls = new DirectCalls(away.em, chain, limitsOf(), new Metrics());
      await expect(ask(calls, async () => 'advice')).resolves.toMatchObject({ value: 'advice' });
      await away.close();
    });

    it('whose process has died holds no place for long', async () => {
      await open('ollama', new Date(Date.now() - 11 * 60_000));
      await open('ollama');
      await closeForgotten(orm.em.fork());
      expect((await rows()).map(({ state, cost_usd }) => [state, cost_usd])).toEqual([
        ['unconfirmed', 0.5],
        ['intended', null],
      ]);
    });
  });

  describe('chains of an administrator', () => {
    const started = async (em = orm.em) => {
      const chains = new AdminChains(em);
      await chains.onModuleInit();
      chains.onApplicationBootstrap();
      return chains;
    };

    it('are known to all processes soon, at once to the one that was told, and after a restart', async () => {
      const [one, other] = [await started(), await started()];
      await one.change({ video: ['runway', 'local'], script: ['local'] }, newId());
      expect(one.of('video')).toEqual(['runway', 'local']);
      await until('the other knows', () => other.of('script') !== null);
      const third = await started();
      expect(third.of('video')).toEqual(['runway', 'local']);
      await other.change({ video: null }, newId());
      expect([other.of('video'), other.of('script')]).toEqual([null, ['local']]);
      await until('it is taken back', () => one.of('video') === null);
      await Promise.all([one, other, third].map((chains) => chains.beforeApplicationShutdown()));
    });

    it('hold while the database is away', async () => {
      const chains = await started();
      await chains.change({ video: ['local'] }, newId());
      const failed = failingForks(orm);
      await until('it was asked in vain', () => failed.count > 1);
      expect(chains.of('video')).toEqual(['local']);
      failed.end();
      await orm.em.execute(`delete from provider_chains`);
      await until('the database is back', () => chains.of('video') === null);
      await chains.beforeApplicationShutdown();
    });
  });
});

/** Lets all reads of forks fail until it is told to end. */
function failingForks(orm: MikroORM): { count: number; end: () => void } {
  const fork = orm.em.fork.bind(orm.em);
  const failures = { count: 0, end: () => void (orm.em.fork = fork) };
  orm.em.fork = () => {
    failures.count += 1;
    throw new Error('the database is away');
  };
  return failures;
}
