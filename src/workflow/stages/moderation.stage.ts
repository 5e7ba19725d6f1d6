import { Injectable } from '@nestjs/common';
import { type Moderation } from '../../ai/ports.js';
import { JobError } from '../../common/errors.js';
import { Ledger, type StepRow } from '../../jobs/ledger.js';
import { holdStep, isUndecided, type Judgement, recordJudgement } from '../../jobs/moderation-gate.js';
import { Stage, type Task, type Work } from '../stage.js';
import { VendorCalls } from '../vendor-calls.js';
import { ClipCheck } from './clip-check.js';
import { textsIn } from './script-texts.js';

/** Reads the script before anything is made from it, and looks at every clip before it goes into the film. */
@Injectable()
export class ModerationStage extends Stage {
  readonly name = 'moderation';

  constructor(
    private readonly vendors: VendorCalls,
    private readonly clips: ClipCheck,
    private readonly ledger: Ledger,
  ) {
    super();
  }

  prepare(work: Work): Promise<Task> {
    return Promise.resolve(work.part === 'script' ? this.script(work) : this.clips.task(work));
  }

  private script(work: Work): Task<Moderation> {
    const { job, step, inputs } = work;
    const texts = textsIn(inputs, job).map((text) => ({ where: 'script' as const, text }));
    const request = { texts, frames: [], language: job.input.language };
    const wish = { wanted: null };
    return {
      facts: () => ({ request, by: this.vendors.preferred('moderation', wish) }),
      make: async () => {
        const { value: output, credit } = await this.vendors.ask(work, 'moderation', wish, {
          quote: (model) => model.quote(request),
          call: (model, call) => model.generate(request, call),
        });
        if (output.verdict === 'reject') {
          await this.keepRefusal(step, { ...output, provider: credit.provider });
          throw new JobError('CONTENT_REJECTED.script');
        }
        return { output, credit };
      },
      apply: async (transaction, { output, credit }) => {
        await recordJudgement(transaction, step.item, { ...output, provider: credit?.provider ?? null });
        // Of the prompt, too: whoever is asked sees what it has become.
        if (await isUndecided(transaction)) {
          await holdStep(transaction, step);
        }
      },
    };
  }

  /** What fails leaves no result; why it did is told all the same. */
  private async keepRefusal(step: StepRow, judgement: Judgement): Promise<void> {
    await this.ledger.within(step.job_id, async (transaction) => {
      const [ours] = await transaction.em.execute<object[]>(
        `select 1 from job_steps where id = ? and fence = ? and state = 'running'`,
        [step.id, step.fence],
      );
      if (ours) {
        await recordJudgement(transaction, step.item, judgement);
      }
    });
  }
}
