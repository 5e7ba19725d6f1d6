import { Injectable } from '@nestjs/common';
import { promptVersion } from '../../ai/prompt-version.js';
import { FRAMES_PER_SECOND } from '../../media/timeline.js';
import { secondsPerScene } from '../../offline/layout.js';
import { paceOfEpisode } from '../../offline/pacing.js';
import { type EpisodePace, type EpisodeScript, type StoryBible } from '../../offline/story.js';
import { type JobInput } from '../../jobs/job-input.js';
import { Stage, type Task, type Work } from '../stage.js';
import { VendorCalls } from '../vendor-calls.js';

/** Writes one episode: its scenes with everything that is spoken. */
@Injectable()
export class ScriptStage extends Stage {
  readonly name = 'script';

  constructor(private readonly vendors: VendorCalls) {
    super();
  }

  prepare(work: Work): Promise<Task<EpisodeScript>> {
    const { job, subject, inputs } = work;
    const { input } = job;
    const pace = paceIn(input);
    const brief = {
      bible: inputs.get('bible') as StoryBible,
      prompt: job.prompt,
      language: input.language,
      episode: episodeInSeries(input, Number(subject)),
      episodes: input.episodes,
      scenesPerEpisode: input.scenesPerEpisode,
      secondsPerScene: sceneSeconds(input),
      ...(pace && { pace }),
    };
    const wish = { wanted: input.wanted.script, allowFallback: input.allowFallback };
    return Promise.resolve({
      facts: () => ({
        brief,
        prompt: promptVersion('script', input.language, Boolean(pace)),
        by: this.vendors.preferred('script', wish),
      }),
      make: async () => {
        const { value: output, credit } = await this.vendors.ask(work, 'script', wish, {
          quote: (model) => model.quote('script', brief),
          call: (model, call) => model.object('script', brief, call),
        });
        return { output, credit };
      },
    });
  }
}

/** An episode's number within what this job writes, from 1; projects may have had episodes before. */
export function episodeInSeries(input: JobInput, episode: number): number {
  return episode - input.firstEpisode + 1;
}

/** Playing time of a scene of this job. */
export function sceneSeconds({ durationSec, scenesPerEpisode }: JobInput): number {
  return secondsPerScene(durationSec, scenesPerEpisode, FRAMES_PER_SECOND);
}

/** How long each shot of each scene of all episodes is to be; null: as the story needs. */
export function paceIn({ pacing, scenesPerEpisode }: JobInput): EpisodePace[] | null {
  return pacing?.shotSec.map((shotSec) => paceOfEpisode(shotSec, scenesPerEpisode)) ?? null;
}
