import { Injectable } from '@nestjs/common';
import { gravestOf, textRequestsOf } from '../../ai/moderation-answer.js';
import { type Moderation, type ModerationRequest } from '../../ai/ports.js';
import { type ChainWish } from '../../ai/provider-chain.js';
import { JobError } from '../../common/errors.js';
import { Ledger, type StepRow } from '../../jobs/ledger.js';
import { PICTURE_CHECK } from '../../jobs/plan.js';
import { holdStep, isUndecided, type Judgement, recordJudgement } from '../../jobs/moderation-gate.js';
import { makePieces, type Piece, sumOf } from '../kept-pieces.js';
import { type Credit, type Result, Stage, type Task, type Work } from '../stage.js';
import { isOurs, VendorCalls } from '../vendor-calls.js';
import { ClipCheck } from './clip-check.js';
import { PictureLook } from './picture-look.js';
import { type FilmText, textsIn } from './script-texts.js';

/**
 * Reads the script before anything is made from it, looks at pictures before footage is bought of them, and at every clip
 * before it goes into the film.
 */
@Injectable()
export class ModerationStage extends Stage {
  readonly name = 'moderation';

  constructor(
    private readonly vendors: VendorCalls,
    private readonly pictures: PictureLook,
    private readonly clips: ClipCheck,
    private readonly ledger: Ledger,
  ) {
    super();
  }

  prepare(work: Work): Promise<Task> {
    switch (work.part) {
      case 'script':
        return Promise.resolve(this.script(work));
      case PICTURE_CHECK:
        return Promise.resolve(this.pictures.task(work));
      default:
        return Promise.resolve(this.clips.task(work));
    }
  }

  private script(work: Work): Task<Moderation> {
    const { job, step, inputs } = work;
    const texts = textsIn(inputs);
    const request: ModerationRequest = {
      texts: texts.map(({ text }, number) => ({ where: 'script', text, number })),
      frames: [],
      language: job.input.language,
    };
    const wish = { wanted: null, allowFallback: job.input.allowFallback };
    return {
      facts: () => ({ request, by: this.vendors.preferred('moderation', wish) }),
      foresee: () => ({ verdict: 'pass', score: 0, findings: [] }),
      quote: () => {
        const pieces = this.piecesOf(request, wish);
        return this.vendors.quote('moderation', wish, (model) => sumOf(pieces, (piece) => model.quote(piece)));
      },
      make: async () => {
        const { output, credit } = await this.read(work, request, wish);
        if (output.verdict === 'reject') {
          await this.keepRefusal(step, placed(output, texts, credit));
          throw new JobError('CONTENT_REJECTED.script');
        }
        return { output, credit };
      },
      apply: async (transaction, { output, credit }) => {
        await recordJudgement(transaction, step.item, placed(output, texts, credit));
        // Of the prompt, too: whoever is asked sees what it has become.
        if (await isUndecided(transaction)) {
          await holdStep(transaction, step);
        }
      },
    };
  }

  /** Vendors read a long script in pieces, each a call of its own; our own censor reads all of it at once. */
  private piecesOf(request: ModerationRequest, wish: ChainWish): ModerationRequest[] {
    return isOurs(this.vendors.preferred('moderation', wish)) ? [request] : textRequestsOf(request);
  }

  private async read(work: Work, request: ModerationRequest, wish: ChainWish): Promise<Result<Moderation>> {
    const pieces = this.piecesOf(request, wish);
    const { output, credit } = await makePieces(work, pieces, (piece) => this.readPiece(work, piece, wish));
    return { output: gravestOf(output), credit };
  }

  private async readPiece(work: Work, piece: ModerationRequest, wish: ChainWish): Promise<Piece<Moderation>> {
    const { value: made, credit } = await this.vendors.ask(work, 'moderation', wish, {
      quote: (model) => model.quote(piece),
      call: (model, call) => model.generate(piece, call),
    });
    return { made, credit };
  }

  /** What fails leaves no result; why it did is told all the same. A retry has everything read once more. */
  private async keepRefusal(step: StepRow, judgement: Judgement): Promise<void> {
    await this.ledger.within(step.job_id, async (transaction) => {
      const [ours] = await transaction.em.execute<object[]>(
        `select 1 from job_steps where id = ? and fence = ? and state = 'running'`,
        [step.id, step.fence],
      );
      if (ours) {
        await recordJudgement(transaction, step.item, judgement);
        await transaction.em.execute('update job_steps set kept = null where id = ?', [step.id]);
      }
    });
  }
}

/** What was said, with the shot that each finding is in and its moment in the film. */
function placed({ findings, ...said }: Moderation, texts: readonly FilmText[], credit: Credit | undefined): Judgement {
  return {
    ...said,
    findings: findings.map(({ number = -1, ...finding }) => {
      const { shotId = null, startSec = null } = texts[number] ?? {};
      return { ...finding, shot_id: shotId, start_sec: startSec };
    }),
    provider: credit?.provider ?? null,
  };
}
