import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Storage } from '../storage/storage.js';

/** What a check found; anything besides `status` is shown as it is. */
export interface CheckResult {
  status: 'up' | 'down';
  [detail: string]: unknown;
}

/** Something the server stands on. `check` may throw, which means down. */
export interface HealthCheck {
  name: string;
  /** Without it nothing can be served, and `/health/ready` says 503. */
  isVital?: boolean;
  check(): Promise<CheckResult>;
}

/** Injection token of the {@link HealthCheck} list. */
export const HEALTH_CHECKS = Symbol('HEALTH_CHECKS');

export function databaseCheck(em: EntityManager): HealthCheck {
  return {
    name: 'database',
    isVital: true,
    check: async () => {
      await em.execute('select 1');
      return { status: 'up' };
    },
  };
}

export function storageCheck(storage: Storage): HealthCheck {
  return {
    name: 'storage',
    isVital: true,
    check: async () => {
      await storage.check();
      return { status: 'up' };
    },
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
      return { status: 'up', version };
    },
  };
}
