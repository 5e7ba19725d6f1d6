import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TestApp } from '../support/test-app.js';

const run = promisify(execFile);

/** The fenced block between the README's markers, as a reader copies it. */
async function walk(): Promise<string> {
  const readme = await readFile('README.md', 'utf8');
  const block = /<!-- walk:[^>]*-->\s*```bash\n(.*?)```\s*<!-- \/walk -->/s.exec(readme);
  if (!block?.[1]) {
    throw new Error('README.md has no walk');
  }
  return block[1];
}

describe('the walk of the README', () => {
  let app: TestApp;
  let directory: string;

  beforeAll(async () => {
    app = await TestApp.start();
    directory = await mkdtemp(join(tmpdir(), 'jumu-readme-'));
  });

  afterAll(async () => {
    await app.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it('ends with a film that plays', async () => {
    const env = { ...process.env, BASE: app.url };
    await run('bash', ['-euo', 'pipefail', '-c', await walk()], { cwd: directory, env, timeout: 90_000 });

    const entries = 'format=duration:stream=codec_name,width,height';
    const film = join(directory, 'drama.mp4');
    const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', entries, '-of', 'json', film]);
    const { streams, format } = JSON.parse(stdout);
    expect(streams).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ codec_name: 'h264', width: 640, height: 360 }),
        expect.objectContaining({ codec_name: 'aac' }),
      ]),
    );
    expect(Math.abs(format.duration - 5)).toBeLessThanOrEqual(2);
    // Every frame, not only the headers.
    await expect(run('ffmpeg', ['-v', 'error', '-xerror', '-i', film, '-f', 'null', '-'])).resolves.toMatchObject({
      stderr: '',
    });
  });

  it('is about twenty lines', async () => {
    const lines = (await walk()).split('\n').filter((line) => line.trim() !== '');
    expect(lines.length).toBeLessThanOrEqual(20);
  });
});
