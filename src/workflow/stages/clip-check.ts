import { Injectable } from '@nestjs/common';
import { type Moderation } from '../../ai/ports.js';
import { type JobRow } from '../../jobs/ledger.js';
import { Media, momentsOf } from '../../media/media.js';
import { type CheckedClip, type ClipExpectation } from '../../media/timeline.js';
import { Storage } from '../../storage/storage.js';
import { type ClipOutput, profileOf, type TurnedClipOutput } from '../film-plan.js';
import { passedClip } from '../quality.js';
import { judgeShot } from '../shot-verdict.js';
import { type Task, type Work } from '../stage.js';
import { FrameLook, type Look } from './frame-look.js';

/** What a check passes on: the clip, how good it is, and what somebody said of it who has looked. */
type JudgedClip = ClipOutput & CheckedClip & { judgement: Moderation | null };

/** Looks at a clip before it goes into the film: whether it is whole, and whether it may be shown. */
@Injectable()
export class ClipCheck {
  constructor(
    private readonly looks: FrameLook,
    private readonly media: Media,
    private readonly storage: Storage,
  ) {}

  task(work: Work): Task<JudgedClip> {
    const { job, subject, inputs } = work;
    const clip = inputs.get(`clip:${subject}`) as ClipOutput;
    const expectation = expectationOf(clip, job);
    // What our own renderer draws is safe whatever is said of it.
    const by = clip.isDrawn ? null : this.looks.watcher(job);
    return {
      facts: () => ({ clip, expectation, ...(by && { by }) }),
      quote: by ? () => this.looks.quote(job, 'clip', momentsOf(clip.frames).length) : undefined,
      make: async () => {
        const { path, checked } = await this.measure(work, clip, expectation);
        const seen = by && (await this.look(work, clip, path));
        return { output: { ...clip, ...checked, judgement: seen?.judgement ?? null }, credit: seen?.credit };
      },
      apply: async (transaction, { output: { judgement }, credit }) => {
        if (judgement) {
          await judgeShot(transaction, work, { judgement, credit, isOwn: clip.isOwn ?? false });
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

  private async look(work: Work, clip: ClipOutput, path: string): Promise<Look> {
    const frames = await this.media.frames(path, clip.frames, work.signal);
    return this.looks.at(
      frames.map(({ bytes, startSec }) => ({ where: 'clip', bytes, mime: 'image/jpeg', startSec })),
      work,
    );
  }
}

function expectationOf({ frames, isOwn }: TurnedClipOutput, { input }: Pick<JobRow, 'input'>): ClipExpectation {
  return { profile: profileOf(input), frames, hasOwnPictures: isOwn };
}
