import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseConfig } from '../src/common/config.js';
import { choosePort } from '../src/embedded/free-port.js';
import { Media } from '../src/media/media.js';
import { type Figure, printTable } from './bench-table.js';
import { DemoClient } from './demo-client.js';
import { DemoServer } from './demo-server.js';
import { treeUse } from './process-tree.js';

const PROMPT = '北京，2024 年，一个 996 的程序员遇见了设计部的同事……';
const ORDER = { scenes_per_episode: 5, duration_sec: 60 };
const ROUNDS = 5;
const MINUTES = 10;
const LOOK_EVERY_MS = 100;
const never = new AbortController().signal;
const run = promisify(execFile);

/** The best of some rounds, and the largest that any process became meanwhile. */
interface Cost {
  wallSec: number;
  cpuSec: number;
  largestMb: number;
}

/**
 * `npm run bench -- analysis`: how fast a film is looked through and listened to, beside ffmpeg that only decodes it, in
 * turns in the same minutes; on a film of a minute and on one of ten.
 */
async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'jumu-bench-'));
  process.env.DATA_DIR = join(directory, 'data');
  const { ffmpegPath } = parseConfig(process.env);
  const media = new Media({ concurrency: 1, ffmpegPath });
  try {
    const ffmpeg = ffmpegPath ?? 'ffmpeg';
    const minute = await newFilm(directory);
    const long = await repeated(minute, MINUTES, ffmpeg, directory);
    const figures = [
      ...(await figuresOf('a minute', minute, { media, ffmpeg, directory })),
      ...(await figuresOf(`${MINUTES} minutes`, long, { media, ffmpeg, directory })),
    ];
    printTable('Analysis', figures);
  } finally {
    await media.onApplicationShutdown();
    await rm(directory, { recursive: true, force: true });
  }
}

async function newFilm(directory: string): Promise<string> {
  const server = new DemoServer(await choosePort(undefined), join(directory, 'server.log'));
  try {
    await Promise.race([server.failure(), server.waitUntilReady()]);
    const client = new DemoClient(server.url);
    await client.register();
    const id = await client.startDrama('Bench', PROMPT, ORDER);
    const { status, error } = await client.follow(id, () => undefined);
    if (status !== 'completed') {
      throw new Error(`The job ended as ${status}: ${JSON.stringify(error)}`);
    }
    const path = join(directory, 'minute.mp4');
    await client.downloadVideo(id, path);
    return path;
  } finally {
    await server.stop();
  }
}

async function repeated(film: string, times: number, ffmpeg: string, directory: string): Promise<string> {
  const [list, path] = [join(directory, 'list.txt'), join(directory, 'long.mp4')];
  await writeFile(list, `file '${film}'\n`.repeat(times));
  const copied = ['-map', '0:v:0', '-map', '0:a:0', '-c', 'copy', path];
  await run(ffmpeg, ['-nostdin', '-v', 'error', '-f', 'concat', '-safe', '0', '-i', list, ...copied]);
  return path;
}

interface Bench {
  media: Media;
  ffmpeg: string;
  directory: string;
}

async function figuresOf(name: string, path: string, { media, ffmpeg, directory }: Bench): Promise<Figure[]> {
  const probe = await media.foreign.examine(path, 'mov', never);
  const seconds = probe.durationSec ?? 0;
  const out = join(directory, 'pictures');
  const looked: Cost[] = [];
  const decoded: Cost[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await mkdir(out);
    decoded.push(await costOf(() => run(ffmpeg, ['-nostdin', '-v', 'error', '-i', path, '-f', 'null', '-'])));
    const task = { path, format: 'mov' as const, probe, longestSec: 3600, directory: out };
    looked.push(await costOf(() => media.foreign.scan(task, never)));
    await rm(out, { recursive: true });
  }
  const best = (costs: Cost[], of: keyof Cost): number => Math.min(...costs.map((cost) => cost[of]));
  const [scan, plain] = [best(looked, 'wallSec'), best(decoded, 'wallSec')];
  return [
    { what: `${name}, ffmpeg decodes it`, measured: plain, unit: 's' },
    { what: 'it is looked through', measured: scan, unit: 's' },
    { what: 'looked through / decoded, wall', measured: scan / plain, unit: '×', goal: { most: 1.5 } },
    { what: 'the same, processors', measured: best(looked, 'cpuSec') / best(decoded, 'cpuSec'), unit: '×' },
    { what: 'times as fast as it is played', measured: seconds / scan, unit: '×', goal: { least: 8 } },
    { what: 'largest process meanwhile', measured: Math.max(...looked.map((each) => each.largestMb)), unit: 'MB' },
  ];
}

async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  let largestMb = 0;
  const children = async (): Promise<{ cpuSec: number; largestMb: number }> => treeUse(process.pid);
  const timer = setInterval(() => {
    void children().then((use) => (largestMb = Math.max(largestMb, use.largestMb)));
  }, LOOK_EVERY_MS);
  const [before, began] = [await children(), performance.now()];
  try {
    await work();
    const wallSec = (performance.now() - began) / 1000;
    return { wallSec, cpuSec: (await children()).cpuSec - before.cpuSec, largestMb };
  } finally {
    clearInterval(timer);
  }
}

await main();
process.exit(0);
