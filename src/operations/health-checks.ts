import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Storage } from '../storage/storage.js';

/** How something is; anything besides `status` is what its check has found. */
export interface CheckResult {
  status: 'up' | 'down';
  [detail: string]: unknown;
}

/** Something the server stands on: up, unless `check` throws. What that returns is shown. */
export interface HealthCheck {
  name: string;
  /** Without it nothing can be served, and `/health/ready` says 503. */
  isVital?: boolean;
  check(): Promise<object | void>;
}

/** Injection token of the {@link HealthCheck} list. */
export const HEALTH_CHECKS = Symbol('HEALTH_CHECKS');

export function databaseCheck(em: EntityManager): HealthCheck {
  return {
    name: 'database',
    isVital: true,
    check: async () => {
      await em.execute('select 1');
    },
  };
}

export function storageCheck(storage: Storage): HealthCheck {
  return {
    name: 'storage',
    isVital: true,
    check: () => storage.check(),
  };
}

/** Runs ffmpeg until it answered once: it is not going to leave, and anybody may ask. */
export function ffmpegCheck(path: string): HealthCheck {
  let version: string | null = null;
  return {
    name: 'ffmpeg',
    check: async () => {
      version ??=
        /version (\S+)/.exec((await promisify(execFile)(path, ['-version'], { timeout: 2000 })).stdout)?.[1] ?? '';
      return { version };
    },
  };
}
