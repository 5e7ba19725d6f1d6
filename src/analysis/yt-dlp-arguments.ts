import type { CaptionTrack } from './video-description.js';
import { watchUrl } from './youtube-link.js';

/** What yt-dlp is told. Nothing in it comes from a user but an id of eleven letters and the names of languages. */

export interface YtDlpPrograms {
  /** For joining pictures and sound; null: the ffmpeg on the PATH. */
  ffmpeg: string | null;
  /** Solves what YouTube wants solved. */
  node: string;
}

export interface FetchLimits {
  maxBytes: number;
  maxSec: number;
}

/** Its files are called so, with what they are after a dot. */
export const MEDIA_NAME = 'media';
export const CAPTION_NAME = 'captions';

/** A frame of 1280 × 720, lying or standing: YouTube calls both 720p, and `res` is the shorter side. */
const BOX = '[width<=1280][height<=1280]';
/** The language that the film was made in comes first, for YouTube has dubbed sound too. */
const ORDER = 'lang,res:720,vcodec:h264,acodec:aac';
/** What pictures may take of the bytes; the rest is for the sound. */
const PICTURES = 0.85;

/** The best that fits: a long film in smaller pictures. */
function formatFor(maxBytes: number): string {
  const most = Math.floor(maxBytes * PICTURES);
  const fits = `${BOX}[filesize<?${most}][filesize_approx<?${most}]`;
  return `bv*${fits}+ba/b${fits}/bv*${fits}`;
}

/**
 * No settings, plugins, caches, lists or sites but these, no code from elsewhere, and little patience, for a job tries again.
 * A Deno on the PATH comes before our Node.
 */
function commonArguments({ node }: YtDlpPrograms, maxBytes: number): string[] {
  // prettier-ignore
  return [
    '--ignore-config', '--no-plugin-dirs', '--no-cache-dir', '--no-update', '--no-cookies', '--no-remote-components',
    '--use-extractors', 'youtube', '--no-playlist', '--no-live-from-start', '--no-wait-for-video',
    '--js-runtimes', `node:${node}`, '--extractor-args', 'youtube:skip=translated_subs',
    '--no-warnings', '--no-progress', '--color', 'never',
    '--socket-timeout', '20', '--retries', '3', '--extractor-retries', '2',
    '--format', formatFor(maxBytes), '--format-sort', ORDER,
  ];
}

/** Without `--ignore-no-formats-error`: that would make no error of a private video, and tell nothing of it. */
export function describeArguments(id: string, maxBytes: number, programs: YtDlpPrograms): string[] {
  return [...commonArguments(programs, maxBytes), '--dump-single-json', '--', watchUrl(id)];
}

export function downloadArguments(
  id: string,
  captions: readonly CaptionTrack[],
  { maxBytes, maxSec }: FetchLimits,
  programs: YtDlpPrograms,
): string[] {
  const filter = ['is_live', 'is_upcoming', 'post_live'].map((status) => `live_status!=?${status}`);
  // prettier-ignore
  return [
    ...commonArguments(programs, maxBytes),
    ...(programs.ffmpeg === null ? [] : ['--ffmpeg-location', programs.ffmpeg]),
    '--match-filters', [...filter, `duration<=?${maxSec}`].join(' & '), '--max-filesize', `${maxBytes}`,
    '--fragment-retries', '3', '--abort-on-unavailable-fragments',
    '--merge-output-format', 'mp4', '--remux-video', 'mp4', '--no-part', '--no-mtime',
    '--output', `${MEDIA_NAME}.%(ext)s`,
    ...captionOptions(captions.map(({ language }) => language)),
    '--', watchUrl(id),
  ];
}

/**
 * `--ignore-errors` is for captions: one that can't be had would end it all. What people have written comes before what was
 * recognised where both have one name.
 */
function captionOptions(languages: string[]): string[] {
  // prettier-ignore
  return languages.length === 0 ? [] : [
    '--write-subs', '--write-auto-subs', '--sub-langs', languages.join(), '--sub-format', 'vtt',
    '--output', `subtitle:${CAPTION_NAME}.%(ext)s`, '--ignore-errors',
  ];
}
