import { isRecord } from '../ai/provider.errors.js';
import { JobError } from '../common/errors.js';
import {
  channelOf,
  cleanText,
  countOf,
  descriptionTextOf,
  languageCodeOf,
  type LiveStatus,
  type VideoDescription,
  tagsOf,
  titleOf,
} from './video-description.js';
import { API_LIMITS, YoutubeApi, type YoutubeServer } from './youtube-api.js';

export interface VideoComment {
  author: string | null;
  text: string;
  likeCount: number;
  replyCount: number;
  /** ISO 8601, UTC. */
  publishedAt: string | null;
}

/** What people say below a video, or why nothing can be read there. */
export type VideoComments =
  | { disabled: false; items: VideoComment[]; truncated: boolean }
  | { disabled: true; reason: 'comments_disabled' | 'not_found' };

export interface ReadOptions {
  /** So many at most; what is replied to them is counted only. */
  most?: number;
  signal: AbortSignal;
}

const MOST = 200;
const PAGE = 100;
/** Pages may be shorter than was asked for, and do not go on for ever. */
const SPARE_PAGES = 3;
const MOST_CHARACTERS = 10_000;
const MOST_NAME = 100;
const FIELDS =
  'nextPageToken,items(id,snippet(totalReplyCount,topLevelComment/snippet(authorDisplayName,textDisplay,likeCount,publishedAt)))';

/** Comments and counts from YouTube's Data API, each page for one unit of the 10,000 that a key has in a day. */
export class YoutubeComments {
  /** Without a key nothing can be asked. */
  readonly isConfigured: boolean;
  private readonly api: YoutubeApi;

  constructor(server: YoutubeServer, limits = API_LIMITS) {
    this.isConfigured = server.apiKey !== null;
    this.api = new YoutubeApi(server, limits);
  }

  /** The comments that YouTube holds for the most relevant, those first. */
  async read(id: string, { most = MOST, signal }: ReadOptions): Promise<VideoComments> {
    const found = new Map<string, VideoComment>();
    let pageToken: string | null = null;
    for (let pages = Math.ceil(most / PAGE) + SPARE_PAGES; pages > 0 && found.size < most; pages--) {
      const { body, absence } = await this.api.get('commentThreads', queryFor(id, pageToken), signal);
      if (absence !== null) {
        return { disabled: true, reason: absence };
      }
      const page = pageIn(body);
      page.items.forEach(([name, comment]) => found.set(name, comment));
      pageToken = page.next === pageToken ? null : page.next;
      if (pageToken === null) {
        break;
      }
    }
    const items = [...found.values()];
    return { disabled: false, items: items.slice(0, most), truncated: pageToken !== null || items.length > most };
  }

  /** What it says of the video itself; null: there is none that everybody may see. One unit. */
  async statistics(id: string, signal: AbortSignal): Promise<VideoDescription | null> {
    const query = { part: 'snippet,contentDetails,statistics,status', id };
    const { body } = await this.api.get('videos', query, signal);
    const item = itemsIn(body).find((each) => each.id === id);
    return item === undefined ? null : descriptionOf(item);
  }
}

function queryFor(id: string, pageToken: string | null): Record<string, string> {
  const query = { part: 'snippet', videoId: id, order: 'relevance', textFormat: 'plainText', maxResults: `${PAGE}` };
  return { ...query, fields: FIELDS, ...(pageToken === null ? {} : { pageToken }) };
}

function itemsIn(body: unknown): Record<string, unknown>[] {
  const items = isRecord(body) ? (body.items ?? []) : null;
  if (!Array.isArray(items)) {
    throw new JobError('INVALID_OUTPUT.json', { provider: 'youtube' });
  }
  return items.filter(isRecord);
}

function pageIn(body: unknown): { items: [string, VideoComment][]; next: string | null } {
  const next = isRecord(body) ? body.nextPageToken : null;
  const items = itemsIn(body).flatMap((item): [string, VideoComment][] => {
    const comment = commentIn(item);
    return typeof item.id === 'string' && comment !== null ? [[item.id, comment]] : [];
  });
  return { items, next: typeof next === 'string' && next !== '' && next.length <= 2048 ? next : null };
}

function commentIn({ snippet }: Record<string, unknown>): VideoComment | null {
  const thread = recordOf(snippet);
  const comment = recordOf(recordOf(thread.topLevelComment).snippet);
  const text = cleanText(comment.textDisplay, MOST_CHARACTERS);
  return text === null
    ? null
    : {
        author: cleanText(comment.authorDisplayName, MOST_NAME),
        text,
        likeCount: countOf(comment.likeCount) ?? 0,
        replyCount: countOf(thread.totalReplyCount) ?? 0,
        publishedAt: timeOf(comment.publishedAt),
      };
}

function descriptionOf(item: Record<string, unknown>): VideoDescription {
  const snippet = recordOf(item.snippet);
  const counts = recordOf(item.statistics);
  return {
    title: titleOf(snippet.title),
    channel: channelOf(snippet.channelTitle),
    uploadedAt: timeOf(snippet.publishedAt),
    durationSec: secondsOf(recordOf(item.contentDetails).duration),
    viewCount: countOf(counts.viewCount),
    likeCount: countOf(counts.likeCount),
    commentCount: countOf(counts.commentCount),
    description: descriptionTextOf(snippet.description),
    tags: tagsOf(snippet.tags),
    language: languageCodeOf(snippet.defaultAudioLanguage) ?? languageCodeOf(snippet.defaultLanguage),
    liveStatus: LIVE.get(snippet.liveBroadcastContent) ?? null,
    approxBytes: null,
    // It knows that there are some, and not in which languages.
    captions: [],
  };
}

const LIVE = new Map<unknown, LiveStatus>([
  ['none', 'not_live'],
  ['live', 'is_live'],
  ['upcoming', 'is_upcoming'],
]);

function timeOf(value: unknown): string | null {
  const time = typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value) : null;
  return time === null || Number.isNaN(time.getTime()) ? null : time.toISOString();
}

const DURATION = /^P(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$/;

/** `PT1H2M3S`; a live video has `P0D`, and no length. */
function secondsOf(value: unknown): number | null {
  const [, days, hours, minutes, seconds] = DURATION.exec(typeof value === 'string' ? value : '') ?? [];
  const count = (part: string | undefined) => Number(part ?? 0);
  return ((count(days) * 24 + count(hours)) * 60 + count(minutes)) * 60 + count(seconds) || null;
}

function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}
