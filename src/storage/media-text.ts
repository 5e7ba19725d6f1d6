import type { IncomingHttpHeaders } from 'node:http';

/** What is answered to a request for a text that is made while it is asked for, as `send` would answer for a file. */
export interface TextAnswer {
  status: 200 | 206 | 304 | 412 | 416;
  headers: Record<string, string>;
  body: Buffer;
}

const NOTHING = Buffer.alloc(0);

/** `heard` is the head of the request as `decided` has left it. */
export function answerWith(text: Buffer, modified: Date, heard: IncomingHttpHeaders): TextAnswer {
  const at = modified.toUTCString();
  const validity = { 'last-modified': at, 'accept-ranges': 'bytes' };
  if (heard['if-match'] === '""') {
    return { status: 412, headers: {}, body: NOTHING };
  }
  if (isKnown(heard, at)) {
    return { status: 304, headers: validity, body: NOTHING };
  }
  const isOther = heard['if-range'] !== undefined && heard['if-range'] !== at;
  const part = isOther ? null : partOf(heard.range, text.length);
  if (part === null) {
    return { status: 200, headers: validity, body: text };
  }
  const [first, last] = part;
  if (first >= text.length) {
    return { status: 416, headers: { 'content-range': `bytes */${text.length}` }, body: NOTHING };
  }
  const headers = { ...validity, 'content-range': `bytes ${first}-${last}/${text.length}` };
  return { status: 206, headers, body: text.subarray(first, last + 1) };
}

function isKnown(heard: IncomingHttpHeaders, modified: string): boolean {
  const tag = heard['if-none-match'];
  const since = heard['if-modified-since'];
  return tag === undefined ? since !== undefined && Date.parse(modified) <= Date.parse(since) : tag === '*';
}

/** One range, the first and the last byte of it; null where all is asked for. */
function partOf(range: string | undefined, bytes: number): [first: number, last: number] | null {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (first === '' && last === '') {
    return null;
  }
  const from = first === '' ? (last === '0' ? bytes : Math.max(0, bytes - Number(last))) : Number(first);
  const to = first === '' || last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1);
  return [from, to];
}
