import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Config, parseConfig } from '../src/common/config.js';
import { ConfigError } from '../src/common/environment.js';
import { choosePort } from '../src/embedded/free-port.js';
import { DemoClient, type JobState } from './demo-client.js';
import { newProgressView } from './demo-progress.js';
import { DemoServer } from './demo-server.js';

const PROMPT = '北京，2024 年，一个 996 的程序员遇见了设计部的同事……';

/** `npm run demo [-- --exit] ["a prompt"]`: the whole system, one film, and where to go from there. */
async function main(): Promise<number> {
  const parameters = process.argv.slice(2);
  const prompt =
    parameters
      .filter((parameter) => parameter !== '--exit')
      .join(' ')
      .trim() || PROMPT;
  const config = parseConfig(process.env);
  const directory = join(config.dataDir, 'demo');
  await mkdir(directory, { recursive: true });
  const port = process.env.PORT ? config.port : await choosePort(undefined);
  const interrupted = exitCodeOfSignal();
  const server = new DemoServer(port, join(directory, 'server.log'));
  const demo = async (): Promise<number> => {
    await makeFilm(server, config, prompt, directory);
    if (!parameters.includes('--exit')) {
      say('Jumu stays up until Ctrl-C.');
      await interrupted;
    }
    return 0;
  };
  try {
    return await Promise.race([demo(), interrupted, server.failure()]);
  } finally {
    await server.stop();
  }
}

/** Ctrl-C reaches the server too, as it is in our process group; we wait for it and go last. */
function exitCodeOfSignal(): Promise<number> {
  return new Promise((resolve) => {
    process.on('SIGINT', () => resolve(130));
    process.on('SIGTERM', () => resolve(143));
  });
}

async function makeFilm(server: DemoServer, config: Config, prompt: string, directory: string): Promise<void> {
  say('Starting Jumu …');
  await server.waitUntilReady();
  const client = new DemoClient(server.url);
  await client.register();
  const title = titleOf(prompt);
  say(`Making “${title}” from: ${prompt}`);
  const began = performance.now();
  const job = await client.startDrama(title, prompt);
  const state = await watch(client, job);
  if (state.status !== 'completed') {
    throw new Error(reasonOf(state));
  }
  const film = join(directory, `${title}.mp4`);
  await client.downloadVideo(job, film);
  say(`Film      ${film}`);
  say(`          ${await describeFilm(film, config)}, made in ${Math.round((performance.now() - began) / 1000)} s`);
  say(`API docs  ${server.url}/docs`);
  say(`Account   ${client.account.email}  password ${client.account.password}`);
}

async function watch(client: DemoClient, job: string): Promise<JobState> {
  const view = newProgressView(process.stdout);
  try {
    return await client.follow(job, (state) => view.show(state));
  } finally {
    view.stop();
  }
}

function reasonOf({ status, error }: JobState): string {
  if (error === null) {
    return `The job is ${status}`;
  }
  const advice = typeof error.advice === 'string' ? error.advice : JSON.stringify(error.advice ?? '');
  return `The job ${status}${error.stage ? ` in ${error.stage}` : ''}: ${error.code}: ${error.message} ${advice}`;
}

/** The prompt up to where it pauses; good for a file's name too. */
function titleOf(prompt: string): string {
  const clean = prompt.replace(/[\p{C}/\\:*?"<>|%]+/gu, ' ').trim();
  const parts = clean.split(/[，。！？；…,.!?;]+/u).filter((part) => part.trim() !== '');
  const start = parts.length > 2 && /^\s*\d+\s*年/u.test(parts[1] ?? '') ? 2 : 0;
  return [...(parts[start] ?? 'Jumu').trim()].slice(0, 40).join('') || 'Jumu';
}

/** What ffprobe says; throws when the file has not both picture and sound. */
async function describeFilm(path: string, { ffmpegPath }: Config): Promise<string> {
  const ffprobe = ffmpegPath === null ? 'ffprobe' : join(dirname(ffmpegPath), 'ffprobe');
  const entries = 'format=duration,size:stream=codec_type,codec_name,width,height';
  const { stdout } = await promisify(execFile)(ffprobe, ['-v', 'error', '-show_entries', entries, '-of', 'json', path]);
  const { streams, format } = JSON.parse(stdout) as {
    streams: { codec_type: string; codec_name: string; width?: number; height?: number }[];
    format: { duration: string; size: string };
  };
  const video = streams.find((stream) => stream.codec_type === 'video');
  const audio = streams.find((stream) => stream.codec_type === 'audio');
  if (video === undefined || audio === undefined || !(Number(format.duration) > 0)) {
    throw new Error(`${path} is not a playable film`);
  }
  const megabytes = (Number(format.size) / 1e6).toFixed(1);
  return `${Number(format.duration).toFixed(1)} s, ${video.width}×${video.height}, ${video.codec_name} + ${audio.codec_name}, ${megabytes} MB`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    console.error(error instanceof ConfigError || error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
