import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { type SourceDto } from '../../analysis/analysis-source.dto.js';
import { type VideoDescription } from '../../analysis/video-description.js';
import { watchUrl } from '../../analysis/youtube-link.js';
import { YtDlp } from '../../analysis/yt-dlp.js';
import { CONFIG, type Config } from '../../common/config.js';
import { JobError } from '../../common/errors.js';
import { SafeFetch } from '../../common/safe-fetch.js';
import { type AnalysisSource } from '../../jobs/job-input.js';
import { cuesOfVtt, hasSpaceFor } from '../../media/media.js';
import { AssetsService } from '../../storage/assets.service.js';
import { Storage } from '../../storage/storage.js';
import { beginsLikeVideo, firstBytesOf, videoTypeNamed, videoTypeOf } from '../../uploads/accepted-files.js';
import { Scratch } from '../scratch.js';
import { type Result, Stage, type Task, type Work } from '../stage.js';
import { type Captions, type IngestOutput } from './analysis-outputs.js';
import { SourceExamination } from './source-examination.js';

const DOWNLOAD_TIMEOUT_MS = 20 * 60_000;
/** For a moment a file lies there as it came, and stored. */
const COPIES = 2;

/** Where the file is on this machine, for a moment. */
interface Fetched {
  path: string;
  source: Partial<SourceDto>;
  captions: Captions | null;
}

/** Brings a video here: what was uploaded is here, the rest is fetched. What is too long or too large is not. */
@Injectable()
export class IngestStage extends Stage {
  readonly name = 'ingest';

  constructor(
    private readonly safeFetch: SafeFetch,
    private readonly ytDlp: YtDlp,
    private readonly scratch: Scratch,
    private readonly assets: AssetsService,
    private readonly storage: Storage,
    private readonly examination: SourceExamination,
    @Inject(CONFIG) private readonly config: Pick<Config, 'analysis'>,
  ) {
    super();
  }

  prepare(work: Work): Promise<Task<IngestOutput>> {
    const source = sourceOf(work);
    return Promise.resolve({
      make: () => (source.kind === 'upload' ? this.uploaded(source) : this.fetched(work, source)),
    });
  }

  private async uploaded(source: AnalysisSource & { kind: 'upload' }): Promise<Result<IngestOutput>> {
    const { key, uploadId, filename } = source;
    const file = await this.storage.stat(key);
    if (file === null) {
      throw new JobError('STORAGE_FAILED.upload', { retryable: false });
    }
    const { format, ext } = videoTypeNamed(source.mime) ?? notAccepted();
    const told = sourceDto({ kind: 'upload', upload_id: uploadId, title: filename });
    return { output: { key, bytes: file.bytes, format, container: ext, source: told, captions: null } };
  }

  private fetched(work: Work, source: Exclude<AnalysisSource, { kind: 'upload' }>): Promise<Result<IngestOutput>> {
    const { step, signal } = work;
    return this.scratch.within(step, async (directory) => {
      await this.requireSpace(directory);
      const fetched =
        source.kind === 'youtube'
          ? await this.fromYoutube(work, source.videoId, directory)
          : await this.fromAddress(work, source.url, directory);
      const { path, captions } = fetched;
      const { mime, ext, format } = (await videoTypeOf(await firstBytesOf(path))) ?? notAccepted();
      // What is of no use is not kept.
      const probe = await this.examination.examine(path, format, signal);
      const use = { kind: 'step' as const, subjectId: step.id };
      const { key } = await this.assets.save(step.user_id, { path, mime, ext }, use, signal);
      const { size: bytes } = await stat(path);
      const told = sourceDto({ kind: source.kind, ...fetched.source });
      return { output: { key, bytes, format, container: ext, source: told, captions, probe } };
    });
  }

  /** Better to fetch nothing than to fill the disk with half of it: the database must go on writing. */
  private async requireSpace(directory: string): Promise<void> {
    if (!(await hasSpaceFor(join(directory, 'video'), COPIES * this.config.analysis.maxBytes))) {
      throw new JobError('NO_SPACE');
    }
  }

  private async fromAddress({ signal }: Work, url: string, directory: string): Promise<Fetched> {
    const path = join(directory, 'video');
    const { maxBytes } = this.config.analysis;
    // What can't be one is not fetched to its end; what it is, is seen when all of it is there.
    const limits = { maxBytes, timeoutMs: DOWNLOAD_TIMEOUT_MS, accept: beginsLikeVideo, allowHttp: true };
    await this.safeFetch.download(url, path, { ...limits, signal });
    return { path, source: { url }, captions: null };
  }

  private async fromYoutube({ job, signal, report }: Work, videoId: string, directory: string): Promise<Fetched> {
    const { maxBytes, maxSec } = this.config.analysis;
    const description = await this.ytDlp.describe(videoId, signal);
    const { path, captions } = await this.ytDlp.download(videoId, {
      ...{ directory, maxBytes, maxSec, description, signal },
      languages: [job.input.language],
      onProgress: ({ bytes, ofBytes }) => report(ofBytes ? Math.min(1, bytes / ofBytes) : 0),
    });
    const [best] = captions;
    return {
      path,
      source: { url: watchUrl(videoId), ...described(description) },
      captions: best
        ? { language: best.language, isAutomatic: best.isAutomatic, cues: cuesOfVtt(await readFile(best.path, 'utf8')) }
        : null,
    };
  }
}

function sourceOf({ job }: Work): AnalysisSource {
  const { analysis } = job.input;
  if (!analysis) {
    throw new JobError('INTERNAL_ERROR', { retryable: false });
  }
  return analysis.source;
}

function notAccepted(): never {
  throw new JobError('DOWNLOAD_FAILED.kind', { retryable: false });
}

const NOTHING_KNOWN: Omit<SourceDto, 'kind'> = {
  ...{ url: null, upload_id: null, title: null, author: null, description: null, tags: [], published_at: null },
  ...{ views: null, likes: null, comments: null },
};

function sourceDto(known: Partial<SourceDto> & Pick<SourceDto, 'kind'>): SourceDto {
  return { ...NOTHING_KNOWN, ...known };
}

function described(video: VideoDescription): Partial<SourceDto> {
  return {
    title: video.title,
    author: video.channel,
    description: video.description,
    tags: video.tags,
    published_at: video.uploadedAt,
    views: video.viewCount,
    likes: video.likeCount,
    comments: video.commentCount,
  };
}
