import { JobError } from '../common/errors.js';
import { isRecord } from '../ai/provider.errors.js';
import { PROVIDER } from './yt-dlp-failures.js';
import {
  type CaptionTrack,
  channelOf,
  countOf,
  descriptionTextOf,
  languageCodeOf,
  LIVE_STATUSES,
  type VideoDescription,
  tagsOf,
  titleOf,
} from './video-description.js';

/** What yt-dlp's `-J` says of a video, as far as it is of the form that it should have; a field that is not is unknown. */

const MOST_CAPTIONS = 100;
/** How yt-dlp marks what was recognised and not translated. */
const RECOGNISED = /-orig$/;
/** A name becomes part of a file's, and of a list. Two are no languages to yt-dlp. */
const TRACK = /^(?!all$|live_chat$)[A-Za-z][\w-]{1,34}$/;

/** Throws where it is about no single video of YouTube, or not about this one. */
export function descriptionIn(text: string, id: string): VideoDescription {
  const info = parsed(text);
  if (!isRecord(info) || info.id !== id || (info._type ?? 'video') !== 'video') {
    throw new JobError('INVALID_OUTPUT.json', { provider: PROVIDER });
  }
  const language = languageCodeOf(info.language);
  return {
    title: titleOf(info.title),
    channel: channelOf(info.channel) ?? channelOf(info.uploader),
    uploadedAt: timeOf(info.timestamp) ?? dayOf(info.upload_date),
    durationSec: secondsOf(info.duration),
    viewCount: countOf(info.view_count),
    likeCount: countOf(info.like_count),
    commentCount: countOf(info.comment_count),
    description: descriptionTextOf(info.description),
    tags: tagsOf(info.tags),
    language,
    liveStatus:
      LIVE_STATUSES.find((status) => status === info.live_status) ?? (info.is_live === true ? 'is_live' : null),
    approxBytes: bytesOf(info),
    captions: captionsIn(info, language),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new JobError('INVALID_OUTPUT.json', { provider: PROVIDER, cause });
  }
}

function secondsOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

function timeOf(value: unknown): string | null {
  const time = typeof value === 'number' ? new Date(value * 1000) : null;
  return time === null || Number.isNaN(time.getTime()) ? null : time.toISOString();
}

function dayOf(value: unknown): string | null {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(typeof value === 'string' ? value : '') ?? [];
  const time = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  return Number.isNaN(time) ? null : `${year}-${month}-${day}`;
}

/** Of the formats that it would fetch; null as soon as one of them is not known. */
function bytesOf({ requested_formats: formats, ...info }: Record<string, unknown>): number | null {
  const parts = Array.isArray(formats) && formats.length > 0 ? (formats as unknown[]) : [info];
  return parts
    .map((part) => (isRecord(part) ? (countOf(part.filesize) ?? countOf(wholeOf(part.filesize_approx))) : null))
    .reduce((sum: number | null, bytes) => (sum === null || bytes === null ? null : sum + bytes), 0);
}

function wholeOf(value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value) : value;
}

function captionsIn(info: Record<string, unknown>, language: string | null): CaptionTrack[] {
  const written = languagesOf(info.subtitles);
  const heard = languagesOf(info.automatic_captions);
  const recognised = heard.filter((name) => RECOGNISED.test(name));
  return [
    ...written.map((name) => ({ language: name, isAutomatic: false })),
    ...(recognised.length > 0 ? recognised : heard.filter((name) => name === language)).map((name) => ({
      language: name,
      isAutomatic: true,
    })),
  ].slice(0, MOST_CAPTIONS);
}

/** Names of tracks that can be had as WebVTT. */
function languagesOf(tracks: unknown): string[] {
  return Object.entries(isRecord(tracks) ? tracks : {})
    .filter(([name, formats]) => TRACK.test(name) && Array.isArray(formats) && formats.some(isWebVtt))
    .map(([name]) => name);
}

function isWebVtt(format: unknown): boolean {
  return isRecord(format) && format.ext === 'vtt';
}

/**
 * Which tracks are fetched: of each wanted language what people have written, else what was heard. Where there is none, those
 * of the language that is spoken, else whatever somebody has written.
 */
export function chosenCaptions(
  { captions, language }: Pick<VideoDescription, 'captions' | 'language'>,
  wanted: readonly string[],
): CaptionTrack[] {
  const inLanguage = (code: string) =>
    [false, true]
      .map((isAutomatic) => captions.find((track) => track.isAutomatic === isAutomatic && speaks(track, code)))
      .find((track) => track !== undefined);
  const found = wanted.map(inLanguage).filter((track) => track !== undefined);
  if (found.length > 0) {
    return [...new Set(found)];
  }
  const own = (language === null ? undefined : inLanguage(language)) ?? captions.find((track) => track.isAutomatic);
  return [own ?? captions[0]].filter((track) => track !== undefined);
}

/** `zh-Hans` and `zh-orig` are Chinese. */
function speaks({ language }: CaptionTrack, code: string): boolean {
  return primaryOf(language) === primaryOf(code);
}

function primaryOf(code: string): string {
  return (code.split('-')[0] ?? '').toLowerCase();
}
