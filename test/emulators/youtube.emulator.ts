import { type IncomingMessage } from 'node:http';
import { Refusal, type Answer } from './vendor-answers.js';
import { VendorServer, type ServerFault, type Understood } from './vendor.server.js';

const KINDS = ['videos', 'comments'] as const;
export type YoutubeRequestKind = (typeof KINDS)[number];

type ApiFault =
  /** Refused with one of the API's reasons, its message in HTML, as it words them. */
  | { kind: 'reason'; status: number; reason: string; domain?: string }
  /** As newer answers tell what is wrong with a key. */
  | { kind: 'bad key' }
  /** An answer that is none of this API's. */
  | { kind: 'says'; body: unknown };

export type YoutubeFault = ServerFault | ApiFault;

export interface EmulatedComment {
  text: string;
  author?: string;
  likeCount?: number;
  replyCount?: number;
  publishedAt?: string;
}

export interface EmulatedVideo {
  /** Fields over those of the recorded one, by part. */
  snippet?: Record<string, unknown>;
  contentDetails?: Record<string, unknown>;
  statistics?: Record<string, unknown>;
  /** Null: they are turned off. */
  comments?: EmulatedComment[] | null;
}

type Request = Understood<YoutubeRequestKind, ApiFault>;

const CHANNEL = 'UCJrDMFOdv1I2k8n9oK_V21w';
const PARTS = {
  videos: ['id', 'snippet', 'contentDetails', 'statistics', 'status'],
  comments: ['id', 'snippet', 'replies'],
};
const PARAMETERS = {
  videos: ['part', 'id', 'hl', 'fields'],
  comments: ['part', 'videoId', 'maxResults', 'order', 'pageToken', 'searchTerms', 'textFormat', 'fields'],
};

/**
 * YouTube's Data API as `contracts/youtube.md` A has it: lists of videos and of their comments, with the API's own strings for
 * counts of videos and numbers for those of comments. `pageSize` is what it gives of a page, whatever is asked for.
 */
export class YoutubeEmulator extends VendorServer<YoutubeRequestKind, ApiFault> {
  readonly videos = new Map<string, EmulatedVideo>();
  /** Of all requests, in order. */
  readonly queries: URLSearchParams[] = [];
  pageSize = 100;

  private constructor(private readonly apiKey: string) {
    super(KINDS);
  }

  static async start(apiKey: string): Promise<YoutubeEmulator> {
    const emulator = new YoutubeEmulator(apiKey);
    await emulator.listen();
    return emulator;
  }

  override get baseUrl(): string {
    return `${super.baseUrl}/youtube/v3`;
  }

  override fail(fault: YoutubeFault, kind: YoutubeRequestKind = 'comments'): void {
    this.inLine(fault, kind);
  }

  protected override refusalOf(status: number): unknown {
    return bodyOf(status, status >= 500 ? 'backendError' : 'badRequest', 'youtube.api');
  }

  protected override understood({ method, url, headers }: IncomingMessage): Request {
    const { pathname, searchParams: query } = new URL(url ?? '', 'http://youtube');
    if (method !== 'GET' || !['/youtube/v3/videos', '/youtube/v3/commentThreads'].includes(pathname)) {
      throw new Refusal(404, bodyOf(404, 'notFound', 'global'));
    }
    if (headers['x-goog-api-key'] !== this.apiKey) {
      throw new Refusal(400, badKey());
    }
    const kind = pathname.endsWith('videos') ? 'videos' : 'comments';
    const problem = problemOf(query, kind);
    if (problem !== null) {
      throw new Refusal(400, bodyOf(400, problem, 'youtube.parameter'));
    }
    this.queries.push(query);
    return { kind, work: (fault) => this.answer(kind, query, fault) };
  }

  private answer(kind: YoutubeRequestKind, query: URLSearchParams, fault?: ApiFault): Answer {
    switch (fault?.kind) {
      case 'reason':
        return { status: fault.status, body: bodyOf(fault.status, fault.reason, fault.domain ?? 'youtube.api') };
      case 'bad key':
        return { status: 400, body: badKey() };
      case 'says':
        return { status: 200, body: fault.body };
      default:
        return kind === 'videos' ? this.list(query) : this.page(query);
    }
  }

  private list(query: URLSearchParams): Answer {
    const id = query.get('id') ?? '';
    const video = this.videos.get(id);
    const parts = query.get('part')?.split(',') ?? [];
    const items = video === undefined ? [] : [only(videoOf(id, video), ['kind', 'etag', 'id', ...parts])];
    const pageInfo = { totalResults: items.length, resultsPerPage: items.length };
    return { status: 200, body: { kind: 'youtube#videoListResponse', etag: 'aF3', items, pageInfo } };
  }

  private page(query: URLSearchParams): Answer {
    const id = query.get('videoId') ?? '';
    const comments = this.videos.get(id)?.comments;
    if (!this.videos.has(id)) {
      return { status: 404, body: bodyOf(404, 'videoNotFound', 'youtube.commentThread') };
    }
    if (comments === null) {
      return { status: 403, body: bodyOf(403, 'commentsDisabled', 'youtube.commentThread') };
    }
    const start = Number(/^from-(\d+)$/.exec(query.get('pageToken') ?? 'from-0')?.[1] ?? NaN);
    if (Number.isNaN(start)) {
      return { status: 400, body: bodyOf(400, 'invalidPageToken', 'youtube.commentThread') };
    }
    const end = start + Math.min(this.pageSize, Number(query.get('maxResults') ?? 20));
    const items = (comments ?? [])
      .slice(start, end)
      .map((comment, index) => threadOf(id, start + index, comment, query.get('textFormat') !== 'plainText'));
    const whole = {
      kind: 'youtube#commentThreadListResponse',
      etag: 'rW3FaaivaqRHP1VWbgHPZnYv1P0',
      ...(end < (comments?.length ?? 0) ? { nextPageToken: `from-${end}` } : {}),
      pageInfo: { totalResults: items.length, resultsPerPage: items.length },
      items,
    };
    return { status: 200, body: query.has('fields') ? only(whole, ['nextPageToken', 'items']) : whole };
  }
}

function problemOf(query: URLSearchParams, kind: YoutubeRequestKind): string | null {
  const names = [...query.keys()];
  const parts = query.get('part')?.split(',') ?? [];
  const most = Number(query.get('maxResults') ?? 20);
  const isFine =
    names.every((name) => PARAMETERS[kind].includes(name)) &&
    new Set(names).size === names.length &&
    parts.length > 0 &&
    parts.every((part) => PARTS[kind].includes(part)) &&
    /^[\w-]{11}$/.test(query.get(kind === 'videos' ? 'id' : 'videoId') ?? '') &&
    ['time', 'relevance'].includes(query.get('order') ?? 'time') &&
    ['html', 'plainText'].includes(query.get('textFormat') ?? 'html') &&
    Number.isInteger(most) &&
    most >= 1 &&
    most <= 100 &&
    isBalanced(query.get('fields') ?? '');
  return isFine ? null : 'badRequest';
}

/** `items(id,snippet/title),nextPageToken` */
function isBalanced(fields: string): boolean {
  const depths = [...fields].map((letter) => ({ '(': 1, ')': -1 })[letter] ?? 0);
  return /^[\w,/()]*$/.test(fields) && depths.reduce((sum, step) => sum + step, 0) === 0;
}

function only(value: Record<string, unknown>, names: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name)));
}

function videoOf(id: string, video: EmulatedVideo): Record<string, unknown> {
  return {
    kind: 'youtube#video',
    etag: 'e7a',
    id,
    snippet: {
      publishedAt: '2024-05-24T10:30:00Z',
      channelId: CHANNEL,
      title: 'Rain over the old town',
      description: 'A short film',
      thumbnails: { default: { url: `https://i.ytimg.com/vi/${id}/default.jpg`, width: 120, height: 90 } },
      channelTitle: 'Old Town Films',
      tags: ['music'],
      categoryId: '10',
      liveBroadcastContent: 'none',
      defaultLanguage: 'en',
      localized: { title: 'Rain over the old town', description: 'A short film' },
      defaultAudioLanguage: 'hi',
      ...video.snippet,
    },
    contentDetails: {
      duration: 'PT4M15S',
      dimension: '2d',
      definition: 'hd',
      caption: 'false',
      licensedContent: true,
      contentRating: {},
      projection: 'rectangular',
      ...video.contentDetails,
    },
    status: { uploadStatus: 'processed', privacyStatus: 'public', license: 'youtube', embeddable: true },
    statistics: {
      viewCount: '1250000',
      likeCount: '89000',
      favoriteCount: '0',
      ...(video.comments === null ? {} : { commentCount: String(video.comments?.length ?? 0) }),
      ...video.statistics,
    },
  };
}

function threadOf(videoId: string, index: number, comment: EmulatedComment, isHtml: boolean): unknown {
  const id = `Ugx${String(index).padStart(5, '0')}D7msptSaPXG9Xqt14AaABAg`;
  const { text, author = '@DarshanRavalDZ', likeCount = 0, replyCount = 0 } = comment;
  const publishedAt = comment.publishedAt ?? '2024-05-24T10:36:55Z';
  return {
    kind: 'youtube#commentThread',
    etag: 'w-f4VYaqYVdap-COF6OLsrJ4Wms',
    id,
    snippet: {
      channelId: CHANNEL,
      videoId,
      topLevelComment: {
        kind: 'youtube#comment',
        etag: 'OyS8BiCUjodeCmFh4aBN0GEVrJU',
        id,
        snippet: {
          channelId: CHANNEL,
          videoId,
          textDisplay: isHtml ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;') : text,
          textOriginal: text,
          authorDisplayName: author,
          authorProfileImageUrl: 'https://yt3.ggpht.com/a',
          authorChannelUrl: `http://www.youtube.com/${author}`,
          canRate: true,
          viewerRating: 'none',
          likeCount,
          publishedAt,
          updatedAt: publishedAt,
        },
      },
      canReply: false,
      totalReplyCount: replyCount,
      isPublic: true,
    },
  };
}

function bodyOf(code: number, reason: string, domain: string): unknown {
  const message = `The request cannot be completed: <a href="/youtube/v3/docs/errors#${reason}">${reason}</a>.`;
  return { error: { code, message, errors: [{ message, domain, reason }] } };
}

function badKey(): unknown {
  const message = 'API key not valid. Please pass a valid API key.';
  return {
    error: {
      code: 400,
      message,
      errors: [{ message, domain: 'global', reason: 'badRequest' }],
      status: 'INVALID_ARGUMENT',
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: 'API_KEY_INVALID',
          domain: 'googleapis.com',
          metadata: { service: 'youtube.googleapis.com' },
        },
      ],
    },
  };
}
