import { ApiProperty } from '@nestjs/swagger';
import { ROLES, type Role } from '../common/config.js';
import type { CheckResult } from './health-checks.js';

export class HealthDto {
  /** `healthy`: every check is up. @example healthy */
  @ApiProperty({ enum: ['healthy', 'degraded'] })
  status: 'healthy' | 'degraded';

  /** The version of the server. @example 0.1.0 */
  @ApiProperty({ type: String, maxLength: 100 })
  version: string;

  /** Since the process began, in seconds. @example 86400 */
  @ApiProperty({ type: 'integer' })
  uptime_sec: number;

  /**
   * How it is set up; no address, key or path.
   * @example {"role":"all","storage":"local","providers":["local"],"deep_checks":false,"limits":{"rate_limit_per_min":300,"max_film_sec":3600,"media_url_ttl_sec":3600,"media_concurrency":2}}
   */
  @ApiProperty({
    type: 'object',
    properties: {
      role: { type: 'string', enum: [...ROLES], description: 'What this process does: answer, work, or both' },
      storage: { type: 'string', maxLength: 40, description: 'Where files are kept' },
      providers: {
        ...{ type: 'array', maxItems: 100, items: { type: 'string', maxLength: 40 } },
        description: 'Who is configured; `local` always is',
      },
      deep_checks: {
        type: 'boolean',
        description: 'Whether clips are watched as well: what does it is installed by `npm run setup:qc`',
      },
      limits: {
        type: 'object',
        additionalProperties: { type: 'number' },
        description: 'Limits by name; a rate limit of 0 is none',
      },
    },
  })
  config: {
    role: Role;
    storage: string;
    providers: string[];
    deep_checks: boolean;
    limits: Record<string, number>;
  };

  /**
   * What the server stands on, by name, with what each check found.
   * @example {"database":{"status":"up","latency_ms":1},"storage":{"status":"up","latency_ms":1},"ffmpeg":{"status":"up","version":"7.1","latency_ms":0},"redis":{"status":"up","latency_ms":1},"queue":{"status":"up","latency_ms":1}}
   */
  @ApiProperty({
    type: 'object',
    additionalProperties: {
      type: 'object',
      required: ['status'],
      properties: {
        status: { type: 'string', enum: ['up', 'down'], description: 'Whether it works' },
        latency_ms: { type: 'integer', description: 'How long the check took, in milliseconds; not for what is down' },
      },
      additionalProperties: true,
    },
  })
  checks: Record<string, CheckResult>;
}

export class LiveDto {
  /** Always, when there is an answer. @example up */
  @ApiProperty({ enum: ['up'] })
  status: 'up';
}

export class ReadyDto {
  /** `degraded`: it serves, though something that it could do without is down. @example ready */
  @ApiProperty({ enum: ['ready', 'degraded'] })
  status: 'ready' | 'degraded';

  /** @example [] */
  @ApiProperty({
    ...{ type: 'array', maxItems: 100, items: { type: 'string', maxLength: 40 } },
    description: 'The checks that are down',
  })
  down: string[];
}
