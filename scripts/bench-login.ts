import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '../src/common/config.js';
import { startEmbedded } from '../src/embedded/embedded-services.js';
import { serve } from '../src/server.js';

const SAMPLES = 200;
const WARM_UP = 20;
const MOST_MS = 2;
const ACCOUNT = { username: 'bench', email: 'bench@example.com', password: 'correct horse battery' };

/**
 * `npm run bench -- login`: whether the time of a refused login tells if there is an account. Samples of both
 * kinds alternate, and take turns to be first, so that whatever else the machine does falls on both alike.
 */
async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'jumu-bench-login-'));
  const environment = { ...process.env, DATA_DIR: join(directory, 'data'), ROLE: 'api', PORT: '0' };
  const config = parseConfig({ ...environment, RATE_LIMIT_PER_MIN: '0', LOG_LEVEL: 'error' });
  const services = await startEmbedded(config);
  const database = { ...config.database, url: services.databaseUrl };
  const server = await serve({ ...config, database, redis: { url: services.redisUrl } });
  try {
    await measure(`${server.url}/api/v1/auth`);
  } finally {
    await server.close();
    await services.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function measure(address: string): Promise<void> {
  await post(`${address}/register`, ACCOUNT, 201);
  const unknown: number[] = [];
  const wrong: number[] = [];
  for (let sample = -WARM_UP; sample < SAMPLES; sample++) {
    const kinds: [email: string, times: number[]][] = [
      [`nobody${sample}@example.com`, unknown],
      [ACCOUNT.email, wrong],
    ];
    for (const [email, times] of sample % 2 === 0 ? kinds : kinds.reverse()) {
      const ms = await refusedLoginMs(address, email);
      if (sample >= 0) {
        times.push(ms);
      }
    }
  }
  const difference = Math.abs(quantile(unknown, 0.5) - quantile(wrong, 0.5));
  print('refused login', 'median ms', 'p95 ms');
  print('unknown email', quantile(unknown, 0.5).toFixed(2), quantile(unknown, 0.95).toFixed(2));
  print('wrong password', quantile(wrong, 0.5).toFixed(2), quantile(wrong, 0.95).toFixed(2));
  print(`difference (at most ${MOST_MS})`, difference.toFixed(2), '');
  process.exitCode = difference <= MOST_MS ? 0 : 1;
}

async function refusedLoginMs(address: string, email: string): Promise<number> {
  const began = performance.now();
  await post(`${address}/login`, { email, password: 'not the password' }, 401);
  return performance.now() - began;
}

async function post(url: string, body: object, status: number): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await response.text();
  if (response.status !== status) {
    throw new Error(`${url} answered ${response.status}: ${text}`);
  }
}

function quantile(values: number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)] ?? NaN;
}

function print(...cells: [string, string, string]): void {
  console.log(cells.map((cell, index) => (index === 0 ? cell.padEnd(24) : cell.padStart(10))).join(''));
}

await main();
process.exit();
