import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * A second opinion on `openapi.json`: Redocly's `drift` compares it with what the e2e tests sent and heard, which they
 * keep in the directory that JUMU_TRAFFIC names. Ends well only if it finds nothing and every operation was seen.
 */

const REDOCLY = join(import.meta.dirname, '../../node_modules/@redocly/cli/bin/cli.js');
/** Clients may send it with every request; it is described where it changes something. */
const HARMLESS_HEADERS = 'idempotency-key,webhook-id,webhook-signature,webhook-timestamp';

interface Exchange {
  request: { method: string; url: string; headers: Record<string, string>; body: string | null };
  response: { status: number; headers: Record<string, string>; body: string | null };
}

interface Report {
  run: { totalExchanges: number };
  problems: Problem[];
}

interface Problem {
  occurrences: number;
  severity: string;
  message: string;
  operationId?: string;
  method: string;
  path: string;
  status?: number;
}

type Count = Record<'covered' | 'total', number>;

interface Coverage {
  totals: Record<'operations' | 'parameters' | 'properties' | 'responses', Count>;
  operations: { operationId: string; missing: { kind: string }[] }[];
}

/** All exchanges of the directory, in one file. */
async function gather(directory: string, file: string): Promise<void> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.ndjson'));
  const texts = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')));
  const lines = texts.flatMap((text) => text.split('\n')).filter((line) => line !== '');
  const exchanges = lines.map((line) => withoutMistakes(JSON.parse(line) as Exchange));
  await writeFile(file, exchanges.map((exchange) => `${JSON.stringify(exchange)}\n`).join(''));
}

/**
 * What a test did wrong on purpose, and was refused for, says nothing about the document; the refusal does. `drift`
 * forgives a refused body, but no unknown query parameter or header, and no missing token.
 */
function withoutMistakes({ request, response }: Exchange): Exchange {
  const isRefused = response.status >= 400 && response.status < 500;
  const [path = ''] = request.url.split('?', 1);
  const url = isRefused ? path : request.url;
  const { 'content-type': type } = request.headers;
  const good = { authorization: 'Bearer ***', ...(type === undefined ? {} : { 'content-type': type }) };
  return { request: { ...request, url, headers: isRefused ? good : request.headers }, response };
}

/** Runs `drift`. Its exit status says less than its report: it is 0 where there are warnings only. */
async function compare(directory: string): Promise<{ report: Report; coverage: Coverage }> {
  const file = join(directory, 'traffic.ndjson');
  const [report, coverage] = [join(directory, 'report.json'), join(directory, 'coverage.json')];
  const options = ['--format=json', `--output=${report}`, `--coverage-output=${coverage}`, '--traffic-format=ndjson'];
  const headers = `--ignore-headers=${HARMLESS_HEADERS}`;
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const drift = [REDOCLY, 'drift', file, '--api=openapi.json', ...options, headers];
  await promisify(execFile)(process.execPath, drift, { env }).catch((error: { code: number; stderr: string }) => {
    if (error.code !== 1) {
      throw new Error(`redocly drift failed: ${error.stderr}`);
    }
  });
  return { report: await json<Report>(report), coverage: await json<Coverage>(coverage) };
}

async function json<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(path, 'utf8')) as T;
}

/** Says what was found; whether it is nothing. */
function tell({ run, problems }: Report, { totals, operations }: Coverage): boolean {
  for (const { occurrences, severity, message, operationId, method, path, status } of problems) {
    console.log(
      `${severity}: ${message} (${operationId ?? 'no operation'}, ${method} ${path} ${status}) × ${occurrences}`,
    );
  }
  const unseen = operations.filter(({ missing }) => missing.some(({ kind }) => kind === 'operation'));
  unseen.forEach(({ operationId }) => console.log(`never called: ${operationId}`));
  const counts = Object.entries(totals).map(([name, { covered, total }]) => `${name} ${covered}/${total}`);
  console.log(`drift: ${run.totalExchanges} exchanges, ${problems.length} findings; seen ${counts.join(', ')}`);
  return problems.length === 0 && unseen.length === 0;
}

const traffic = process.argv[2] ?? process.env.JUMU_TRAFFIC;
if (traffic === undefined) {
  console.error(
    'Which traffic? JUMU_TRAFFIC=/tmp/traffic npm run test:all, then JUMU_TRAFFIC=/tmp/traffic npm run drift',
  );
  process.exit(2);
}
const directory = await mkdtemp(join(tmpdir(), 'jumu-drift-'));
try {
  await gather(traffic, join(directory, 'traffic.ndjson'));
  const { report, coverage } = await compare(directory);
  process.exitCode = tell(report, coverage) ? 0 : 1;
} finally {
  await rm(directory, { recursive: true });
}
