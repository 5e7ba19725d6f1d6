import { connect, type Socket } from 'node:net';
import { contractWatch } from './contract-watch.js';
import { PATIENCE_MS } from './until.js';

/** What came back over a socket: the first answer, and all that was said. */
export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** Every status line, in order. */
  statuses: number[];
  text: string;
}

/** Bytes, or pieces that are sent one after the other. */
export type RawRequest = string | Buffer | Iterable<string | Buffer> | AsyncIterable<string>;

export interface RawOptions {
  /** Answers to wait for. */
  answers?: number;
  /** Ends our side when all is sent. */
  isEnded?: boolean;
  /** Cuts the connection when so many bytes have been sent. */
  hangUpAfter?: number;
  timeoutMs?: number;
}

/** Sends bytes as they are and reads what comes, until so many answers are there or the other side has gone. */
export function rawRequest(url: string, request: RawRequest, options: RawOptions = {}): Promise<RawAnswer> {
  const { answers = 1, timeoutMs = PATIENCE_MS } = options;
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const read = () => Buffer.concat(chunks).toString('latin1');
    const socket = connect(Number(port), hostname, () => void sendAll(socket, request, options));
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`No answer in ${timeoutMs} ms; heard ${JSON.stringify(read())}`));
    }, timeoutMs);
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      const answer = parsed(read());
      if (answer.status > 0) {
        hear(request, answer);
      }
      resolve(answer);
    };
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (wholeAnswers(read()).length >= answers) {
        finish();
      }
    });
    // Somebody who does not read to the end is reset; what was said before that still counts.
    socket.on('error', finish);
    socket.on('close', finish);
  });
}

/** Bytes that are no request get an error as the document has it, too. */
function hear(request: RawRequest, { status, headers, body }: RawAnswer): void {
  const isWhole = typeof request === 'string' || Buffer.isBuffer(request) || Array.isArray(request);
  const start = isWhole ? [request].flat().join('') : '';
  const [, method = '', target = ''] = /^([A-Z]+) (?:http:\/\/[^/ ]+)?(\/\S*) HTTP\/1/.exec(start) ?? [];
  // A request that comes in pieces is not known here; if it was well, it is left to its test.
  if (target !== '' || status >= 400) {
    const reply = { status, headers, body };
    contractWatch.hear({ method, target, request: { headers: {}, body: null }, reply, isRaw: true });
  }
}

async function sendAll(socket: Socket, request: RawRequest, { isEnded, hangUpAfter }: RawOptions): Promise<void> {
  const pieces = typeof request === 'string' || Buffer.isBuffer(request) ? [request] : request;
  for await (const piece of pieces) {
    if (!socket.writable) {
      return;
    }
    const bytes = typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece;
    await new Promise<void>((resolve) => socket.write(bytes.subarray(0, hangUpAfter), () => resolve()));
  }
  if (hangUpAfter !== undefined) {
    socket.destroy();
  }
  if (isEnded) {
    socket.end();
  }
}

interface OneAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The answers that are there whole; `100 Continue` is none. */
function wholeAnswers(text: string): OneAnswer[] {
  const found: OneAnswer[] = [];
  let rest = text;
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    const [line = '', ...lines] = rest.slice(0, Math.max(0, end)).split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(line)?.[1]);
    if (end < 0 || Number.isNaN(status)) {
      return found;
    }
    const headers = Object.fromEntries(lines.map((each) => [each.split(':', 1)[0]?.toLowerCase(), afterColon(each)]));
    const length = Number(headers['content-length'] ?? 0);
    const body = rest.slice(end + 4, end + 4 + length);
    if (body.length < length) {
      return found;
    }
    rest = rest.slice(end + 4 + length);
    if (status !== 100) {
      found.push({ status, headers, body: Buffer.from(body, 'latin1').toString() });
    }
  }
}

function afterColon(line: string): string {
  return line.slice(line.indexOf(':') + 1).trim();
}

function parsed(text: string): RawAnswer {
  const all = wholeAnswers(text);
  const [first = { status: 0, headers: {}, body: '' }] = all;
  return { ...first, statuses: all.map(({ status }) => status), text };
}
