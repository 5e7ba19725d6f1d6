import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { JobError } from '../../common/errors.js';
import { type HlsPlan, Media, RUNG_ENCODING, rungsOf } from '../../media/media.js';
import { AssetsService } from '../../storage/assets.service.js';
import { Storage } from '../../storage/storage.js';
import { outputsOf, type RungsOutput } from '../film-plan.js';
import { type Work } from '../stage.js';
import { Exporter, type ExportFile, type FinishedFilm } from './exporter.js';
import { packageHls } from './hls-package.js';

/** A film to be streamed: three sizes of fragmented MP4, its sound and its subtitles, and the playlist that leads to them. */
@Injectable()
export class HlsExporter extends Exporter {
  readonly format = 'hls';

  constructor(
    private readonly media: Media,
    private readonly assets: AssetsService,
    private readonly storage: Storage,
  ) {
    super();
  }

  /** The smaller sizes follow from the film's clips: by which keys a job has them changes nothing. */
  override facts({ job }: Work): unknown {
    return { subtitles: job.input.subtitles, encoding: RUNG_ENCODING };
  }

  async make(
    { timeline, videoKey }: FinishedFilm,
    { job, step, inputs, signal }: Work,
    directory: string,
  ): Promise<ExportFile> {
    const { profile, frames, clips } = timeline;
    const { own, lower } = rungsOf(profile);
    const rungs = new Map(rungsIn(inputs).map(({ clip, sizes }) => [clip, sizes]));
    const pathOf = (clip: string, height: number): Promise<string> => {
      const found = rungs.get(clip)?.find((size) => size.height === height);
      if (!found) {
        throw new JobError('INTERNAL_ERROR.format', { args: { format: this.format }, retryable: false });
      }
      return this.storage.pathOf(found.key, signal);
    };
    const plan: HlsPlan = {
      film: await this.storage.pathOf(videoKey, signal),
      fps: profile.fps,
      frames,
      own,
      lower: [],
    };
    for (const rung of lower) {
      plan.lower.push({ ...rung, clips: await Promise.all(clips.map(({ key }) => pathOf(key, rung.height))) });
    }
    const files = await this.media.hls(plan, directory, signal);
    const use = { kind: 'step' as const, subjectId: step.id };
    const { master, parts } = await packageHls(files, { timeline, subtitles: job.input.subtitles }, (file) =>
      this.assets.save(job.user_id, file, use, signal),
    );
    const path = join(directory, 'master.m3u8');
    await writeFile(path, master);
    return { path, mime: 'application/vnd.apple.mpegurl', ext: 'm3u8', parts };
  }
}

function rungsIn(inputs: Work['inputs']): RungsOutput['rungs'] {
  return outputsOf<RungsOutput>(inputs, 'rungs:').flatMap(({ rungs }) => rungs);
}
