import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { type Reply, type TestApp, type TestUser } from './test-app.js';

/** One part of a form; one with an empty name is text. */
export interface Part {
  field?: string;
  name?: string;
  type?: string;
}

export type Content = string | Buffer;

/** Sends a form to `POST /uploads`. */
export async function postForm(
  app: TestApp,
  user: TestUser,
  parts: [Content, Part][],
  headers: Record<string, string> = {},
): Promise<Reply> {
  const response = await fetch(`${app.url}/api/v1/uploads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${user.token}`, ...headers },
    body: formOf(parts),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Reply['body'] };
}

export function formOf(parts: [Content, Part][]): FormData {
  const form = new FormData();
  for (const [bytes, { field = 'file', name = 'a.bin', type = 'application/octet-stream' }] of parts) {
    if (name === '') {
      form.append(field, bytes.toString());
    } else {
      form.append(field, new Blob([new Uint8Array(Buffer.from(bytes))], { type }), name);
    }
  }
  return form;
}

/** An error in one line. */
export function errorOf(reply: Reply | undefined): string {
  const fields: { field: string; rule: string }[] | undefined = reply?.body.error?.details.fields;
  return `${reply?.status} ${fields?.map(({ field, rule }) => `${field} ${rule}`).join(', ') ?? reply?.body.error?.code}`;
}

const FORM_HEAD = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n';
const FORM_END = '\r\n--x--\r\n';

/** Sends one file in chunks, its length unsaid unless it is given, and gives the status of the answer. */
export async function postChunks(
  url: string,
  token: string,
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
  length: number | null = null,
): Promise<number> {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'multipart/form-data; boundary=x',
    ...(length === null ? {} : { 'content-length': FORM_HEAD.length + length + FORM_END.length }),
  };
  const sending = request(`${url}/api/v1/uploads`, { method: 'POST', headers });
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  async function* form() {
    yield Buffer.from(FORM_HEAD);
    yield* chunks;
    yield Buffer.from(FORM_END);
  }
  // After a refusal nobody reads on: then the pipe breaks, and the answer is what counts.
  pipeline(form, sending).catch(() => undefined);
  const [answer] = await answered;
  answer.resume();
  return answer.statusCode ?? 0;
}

/** A film with so many MiB of nothing behind it. */
export function* longFilm(film: Buffer, mebibytes: number): Generator<Buffer> {
  const head = Buffer.from('\0\0\0\0free', 'latin1');
  head.writeUInt32BE(mebibytes * 1024 ** 2 + 8);
  yield film;
  yield head;
  for (let sent = 0; sent < mebibytes; sent++) {
    yield Buffer.alloc(1024 ** 2, sent);
  }
}
