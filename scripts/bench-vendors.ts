import { spawn } from 'node:child_process';
import { once } from 'node:events';

const JEST = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];

/**
 * `npm run bench -- vendors`: 50 kills of workers at moments when paid work is under way, then 200 shots in flight at
 * one vendor with one worker process, then 200 that wait for 5 places. Figures are printed as they are measured.
 */
const { VENDOR_KILLS = '50', VENDOR_SHOTS = '200', VENDOR_SEED = String(Date.now() % 1_000_000) } = process.env;
console.log(`${VENDOR_KILLS} kills (VENDOR_SEED=${VENDOR_SEED}), ${VENDOR_SHOTS} shots`);
const jest = spawn(process.execPath, [...JEST, 'test/e2e/faults/vendors'], {
  stdio: 'inherit',
  env: { ...process.env, VENDOR_KILLS, VENDOR_SHOTS, VENDOR_SEED },
});
const [code] = (await once(jest, 'exit')) as [number | null];
process.exit(code ?? 1);
