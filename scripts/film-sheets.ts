import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseConfig } from '../src/common/config.js';
import { choosePort } from '../src/embedded/free-port.js';
import { DemoClient } from './demo-client.js';
import { DemoServer } from './demo-server.js';

const OUT = join(import.meta.dirname, '../../docs/pictures');
const TILES = { columns: 4, rows: 4 };
const WIDTH = 320;

/** One film for each genre, in both languages, as anybody would order them. */
const FILMS = [
  {
    name: 'romance',
    title: '没有寄出的信',
    prompt: '雨夜的天台，失忆的女孩遇见三年前的恋人，他手里还留着那封没寄出的信',
    genre: '爱情',
  },
  {
    name: 'suspense',
    title: 'The Dead Man’s Phone',
    prompt: 'A detective finds her own name in a dead man’s phone, in a warehouse by the sea',
    genre: 'suspense',
    language: 'en',
  },
  {
    name: 'costume',
    title: '半块玉佩',
    prompt: '古装：将军之女替兄入宫，在大殿上认出了当年灭门的丞相，手中只有半块玉佩',
    genre: '古装',
  },
  {
    name: 'fantasy',
    title: 'The Last Star',
    prompt: 'A young lamp keeper and a banished mage cross the forest to relight the last star',
    genre: 'fantasy',
    language: 'en',
  },
  {
    name: 'family',
    title: '没洗出来的照片',
    prompt: '爷爷的老相机里有一张没洗出来的照片，十岁的孙女想在他忘记之前把它洗出来',
    genre: '家庭',
  },
];

/** `npm run film-sheets`: makes a film of each genre with the product itself and lays its frames out on a sheet. */
async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'jumu-sheets-'));
  process.env.DATA_DIR = join(directory, 'data');
  const { ffmpegPath } = parseConfig(process.env);
  const server = new DemoServer(await choosePort(undefined), join(directory, 'server.log'));
  try {
    await server.waitUntilReady();
    const client = new DemoClient(server.url);
    await client.register();
    await mkdir(OUT, { recursive: true });
    for (const { name, title, prompt, ...order } of FILMS) {
      const id = await client.startDrama(title, prompt, order);
      const { status, error } = await client.follow(id, () => undefined);
      if (status !== 'completed') {
        throw new Error(`${name} ended as ${status}: ${JSON.stringify(error)}`);
      }
      const film = join(directory, `${name}.mp4`);
      await client.downloadVideo(id, film);
      const rate = (TILES.columns * TILES.rows) / (await client.filmSeconds(id));
      const tiles = `fps=${rate.toFixed(4)},scale=${WIDTH}:-2,tile=${TILES.columns}x${TILES.rows}`;
      await promisify(execFile)(ffmpegPath ?? 'ffmpeg', [
        ...['-nostdin', '-v', 'error', '-y', '-i', film, '-vf', tiles, '-frames:v', '1', '-q:v', '4'],
        join(OUT, `film-${name}.jpg`),
      ]);
      console.log(`${name}: docs/pictures/film-${name}.jpg`);
    }
  } finally {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

await main();
process.exit(0);
