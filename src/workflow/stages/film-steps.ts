import { Injectable } from '@nestjs/common';
import { JobError } from '../../common/errors.js';
import { type FilmOutput } from '../../jobs/job.dto.js';
import { recordQuality } from '../../jobs/quality-report.js';
import { FRAMES_PER_SECOND } from '../../media/timeline.js';
import { AssetsService } from '../../storage/assets.service.js';
import { Storage } from '../../storage/storage.js';
import { filmOutput } from '../film-output.js';
import {
  type EpisodeOutput,
  episodesIn,
  outputsOf,
  type ExportOutput,
  type FilmCue,
  type WholeOutput,
} from '../film-plan.js';
import { Scratch } from '../scratch.js';
import { type Task, type Work } from '../stage.js';
import { movedCues } from '../subtitle-cues.js';
import { type CutClip, FilmCutter } from './film-cutter.js';
import { type Voice, voiceStems } from './voice-stems.js';

/** The last two steps of a film: its episodes become one, and its readers are told what there is. */
@Injectable()
export class FilmSteps {
  constructor(
    private readonly assets: AssetsService,
    private readonly storage: Storage,
    private readonly scratch: Scratch,
    private readonly cutter: FilmCutter,
  ) {}

  /** The whole film: the episodes' clips joined again, not their files, so that sound is encoded once. */
  whole(work: Work): Task<WholeOutput> {
    return {
      make: async () => ({
        output: await this.scratch.within(work.step, (directory) => this.wholeOf(work, directory)),
      }),
    };
  }

  private async wholeOf({ job, step, inputs, signal }: Work, directory: string): Promise<WholeOutput> {
    const episodes = episodesIn(inputs);
    const [first] = episodes;
    if (!first) {
      throw new JobError('INTERNAL_ERROR.no_episodes');
    }
    if (episodes.length > 1) {
      const shared = inputs.get('whole') as WholeOutput | undefined;
      const sound = shared ? await this.storage.pathOf(shared.videoKey, signal) : null;
      const whole = await this.join({ job, step, signal }, episodes, directory, sound);
      return { ...whole, posterKey: first.posterKey, posterBytes: first.posterBytes };
    }
    const { episode: _, title: __, soundKey: ___, parts: ____, ...whole } = first;
    return whole;
  }

  /** What there is of the film, as its readers are told. */
  film(work: Work): Task<FilmOutput> {
    const { job, step, inputs } = work;
    const exports = outputsOf<ExportOutput>(inputs, 'export:');
    return {
      make: () =>
        this.scratch.within(step, async (directory) => {
          // A job that an older version has planned has no such step.
          const whole = (inputs.get('whole') as WholeOutput | undefined) ?? (await this.wholeOf(work, directory));
          const made = {
            whole,
            episodes: episodesIn(inputs),
            turned: inputs.get('turned-whole') as WholeOutput | undefined,
            exports,
          };
          return { output: filmOutput(job.input, made) };
        }),
      apply: async (transaction) => {
        await recordQuality(transaction);
        const { em } = transaction;
        const [first] = episodesIn(inputs);
        if (!first || job.kind === 'export') {
          return;
        }
        const cover = { kind: 'project' as const, subjectId: job.project_id ?? '' };
        await this.assets.setUses(job.user_id, [first.posterKey], cover, em);
        await em.execute('update projects set cover_key = ?, updated_at = now() where id = ?', [
          first.posterKey,
          job.project_id,
        ]);
      },
    };
  }

  /** `given`: the sound of the film in its own shape, which is copied. */
  private async join(
    { job, step, signal }: Pick<Work, 'job' | 'step' | 'signal'>,
    episodes: EpisodeOutput[],
    directory: string,
    given: string | null,
  ): Promise<WholeOutput> {
    const frames = episodes.reduce((sum, episode) => sum + episode.frames, 0);
    const { voices, cues } = joined(episodes);
    const sound = given ?? (await this.soundOf(voices, frames, directory, signal));
    const title = job.input.title ?? episodes[0]?.title ?? '';
    const hasOwnPictures = episodes.some((episode) => episode.hasOwnPictures);
    return this.cutter.cut(
      { job, step, signal },
      {
        directory,
        clips: episodes.flatMap(clipsOf),
        frames,
        sound,
        cues,
        title,
        hasOwnPictures,
        isSilent: false,
        posterSec: 0,
      },
    );
  }

  private async soundOf(voices: Voice[], frames: number, directory: string, signal: AbortSignal): Promise<string> {
    const stems = await voiceStems(this.storage, voices, signal);
    return (await this.cutter.sound(stems, frames / FRAMES_PER_SECOND, directory, signal)).encoded;
  }
}

function clipsOf({ clips, checkedClips, hasOwnPictures }: EpisodeOutput): CutClip[] {
  return clips.map((key, index) => ({ key, isOwn: hasOwnPictures, ...checkedClips?.[index] }));
}

/** Sound and subtitles of several episodes, one after the other. */
function joined(episodes: EpisodeOutput[]): { voices: Voice[]; cues: FilmCue[] } {
  let startFrame = 0;
  const voices: Voice[] = [];
  const cues: FilmCue[] = [];
  for (const episode of episodes) {
    voices.push({ key: episode.soundKey, startSec: startFrame / FRAMES_PER_SECOND });
    cues.push(...movedCues(episode.cues ?? [], startFrame));
    startFrame += episode.frames;
  }
  return { voices, cues };
}
