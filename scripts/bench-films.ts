import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Config, parseConfig } from '../src/common/config.js';
import { choosePort } from '../src/embedded/free-port.js';
import { DemoClient } from './demo-client.js';
import { DemoServer } from './demo-server.js';
import { medianOf } from './bench-table.js';

const PROMPT = '北京，2024 年，一个 996 的程序员遇见了设计部的同事……';
const FILMS = 3;

interface Figure {
  what: string;
  value: number;
  unit: string;
}

/**
 * `npm run bench -- films`: how long a film takes, and how that compares with a piece of work of known size on the same
 * machine in the same minute: x264 alone, encoding the finished film again. Only the ratio can be compared elsewhere.
 */
async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'jumu-bench-'));
  process.env.DATA_DIR = join(directory, 'data');
  const config = parseConfig(process.env);
  const began = performance.now();
  const server = new DemoServer(await choosePort(undefined), join(directory, 'server.log'));
  try {
    await Promise.race([server.failure(), measure(server, config, began, directory)]);
  } finally {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function measure(server: DemoServer, config: Config, began: number, directory: string): Promise<void> {
  await server.waitUntilReady();
  const ready = secondsSince(began);
  const idle = await memoryOf(server.pid);
  const figures: Figure[] = [
    { what: 'start to ready, new data folder', value: ready, unit: 's' },
    { what: 'memory while idle', value: idle, unit: 'MB' },
  ];
  const ratios: number[] = [];
  for (let number = 1; number <= FILMS; number++) {
    const path = join(directory, `${number}.mp4`);
    const film = await filmSeconds(server.url, path);
    const encoder = await encoderSeconds(path, config);
    ratios.push(film / encoder);
    figures.push({ what: `film ${number}: POST to completed (30 s, 3 scenes, 720p)`, value: film, unit: 's' });
    figures.push({ what: `film ${number}: x264 alone on its frames`, value: encoder, unit: 's' });
  }
  figures.push({ what: 'memory after the films', value: await memoryOf(server.pid), unit: 'MB' });
  figures.push({ what: 'film / x264 alone, median', value: medianOf(ratios), unit: '×' });
  for (const { what, value, unit } of figures) {
    process.stdout.write(`${what.padEnd(52)} ${value.toFixed(1).padStart(7)} ${unit}\n`);
  }
}

/** Each film is another user's: what is in the cache of one is made anew for the other. */
async function filmSeconds(serverUrl: string, path: string): Promise<number> {
  const client = new DemoClient(serverUrl);
  await client.register();
  const began = performance.now();
  const id = await client.startDrama('Bench', PROMPT);
  const job = await client.follow(id, () => undefined);
  const seconds = secondsSince(began);
  if (job.status !== 'completed') {
    throw new Error(`The job ended as ${job.status}: ${JSON.stringify(job.error)}`);
  }
  await client.downloadVideo(id, path);
  return seconds;
}

/** One thread and the settings that clips are encoded with. */
async function encoderSeconds(path: string, { ffmpegPath }: Config): Promise<number> {
  const x264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-tune', 'animation', '-threads', '1'];
  const began = performance.now();
  await promisify(execFile)(ffmpegPath ?? 'ffmpeg', [
    ...['-nostdin', '-v', 'error', '-i', path, '-an', ...x264, '-x264-params', 'subme=1', '-f', 'null', '-'],
  ]);
  return secondsSince(began);
}

/** Resident memory in MB. */
async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

function secondsSince(began: number): number {
  return (performance.now() - began) / 1000;
}

await main();
process.exit(0);
