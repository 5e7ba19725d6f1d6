import { Injectable } from '@nestjs/common';
import { ProviderChain } from '../../ai/provider-chain.js';
import { FRAMES_PER_SECOND } from '../../media/timeline.js';
import { cardFrames } from '../../offline/layout.js';
import { type StoryBible } from '../../offline/story.js';
import { type JobInput } from '../../jobs/job-input.js';
import { type Outcome, Stage, type Work } from '../stage.js';

/** Writes one episode: its scenes with everything that is spoken. */
@Injectable()
export class ScriptStage extends Stage {
  readonly name = 'script';

  constructor(private readonly chain: ProviderChain) {
    super();
  }

  async run({ job, step, subject, inputs, signal }: Work): Promise<Outcome> {
    const { input } = job;
    const brief = {
      bible: inputs.get('bible') as StoryBible,
      prompt: job.prompt,
      language: input.language,
      episode: episodeInSeries(input, Number(subject)),
      episodes: input.episodes,
      scenesPerEpisode: input.scenesPerEpisode,
      secondsPerScene: secondsPerScene(input),
    };
    const { value: script, ...credit } = await this.chain.run(
      'script',
      { wanted: input.wanted.script, allowFallback: input.allowFallback, attempt: step.attempt, signal },
      (model) => model.object('script', brief, signal),
    );
    return { output: script, credit };
  }
}

/** An episode's number within what this job writes, from 1; projects may have had episodes before. */
export function episodeInSeries(input: JobInput, episode: number): number {
  return episode - input.firstEpisode + 1;
}

/** Playing time of a scene: the episode without its cards, shared evenly. */
export function secondsPerScene(input: JobInput): number {
  const total = input.durationSec * FRAMES_PER_SECOND;
  const { titleFrames, endFrames } = cardFrames(total, FRAMES_PER_SECOND);
  return (total - titleFrames - endFrames) / FRAMES_PER_SECOND / input.scenesPerEpisode;
}
