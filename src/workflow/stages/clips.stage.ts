import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { shotSizeOf } from '../../common/vocabulary.js';
import { mediaLink } from '../../storage/media-links.js';
import { Media } from '../../media/media.js';
import { type CardOutput, type ClipOutput, type EpisodePlan, type PictureOutput } from '../film-plan.js';
import { FilmReader } from '../film-reader.js';
import { type Outcome, Stage, type Work } from '../stage.js';
import { ClipFiles } from './clip-files.js';
import { ClipPlanner } from './clip-planner.js';
import { FootageStep } from './footage-step.js';
import { saveVideo } from './shot-video.js';

/** Footage from a video model, then pixels: each shot's clip, and the cards around an episode. */
@Injectable()
export class ClipsStage extends Stage {
  readonly name = 'clips';

  constructor(
    private readonly reader: FilmReader,
    private readonly planner: ClipPlanner,
    private readonly footage: FootageStep,
    private readonly media: Media,
    private readonly files: ClipFiles,
  ) {
    super();
  }

  run(work: Work): Promise<Outcome> {
    switch (work.part) {
      case 'footage':
        return this.footage.run(work);
      case 'title':
      case 'end':
        return this.card(work, work.part);
      default:
        return this.clip(work);
    }
  }

  private async clip(work: Work): Promise<Outcome> {
    const { job, step, subject, signal, report } = work;
    const shot = await this.reader.shot(subject);
    const { plan, lines } = await this.planner.clip(work, shot);
    return this.files.within(step, async (directory) => {
      const silent = join(directory, 'clip.mp4');
      await this.media.clip(plan, silent, signal, report);
      const spoken = await this.files.withVoices(directory, silent, plan.shot.frames, lines, signal);
      const clip = await this.files.save(job.user_id, step, silent);
      const whole = await this.files.save(job.user_id, step, spoken);
      const output: ClipOutput = { key: clip.key, frames: plan.shot.frames, lines };
      const video = { ...shot.video, status: 'completed', job_id: job.id, key: whole.key, error: null };
      return {
        output,
        apply: async (transaction) => {
          await this.files.keepFor(transaction, whole.id, shot.id);
          await saveVideo(transaction, shot.id, { ...video, provider: shot.video.provider });
          transaction.emit('shot.completed', { shot_id: shot.id, video_url: mediaLink(whole.key) });
        },
      };
    });
  }

  private async card({ job, step, subject, inputs, signal, report }: Work, kind: 'title' | 'end'): Promise<Outcome> {
    const shot = await this.reader.shot(subject);
    const [board] = [...inputs].filter(([item]) => item.startsWith('board:')).map(([, output]) => output);
    const picture = inputs.get(`picture:${subject}`) as PictureOutput;
    const plan = this.planner.card(job, kind, board as EpisodePlan, picture, shotSizeOf(shot.form_data.shot_type));
    return this.files.within(step, async (directory) => {
      const path = join(directory, `${kind}.mp4`);
      await this.media.clip(plan, path, signal, report);
      const asset = await this.files.save(job.user_id, step, path);
      return { output: { key: asset.key, frames: plan.shot.frames } satisfies CardOutput };
    });
  }
}
