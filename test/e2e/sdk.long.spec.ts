import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { TestApp } from '../support/test-app.js';

const run = promisify(execFile);
const SDK = resolve('sdk/typescript');

/** The first block of the README, as a reader copies it. */
async function example(): Promise<string> {
  const readme = await readFile(join(SDK, 'README.md'), 'utf8');
  const block = /<!-- example:[^>]*-->\s*<!-- prettier-ignore -->\s*```ts\n(.*?)```\s*<!-- \/example -->/s.exec(readme);
  if (!block?.[1]) {
    throw new Error('The README of the SDK has no example');
  }
  return block[1];
}

/** Unpacks what would be published into a folder of its own, beside what it depends on. */
async function install(directory: string): Promise<string[]> {
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', directory], {
    cwd: SDK,
  });
  const [{ filename, files }] = JSON.parse(stdout);
  const modules = join(directory, 'node_modules');
  await mkdir(join(modules, '@jumu'), { recursive: true });
  await run('tar', ['-xzf', join(directory, filename), '-C', join(modules, '@jumu')]);
  await run('mv', [join(modules, '@jumu/package'), join(modules, '@jumu/sdk')]);
  for (const name of ['openapi-fetch', 'openapi-typescript-helpers', 'socket.io-client', '@types', 'undici-types']) {
    await symlink(resolve('node_modules', name), join(modules, name));
  }
  await mkdir(join(modules, '@socket.io'));
  for (const name of await readdir('node_modules/@socket.io')) {
    await symlink(resolve('node_modules/@socket.io', name), join(modules, '@socket.io', name));
  }
  await writeFile(join(directory, 'package.json'), JSON.stringify({ name: 'guest', type: 'module' }));
  return files.map(({ path }: { path: string }) => path);
}

describe('the package of the SDK', () => {
  let directory: string;
  let contents: string[];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'jumu-sdk-'));
    contents = await install(directory);
    await writeFile(join(directory, 'film.ts'), await example());
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('holds what is built, a README and a license', () => {
    expect(contents).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json', 'dist/jumu.js']));
    expect(
      contents.filter((path) => !/^(LICENSE|README\.md|package\.json|dist\/[\w-]+\.(js|d\.ts))$/.test(path)),
    ).toEqual([]);
  });

  it.each([
    ['of Node', { module: 'nodenext', moduleResolution: 'nodenext', lib: ['es2023'], types: ['node'] }],
    ['of the web', { module: 'esnext', moduleResolution: 'bundler', types: ['node'] }],
  ])('compiles in a strict project %s', async (_whose, options) => {
    const compilerOptions = { ...options, target: 'es2022', strict: true, noEmit: true, skipLibCheck: false };
    const project = join(directory, `tsconfig.${options.module}.json`);
    await writeFile(project, JSON.stringify({ compilerOptions, files: ['film.ts'] }));
    const tsc = join(SDK, 'node_modules/typescript/bin/tsc');
    const { stdout } = await run(process.execPath, [tsc, '-p', project]).catch((error: { stdout: string }) => error);
    expect(stdout).toBe('');
  });

  it('makes a film in the twenty lines of its README', async () => {
    const lines = (await example()).split('\n').filter((line) => line.trim() !== '');
    expect(lines.length).toBeLessThanOrEqual(20);
    const app = await TestApp.start();
    try {
      const env = { ...process.env, JUMU_URL: app.url };
      const { stdout } = await run(process.execPath, ['film.ts'], { cwd: directory, env, timeout: 90_000 });
      const told = stdout
        .trim()
        .split('\n')
        .map((line) => Number.parseFloat(line));
      expect(told.length).toBeGreaterThan(5);
      expect(told.at(-1)).toBe(100);
      const film = join(directory, 'drama.mp4');
      await run('ffmpeg', ['-v', 'error', '-xerror', '-i', film, '-f', 'null', '-']);
    } finally {
      await app.stop();
    }
  });
});
