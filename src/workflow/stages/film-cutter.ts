import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../common/config.js';
import { JobError } from '../../common/errors.js';
import { type JobRow } from '../../jobs/ledger.js';
import { Media, subtitleFile } from '../../media/media.js';
import { AssetsService } from '../../storage/assets.service.js';
import { Storage } from '../../storage/storage.js';
import { aigcLabel, type EpisodeOutput, profileOf } from '../film-plan.js';
import { failedChecks } from '../quality.js';
import { type Work } from '../stage.js';

export type CutOutput = Omit<EpisodeOutput, 'episode' | 'title' | 'soundKey'>;

export interface Cut {
  directory: string;
  clips: string[];
  frames: number;
  /** The mixed sound, as long as the clips. */
  sound: string;
  subtitles: EpisodeOutput['subtitles'];
  title: string;
  /** When the poster is taken. */
  posterSec: number;
  hasOwnPictures: boolean;
  /** There is nothing to be heard in it, and that is right. */
  isSilent: boolean;
}

/** Joins clips and their sound into a file that has passed its checks, with its subtitles and its poster. */
@Injectable()
export class FilmCutter {
  constructor(
    private readonly media: Media,
    private readonly assets: AssetsService,
    private readonly storage: Storage,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async cut({ job, step, signal }: Pick<Work, 'job' | 'step' | 'signal'>, cut: Cut): Promise<CutOutput> {
    const at = (name: string) => join(cut.directory, name);
    const [video, subtitles, poster] = [at('film.mp4'), at('film.srt'), at('poster.jpg')];
    await this.media.cut(
      {
        clips: await Promise.all(cut.clips.map((key) => this.storage.pathOf(key, signal))),
        sound: cut.sound,
        subtitles: null,
        metadata: { title: cut.title, AIGC: aigcLabel(this.config.aiLabelProducer, job.id) },
      },
      video,
      signal,
    );
    await Promise.all([
      this.check(job, video, cut, signal),
      this.media.poster(video, cut.posterSec, poster, signal),
      writeFile(subtitles, subtitleFile(cut.subtitles)),
    ]);
    const use = { kind: 'step' as const, subjectId: step.id };
    const file = await this.assets.save(job.user_id, { path: video, mime: 'video/mp4', ext: 'mp4' }, use, signal);
    const subtitleSource = { path: subtitles, mime: 'application/x-subrip', ext: 'srt' };
    const subtitleAsset = await this.assets.save(job.user_id, subtitleSource, use, signal);
    const posterAsset = await this.assets.save(
      job.user_id,
      { path: poster, mime: 'image/jpeg', ext: 'jpg' },
      use,
      signal,
    );
    return {
      clips: cut.clips,
      frames: cut.frames,
      videoKey: file.key,
      videoBytes: file.bytes,
      subtitlesKey: subtitleAsset.key,
      subtitlesBytes: subtitleAsset.bytes,
      posterKey: posterAsset.key,
      subtitles: cut.subtitles,
      hasOwnPictures: cut.hasOwnPictures,
    };
  }

  private async check(job: JobRow, video: string, cut: Cut, signal: AbortSignal): Promise<void> {
    const { frames, hasOwnPictures, isSilent } = cut;
    const expectation = { profile: profileOf(job.input), frames, hasOwnPictures, isSilent };
    const checks = await this.media.checkFilm(video, expectation, signal);
    const failed = failedChecks(checks);
    if (failed !== '') {
      throw new JobError('QUALITY_CHECK_FAILED.film', { args: { checks: failed } });
    }
  }
}
