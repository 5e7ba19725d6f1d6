import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { type FilmOutput } from '../../jobs/job.dto.js';
import { itemOf } from '../../jobs/plan.js';
import { Media } from '../../media/media.js';
import { FRAMES_PER_SECOND } from '../../media/timeline.js';
import { Storage } from '../../storage/storage.js';
import { filmOutput } from '../film-output.js';
import { type ClipOutput, profileOf } from '../film-plan.js';
import { Scratch } from '../scratch.js';
import { type Task, type Work } from '../stage.js';
import { type Cut, FilmCutter } from './film-cutter.js';
import { type Voice, voiceStems } from './voice-stems.js';

/** What a job that makes no film has to show: its shots with their voices, one after the other, without cards or music. */
@Injectable()
export class ReelStep {
  constructor(
    private readonly media: Media,
    private readonly storage: Storage,
    private readonly scratch: Scratch,
    private readonly cutter: FilmCutter,
  ) {}

  task(work: Work): Task<FilmOutput> {
    const { job, step, inputs, signal } = work;
    const clips = (job.input.shots ?? []).map((id) => inputs.get(itemOf('clip', id)) as ClipOutput);
    const { frames, voices, subtitles } = heard(clips);
    return {
      make: () =>
        this.scratch.within(step, async (directory) => {
          const sound = join(directory, 'sound.wav');
          const stems = await voiceStems(this.storage, voices, signal);
          await this.media.mix({ seconds: frames / FRAMES_PER_SECOND, stems }, sound, signal);
          const whole = await this.cutter.cut(work, {
            directory,
            clips: clips.map(({ key }) => key),
            frames,
            sound,
            subtitles,
            title: job.input.title ?? '',
            hasOwnPictures: clips.some(({ isOwn }) => isOwn),
            isSilent: voices.length === 0,
            posterSec: (clips[0]?.frames ?? 0) / 2 / FRAMES_PER_SECOND,
          });
          return { output: filmOutput(profileOf(job.input), whole, []) };
        }),
    };
  }
}

function heard(clips: ClipOutput[]): {
  frames: number;
  voices: Voice[];
  subtitles: Cut['subtitles'];
} {
  let at = 0;
  const voices: Voice[] = [];
  const subtitles: Cut['subtitles'] = [];
  for (const { frames, lines } of clips) {
    for (const { key, startFrame, frames: length, speaker, text } of lines) {
      const startSec = (at + startFrame) / FRAMES_PER_SECOND;
      voices.push({ key, startSec });
      subtitles.push({ startSec, endSec: startSec + length / FRAMES_PER_SECOND, speaker, text });
    }
    at += frames;
  }
  return { frames: at, voices, subtitles };
}
