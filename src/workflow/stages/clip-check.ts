import { Injectable } from '@nestjs/common';
import { type Moderation } from '../../ai/ports.js';
import { type JobRow } from '../../jobs/ledger.js';
import { type DeepFindings, Media, momentsOf } from '../../media/media.js';
import { type CheckedClip, type ClipExpectation } from '../../media/timeline.js';
import { Storage } from '../../storage/storage.js';
import { type ClipOutput, profileOf, type TurnedClipOutput } from '../film-plan.js';
import { passedClip, requirePassed } from '../quality.js';
import { judgeShot } from '../shot-verdict.js';
import { type Task, unknownKey, type Work } from '../stage.js';
import { deepExpectationOf, judgementWith, settledChecks } from './clip-expectation.js';
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
    const deep = this.deepOf(clip, job);
    // What our own renderer draws is safe whatever is said of it.
    const by = clip.isDrawn ? null : this.looks.watcher(job);
    return {
      facts: () => ({ clip, expectation, ...(by && { by }), ...(deep && { deep }) }),
      foresee: () => foreseen(clip),
      quote: by ? () => this.looks.quote(job, 'clip', momentsOf(clip.frames).length) : undefined,
      make: async () => {
        const { path, checked, found } = await this.measure(work, clip, expectation);
        const seen = by && (await this.look(work, clip, path));
        const judgement = judgementWith(seen?.judgement ?? null, found, clip);
        return { output: { ...clip, ...checked, judgement }, credit: seen?.credit };
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
    const { job } = work;
    const clip = work.inputs.get(`clip:${work.subject}`) as TurnedClipOutput;
    const expectation = expectationOf(clip, job);
    const deep = this.deepOf(clip, job);
    return {
      facts: () => ({ clip, expectation, ...(deep && { deep }) }),
      foresee: () => foreseen(clip),
      make: async () => ({ output: { ...clip, ...(await this.measure(work, clip, expectation)).checked } }),
    };
  }

  /** What else there is to see where the deeper checks are installed: who installs them later has them done then. */
  private deepOf(clip: TurnedClipOutput, { input }: Pick<JobRow, 'input'>): object | null {
    const version = this.media.deepChecksVersion();
    return version === null ? null : { ...deepExpectationOf(clip, input, profileOf(input)), version };
  }

  private async measure(
    { job, signal }: Work,
    clip: TurnedClipOutput,
    expectation: ClipExpectation,
  ): Promise<{ path: string; checked: CheckedClip; found: DeepFindings }> {
    const path = await this.storage.pathOf(clip.key, signal);
    const checked = await passedClip(this.media, path, expectation, { signal });
    const found = await this.media.watchClip(path, deepExpectationOf(clip, job.input, profileOf(job.input)), signal);
    const checks = [...checked.checks, ...settledChecks(found, clip)];
    requirePassed('clip', checks);
    return { path, checked: { ...checked, checks }, found };
  }

  private async look(work: Work, clip: ClipOutput, path: string): Promise<Look> {
    const frames = await this.media.frames(path, clip.frames, work.signal);
    return this.looks.at(
      frames.map(({ bytes, startSec }) => ({ where: 'clip', bytes, mime: 'image/jpeg', startSec })),
      work,
    );
  }
}

/** That it will pass is taken for granted; what it is known by is not known yet. */
function foreseen<Clip extends TurnedClipOutput>(clip: Clip): Clip & CheckedClip & { judgement: null } {
  return { ...clip, checks: [], packets: unknownKey(), black: [], judgement: null };
}

function expectationOf({ frames, isOwn }: TurnedClipOutput, { input }: Pick<JobRow, 'input'>): ClipExpectation {
  return { profile: profileOf(input), frames, hasOwnPictures: isOwn };
}
