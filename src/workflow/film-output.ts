import { type FilmOutput } from '../jobs/job.dto.js';
import { mediaLink } from '../storage/media-links.js';
import { type RenderProfile } from '../media/timeline.js';
import { type EpisodeOutput } from './film-plan.js';

type Whole = Pick<EpisodeOutput, 'videoKey' | 'videoBytes' | 'frames' | 'subtitleFiles' | 'posterKey'>;

/** A finished film as `GET /jobs/:id/video` tells it. */
export function filmOutput(profile: RenderProfile, film: Whole, episodes: EpisodeOutput[]): FilmOutput {
  const seconds = (frames: number) => Math.round((frames / profile.fps) * 1000) / 1000;
  const url = mediaLink(film.videoKey);
  return {
    url,
    format: 'mp4',
    width: profile.width,
    height: profile.height,
    duration_sec: seconds(film.frames),
    size_bytes: film.videoBytes,
    episodes: episodes.map((episode) => ({
      episode: episode.episode,
      title: episode.title,
      url: mediaLink(episode.videoKey),
      thumbnail_url: mediaLink(episode.posterKey),
      duration_sec: seconds(episode.frames),
    })),
    formats: [
      { format: 'mp4', url, size_bytes: film.videoBytes },
      ...(film.subtitleFiles ?? []).map(({ format, language, key, bytes }) => ({
        ...{ format, language },
        ...{ url: mediaLink(key), size_bytes: bytes },
      })),
    ],
    thumbnail: { url: mediaLink(film.posterKey), width: profile.width, height: profile.height },
  };
}
