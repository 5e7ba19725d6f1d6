import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { parseConfig } from '../../src/common/config.js';
import { configureHttp, createFastifyAdapter } from '../../src/common/http-app.js';
import { newId } from '../../src/common/uuid.js';
import { type HlsFiles, Media } from '../../src/media/media.js';
import { MediaController } from '../../src/storage/media.controller.js';
import { MediaService } from '../../src/storage/media.service.js';
import { SignedUrls } from '../../src/storage/signed-urls.js';
import { assetKey } from '../../src/storage/storage-keys.js';
import { Storage } from '../../src/storage/storage.js';
import { packageHls } from '../../src/workflow/exports/hls-package.js';
import { Browser } from '../support/browser.js';
import { HlsPlayer } from '../support/hls-player.js';
import { localRig, type StorageRig, urls } from '../support/storages.js';
import { newPlan, STREAMED } from '../support/streamed-film.js';

const never = new AbortController().signal;
const LINES = [
  { startSec: 0.5, endSec: 2, speaker: '林晚', text: '你终于来了 & 我等到了' },
  { startSec: 9, endSec: 10.5, speaker: null, text: '再见' },
];
const obstacle = Browser.program() === null ? 'there is no Chromium here: npm run setup:browser' : null;

(obstacle === null ? describe : describe.skip)(`hls.js in Chromium${obstacle === null ? '' : ` (${obstacle})`}`, () => {
  let directory: string;
  let media: Media;
  let rig: StorageRig;
  let player: HlsPlayer;
  let app: NestFastifyApplication;
  let files: HlsFiles;
  let frames: number;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'jumu-player-'));
    media = new Media({ concurrency: 1, ffmpegPath: null });
    rig = await localRig();
    player = await HlsPlayer.start();
    app = await newMediaApp(rig.storage, player.origin);
    const plan = await newPlan(media, directory);
    ({ frames } = plan);
    files = await media.hls(plan, directory, never);
  });

  afterAll(async () => {
    await player.stop();
    await app.close();
    await media.onApplicationShutdown();
    await rig.stop();
    await rm(directory, { recursive: true });
  });

  async function published(subtitles: 'burned' | 'soft' | 'none'): Promise<string> {
    const save = async (file: { mime: string; ext: string } & ({ buffer: Buffer } | { path: string })) => {
      const key = assetKey(newId(), file.ext);
      const source = 'buffer' in file ? file.buffer : { path: file.path };
      return { key, ...(await rig.storage.put(key, source, file.mime)) };
    };
    const captions = [
      { language: 'zh' as const, lines: LINES },
      { language: 'en' as const, lines: LINES.map((line) => ({ ...line, text: 'Farewell' })) },
    ];
    const timeline = { profile: STREAMED, frames, language: 'zh' as const, captions };
    const { master } = await packageHls(files, { timeline, subtitles }, save);
    const { key } = await save({ buffer: Buffer.from(master), mime: 'application/vnd.apple.mpegurl', ext: 'm3u8' });
    return (await app.getUrl()).replace('[::1]', '127.0.0.1') + rig.storage.url(key);
  }

  it('plays a film in every size, with its subtitles, to its end, from another origin', async () => {
    const evaluate = await player.page();
    const url = await published('soft');
    const started = await evaluate<any>(`play(${JSON.stringify(url)})`);
    expect(started).toMatchObject({ from: 0, first: 0, errors: [], shown: 0 });
    expect(Math.abs(started.duration - frames / STREAMED.fps)).toBeLessThan(0.05);
    expect(started.levels.map(({ width, height }: any) => [width, height])).toEqual([
      [160, 90],
      [214, 120],
      [320, 180],
    ]);
    expect(started.subtitles).toEqual([
      { lang: 'zh', name: '中文', shown: true, autoselect: true },
      { lang: 'en', name: 'English', shown: false, autoselect: true },
    ]);
    for (const [level, size] of [
      [2, '320x180'],
      [0, '160x90'],
      [1, '214x120'],
    ] as const) {
      expect(await evaluate(`changeTo(${level})`)).toBe(size);
    }
    const cues = await evaluate<any>('read(0)');
    expect(cues.map(({ startTime, endTime }: any) => [startTime, endTime])).toEqual([
      [0.5, 2],
      [9, 10.5],
    ]);
    expect(cues[0].text).toContain('你终于来了');
    expect((await evaluate<any>('read(1)'))[1].text).toContain('Farewell');
    const ended = await evaluate<any>('end()');
    expect(ended.errors).toEqual([]);
    expect(Math.abs(ended.at - frames / STREAMED.fps)).toBeLessThan(0.05);
  });

  it('shows nothing twice: subtitles in the pictures stay off until they are chosen', async () => {
    const evaluate = await player.page();
    const started = await evaluate<any>(`play(${JSON.stringify(await published('burned'))})`);
    expect(started).toMatchObject({ shown: -1, errors: [] });
    expect(started.subtitles.map(({ shown, autoselect }: any) => [shown, autoselect])).toEqual([
      [false, false],
      [false, false],
    ]);
    expect(await evaluate<any>('read(0)')).toHaveLength(2);
  });

  it('does not play what is at an address that somebody has changed', async () => {
    const evaluate = await player.page();
    const url = (await published('none')).replace(/.{3}(\/assets)/, 'AAA$1');
    await expect(evaluate(`play(${JSON.stringify(url)})`)).rejects.toThrow(/manifestLoadError/);
  });
});

async function newMediaApp(storage: Storage, origin: string): Promise<NestFastifyApplication> {
  const config = parseConfig({ CORS_ORIGINS: origin });
  const module = await Test.createTestingModule({
    controllers: [MediaController],
    providers: [MediaService, { provide: Storage, useValue: storage }, { provide: SignedUrls, useValue: urls }],
  }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(createFastifyAdapter(config), { logger: false });
  await configureHttp(app, config);
  await app.listen(0, '127.0.0.1');
  return app;
}
