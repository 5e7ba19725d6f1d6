import { ApiProperty } from '@nestjs/swagger';
import { ROLES, type Role } from '../common/config.js';
import type { CheckResult } from './health-checks.js';

export class HealthDto {
  @ApiProperty({ enum: ['healthy', 'degraded'] })
  status: 'healthy' | 'degraded';

  @ApiProperty({ type: String, maxLength: 100 })
  version: string;

  @ApiProperty({ type: 'integer' })
  uptime_sec: number;

  @ApiProperty({
    type: 'object',
    properties: {
      role: { type: 'string', enum: [...ROLES] },
      storage: { type: 'string', maxLength: 40 },
      providers: { type: 'array', maxItems: 100, items: { type: 'string', maxLength: 40 } },
      limits: { type: 'object', additionalProperties: { type: 'number' } },
    },
  })
  config: { role: Role; storage: string; providers: string[]; limits: Record<string, number> };

  @ApiProperty({
    type: 'object',
    additionalProperties: {
      type: 'object',
      required: ['status'],
      properties: { status: { type: 'string', enum: ['up', 'down'] } },
    },
  })
  checks: Record<string, CheckResult>;
}

export class LiveDto {
  @ApiProperty({ enum: ['up'] })
  status: 'up';
}

export class ReadyDto {
  @ApiProperty({ enum: ['ready', 'degraded'] })
  status: 'ready' | 'degraded';

  @ApiProperty({
    ...{ type: 'array', maxItems: 100, items: { type: 'string', maxLength: 40 } },
    description: 'The checks that are down',
  })
  down: string[];
}
