import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

it('the Mandarin voices are made where a process may open 256 files', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'jumu-bank-'));
  try {
    const program = ['--import', './scripts/ts-hooks.mjs', 'scripts/build-voice-bank.ts', directory];
    await promisify(execFile)('prlimit', ['--nofile=256:256', process.execPath, '--no-warnings', ...program]);

    const made = await readdir(directory, { recursive: true });
    expect(made).toEqual(expect.arrayContaining([expect.stringMatching(/male\.pcm$/)]));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
