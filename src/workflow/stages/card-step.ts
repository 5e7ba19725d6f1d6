import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { shotSizeOf } from '../../common/vocabulary.js';
import { Media } from '../../media/media.js';
import { type CardOutput, type EpisodePlan, type PictureOutput } from '../film-plan.js';
import { FilmReader } from '../film-reader.js';
import { passedClip } from '../quality.js';
import { type Task, unknownKey, type Work } from '../stage.js';
import { ClipFiles } from './clip-files.js';
import { ClipPlanner } from './clip-planner.js';
import { versionsOf } from './clip-versions.js';

/** The cards around an episode. */
@Injectable()
export class CardStep {
  constructor(
    private readonly reader: FilmReader,
    private readonly planner: ClipPlanner,
    private readonly files: ClipFiles,
    private readonly media: Media,
  ) {}

  async task({ job, step, subject, inputs, signal, report }: Work, kind: 'title' | 'end'): Promise<Task<CardOutput>> {
    const shot = await this.reader.shot(subject, inputs);
    const [board] = [...inputs].filter(([item]) => item.startsWith('board:')).map(([, output]) => output);
    const picture = inputs.get(`picture:${subject}`) as PictureOutput;
    const plan = this.planner.card(job, kind, board as EpisodePlan, picture, shotSizeOf(shot.form_data.shot_type));
    return {
      facts: () => ({ plan, ...versionsOf(plan) }),
      foresee: () => ({ key: unknownKey(), frames: plan.shot.frames }),
      make: () =>
        this.files.within(step, async (directory) => {
          const path = join(directory, `${kind}.mp4`);
          await this.media.clip(await this.planner.located(plan, signal), { silent: path }, signal, report);
          const { profile, shot: card } = plan;
          const expectation = { profile, frames: card.frames, hasOwnPictures: picture.isOwn, isCard: true };
          const checked = await passedClip(this.media, path, expectation, { signal });
          const { key } = await this.files.save(job.user_id, step, path, signal);
          return { output: { key, ...checked } };
        }),
    };
  }
}
