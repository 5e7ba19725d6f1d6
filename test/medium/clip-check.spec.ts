import { Logger } from '@nestjs/common';
import { type Moderation } from '../../src/ai/ports.js';
import { newId } from '../../src/common/uuid.js';
import { type StepRow } from '../../src/jobs/ledger.js';
import { ModerationService } from '../../src/jobs/moderation.service.js';
import { recordJudgement } from '../../src/jobs/moderation-gate.js';
import { ClipCheck } from '../../src/workflow/stages/clip-check.js';
import { FrameLook } from '../../src/workflow/stages/frame-look.js';
import { type Work } from '../../src/workflow/stage.js';
import { EngineRig } from '../support/engine-rig.js';

const REFUSED: Moderation = {
  verdict: 'reject',
  score: 90,
  findings: [{ category: 'violence', severity: 'high', where: 'clip', start_sec: 1.5, reason: 'Blood' }],
};
const CREDIT = { provider: 'cloud_qwen_vl', model: 'qwen3-vl-flash', degraded: null };
const SHOT_PARTS = ['picture', 'footage', 'clip', 'clip-check'];

describe('a clip that was looked at', () => {
  let rig: EngineRig;
  let id: string;
  let shot: string;

  beforeAll(async () => {
    Logger.overrideLogger(['error']);
    rig = await EngineRig.start();
  });

  afterAll(() => rig.stop());

  beforeEach(async () => {
    id = await rig.newJob();
    shot = newId();
    await rig.worker().drain('script');
    await rig.orm.em.fork().execute(`update jobs set state = 'running' where id = ?`, [id]);
    await newSteps();
  });

  /** The steps of a shot, done one after the other; `cut` waits for the last of them. */
  async function newSteps(): Promise<void> {
    let before: string[] = [];
    for (const part of [...SHOT_PARTS, 'cut']) {
      const stepId = newId();
      await rig.orm.em.fork().execute(
        `insert into job_steps (id, job_id, user_id, stage, item, queue, priority, time_limit_sec, depends_on, state, output)
         select ?, id, user_id, ?, ?, 'media', 1, 60, ?::uuid[], ?, '{}'::jsonb from jobs where id = ?`,
        [
          ...[stepId, part === 'clip-check' ? 'moderation' : 'clips', `${part}:${shot}`],
          ...[`{${before.join(',')}}`, part === 'cut' ? 'pending' : 'done', id],
        ],
      );
      before = [stepId];
    }
  }

  const stepsOf = async (): Promise<Record<string, StepRow>> => {
    const rows = await rig.orm.em
      .fork()
      .execute<StepRow[]>('select * from job_steps where job_id = ? and item like ?', [id, `%:${shot}`]);
    return Object.fromEntries(rows.map((row) => [row.item.split(':')[0] ?? '', row]));
  };

  const statesOf = async () =>
    Object.fromEntries(
      Object.entries(await stepsOf()).map(([part, { state, softened }]) => [part, `${state} ${softened}`]),
    );

  /** Settles the check with what somebody has said, as the orchestrator does it. */
  async function settle(judgement: Moderation, isOwn = false): Promise<void> {
    const models = { find: () => ({ seesFrames: true }) };
    const vendors = { preferred: () => ({ model: 'cloud_qwen_vl:qwen3-vl-flash', degraded: null }) };
    const media = { deepChecksVersion: () => null };
    const sut = new ClipCheck(new FrameLook(vendors as never, models as never), media as never, {} as never);
    await rig.orm.em
      .fork()
      .execute(`update job_steps set state = 'done' where job_id = ? and item = any(?::text[])`, [
        id,
        `{${SHOT_PARTS.map((part) => `${part}:${shot}`).join(',')}}`,
      ]);
    const step = (await stepsOf())['clip-check']!;
    const clip = { key: 'k', frames: 50, lines: [], isOwn };
    await rig.ledger.within(id, async (transaction) => {
      const { job } = transaction;
      const inputs = new Map([[`clip:${shot}`, clip]]);
      const task = sut.task({
        job: { ...job, input: { aspectRatio: '16:9' } },
        step,
        subject: shot,
        inputs,
      } as never as Work);
      const output = { ...clip, checks: [], judgement };
      await task.apply?.(transaction, { output, credit: CREDIT } as never);
      await transaction.queueReady(step.id);
    });
  }

  const read = () => new ModerationService(rig.orm.em.fork()).get(null, id);
  const typesOf = async () => (await rig.events(id)).map(({ type }) => type);

  it('and let pass goes into the film', async () => {
    await settle({ verdict: 'pass', score: 3, findings: [] });
    expect(await statesOf()).toMatchObject({ 'clip-check': 'done 0', cut: 'queued 0' });
    expect(await read()).toMatchObject({ verdict: 'pass', score: 3 });
  });

  it('and refused is made again from its picture on, more gently, twice', async () => {
    await settle(REFUSED);
    expect(await statesOf()).toEqual({
      picture: 'queued 1',
      footage: 'pending 1',
      clip: 'pending 0',
      'clip-check': 'pending 1',
      cut: 'pending 0',
    });
    const steps = await stepsOf();
    expect(SHOT_PARTS.every((part) => steps[part]?.fresh)).toBe(true);
    expect(await read()).toMatchObject({ verdict: 'reject', needs_decision: false });
    expect(await typesOf()).toContain('step.retrying');
    await settle(REFUSED);
    expect(await statesOf()).toMatchObject({ picture: 'queued 2', footage: 'pending 2', 'clip-check': 'pending 2' });
  });

  it('and refused in the gentlest words waits for a person, whose word holds', async () => {
    await settle(REFUSED);
    await settle(REFUSED);
    await settle(REFUSED);
    expect(await statesOf()).toMatchObject({ picture: 'done 2', 'clip-check': 'waiting 2', cut: 'pending 0' });
    expect((await rig.job(id)).state).toBe('paused');
    expect(await read()).toMatchObject({
      verdict: 'review',
      score: 90,
      needs_decision: true,
      findings: [{ ...REFUSED.findings[0], shot_id: shot, provider: 'cloud_qwen_vl' }],
    });
    const owner = { id: (await rig.job(id)).user_id as string, role: 'user' as const };
    await rig.control.decide(owner, id, 'approve', null);
    expect(await statesOf()).toMatchObject({ 'clip-check': 'done 2', cut: 'queued 0' });
  });

  it('and refused ends the job where that person does not want it', async () => {
    await settle(REFUSED, true);
    const owner = { id: (await rig.job(id)).user_id as string, role: 'user' as const };
    await rig.control.decide(owner, id, 'reject', null);
    expect(await rig.job(id)).toMatchObject({ state: 'failed', error: { code: 'CONTENT_REJECTED' } });
    await rig.control.retry(owner, id, undefined);
    expect(await statesOf()).toMatchObject({ picture: 'done 0', 'clip-check': 'queued 0' });
  });

  it('and is the user’s own waits for a person at once', async () => {
    await settle(REFUSED, true);
    expect(await statesOf()).toMatchObject({ picture: 'done 0', 'clip-check': 'waiting 0' });
    expect(await typesOf()).not.toContain('step.retrying');
  });

  it('and its findings are told at their moment of the film, after what is spoken before them', async () => {
    const other = newId();
    const planned = (each: string, frames: number) => ({ id: each, frames, transitionFrames: 0, lineMaxFrames: [] });
    const plan = {
      ...{ episode: 1, titleFrames: 50, endFrames: 25 },
      scenes: [{ shots: [planned(other, 100), planned(shot, 50)] }],
    };
    for (const [stage, item, output] of [
      ['storyboard', 'board:1', plan],
      ['speech', `lines:${other}`, { lines: [{ frames: 200 }] }],
    ] as const) {
      await rig.orm.em.fork().execute(
        `insert into job_steps (id, job_id, user_id, stage, item, queue, priority, time_limit_sec, depends_on, state, output)
         select gen_random_uuid(), id, user_id, ?, ?, 'media', 1, 60, '{}', 'done', ?::jsonb from jobs where id = ?
         on conflict (job_id, stage, item) do update set output = excluded.output, state = 'done'`,
        [stage, item, JSON.stringify(output), id],
      );
    }
    await settle(REFUSED, true);
    // The title, a shot that has grown around its line (208 frames), and the frame that was looked at.
    const { findings } = await read();
    expect(findings).toMatchObject([{ where: 'clip', shot_id: shot, start_sec: (50 + 208) / 25 + 1.5 }]);
  });

  it('and refused takes with it the clip that shows it, which waits for a person and holds its job no more', async () => {
    const other = newId();
    await rig.orm.em.fork().execute(
      `insert into job_steps (id, job_id, user_id, stage, item, queue, priority, time_limit_sec, depends_on, state, run_after)
       select gen_random_uuid(), job_id, user_id, 'moderation', ?, 'media', 1, 60, array[id], 'waiting', 'infinity'
       from job_steps where job_id = ? and item = ?`,
      [`clip-check:${other}`, id, `footage:${shot}`],
    );
    await rig.ledger.within(id, async (transaction) => {
      await recordJudgement(transaction, `clip-check:${other}`, { ...REFUSED, verdict: 'review', provider: null });
      await transaction.pause();
    });
    await settle(REFUSED);
    expect(await rig.states(id)).toMatchObject({ [`clip-check:${other}`]: 'pending', [`picture:${shot}`]: 'queued' });
    expect((await rig.job(id)).state).toBe('running');
    expect(await read()).toMatchObject({ verdict: 'reject', needs_decision: false });
  });

  it('and refused while its job was cancelled is not made again', async () => {
    await rig.orm.em.fork().execute(`update jobs set state = 'cancelled' where id = ?`, [id]);
    await settle(REFUSED);
    expect(await statesOf()).toMatchObject({ picture: 'pending 1', 'clip-check': 'pending 1' });
    expect(await typesOf()).not.toContain('step.retrying');
  });
});
