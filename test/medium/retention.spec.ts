import { existsSync } from 'node:fs';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { newId } from '../../src/common/uuid.js';
import { type Asset } from '../../src/storage/asset.entity.js';
import { AssetsService } from '../../src/storage/assets.service.js';
import { LocalStorage } from '../../src/storage/local.storage.js';
import { SignedUrls } from '../../src/storage/signed-urls.js';
import { assetKey } from '../../src/storage/storage-keys.js';
import { Retention } from '../../src/workflow/retention.js';
import { Scratch } from '../../src/workflow/scratch.js';
import { EngineRig } from '../support/engine-rig.js';

const never = new AbortController().signal;

describe('retention', () => {
  let rig: EngineRig;
  let storage: LocalStorage;
  let assets: AssetsService;

  beforeEach(async () => {
    Logger.overrideLogger(['error']);
    rig = await EngineRig.start();
    storage = new LocalStorage(join(rig.config.dataDir, 'media'), new SignedUrls(['secret'], 3600, null));
    assets = new AssetsService(rig.orm.em, storage);
  });

  afterEach(() => rig.stop());

  const webhooks = { deleteOld: () => Promise.resolve(0) } as never;

  const round = () =>
    new Retention(rig.orm.em, assets, webhooks, new Scratch(rig.config, rig.orm.em), rig.lock, rig.config).round();

  const sql = (text: string, values: unknown[] = []) => rig.orm.em.fork().execute<any[]>(text, values);

  async function finishedJob(daysAgo: number): Promise<{ id: string; style: string }> {
    const id = await rig.newJob();
    const nothing = () => Promise.resolve({ output: { much: 'text' } });
    await rig.worker({ style: nothing, script: nothing, storyboard: nothing }).drain('script');
    await sql('update jobs set completed_at = now() - make_interval(days => ?) where id = ?', [daysAgo, id]);
    return { id, style: (await rig.stepRows(id))[0].id };
  }

  const usesOf = async ({ id }: Asset) =>
    (await sql('select kind from asset_uses where asset_id = ? order by kind', [id])).map(({ kind }) => kind);

  const isReleased = async ({ id }: Asset) =>
    (await sql('select released_at from assets where id = ?', [id]))[0].released_at !== null;

  async function age(path: string, hours: number): Promise<void> {
    const then = new Date(Date.now() - hours * 3_600_000);
    await utimes(path, then, then);
  }

  it('empties a job that ended long ago, and keeps its result and what shots use', async () => {
    const { id, style } = await finishedJob(31);
    const file = { buffer: Buffer.from('x'), mime: 'video/mp4', ext: 'mp4' };
    const { user_id: owner } = await rig.job(id);
    const [film, clip, picture] = [
      await assets.save(owner, file, { kind: 'step', subjectId: style }, never),
      await assets.save(owner, file, { kind: 'step', subjectId: style }, never),
      await assets.save(owner, file, { kind: 'step', subjectId: style }, never),
    ];
    await assets.addUses(owner, [picture.key], { kind: 'shot', subjectId: newId() }, rig.orm.em.fork());
    const output = { url: `media:${film.key}`, episodes: [{ url: `media:${film.key}` }] };
    await sql('update jobs set output = ?::jsonb where id = ?', [JSON.stringify(output), id]);

    await round();

    expect(await rig.events(id)).toEqual([]);
    expect((await rig.stepRows(id)).map((step) => [step.state, step.output])).toEqual(Array(3).fill(['done', null]));
    expect(await rig.job(id)).toMatchObject({ state: 'completed', output });
    expect([await usesOf(film), await usesOf(clip), await usesOf(picture)]).toEqual([['job'], [], ['shot']]);
    expect([await isReleased(film), await isReleased(clip), await isReleased(picture)]).toEqual([false, true, false]);
  });

  it('keeps the files that a playlist of the result leads to', async () => {
    const { id, style } = await finishedJob(31);
    const { user_id: owner } = await rig.job(id);
    const file = { buffer: Buffer.from('x'), mime: 'video/mp4', ext: 'mp4' };
    const [rung, clip] = [
      await assets.save(owner, file, { kind: 'step', subjectId: style }, never),
      await assets.save(owner, file, { kind: 'step', subjectId: style }, never),
    ];
    const made = [`export:hls`, `rungs:${newId()}`].map((item, index) => [item, [rung, clip][index]?.key]);
    for (const [item, key] of made) {
      await sql(
        `insert into job_steps (id, job_id, user_id, stage, item, queue, priority, turn, state, fence, attempt, crashes,
           depends_on, output, cost_usd, fraction, time_limit_sec)
         values (?, ?, ?, 'assembly', ?, 'media', 1, 0, 'done', 1, 1, 0, '{}', ?::jsonb, 0, 0, 60)`,
        [newId(), id, owner, item, JSON.stringify({ parts: [key] })],
      );
    }
    await round();
    expect([await usesOf(rung), await usesOf(clip)]).toEqual([['job'], []]);
  });

  it('lets a failed job start over when nothing is left to go on from', async () => {
    const { id } = await finishedJob(31);
    await sql(`update jobs set state = 'failed' where id = ?`, [id]);
    await round();
    const { user_id } = await rig.job(id);
    await rig.control.retry({ id: user_id, role: 'user' } as never, id, undefined);
    expect(await rig.states(id)).toEqual({ bible: 'queued', 'episode:1': 'pending', 'board:1': 'pending' });
    expect(await rig.job(id)).toMatchObject({ state: 'running', purged_at: null });
  });

  it('leaves a job alone that ended lately or goes on', async () => {
    const { id } = await finishedJob(29);
    const unfinished = await rig.newJob();
    await round();
    expect((await rig.events(id)).length).toBeGreaterThan(0);
    expect((await rig.events(unfinished)).length).toBeGreaterThan(0);
    expect((await rig.stepRows(id)).map((step) => step.output)).toEqual(Array(3).fill({ much: 'text' }));
  });

  it('deletes stored files that no row knows, after a day', async () => {
    const file = { buffer: Buffer.from('x'), mime: 'image/png', ext: 'png' };
    const known = await assets.save(newId(), file, { kind: 'step', subjectId: newId() }, never);
    const [left, fresh] = [assetKey(newId(), 'mp4'), assetKey(newId(), 'mp4')];
    await storage.put(left, Buffer.from('x'));
    await storage.put(fresh, Buffer.from('x'));
    const draft = join(rig.config.dataDir, 'media', 'tmp', newId());
    await writeFile(draft, 'half');
    await Promise.all([known.key, left].map(async (key) => age(await storage.pathOf(key), 25)));
    await age(draft, 2);

    await round();

    expect(await storage.stat(known.key)).not.toBeNull();
    expect(await storage.stat(fresh)).not.toBeNull();
    expect(await storage.stat(left)).toBeNull();
    expect(existsSync(draft)).toBe(false);
  });

  it('deletes no file of another database', async () => {
    const key = assetKey(newId(), 'mp4');
    await storage.put(key, Buffer.from('x'));
    await age(await storage.pathOf(key), 25);
    expect(await storage.belongsTo('another')).toBe(true);
    await round();
    expect(await storage.stat(key)).not.toBeNull();
  });

  it('removes the working directories of claims that are over', async () => {
    const id = await rig.newJob();
    const step = await rig.steps.claim('script');
    const directory = (fence: number, name: string) => join(rig.config.dataDir, 'work', `${step?.id}-${fence}-${name}`);
    const [running, over, foreign] = [directory(1, 'abcdef'), directory(0, 'abcdef'), directory(0, 'not ours')];
    for (const path of [running, over, foreign, directory(0, 'recent')]) {
      await mkdir(path, { recursive: true });
      await age(path, path.endsWith('recent') ? 0.5 : 2);
    }
    await round();
    expect([running, over, foreign, directory(0, 'recent')].map((path) => existsSync(path))).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect(await rig.states(id)).toMatchObject({ bible: 'running' });
  });

  it('lets go of files of steps that are not there any more', async () => {
    const file = { buffer: Buffer.from('a'), mime: 'text/plain', ext: 'txt' };
    const { id: assetId } = await assets.save(newId(), file, { kind: 'step', subjectId: newId() }, never);
    await round();
    const [asset] = await sql('select released_at from assets where id = ?', [assetId]);
    expect(asset.released_at).not.toBeNull();
  });
});
