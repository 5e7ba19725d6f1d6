/** What is known of a video besides its content, whoever tells it; null: nobody does. */
export interface VideoDescription {
  title: string | null;
  channel: string | null;
  /** ISO 8601, UTC; of some sources the day alone. */
  uploadedAt: string | null;
  durationSec: number | null;
  viewCount: number | null;
  likeCount: number | null;
  commentCount: number | null;
  description: string | null;
  tags: string[];
  /** BCP 47, of what is spoken. */
  language: string | null;
  liveStatus: LiveStatus | null;
  /** Of what would be fetched. */
  approxBytes: number | null;
  /** In the words of people, or of the vendor's recogniser; nothing translated by machines. */
  captions: CaptionTrack[];
}

export const LIVE_STATUSES = ['not_live', 'is_live', 'is_upcoming', 'was_live', 'post_live'] as const;
export type LiveStatus = (typeof LIVE_STATUSES)[number];

export interface CaptionTrack {
  /** As its source names it: `zh-Hans`, `en-orig`. */
  language: string;
  isAutomatic: boolean;
}

const MOST = { title: 300, channel: 200, description: 10_000, tag: 100, tags: 100, language: 35 };
const LANGUAGE = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/;
/** What would act on a terminal or a reader; line breaks and tabs are text. */
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** A stranger's text without what is none, and no longer than it may be; null: there is none. */
export function cleanText(value: unknown, most: number): string | null {
  if (typeof value !== 'string') {
    return null;
  }
  const text = value
    .slice(0, 4 * most)
    .replaceAll('\r\n', '\n')
    .replace(CONTROLS, '')
    .trim();
  // Not half of a character at its end.
  return (
    text
      .slice(0, most)
      .replace(/[\ud800-\udbff]$/, '')
      .toWellFormed() || null
  );
}

/** A count that a stranger tells, as a number or as its digits. */
export function countOf(value: unknown): number | null {
  const count = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : null;
}

export const titleOf = (value: unknown) => cleanText(value, MOST.title);
export const channelOf = (value: unknown) => cleanText(value, MOST.channel);
export const descriptionTextOf = (value: unknown) => cleanText(value, MOST.description);

export function tagsOf(value: unknown): string[] {
  const tags = Array.isArray(value) ? value.slice(0, MOST.tags) : [];
  return tags.map((tag) => cleanText(tag, MOST.tag)).filter((tag) => tag !== null);
}

export function languageCodeOf(value: unknown): string | null {
  return typeof value === 'string' && value.length <= MOST.language && LANGUAGE.test(value) ? value : null;
}
