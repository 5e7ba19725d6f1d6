import { type Storage } from './storage.js';

const SCHEME = 'media:';

/** A file of ours inside stored data (a job's output, an event): its key, not a URL, because URLs expire. */
export const mediaLink = (key: string): string => SCHEME + key;

/** The key that a link names; any other text is itself. */
export const keyOf = (text: string): string => (text.startsWith(SCHEME) ? text.slice(SCHEME.length) : text);

/** The keys of all files that stored data names. */
export function linkedKeys(data: unknown): string[] {
  if (typeof data === 'string') {
    return data.startsWith(SCHEME) ? [data.slice(SCHEME.length)] : [];
  }
  return typeof data === 'object' && data !== null ? Object.values(data).flatMap(linkedKeys) : [];
}

/** The same data with a fresh signed URL in place of every `media:` link. */
export function withLinks<T>(data: T, storage: Pick<Storage, 'url'>): T {
  if (typeof data === 'string') {
    return (data.startsWith(SCHEME) ? storage.url(data.slice(SCHEME.length)) : data) as T;
  }
  if (Array.isArray(data)) {
    return data.map((item: unknown) => withLinks(item, storage)) as T;
  }
  if (typeof data === 'object' && data !== null) {
    return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, withLinks(value, storage)])) as T;
  }
  return data;
}
