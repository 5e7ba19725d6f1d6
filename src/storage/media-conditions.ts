import type { IncomingHttpHeaders } from 'node:http';

/** The ETag of a file that never changes: its name. Strong, so that a cut-off download can be gone on with. */
export function etagOf(name: string): string {
  return `"${name}"`;
}

/**
 * The head of a request as `send` is to hear it. It knows weak ETags alone, so conditions on one are decided here; it reads
 * ranges otherwise than RFC 9110 §14; and `no-cache` asks caches to ask us, not us to send again what is there.
 */
export function decided(
  file: { etag: string; bytes: number },
  method: string,
  headers: IncomingHttpHeaders,
): IncomingHttpHeaders {
  const { etag } = file;
  const heard: IncomingHttpHeaders = { ...headers, range: readRange(headers.range, file.bytes) };
  delete heard['cache-control'];
  if (headers['if-none-match'] !== undefined) {
    heard['if-none-match'] = tagsOf(headers['if-none-match']).some(isOf(etag, 'weakly')) ? '*' : '""';
  }
  if (headers['if-match'] !== undefined) {
    heard['if-match'] = tagsOf(headers['if-match']).some(isOf(etag, 'strongly')) ? '*' : '""';
  }
  const condition = headers['if-range'];
  const namesTag = typeof condition === 'string' && condition.includes('"');
  if (namesTag) {
    delete heard['if-range'];
  }
  // Only a GET has ranges.
  if ((namesTag && condition !== etag) || method !== 'GET') {
    delete heard.range;
  }
  return heard;
}

/** One range as it is, an end that is longer than the file as all of it; several and nonsense are not heard. */
function readRange(range: string | undefined, bytes: number): string | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (first === '' && Number(last) > bytes) {
    return 'bytes=0-';
  }
  const isGood = first === '' ? last !== '' : last === '' || Number(last) >= Number(first);
  return isGood ? range : undefined;
}

function tagsOf(list: string): string[] {
  return list.split(',').map((tag) => tag.trim());
}

function isOf(etag: string, how: 'weakly' | 'strongly') {
  return (tag: string): boolean => tag === '*' || tag === etag || (how === 'weakly' && tag === `W/${etag}`);
}
