import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Media, RUNG_ENCODING, rungsOf } from '../../media/media.js';
import { AssetsService } from '../../storage/assets.service.js';
import { Storage } from '../../storage/storage.js';
import { type CardOutput, outputsOf, profileOf, type RungsOutput } from '../film-plan.js';
import { Scratch } from '../scratch.js';
import { type Task, type Work } from '../stage.js';

/** `assembly/rungs:<shot>`: a shot's clip, and the cards beside it, in the smaller sizes that films are streamed in. */
@Injectable()
export class RungsStep {
  constructor(
    private readonly media: Media,
    private readonly assets: AssetsService,
    private readonly storage: Storage,
    private readonly scratch: Scratch,
  ) {}

  /** Found again by the clips and nothing else: of a film with a changed line, the clip that has changed is encoded. */
  task(work: Work): Task<RungsOutput> {
    const clips = clipsIn(work.inputs);
    const profile = profileOf(work.job.input);
    return {
      facts: () => ({ clips, sizes: rungsOf(profile), encoding: RUNG_ENCODING }),
      make: () =>
        this.scratch.within(work.step, async (directory) => {
          const rungs: RungsOutput['rungs'] = [];
          for (const [index, clip] of clips.entries()) {
            const keys = await this.encode(work, clip, join(directory, `${index}`));
            rungs.push({
              clip: clip.key,
              sizes: rungsOf(profile).lower.map((size, at) => ({ ...size, key: keys[at] ?? '' })),
            });
            work.report((index + 1) / clips.length);
          }
          return { output: { rungs } };
        }),
      adopt: ({ rungs }) => ({
        rungs: rungs.map((rung, index) => ({ ...rung, clip: clips[index]?.key ?? rung.clip })),
      }),
    };
  }

  private async encode({ job, step, signal }: Work, { key, frames }: CardOutput, name: string): Promise<string[]> {
    const profile = profileOf(job.input);
    const outs = rungsOf(profile).lower.map((rung) => ({ ...rung, path: `${name}-${rung.height}.mp4` }));
    await this.media.rungs({ clip: await this.storage.pathOf(key, signal), profile, frames, outs }, signal);
    const use = { kind: 'step' as const, subjectId: step.id };
    const keys: string[] = [];
    for (const { path } of outs) {
      keys.push((await this.assets.save(job.user_id, { path, mime: 'video/mp4', ext: 'mp4' }, use, signal)).key);
    }
    return keys;
  }
}

/** In an order that does not depend on how the steps were noted. */
function clipsIn(inputs: Work['inputs']): CardOutput[] {
  return ['title:', 'clip-check:', 'end:'].flatMap((prefix) =>
    outputsOf<CardOutput>(inputs, prefix).map(({ key, frames }) => ({ key, frames })),
  );
}
