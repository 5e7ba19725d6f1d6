import { isStorageKey } from './storage-keys.js';
import { type Storage } from './storage.js';

const SCHEME = 'media:';

/** A file of ours inside stored data (a job's output, an event): its key, not a URL, because URLs expire. */
export const mediaLink = (key: string): string => SCHEME + key;

/** The keys of all files that stored data names, by itself or in links, each once. */
export function keysIn(data: unknown): string[] {
  const keys = new Set<string>();
  JSON.stringify(data, (_, value: unknown) => {
    const key = typeof value === 'string' && value.startsWith(SCHEME) ? value.slice(SCHEME.length) : value;
    if (typeof key === 'string' && isStorageKey(key)) {
      keys.add(key);
    }
    return value;
  });
  return [...keys];
}

/** Where links are: everywhere else a text that looks like one is somebody's words, and must not be signed for them. */
const LINK_NAME = /(?:^|_)url$/;

/** The same data with a fresh signed URL in place of every `media:` link of a `…url` field. */
export function withLinks<T>(data: T, storage: Pick<Storage, 'url'>, name = ''): T {
  if (typeof data === 'string') {
    const isLink = LINK_NAME.test(name) && data.startsWith(SCHEME);
    return (isLink ? storage.url(data.slice(SCHEME.length)) : data) as T;
  }
  if (Array.isArray(data)) {
    return data.map((item: unknown) => withLinks(item, storage)) as T;
  }
  if (typeof data === 'object' && data !== null) {
    return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, withLinks(value, storage, key)])) as T;
  }
  return data;
}

/** A text of ours with `to(key)` in place of each `media:` link that stands at a line's start or behind a quotation mark. */
export function withLinesTo(text: string, to: (key: string) => string): string {
  // Of a playlist, hundreds of lines lead to the same file.
  const addresses = new Map<string, string>();
  return text.replace(/(?<=^|")media:([\w/.-]+)(?=$|")/gm, (link, key: string) => {
    const address = addresses.get(key) ?? (isStorageKey(key) ? to(key) : link);
    addresses.set(key, address);
    return address;
  });
}
