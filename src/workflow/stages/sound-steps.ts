import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { hashOf } from '../../common/random.js';
import { Media } from '../../media/media.js';
import { FRAMES_PER_SECOND, type SoundPlan, type Stem } from '../../media/timeline.js';
import { Composer, type Score } from '../../offline/composer.js';
import { AssetsService } from '../../storage/assets.service.js';
import { Storage } from '../../storage/storage.js';
import { type EpisodePlan, type SoundOutput, type StemsOutput } from '../film-plan.js';
import { soundtrackOf } from '../film-timing.js';
import { Scratch } from '../scratch.js';
import { type Task, type Work } from '../stage.js';
import { FilmCutter } from './film-cutter.js';
import { footageStems, type KeptSound, keptSounds } from './footage-sounds.js';
import { voiceStems } from './voice-stems.js';

interface Soundtrack {
  score: Score;
  voices: { key: string; startFrame: number }[];
  hasMusic: boolean;
  /** Absent where no clip's own sound is kept. */
  kept?: KeptSound[];
}

/** What is heard in an episode: mixed, as its film has it, and by itself, as editors want it. */
@Injectable()
export class SoundSteps {
  constructor(
    private readonly media: Media,
    private readonly composer: Composer,
    private readonly assets: AssetsService,
    private readonly storage: Storage,
    private readonly scratch: Scratch,
    private readonly cutter: FilmCutter,
  ) {}

  /** The episode's sound needs no picture, but for clips whose own sound is kept: it is made while the clips are. */
  sound(work: Work): Task<SoundOutput> {
    const { frames, soundtrack } = heardIn(work);
    return {
      facts: () => soundtrack,
      make: () =>
        this.scratch.within(work.step, async (directory) => {
          const { stems, seconds } = await this.planOf(work, soundtrack, directory);
          const { mixed, encoded } = await this.cutter.sound(stems, seconds, directory, work.signal);
          const key = await this.save(work, mixed, 'audio/wav', 'wav');
          const encodedKey = await this.save(work, encoded, 'audio/mp4', 'm4a');
          return { output: { key, encodedKey, frames } };
        }),
    };
  }

  /** The same before it is one sound, with the gains that it is mixed with. */
  stems(work: Work): Task<StemsOutput> {
    const { frames, soundtrack } = heardIn(work);
    return {
      facts: () => soundtrack,
      make: () =>
        this.scratch.within(work.step, async (directory) => {
          const plan = await this.planOf(work, soundtrack, directory);
          const stems: StemsOutput['stems'] = [];
          for (const { role, path } of await this.media.stems(plan, directory, work.signal)) {
            stems.push({ role, key: await this.save(work, path, 'audio/wav', 'wav') });
          }
          return { output: { stems, frames } };
        }),
    };
  }

  /** A path of the sound as it is to be in a film. */
  async encoded({ key, encodedKey, frames }: SoundOutput, directory: string, signal: AbortSignal): Promise<string> {
    if (encodedKey !== undefined) {
      return this.storage.pathOf(encodedKey, signal);
    }
    const encoded = join(directory, 'sound.m4a');
    const mixed = { path: await this.storage.pathOf(key, signal), seconds: frames / FRAMES_PER_SECOND };
    await this.media.encodeSound(mixed, encoded, signal);
    return encoded;
  }

  /** Music, ambience and the clips' own sounds are written into `directory`. */
  private async planOf(
    { signal }: Work,
    { score, voices, hasMusic, kept = [] }: Soundtrack,
    directory: string,
  ): Promise<SoundPlan> {
    const music = hasMusic ? join(directory, 'score.wav') : null;
    const ambience = join(directory, 'place.wav');
    await this.composer.compose(score, { music, ambience }, signal);
    const spoken = voices.map(({ key, startFrame }) => ({ key, startSec: startFrame / FRAMES_PER_SECOND }));
    const stems: Stem[] = [
      ...(await voiceStems(this.storage, spoken, signal)),
      ...(await footageStems(this.media, this.storage, kept, directory, signal)),
      ...(music === null ? [] : [{ role: 'music' as const, path: music, startSec: 0 }]),
      { role: 'ambience', path: ambience, startSec: 0 },
    ];
    return { seconds: score.seconds, stems };
  }

  private async save({ job, step, signal }: Work, path: string, mime: string, ext: string): Promise<string> {
    const use = { kind: 'step' as const, subjectId: step.id };
    return (await this.assets.save(job.user_id, { path, mime, ext }, use, signal)).key;
  }
}

function heardIn({ job, subject, inputs }: Work): { frames: number; soundtrack: Soundtrack } {
  const plan = inputs.get(`board:${subject}`) as EpisodePlan;
  const { frames, voices, shots, scenes } = soundtrackOf(plan, inputs);
  const kept = keptSounds(job.input, shots, inputs);
  const score: Score = {
    seconds: frames / FRAMES_PER_SECOND,
    sections: scenes,
    seed: hashOf(`${job.prompt}:${plan.episode}`),
  };
  return { frames, soundtrack: { score, voices, hasMusic: job.input.music, ...(kept.length > 0 && { kept }) } };
}
