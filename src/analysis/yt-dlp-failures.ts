import { wentWell, type ToolFailures } from '../common/child-tool.js';
import { JobError } from '../common/errors.js';
import type { FetchLimits } from './yt-dlp-arguments.js';
import type { VideoDescription } from './video-description.js';

/**
 * What an end of yt-dlp means for a job. It has no codes: only its words tell, and they change, so they are matched loosely,
 * and what is not known is a download that failed. Nobody but the log gets to see them.
 */

export const PROVIDER = 'youtube';

/** The last words of yt-dlp, for the log. Addresses in them may carry the right to a file. */
class YtDlpWords extends Error {
  readonly toolWords: string | undefined;

  constructor(ending: string, words: string) {
    super(`yt-dlp ended with ${ending}`);
    this.toolWords = words.replace(/https?:\S+/g, '…').slice(-400) || undefined;
  }
}

/** Trying again does not help against any of these, or not soon. */
const REFUSALS = [
  ['DOWNLOAD_FAILED.bot_check', /not a bot|captcha/i],
  ['DOWNLOAD_FAILED.video_age', /confirm your age|age.?restricted|inappropriate for some users/i],
  ['DOWNLOAD_FAILED.video_private', /private video|video is private/i],
  [
    'DOWNLOAD_FAILED.video_members',
    /members.only|channel's members|join this channel|requires payment|premium member/i,
  ],
  ['DOWNLOAD_FAILED.video_region', /(?:available|blocked it) in your (?:country|location)|geo.?restrict/i],
  ['DOWNLOAD_FAILED.video_protected', /\bDRM\b/],
  ['DOWNLOAD_FAILED.video_live', /live event|premieres? in|\bis offline|live stream/i],
  ['DOWNLOAD_FAILED.video_login', /sign in|log ?in required|logged.in/i],
  ['DOWNLOAD_FAILED.video_format', /requested format is not available|no video formats|only images are available/i],
  ['PROVIDER_UNAVAILABLE.yt_dlp_unusable', /ff(?:mpeg|probe)\b.{0,20}\bnot (?:be )?(?:found|installed)/i],
] as const;

const TOO_OFTEN = /rate.?limited|HTTP Error 429|too many requests/i;
const GONE = /video unavailable|(?:is not|isn't|no longer) available|been removed|does not exist|terminated|deleted/i;
const NETWORK =
  /unable to download|timed out|urlopen|resolve|connection|transporterror|name or service|network is unreachable|ssl/i;
const DISK_FULL = /No space left on device|Disk quota exceeded/i;
/** It did not understand what it was told, or what it was put behind could not start it. */
const NOT_RUN = /^code (?:2|12[67])$/;

export const YT_DLP_FAILURES: ToolFailures = {
  notStarted: (cause) => new JobError('PROVIDER_UNAVAILABLE.yt_dlp_unusable', { retryable: false, cause }),
  late: () => new JobError('DOWNLOAD_FAILED.timeout'),
  ended: (ending, stderr) => (wentWell(ending) ? null : failureOfYtDlp(ending, stderr)),
};

/** What it said last when it ended badly. */
export function failureOfYtDlp(ending: string, stderr: string): JobError {
  const words = stderr
    .split('\n')
    .filter((line) => line.startsWith('ERROR:'))
    .join(' | ');
  const cause = new YtDlpWords(ending, words || stderr);
  if (DISK_FULL.test(words)) {
    return new JobError('NO_SPACE', { cause });
  }
  if (NOT_RUN.test(ending)) {
    return new JobError('PROVIDER_UNAVAILABLE.yt_dlp_unusable', { retryable: false, cause });
  }
  if (TOO_OFTEN.test(words)) {
    const args = { reply: 'HTTP 429' };
    return new JobError('PROVIDER_UNAVAILABLE.throttled', { provider: PROVIDER, args, cause });
  }
  const refusal = REFUSALS.find(([, pattern]) => pattern.test(words));
  return refusal === undefined ? failedFetch(words, cause) : new JobError(refusal[0], { retryable: false, cause });
}

function failedFetch(words: string, cause: Error): JobError {
  const status = Number(/HTTP Error (\d{3})/i.exec(words)?.[1] ?? 0);
  if (status > 0) {
    // A 403 is of an address that has grown old: the next try gets a new one.
    return new JobError('DOWNLOAD_FAILED.status', { args: { status }, retryable: ![404, 410].includes(status), cause });
  }
  if (GONE.test(words)) {
    return new JobError('DOWNLOAD_FAILED.video_gone', { retryable: false, cause });
  }
  return new JobError(NETWORK.test(words) ? 'DOWNLOAD_FAILED.network' : 'DOWNLOAD_FAILED', { cause });
}

/** Throws where a video is not to be fetched, before anything of it is. */
export function checkFetchable(video: VideoDescription, { maxBytes, maxSec }: FetchLimits): void {
  const { liveStatus, durationSec, approxBytes } = video;
  if (liveStatus === 'is_live' || liveStatus === 'is_upcoming' || liveStatus === 'post_live') {
    throw new JobError('DOWNLOAD_FAILED.video_live', { retryable: false });
  }
  if (durationSec !== null && durationSec > maxSec) {
    throw new JobError('DOWNLOAD_FAILED.video_too_long', { args: { most: maxSec }, retryable: false });
  }
  if (approxBytes !== null && approxBytes > maxBytes) {
    throw tooManyBytes(maxBytes);
  }
}

export function tooManyBytes(maxBytes: number): JobError {
  return new JobError('DOWNLOAD_FAILED.too_large', { args: { most: maxBytes }, retryable: false });
}

const FILE_TOO_LARGE = /larger than max-filesize/i;

/** It has no file, and calls that a success: a filter of ours, or a limit, has kept it from fetching one. */
export function nothingFetched(stdout: string, { maxBytes }: FetchLimits): JobError {
  return FILE_TOO_LARGE.test(stdout)
    ? tooManyBytes(maxBytes)
    : new JobError('DOWNLOAD_FAILED', { cause: new YtDlpWords('no file', stdout) });
}
