import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Config, parseConfig } from '../src/common/config.js';
import { choosePort } from '../src/embedded/free-port.js';
import { gateCost, gateFigures } from './bench-gate.js';
import { type Figure, medianOf, printTable, quantileOf } from './bench-table.js';
import { DemoClient } from './demo-client.js';
import { DemoServer } from './demo-server.js';
import { treeUse } from './process-tree.js';

const PROMPT = '北京，2024 年，一个 996 的程序员遇见了设计部的同事……';
const ROUNDS = 3;
const MINUTE = { scenes_per_episode: 3, duration_sec: 60 };
const SERIES = { episodes: 5, scenes_per_episode: 3, duration_sec: 120 };
const LOOK_EVERY_MS = 500;
const ASK_EVERY_MS = 50;
const IDLE_SEC = 15;
const FRAME_BYTES = 1280 * 720 * 1.5;
const FRAMES_PER_SEC = 25;

/** How long something took, and how much of the processors. */
interface Cost {
  wallSec: number;
  cpuSec: number;
}

interface FilmCost extends Cost {
  filmSec: number;
  /** The largest any one process became. */
  largestMb: number;
  /** Of `GET /projects` meanwhile, in milliseconds. */
  answersMs: number[];
}

/**
 * `npm run bench:render`: how fast films are made, beside x264 that encodes the same frames in two processes, in turns in
 * the same minutes. Walls are those of this machine; the ratios can be compared.
 */
async function benchRender(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'jumu-bench-render-'));
  process.env.DATA_DIR = join(directory, 'data');
  process.env.RATE_LIMIT_PER_MIN = '1000000';
  const config = parseConfig(process.env);
  const server = new DemoServer(await choosePort(undefined), join(directory, 'server.log'));
  try {
    await server.waitUntilReady();
    await Promise.race([server.failure(), measure(server, config, directory)]);
  } finally {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function measure(server: DemoServer, config: Config, directory: string): Promise<void> {
  const idleMs = await askFor(server, IDLE_SEC);
  const minutes: FilmCost[] = [];
  const encodings: Cost[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const path = join(directory, `minute-${round}.mp4`);
    minutes.push(await filmCost(server, MINUTE, path));
    encodings.push(await encodingCost(path, config, directory));
  }
  const gate = await gateCost(join(directory, 'minute-0.mp4'), config, directory);
  if (gate.failed.length > 0) {
    throw new Error(`The film fails its gate: ${gate.failed.join(', ')}`);
  }
  const previews: FilmCost[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    previews.push(await filmCost(server, { ...MINUTE, options: { preview: true } }));
  }
  const series = await filmCost(server, SERIES);
  const answersMs = [...minutes, series].flatMap((film) => film.answersMs);
  printTable('Films', [
    ...minuteFigures(minutes, encodings),
    ...gateFigures(gate),
    ...seriesFigures(series, minutes),
    ...previewFigures(previews),
    { what: '`GET /projects`, p99, idle', measured: quantileOf(idleMs, 0.99), unit: 'ms' },
    {
      what: 'the same while films are made',
      measured: quantileOf(answersMs, 0.99),
      unit: 'ms',
      goal: { most: Math.max(20, 2 * quantileOf(idleMs, 0.99)) },
    },
  ]);
}

function minuteFigures(films: FilmCost[], encodings: Cost[]): Figure[] {
  const ratios = films.map((film, round) => film.wallSec / (encodings[round]?.wallSec ?? NaN));
  const medianFilm = (of: (film: FilmCost) => number): number => medianOf(films.map(of));
  const medianEncoding = (of: (cost: Cost) => number): number => medianOf(encodings.map(of));
  return [
    { what: 'a film of a minute, 720p, POST to completed', measured: medianFilm((film) => film.wallSec), unit: 's' },
    { what: 'its processors', measured: medianFilm((film) => film.cpuSec), unit: 'CPU-s' },
    { what: 'x264 on its frames, two processes', measured: medianEncoding((cost) => cost.wallSec), unit: 's' },
    { what: 'its processors', measured: medianEncoding((cost) => cost.cpuSec), unit: 'CPU-s' },
    { what: 'film / x264, wall', measured: medianOf(ratios), unit: '×', goal: { most: 2.3 } },
    { what: 'the same of the first film after the start', measured: ratios[0] ?? NaN, unit: '×' },
  ];
}

function seriesFigures(series: FilmCost, minutes: FilmCost[]): Figure[] {
  const aSecond = ({ wallSec, filmSec }: FilmCost): number => wallSec / filmSec;
  const growth = aSecond(series) / medianOf(minutes.map(aSecond));
  return [
    { what: '10 minutes in 5 episodes, POST to completed', measured: series.wallSec, unit: 's', goal: { most: 360 } },
    { what: 'its processors', measured: series.cpuSec, unit: 'CPU-s' },
    { what: 'a second of it / a second of the minute', measured: growth, unit: '×', goal: { most: 1.1 } },
    { what: 'largest process meanwhile', measured: series.largestMb, unit: 'MB', goal: { most: 500 } },
  ];
}

function previewFigures(previews: FilmCost[]): Figure[] {
  const seconds = medianOf(previews.map(({ wallSec, filmSec }) => wallSec / filmSec));
  return [
    { what: 'preview (640×360) of a minute, a second of it', measured: seconds, unit: 's', goal: { most: 0.15 } },
    { what: 'its processors', measured: medianOf(previews.map(({ cpuSec }) => cpuSec)), unit: 'CPU-s' },
  ];
}

/** Each film is another user's: what is in the cache of one is made anew for the other. */
async function filmCost(server: DemoServer, order: object, path?: string): Promise<FilmCost> {
  const client = new DemoClient(server.url);
  await client.register();
  const before = await treeUse(server.pid);
  const began = performance.now();
  const id = await client.startDrama('Bench', PROMPT, order);
  const over = new AbortController();
  const watched = watch(server, over.signal);
  const asked = ask(client, over.signal);
  const job = await client.follow(id, () => undefined);
  const wallSec = secondsSince(began);
  over.abort();
  const [largestMb, answersMs] = await Promise.all([watched, asked]);
  if (job.status !== 'completed') {
    throw new Error(`The job ended as ${job.status}: ${JSON.stringify(job.error)}`);
  }
  const after = await treeUse(server.pid);
  if (path) {
    await client.downloadVideo(id, path);
  }
  const filmSec = await client.filmSeconds(id);
  const cost = { wallSec, cpuSec: after.cpuSec - before.cpuSec, filmSec, largestMb, answersMs };
  console.log(
    `${JSON.stringify(order)}: ${wallSec.toFixed(1)} s, ${cost.cpuSec.toFixed(1)} CPU-s, ${filmSec} s of film`,
  );
  return cost;
}

async function watch(server: DemoServer, signal: AbortSignal): Promise<number> {
  let largestMb = 0;
  while (!signal.aborted) {
    largestMb = Math.max(largestMb, (await treeUse(server.pid)).largestMb);
    await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return largestMb;
}

/** An answer is asked for when it is due, whether the one before is there or not. */
async function ask(client: DemoClient, signal: AbortSignal): Promise<number[]> {
  const answers: Promise<number>[] = [];
  while (!signal.aborted) {
    answers.push(client.answerMs('/projects'));
    await delay(ASK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return Promise.all(answers);
}

async function askFor(server: DemoServer, seconds: number): Promise<number[]> {
  const client = new DemoClient(server.url);
  await client.register();
  return ask(client, AbortSignal.timeout(seconds * 1000));
}

/** Two processes of one thread, each with half of the film's frames, which lie in memory. */
async function encodingCost(path: string, { ffmpegPath }: Config, directory: string): Promise<Cost> {
  const ffmpeg = (args: string[]): Promise<unknown> =>
    promisify(execFile)(ffmpegPath ?? 'ffmpeg', ['-nostdin', '-v', 'error', ...args]);
  const frames = join((await isDirectory('/dev/shm')) ? '/dev/shm' : directory, `jumu-bench-${process.pid}.yuv`);
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', '1280x720', '-r', `${FRAMES_PER_SEC}`];
  const x264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-tune', 'animation', '-threads', '1'];
  try {
    await ffmpeg(['-i', path, '-an', '-sn', '-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-y', frames]);
    const count = Math.floor((await stat(frames)).size / FRAME_BYTES);
    const half = Math.floor(count / 2);
    const began = performance.now();
    const before = await treeUse(process.pid);
    await Promise.all([
      ffmpeg([...raw, '-i', frames, '-frames:v', `${half}`, ...x264, '-f', 'null', '-']),
      ffmpeg([...raw, '-ss', `${half / FRAMES_PER_SEC}`, '-i', frames, ...x264, '-f', 'null', '-']),
    ]);
    const wallSec = secondsSince(began);
    const cpuSec = (await treeUse(process.pid)).cpuSec - before.cpuSec;
    console.log(`x264 on ${count} frames: ${wallSec.toFixed(1)} s, ${cpuSec.toFixed(1)} CPU-s`);
    return { wallSec, cpuSec };
  } finally {
    await rm(frames, { force: true });
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function secondsSince(began: number): number {
  return (performance.now() - began) / 1000;
}

await benchRender();
process.exit(0);
