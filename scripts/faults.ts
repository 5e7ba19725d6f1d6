import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A line of the report that `test/support/fault-case.ts` writes. */
interface FaultResult {
  name: string;
  expected: string;
  seen: string;
  recoveryMs: number | null;
  isOk: boolean;
}

const JEST = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
const SUITE = 'test/e2e/faults';

/**
 * `npm run faults [-- -t <part of a name>]`: breaks everything that the product stands on, one thing after the other,
 * and prints what was expected, what was seen and how long the recovery took. Ends with 1 when anything was not as
 * expected.
 */
async function main(): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'jumu-faults-'));
  const report = join(directory, 'report.jsonl');
  try {
    const jest = spawn(
      process.execPath,
      [...JEST, SUITE, '--testPathIgnorePatterns', 'chaos', ...process.argv.slice(2)],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, FAULTS_REPORT: report },
      },
    );
    const [code] = (await once(jest, 'exit')) as [number | null];
    const lines = (await readFile(report, 'utf8').catch(() => '')).split('\n').filter(Boolean);
    const results = lines.map((line) => JSON.parse(line) as FaultResult);
    printTable(results);
    return code === 0 && results.length > 0 && results.every(({ isOk }) => isOk) ? 0 : 1;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function printTable(results: FaultResult[]): void {
  const rows = results.map(({ name, expected, seen, recoveryMs, isOk }) => [
    isOk ? 'ok' : 'NOT OK',
    recoveryMs === null ? '' : `${(recoveryMs / 1000).toFixed(1)} s`,
    name,
    expected,
    isOk ? seen : (seen.split('\n')[0] ?? ''),
  ]);
  const head = ['', 'recovery', 'fault', 'expected', 'seen'];
  const widths = head.map((title, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? title).length)));
  for (const row of [head, ...rows]) {
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
  const failed = results.filter(({ isOk }) => !isOk);
  for (const { name, seen } of failed) {
    console.log(`\n${name}:\n${seen}`);
  }
  console.log(`\n${results.length} faults, ${failed.length} not as expected`);
}

process.exit(await main());
