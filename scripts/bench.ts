import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Each in a process of its own, one after the other. */
const PARTS = ['films', 'analysis', 'api', 'jobs', 'login', 'vendors'];

/** `npm run bench`: how fast the product is, beside work of known size in the same run. `npm run bench -- api` is that part. */
const wanted = process.argv.slice(2);
const unknown = wanted.filter((part) => !PARTS.includes(part));
if (unknown.length > 0) {
  throw new Error(`There is no part ${unknown.join(', ')}: ${PARTS.join(', ')}`);
}
for (const part of PARTS.filter((each) => wanted.length === 0 || wanted.includes(each))) {
  const program = join(import.meta.dirname, `bench-${part}.js`);
  const child = spawn(process.execPath, [...process.execArgv, program], { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) {
    process.exit(code ?? 1);
  }
}
