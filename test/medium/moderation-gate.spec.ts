import { Logger } from '@nestjs/common';
import { newId } from '../../src/common/uuid.js';
import { inTransaction } from '../../src/common/transaction.js';
import { type JobInput } from '../../src/jobs/job-input.js';
import { canMove, STEP_TRANSITIONS, type StepState } from '../../src/jobs/job.machine.js';
import { ModerationService } from '../../src/jobs/moderation.service.js';
import { holdStep, type Judgement, recordJudgement } from '../../src/jobs/moderation-gate.js';
import { resetSteps } from '../../src/jobs/step-reset.js';
import { type Task, type Work } from '../../src/workflow/stage.js';
import { EngineRig } from '../support/engine-rig.js';
import { StepWatch } from '../support/step-watch.js';

const DOUBTFUL: Judgement = {
  verdict: 'review',
  score: 50,
  findings: [{ category: 'violence', severity: 'medium', where: 'script', reason: 'Blood' }],
  provider: 'local',
};

describe('content that somebody has to look at', () => {
  let rig: EngineRig;

  beforeAll(async () => {
    Logger.overrideLogger(['error']);
    rig = await EngineRig.start();
  });

  afterAll(() => rig.stop());

  const asOwner = async (id: string) => ({ id: (await rig.job(id)).user_id as string, role: 'user' as const });
  const resume = async (id: string) => rig.control.resume(await asOwner(id), id, undefined);
  const cancel = async (id: string) => rig.control.cancel(await asOwner(id), id);
  const retry = async (id: string) => rig.control.retry(await asOwner(id), id, undefined);
  const decide = async (id: string, decision: 'approve' | 'reject') =>
    rig.control.decide(await asOwner(id), id, decision, null);
  const read = (id: string) => new ModerationService(rig.orm.em.fork()).get(null, id);

  /** What the moderation stage does where it finds something, done by the script step. */
  const hold: Task['apply'] = async (transaction) => {
    const [step] = await transaction.em.execute<{ id: string }[]>(
      `select id from job_steps where job_id = ? and item = 'episode:1'`,
      [transaction.job.id],
    );
    await recordJudgement(transaction, 'episode:1', DOUBTFUL);
    await holdStep(transaction, { id: step?.id ?? '' });
  };

  /** A worker whose script step is one that moderates, and finds something; what ran is written down. */
  const moderating = (ran: string[]) => {
    const note = (work: Work) => (ran.push(work.step.item), Promise.resolve({ output: null }));
    return rig.worker({ style: note, script: note, storyboard: note }, {}, {}, { script: hold });
  };

  const heldAtScript = async (ran: string[] = []): Promise<string> => {
    const id = await rig.newJob();
    await moderating(ran).drain('script');
    return id;
  };

  /** A job whose kind has no step that reads: its prompt was found doubtful. */
  const heldAtStart = async (): Promise<string> => {
    const { id } = await inTransaction(rig.orm.em.fork(), (em) =>
      rig.jobs.create(em, {
        user_id: newId(),
        project_id: newId(),
        kind: 'scenes',
        priority: 1,
        prompt: 'dark',
        max_cost_usd: null,
        input: { episodes: 1, firstEpisode: 1, style: null } as JobInput,
        judgement: { ...DOUBTFUL, findings: [] },
      }),
    );
    return id;
  };

  it('holds everything back that depends on it, whatever sweeps, resumes and retries come', async () => {
    const ran: string[] = [];
    const id = await heldAtScript(ran);
    expect(await rig.states(id)).toEqual({ bible: 'done', 'episode:1': 'waiting', 'board:1': 'pending' });
    expect(await rig.job(id)).toMatchObject({ state: 'paused', error: null });

    await rig.sweeper().sweep();
    await moderating(ran).drain('script');
    await expect(resume(id)).rejects.toMatchObject({ code: 'INVALID_STATE' });
    await cancel(id);
    await retry(id);
    await moderating(ran).drain('script');
    expect((await rig.job(id)).state).toBe('paused');
    expect(ran).toEqual(['bible', 'episode:1', 'episode:1']);

    expect(await decide(id, 'approve')).toMatchObject({ status: 'running', waiting_for: null });
    await moderating(ran).drain('script');
    expect(await rig.job(id)).toMatchObject({ state: 'completed', progress: 100 });
    expect(ran).toEqual(['bible', 'episode:1', 'episode:1', 'board:1']);
  });

  it('is decided once, by one of two who decide at the same moment', async () => {
    const id = await heldAtScript();
    const results = await Promise.allSettled([decide(id, 'approve'), decide(id, 'reject')]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const { decisions } = await read(id);
    const { state } = await rig.job(id);
    expect(decisions.map(({ decision }) => decision)).toEqual([state === 'failed' ? 'reject' : 'approve']);
  });

  it('fails the step and the job when it is rejected, and is asked about again by a retry', async () => {
    const id = await heldAtScript();
    await decide(id, 'reject');
    expect(await rig.states(id)).toMatchObject({ 'episode:1': 'failed', 'board:1': 'cancelled' });
    expect(await rig.job(id)).toMatchObject({ state: 'failed', error: { code: 'CONTENT_REJECTED' } });
    expect((await rig.events(id)).map(({ type }) => type)).toContain('job.failed');
    await retry(id);
    await moderating([]).drain('script');
    expect(await rig.job(id)).toMatchObject({ state: 'paused', error: null });
    expect(await read(id)).toMatchObject({ needs_decision: true, decisions: [] });
  });

  it('waits at the start where no step reads it, and a retry does not pass it', async () => {
    const id = await heldAtStart();
    await rig.worker().drain('script');
    expect(Object.values(await rig.states(id))).toEqual(['pending', 'pending', 'pending']);
    await decide(id, 'reject');
    await retry(id);
    await rig.worker().drain('script');
    expect((await rig.job(id)).state).toBe('paused');
    expect(Object.values(await rig.states(id))).toEqual(['pending', 'pending', 'pending']);
    await decide(id, 'approve');
    await rig.worker().drain('script');
    expect((await rig.job(id)).state).toBe('completed');
  });

  it('is asked about no more where it is made once more, or was deleted', async () => {
    const id = await heldAtScript();
    await rig.ledger.within(id, async (transaction) => {
      await recordJudgement(transaction, 'board:1', DOUBTFUL);
    });
    await cancel(id);
    await rig.control.retry(await asOwner(id), id, 'script');
    await rig.control.pause(await asOwner(id), id);
    expect(await rig.job(id)).toMatchObject({ state: 'paused' });
    expect(await resume(id)).toMatchObject({ status: 'running' });
    await rig.worker().drain('script');
    expect((await rig.job(id)).state).toBe('completed');
    expect(await rig.orm.em.fork().execute('select 1 from job_moderations where job_id = ?', [id])).toEqual([]);
  });

  it('stays unapproved when its job was cancelled while it was looked at', async () => {
    const id = await rig.newJob();
    const script = async () => {
      await cancel(id);
      return { output: null };
    };
    await rig.worker({ script }, {}, {}, { script: hold }).drain('script');
    expect((await rig.states(id))['episode:1']).toBe('cancelled');
    const ran: string[] = [];
    await retry(id);
    await moderating(ran).drain('script');
    expect(ran).toEqual(['episode:1']);
    expect((await rig.job(id)).state).toBe('paused');
  });

  it('and money that has run out are two things: approved, the job waits for the higher limit', async () => {
    const id = await heldAtScript();
    await rig.orm.em
      .fork()
      .execute(`update jobs set error = '{"code": "BUDGET_EXCEEDED"}'::jsonb, max_cost_usd = 1 where id = ?`, [id]);
    expect(await decide(id, 'approve')).toMatchObject({ status: 'paused', waiting_for: 'budget' });
    expect((await rig.states(id))['board:1']).toBe('pending');
    await rig.control.resume(await asOwner(id), id, 2);
    await rig.worker().drain('script');
    expect((await rig.job(id)).state).toBe('completed');
  });

  it('makes no move that the machine of steps does not know', async () => {
    const watch = await StepWatch.install(rig.config.database.url ?? '');
    const id = await heldAtScript();
    await decide(id, 'approve');
    const other = await heldAtScript();
    await rig.ledger.within(other, (transaction) =>
      resetSteps(transaction, { which: "item = 'episode:1'", values: [], isFresh: false }),
    );
    const moves = [...(await watch.movesOf(id)), ...(await watch.movesOf(other))];
    const ofSteps = moves.flatMap(({ step, was, state }) => (step === 'job' || was === null ? [] : [[was, state]]));
    expect(ofSteps).toEqual(
      expect.arrayContaining([
        ['waiting', 'done'],
        ['waiting', 'pending'],
      ]),
    );
    expect(ofSteps.filter(([was, state]) => !canMove(STEP_TRANSITIONS, was as StepState, state as StepState))).toEqual(
      [],
    );
  });

  it('is told of as long as its job is kept', async () => {
    const id = await heldAtScript();
    await decide(id, 'approve');
    await rig.worker().drain('script');
    await rig.orm.em.fork().execute('update job_steps set output = null where job_id = ?', [id]);
    await rig.orm.em.fork().execute('update jobs set purged_at = now() where id = ?', [id]);
    expect(await read(id)).toMatchObject({ verdict: 'review', score: 50, decisions: [{ decision: 'approve' }] });
    await rig.control.delete(await asOwner(id), id);
    expect(await rig.orm.em.fork().execute('select 1 from job_moderations where job_id = ?', [id])).toEqual([]);
  });
});
