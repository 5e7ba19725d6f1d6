import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Media } from '../../media/media.js';
import { type ClipOutput, plannedShot, type TurnedClipOutput } from '../film-plan.js';
import { FilmReader, type FilmShot } from '../film-reader.js';
import { type Task, type Work } from '../stage.js';
import { CardStep } from './card-step.js';
import { ClipCheck } from './clip-check.js';
import { ClipFiles } from './clip-files.js';
import { ClipPlanner } from './clip-planner.js';
import { versionsOf } from './clip-versions.js';

/**
 * The clips of a film's other shape, composed for it from the same pictures. They belong to the film alone: a shot goes on
 * showing its clip in the film's own shape, and nobody is told of these.
 */
@Injectable()
export class TurnedClips {
  constructor(
    private readonly reader: FilmReader,
    private readonly planner: ClipPlanner,
    private readonly files: ClipFiles,
    private readonly media: Media,
    private readonly cards: CardStep,
    private readonly check: ClipCheck,
  ) {}

  /** `work` as `turnedWork` has made it. */
  prepare(work: Work): Promise<Task> {
    switch (work.part) {
      case 'title':
      case 'end':
        return this.cards.task(work, work.part);
      case 'clip-check':
        return Promise.resolve(this.check.again(work));
      default:
        return this.clip(work);
    }
  }

  private async clip(work: Work): Promise<Task<TurnedClipOutput>> {
    const { job, step, subject, inputs, signal, report } = work;
    const filmed = inputs.get(`clip-check:${subject}`) as ClipOutput;
    const planned = plannedShot(inputs, subject);
    const shot = asFilmed(await this.reader.shot(subject, inputs), filmed, planned?.facts);
    const { plan, lines, cues, isOwn } = await this.planner.clip(work, shot);
    const { frames, size, camera, source } = plan.shot;
    return {
      facts: () => ({ plan, lines, cues, isOwn, ...versionsOf(plan) }),
      make: () =>
        this.files.within(step, async (directory) => {
          const path = join(directory, 'clip.mp4');
          await this.media.clip(await this.planner.located(plan, signal), { silent: path }, signal, report);
          const { key } = await this.files.save(job.user_id, step, path, signal);
          const made = { key, frames, lines, cues, framing: { size, camera } };
          return { output: { ...made, isOwn, isDrawn: source.kind === 'drawn', showsFace: filmed.showsFace } };
        }),
    };
  }
}

/**
 * Whatever became of the shot since: the camera is as near and moves as it does in the film, and what is read is what was
 * moderated.
 */
function asFilmed(
  { form_data, ...shot }: FilmShot,
  { framing }: Pick<ClipOutput, 'framing'>,
  { lines }: Pick<FilmShot, 'lines'> = shot,
): FilmShot {
  const filmed = framing && { shot_type: framing.size, camera_movement: framing.camera };
  return { ...shot, lines, form_data: { ...form_data, ...filmed } };
}
