import { Injectable } from '@nestjs/common';
import { type FilmOutput } from '../../jobs/job.dto.js';
import { itemOf } from '../../jobs/plan.js';
import { type FileChecks, recordQuality } from '../../jobs/quality-report.js';
import { FRAMES_PER_SECOND } from '../../media/timeline.js';
import { Storage } from '../../storage/storage.js';
import { noteDegraded } from '../degraded.js';
import { filmOutput } from '../film-output.js';
import { type ClipOutput, type FilmCue } from '../film-plan.js';
import { Scratch } from '../scratch.js';
import { type Task, type Work } from '../stage.js';
import { movedCues } from '../subtitle-cues.js';
import { subtitleFaults } from '../subtitle-faults.js';
import { FilmCutter } from './film-cutter.js';
import { type Voice, voiceStems } from './voice-stems.js';

/** What a job that makes no film has to show: its shots with their voices, one after the other, without cards or music. */
@Injectable()
export class ReelStep {
  constructor(
    private readonly storage: Storage,
    private readonly scratch: Scratch,
    private readonly cutter: FilmCutter,
  ) {}

  task(work: Work): Task<FilmOutput> {
    const { job, step, inputs, signal } = work;
    const shots = job.input.shots ?? [];
    const clips = shots.map((id) => ({ shotId: id, ...(inputs.get(itemOf('clip', id)) as ClipOutput) }));
    const { frames, voices, cues, pauseSec } = heard(clips);
    let checks: FileChecks[] = [];
    return {
      make: () =>
        this.scratch.within(step, async (directory) => {
          const stems = await voiceStems(this.storage, voices, signal);
          const sound = await this.cutter.sound(stems, frames / FRAMES_PER_SECOND, directory, signal);
          const checked = await Promise.all(clips.map((clip) => this.cutter.checkedClip(work, clip)));
          const whole = await this.cutter.cut(work, {
            directory,
            clips: clips.map((clip, index) => ({ ...clip, ...checked[index] })),
            frames,
            sound: sound.encoded,
            cues,
            title: job.input.title ?? '',
            hasOwnPictures: clips.some(({ isOwn }) => isOwn),
            isSilent: voices.length === 0,
            pauseSec,
            posterSec: (clips[0]?.frames ?? 0) / 2 / FRAMES_PER_SECOND,
          });
          checks = [
            { item: step.item, checks: whole.checks ?? [] },
            ...checked.map((clip, index) => ({ item: itemOf('clip', shots[index]), checks: clip.checks })),
          ];
          return { output: filmOutput(job.input, { whole, episodes: [] }) };
        }),
      apply: async (transaction) => {
        for (const fault of subtitleFaults(cues, job.input, null)) {
          await noteDegraded(transaction, step, fault);
        }
        await recordQuality(transaction, checks);
      },
    };
  }
}

function heard(clips: ClipOutput[]): {
  frames: number;
  voices: Voice[];
  cues: FilmCue[];
  /** The longest time in which nobody speaks. */
  pauseSec: number;
} {
  let at = 0;
  let [saidUntil, pause] = [0, 0];
  const voices: Voice[] = [];
  const cues: FilmCue[] = [];
  for (const clip of clips) {
    for (const { startFrame, frames } of clip.lines) {
      pause = Math.max(pause, at + startFrame - saidUntil);
      saidUntil = at + startFrame + frames;
    }
    voices.push(...clip.lines.map(({ key, startFrame }) => ({ key, startSec: (at + startFrame) / FRAMES_PER_SECOND })));
    cues.push(...movedCues(clip.cues ?? [], at));
    at += clip.frames;
  }
  return { frames: at, voices, cues, pauseSec: Math.max(pause, at - saidUntil) / FRAMES_PER_SECOND };
}
