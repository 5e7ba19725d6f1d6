import { otherShape, shapeFormat } from '../jobs/formats.js';
import { type FilmOutput, type FormatDto } from '../jobs/job.dto.js';
import { type JobInput } from '../jobs/job-input.js';
import { mediaLink } from '../storage/media-links.js';
import { type EpisodeOutput, type ExportOutput, profileOf, type WholeOutput } from './film-plan.js';

/** What a film's job has made. */
export interface Delivery {
  whole: Pick<WholeOutput, 'videoKey' | 'videoBytes' | 'frames' | 'subtitleFiles' | 'posterKey' | 'posterBytes'>;
  /** None where shots were made by themselves. */
  episodes: EpisodeOutput[];
  exports?: ExportOutput[];
  /** The film in its other shape, where that was wanted. */
  turned?: Pick<WholeOutput, 'videoKey' | 'videoBytes'>;
}

/** A finished film as `GET /jobs/:id/video` tells it. */
export function filmOutput(input: JobInput, { whole, episodes, exports = [], turned }: Delivery): FilmOutput {
  const profile = profileOf(input);
  const seconds = (frames: number) => Math.round((frames / profile.fps) * 1000) / 1000;
  const url = mediaLink(whole.videoKey);
  const own = shapeFormat(input.aspectRatio);
  return {
    url,
    format: 'mp4',
    width: profile.width,
    height: profile.height,
    duration_sec: seconds(whole.frames),
    size_bytes: whole.videoBytes,
    episodes: episodes.map((episode) => ({
      episode: episode.episode,
      title: episode.title,
      url: mediaLink(episode.videoKey),
      thumbnail_url: mediaLink(episode.posterKey),
      duration_sec: seconds(episode.frames),
    })),
    formats: [
      { format: 'mp4', url, size_bytes: whole.videoBytes },
      // The film has this shape anyway.
      ...(input.formats?.includes(own)
        ? [{ format: own, url, size_bytes: whole.videoBytes, width: profile.width, height: profile.height }]
        : []),
      ...(turned ? [turnedFormat(input, turned)] : []),
      ...(whole.subtitleFiles ?? []).map(({ format, language, key, bytes }) => ({
        ...{ format, language },
        ...{ url: mediaLink(key), size_bytes: bytes },
      })),
      ...posterOf(whole),
      ...exports.map(({ format, key, bytes }) => ({ format, url: mediaLink(key), size_bytes: bytes })),
    ],
    thumbnail: { url: mediaLink(whole.posterKey), width: profile.width, height: profile.height },
  };
}

function turnedFormat(input: JobInput, { videoKey, videoBytes }: NonNullable<Delivery['turned']>): FormatDto {
  const aspectRatio = otherShape(input.aspectRatio);
  const { width, height } = profileOf({ ...input, aspectRatio });
  return { format: shapeFormat(aspectRatio), url: mediaLink(videoKey), size_bytes: videoBytes, width, height };
}

function posterOf({ posterKey, posterBytes }: Delivery['whole']): FormatDto[] {
  return posterBytes === undefined ? [] : [{ format: 'poster', url: mediaLink(posterKey), size_bytes: posterBytes }];
}
