import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../common/config.js';
import { AppError } from '../common/errors.js';
import { type FieldFault } from '../common/field-faults.js';
import { SafeFetch } from '../common/safe-fetch.js';
import { type AnalysisSource } from '../jobs/job-input.js';
import { UploadsService } from '../uploads/uploads.service.js';
import { type CreateAnalysisDto } from './analysis.dto.js';
import { youtubeId } from './youtube-link.js';
import { OLDEST_YT_DLP, YtDlp, type YtDlpAvailability } from './yt-dlp.js';

/** A person waits. */
const CHECK_TIMEOUT_MS = 20_000;
const SOURCE_FIELDS = ['youtube_url', 'url', 'upload_id'] as const;

/** What is checked of an order for an analysis before anything is written: each refusal names what is wrong. */
@Injectable()
export class AnalysisOrders {
  constructor(
    private readonly uploads: UploadsService,
    private readonly safeFetch: SafeFetch,
    private readonly ytDlp: YtDlp,
    @Inject(CONFIG) private readonly config: Pick<Config, 'analysis'>,
  ) {}

  /** Where the video is; a link to YouTube, given as either kind of address, is one to YouTube. */
  async sourceOf(userId: string, body: CreateAnalysisDto): Promise<AnalysisSource> {
    if (SOURCE_FIELDS.filter((field) => body[field] !== undefined).length !== 1) {
      throw AppError.invalid({ field: 'youtube_url', rule: 'one_source' });
    }
    if (body.upload_id !== undefined) {
      return this.upload(userId, body.upload_id);
    }
    const videoId = youtubeId(body.youtube_url ?? body.url ?? '');
    if (videoId !== null) {
      return this.youtube(videoId);
    }
    if (body.url === undefined) {
      throw AppError.invalid({ field: 'youtube_url', rule: 'youtube_url' });
    }
    await this.safeFetch.assertSafe(body.url, { allowHttp: true });
    return { kind: 'url', url: body.url };
  }

  private async upload(userId: string, id: string): Promise<AnalysisSource> {
    const { kind, key, filename, mime, durationSec, bytes } = await this.uploads.find(userId, id);
    const { maxSec, maxBytes } = this.config.analysis;
    const faults: FieldFault[] = [
      ...(kind === 'video' ? [] : [{ field: 'upload_id', rule: 'video' as const }]),
      ...((durationSec ?? 0) > maxSec
        ? [{ field: 'upload_id', rule: 'max_video_sec' as const, args: { most: maxSec } }]
        : []),
      ...(bytes > maxBytes ? [{ field: 'upload_id', rule: 'max_video_bytes' as const, args: { most: maxBytes } }] : []),
    ];
    if (faults.length > 0) {
      throw AppError.invalid(...faults);
    }
    return { kind: 'upload', uploadId: id, key, filename, mime, durationSec };
  }

  /** Who fetches it may be missing; that is told at once, with what to install. */
  private async youtube(videoId: string): Promise<AnalysisSource> {
    const found = await this.ytDlp.availability(AbortSignal.timeout(CHECK_TIMEOUT_MS));
    if (!found.ok) {
      throw unavailable(found);
    }
    return { kind: 'youtube', videoId };
  }
}

function unavailable({ problem, version }: YtDlpAvailability & { ok: false }): AppError {
  switch (problem) {
    case 'missing':
      return new AppError('SERVICE_UNAVAILABLE.yt_dlp_missing', { wanted: OLDEST_YT_DLP });
    case 'too_old':
      return new AppError('SERVICE_UNAVAILABLE.yt_dlp_old', { wanted: OLDEST_YT_DLP, version: version ?? '' });
    case 'unusable':
      return new AppError('SERVICE_UNAVAILABLE.yt_dlp_unusable');
  }
}
