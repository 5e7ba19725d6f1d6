import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';

const JEST = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
const SECONDS = '75';

/**
 * `npm run chaos [-- --seed N --seconds S]`: several jobs of two users while workers, API, PostgreSQL, Redis and the
 * vendor fail at random; then everything is healed and checked. The seed decides what is done and when, and is printed.
 */
const { values } = parseArgs({ options: { seed: { type: 'string' }, seconds: { type: 'string', default: SECONDS } } });
const seed = values.seed ?? String(Date.now() % 1_000_000);
console.log(`seed ${seed}, ${values.seconds} s of faults`);
const jest = spawn(process.execPath, [...JEST, 'test/e2e/faults/chaos'], {
  stdio: 'inherit',
  env: { ...process.env, CHAOS_SEEDS: seed, CHAOS_SEC: values.seconds },
});
const [code] = (await once(jest, 'exit')) as [number | null];
console.log(`seed ${seed}: ${code === 0 ? 'passed' : 'FAILED'}`);
process.exit(code ?? 1);
