import { Injectable } from '@nestjs/common';
import { ProviderChain } from '../../ai/provider-chain.js';
import { FRAMES_PER_SECOND } from '../../media/timeline.js';
import { secondsPerScene } from '../../offline/layout.js';
import { type EpisodeScript, type StoryBible } from '../../offline/story.js';
import { type JobInput } from '../../jobs/job-input.js';
import { Stage, type Task, type Work } from '../stage.js';

/** Writes one episode: its scenes with everything that is spoken. */
@Injectable()
export class ScriptStage extends Stage {
  readonly name = 'script';

  constructor(private readonly chain: ProviderChain) {
    super();
  }

  prepare({ job, step, subject, inputs, signal }: Work): Promise<Task<EpisodeScript>> {
    const { input } = job;
    const brief = {
      bible: inputs.get('bible') as StoryBible,
      prompt: job.prompt,
      language: input.language,
      episode: episodeInSeries(input, Number(subject)),
      episodes: input.episodes,
      scenesPerEpisode: input.scenesPerEpisode,
      secondsPerScene: sceneSeconds(input),
    };
    const wish = { wanted: input.wanted.script, allowFallback: input.allowFallback };
    return Promise.resolve({
      facts: () => ({ brief, by: this.chain.preferred('script', wish) }),
      make: async () => {
        const { value: output, ...credit } = await this.chain.run(
          'script',
          { ...wish, attempt: step.attempt, signal },
          (model) => model.object('script', brief, signal),
        );
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
