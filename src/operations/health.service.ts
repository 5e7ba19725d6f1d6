import { Inject, Injectable, Logger } from '@nestjs/common';
import { CONFIG, type Config } from '../common/config.js';
import { AppError } from '../common/errors.js';
import { Shutdown } from '../common/shutdown.js';
import { VERSION } from '../common/version.js';
import { Media } from '../media/media.js';
import { type CheckResult, HEALTH_CHECKS, type HealthCheck } from './health-checks.js';
import type { HealthDto, ReadyDto } from './health.dto.js';

const CHECK_TIMEOUT_MS = 2000;

@Injectable()
export class HealthService {
  private readonly logger = new Logger('Health');
  private readonly reported = new Set<string>();

  constructor(
    @Inject(HEALTH_CHECKS) private readonly list: HealthCheck[],
    @Inject(CONFIG) private readonly config: Config,
    private readonly shutdown: Shutdown,
    private readonly media: Media,
  ) {}

  /** Everything there is to say without a token: no address, no key, no path. */
  async health(): Promise<HealthDto> {
    const checks = await this.results();
    const { role, rateLimitPerMinute, maxFilmSec, mediaUrlTtlSec, mediaConcurrency } = this.config;
    return {
      status: Object.values(checks).every(({ status }) => status === 'up') ? 'healthy' : 'degraded',
      version: VERSION,
      uptime_sec: Math.floor(process.uptime()),
      config: {
        role,
        storage: this.config.s3 === null ? 'local' : 's3',
        providers: this.providers(),
        deep_checks: this.media.deepChecksVersion() !== null,
        limits: {
          rate_limit_per_min: rateLimitPerMinute,
          max_film_sec: maxFilmSec,
          media_url_ttl_sec: mediaUrlTtlSec,
          media_concurrency: mediaConcurrency,
        },
      },
      checks,
    };
  }

  /** Whether requests can be served: without the vital parts 503, without the others `degraded`. */
  async ready(): Promise<ReadyDto> {
    if (this.shutdown.hasBegun) {
      throw new AppError('SERVICE_UNAVAILABLE.stopping');
    }
    const checks = await this.results();
    const down = this.list.filter(({ name }) => checks[name]?.status === 'down');
    const names = down.map(({ name }) => name);
    if (down.some(({ isVital }) => isVital)) {
      throw new AppError('SERVICE_UNAVAILABLE.not_ready', { down: names });
    }
    return { status: names.length > 0 ? 'degraded' : 'ready', down: names };
  }

  private async results(): Promise<Record<string, CheckResult>> {
    const results = await Promise.all(this.list.map(async (check) => [check.name, await this.run(check)] as const));
    return Object.fromEntries(results);
  }

  /** A check that throws or takes too long is down. Why is for the log, once, and not for strangers. */
  private async run(item: HealthCheck): Promise<CheckResult> {
    const { name } = item;
    const started = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new AppError('SERVICE_UNAVAILABLE.check')), CHECK_TIMEOUT_MS);
    });
    try {
      const found = await Promise.race([item.check(), late]);
      this.reported.delete(name);
      return { status: 'up', ...found, latency_ms: Math.round(performance.now() - started) };
    } catch (error) {
      if (!this.reported.has(name)) {
        this.reported.add(name);
        this.logger.warn(`${name} is down`, error);
      }
      return { status: 'down' };
    } finally {
      clearTimeout(timer);
    }
  }

  private providers(): string[] {
    const { cloudQwen, localQwen, ollama, openai, runway, replicate, fal, vision } = this.config.providers;
    const servers = { cloud_qwen: cloudQwen, local_qwen: localQwen, ollama, openai, runway, replicate, pika: fal };
    const configured = Object.entries(servers).filter(([, server]) => server.baseUrl !== null);
    const isSeenHere =
      (vision.localQwen !== null && localQwen.baseUrl !== null) || (vision.ollama !== null && ollama.baseUrl !== null);
    const seers = [...(isSeenHere ? ['local_qwen_vl'] : []), ...(cloudQwen.baseUrl !== null ? ['cloud_qwen_vl'] : [])];
    return [...configured.map(([name]) => name), ...seers, 'local'];
  }
}
