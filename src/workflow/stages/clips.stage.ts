import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { type JobTransaction } from '../../jobs/ledger.js';
import { mediaLink } from '../../storage/media-links.js';
import { Media } from '../../media/media.js';
import { type ClipOutput } from '../film-plan.js';
import { FilmReader, type FilmShot } from '../film-reader.js';
import { type Result, Stage, type Task, unknownKey, type Work } from '../stage.js';
import { CardStep } from './card-step.js';
import { ClipFiles } from './clip-files.js';
import { ClipPlanner, type StoredClipPlan } from './clip-planner.js';
import { versionsOf } from './clip-versions.js';
import { keptSounds, type KeptSound } from './footage-sounds.js';
import { FootageStep } from './footage-step.js';
import { ReelStep } from './reel-step.js';
import { ShotMedia } from './shot-media.js';
import { showsFace } from './shot-staging.js';

/** Footage from a video model, then pixels: each shot's clip, and the cards around an episode. */
@Injectable()
export class ClipsStage extends Stage {
  readonly name = 'clips';
  override readonly version = 2;

  constructor(
    private readonly reader: FilmReader,
    private readonly planner: ClipPlanner,
    private readonly footage: FootageStep,
    private readonly media: Media,
    private readonly files: ClipFiles,
    private readonly shots: ShotMedia,
    private readonly cards: CardStep,
    private readonly reel: ReelStep,
  ) {
    super();
  }

  prepare(work: Work): Promise<Task> {
    switch (work.part) {
      case 'footage':
        return this.footage.prepare(work);
      case 'title':
      case 'end':
        return this.cards.task(work, work.part);
      case 'reel':
        return Promise.resolve(this.reel.task(work));
      default:
        return this.clip(work);
    }
  }

  private async clip(work: Work): Promise<Task<ClipOutput>> {
    const shot = await this.reader.shot(work.subject, work.inputs);
    const { plan, lines, cues, isOwn } = await this.planner.clip(work, shot);
    const { frames } = plan.shot;
    const kept = keptSounds(work.job.input, [{ id: shot.id, startFrame: 0, frames }], work.inputs);
    const known = { ...knownOf(plan), lines, cues, isOwn, showsFace: showsFace(shot, plan.shot) };
    return {
      // What is not kept is no fact: the clip is the same as if nobody had asked.
      facts: () => ({ plan, lines, cues, isOwn, ...versionsOf(plan), ...(kept.length > 0 && { kept }) }),
      foresee: () => ({ ...known, key: unknownKey(), spokenKey: unknownKey(), madeOf: unknownKey() }),
      make: async () => {
        await work.tell((transaction) => this.shots.begin(transaction, shot.id, 'video'));
        return this.render(work, plan, known, kept);
      },
      apply: (transaction, result) => this.show(transaction, shot, result),
    };
  }

  private render(
    { job, step, signal, report }: Work,
    plan: StoredClipPlan,
    known: Omit<ClipOutput, 'key' | 'spokenKey'>,
    kept: KeptSound[],
  ): Promise<Result<ClipOutput>> {
    return this.files.within(step, async (directory) => {
      const [silent, spoken] = [join(directory, 'clip.mp4'), join(directory, 'spoken.mp4')];
      const sound = await this.files.sound(directory, known.frames, { lines: known.lines, kept }, signal);
      const out = { silent, spoken: { sound, path: spoken } };
      await this.media.clip(await this.planner.located(plan, signal), out, signal, report);
      const clip = await this.files.save(job.user_id, step, silent, signal);
      const whole = await this.files.save(job.user_id, step, spoken, signal);
      return { output: { ...known, key: clip.key, spokenKey: whole.key, madeOf: step.input_hash } };
    });
  }

  private async show(
    transaction: JobTransaction,
    { id, video }: FilmShot,
    { output: { spokenKey: key } }: Result<ClipOutput>,
  ): Promise<void> {
    const { id: job_id } = transaction.job;
    await this.shots.setVideo(transaction, id, { status: 'completed', job_id, key, error: null }, video.upload_id);
    transaction.emit('shot.completed', { shot_id: id, video_url: mediaLink(key) });
  }
}

/** What a clip's plan tells of it. */
export function knownOf({ shot: { frames, size, camera, source } }: StoredClipPlan) {
  return { frames, framing: { size, camera }, isDrawn: source.kind === 'drawn' };
}
