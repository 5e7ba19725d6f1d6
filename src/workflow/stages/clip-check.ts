import { Injectable } from '@nestjs/common';
import { ModelRegistry } from '../../ai/model-registry.js';
import { type Moderation, type ModerationRequest } from '../../ai/ports.js';
import { type ChainWish } from '../../ai/provider-chain.js';
import { type JobRow, type JobTransaction } from '../../jobs/ledger.js';
import { holdStep, isUndecided, recordJudgement } from '../../jobs/moderation-gate.js';
import { Media } from '../../media/media.js';
import { type CheckedClip, type ClipExpectation } from '../../media/timeline.js';
import { Storage } from '../../storage/storage.js';
import { type ClipOutput, profileOf, type TurnedClipOutput } from '../film-plan.js';
import { passedClip } from '../quality.js';
import { MAX_SOFTENED, redoShot } from '../shot-redo.js';
import { type Credit, type Task, type Work } from '../stage.js';
import { VendorCalls } from '../vendor-calls.js';

/** What a check passes on: the clip, how good it is, and what somebody said of it who has looked. */
type JudgedClip = ClipOutput & CheckedClip & { judgement: Moderation | null };

/** Looks at a clip before it goes into the film: whether it is whole, and whether it may be shown. */
@Injectable()
export class ClipCheck {
  constructor(
    private readonly vendors: VendorCalls,
    private readonly models: ModelRegistry,
    private readonly media: Media,
    private readonly storage: Storage,
  ) {}

  task(work: Work): Task<JudgedClip> {
    const { job, subject, inputs } = work;
    const clip = inputs.get(`clip:${subject}`) as ClipOutput;
    const expectation = expectationOf(clip, job);
    const by = this.watcherOf(clip, wishOf(job));
    return {
      facts: () => ({ clip, expectation, ...(by && { by }) }),
      make: async () => {
        const { path, checked } = await this.measure(work, clip, expectation);
        const seen = by && (await this.look(work, clip, path));
        return { output: { ...clip, ...checked, judgement: seen?.judgement ?? null }, credit: seen?.credit };
      },
      apply: async (transaction, { output, credit }) => {
        if (output.judgement) {
          await this.judge(transaction, work, { ...output.judgement, provider: credit?.provider ?? null });
        }
      },
    };
  }

  /** A clip of what was looked at before, in another shape: whether it is whole. */
  again(work: Work): Task<TurnedClipOutput & CheckedClip> {
    const clip = work.inputs.get(`clip:${work.subject}`) as TurnedClipOutput;
    const expectation = expectationOf(clip, work.job);
    return {
      facts: () => ({ clip, expectation }),
      make: async () => ({ output: { ...clip, ...(await this.measure(work, clip, expectation)).checked } }),
    };
  }

  private async measure(
    { signal }: Work,
    { key }: TurnedClipOutput,
    expectation: ClipExpectation,
  ): Promise<{ path: string; checked: CheckedClip }> {
    const path = await this.storage.pathOf(key, signal);
    return { path, checked: await passedClip(this.media, path, expectation, { signal }) };
  }

  /**
   * Who is to look at a clip; null where that would tell nothing: who only reads has read its script, and what our own
   * renderer draws is safe whatever is said of it.
   */
  private watcherOf({ isDrawn }: ClipOutput, wish: ChainWish): ReturnType<VendorCalls['preferred']> | null {
    const by = this.vendors.preferred('moderation', wish);
    const model = by.model === undefined ? null : this.models.find('moderation', by.model);
    return !isDrawn && model?.seesFrames ? by : null;
  }

  private async look(work: Work, clip: ClipOutput, path: string): Promise<{ judgement: Moderation; credit: Credit }> {
    const { job, signal } = work;
    const frames = await this.media.frames(path, clip.frames, signal);
    const request: ModerationRequest = {
      // The words were read with the script, and approved if need be.
      texts: [],
      frames: frames.map(({ bytes, startSec }) => ({ where: 'clip', bytes, mime: 'image/jpeg', startSec })),
      language: job.input.language,
    };
    work.leaveSlot();
    const { value, credit } = await this.vendors.ask(work, 'moderation', wishOf(job), {
      quote: (model) => model.quote(request),
      call: (model, call) => model.generate(request, call),
    });
    return { judgement: value, credit };
  }

  /** A refused clip is made again, more gently; what can't be made otherwise, or stays refused, a person has to look at. */
  private async judge(
    transaction: JobTransaction,
    { step, subject, inputs }: Work,
    judgement: Moderation & { provider: string | null },
  ): Promise<void> {
    const isRefused = judgement.verdict === 'reject';
    const { isOwn = false } = inputs.get(`clip:${subject}`) as ClipOutput;
    const isRedone = isRefused && !isOwn && step.softened < MAX_SOFTENED;
    const findings = judgement.findings.map((finding) => ({ ...finding, shot_id: subject }));
    const verdict = isRefused && !isRedone ? 'review' : judgement.verdict;
    if (isRedone) {
      await redoShot(transaction, step, subject);
    }
    // What is made once more is forgotten with all that was said of it: this is the reason why.
    await recordJudgement(transaction, step.item, { ...judgement, findings, verdict });
    if (await isUndecided(transaction, step.item)) {
      await holdStep(transaction, step);
    }
  }
}

function expectationOf({ frames, isOwn }: TurnedClipOutput, { input }: Pick<JobRow, 'input'>): ClipExpectation {
  return { profile: profileOf(input), frames, hasOwnPictures: isOwn };
}

/** What the house takes: nobody names a moderator in an order. */
function wishOf({ input }: Pick<JobRow, 'input'>): ChainWish {
  return { wanted: null, allowFallback: input.allowFallback };
}
