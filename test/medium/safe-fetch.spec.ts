import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, Socket, type Server as TcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { jest } from '@jest/globals';
import { AppError, JobError } from '../../src/common/errors.js';
import { SafeFetch, type SafeFetchOptions } from '../../src/common/safe-fetch.js';
import { newSelfSigned } from '../support/self-signed.js';

const forever = new AbortController().signal;
/** Public by its range, but given to nobody: a connection goes nowhere. */
const PUBLIC_NOWHERE = '3f00::1';
const MEGABYTE = 1024 * 1024;

let folder: string;
let path: string;
const servers: TcpServer[] = [];
/** Every connection that this process tries to make goes through here. */
let connect: jest.Spied<Socket['connect']>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safe-fetch-'));
  path = join(folder, 'file');
  connect = jest.spyOn(Socket.prototype, 'connect');
});

afterEach(async () => {
  connect.mockRestore();
  await rm(folder, { recursive: true });
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server) {
      (server as Server).closeAllConnections();
    }
    server.close();
  }
});

async function listen<T extends TcpServer>(server: T, port = 0, host = '127.0.0.1'): Promise<T> {
  servers.push(server);
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}

const portOf = (server: TcpServer) => (server.address() as AddressInfo).port;

/** A server that answers with `listener`; its base URL. */
async function serve(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${portOf(await listen(createServer(listener)))}`;
}

/** A server that writes just these bytes and closes the connection. */
async function serveRaw(...parts: string[]): Promise<string> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(parts.join('\r\n')));
  });
  return `http://127.0.0.1:${portOf(await listen(server))}`;
}

/** Counts connections, which is before TLS or any request. */
async function newCanary(host: string, port = 0): Promise<{ server: TcpServer; hits: () => number }> {
  let count = 0;
  const server = createTcpServer((socket) => {
    count++;
    socket.destroy();
  });
  return { server: await listen(server, port, host), hits: () => count };
}

/** An address of this machine that no other run listens on: port 8443 of 127.0.0.1 may be taken. */
const CANARY_BYTES = [127, ...Array.from({ length: 3 }, () => 1 + Math.floor(Math.random() * 250))] as const;
const CANARY_HOST = CANARY_BYTES.join('.');
const CANARY_NUMBER = CANARY_BYTES.reduce((number, byte) => number * 256 + byte, 0);

const canaryForms = (() => {
  const [first, ...rest] = CANARY_BYTES;
  const hex = CANARY_NUMBER.toString(16);
  const octal = (value: number) => `0${value.toString(8)}`;
  return [
    CANARY_HOST,
    `${CANARY_HOST}.`,
    String(CANARY_NUMBER),
    `0x${hex}`,
    octal(CANARY_NUMBER),
    CANARY_BYTES.map(octal).join('.'),
    CANARY_BYTES.map((byte) => `0x${byte.toString(16)}`).join('.'),
    `${first}.${CANARY_NUMBER % 2 ** 24}`,
    `0x7f.${rest[0]}.${octal(CANARY_NUMBER % 65_536)}`,
    CANARY_HOST.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
    CANARY_HOST.replaceAll('.', '。'),
    CANARY_HOST.replace('1', '%31'),
    'name.test',
    'mixed.test',
    'mapped.test',
    `[::ffff:${CANARY_HOST}]`,
    `[::ffff:${hex.slice(0, 4)}:${hex.slice(4)}]`,
    `[64:ff9b::${CANARY_HOST}]`,
    `[2002:${hex.slice(0, 4)}:${hex.slice(4)}::]`,
    `[::${CANARY_HOST}]`,
  ];
})();

const CANARY_NAMES: Record<string, string[]> = {
  'name.test': [CANARY_HOST],
  'mixed.test': [PUBLIC_NOWHERE, CANARY_HOST],
  'mapped.test': [`::ffff:${CANARY_HOST}`],
};
const resolveCanary = async (name: string) => CANARY_NAMES[name] ?? [];

const newSut = (options: Partial<SafeFetchOptions> = {}) => new SafeFetch({ allowPrivate: true, ...options });

const post = (sut: SafeFetch, url: string, options: Partial<Parameters<SafeFetch['post']>[1]> = {}) =>
  sut.post(url, { headers: {}, body: '{}', timeoutMs: 5000, signal: forever, maxBytes: 1000, ...options });

const download = (sut: SafeFetch, url: string, options: Partial<Parameters<SafeFetch['download']>[2]> = {}) =>
  sut.download(url, path, { maxBytes: MEGABYTE, timeoutMs: 5000, signal: forever, accept: () => true, ...options });

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
}

async function downloadFailureOf(promise: Promise<unknown>): Promise<JobError> {
  const error = await failureOf(promise);
  expect(error).toBeInstanceOf(JobError);
  expect(existsSync(path)).toBe(false);
  return error as JobError;
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

describe('a canary on loopback', () => {
  it.each(canaryForms)('is not touched through https://%s:8443', async (form) => {
    const canary = await newCanary(CANARY_HOST, 8443);
    const sut = newSut({ allowPrivate: false, resolve: resolveCanary });
    const url = `https://${form}:8443/`;
    connect.mockClear();
    expect(await failureOf(post(sut, url))).toMatchObject({ code: 'UNSAFE_URL', details: { rule: 'host' } });
    expect(await downloadFailureOf(download(sut, url))).toMatchObject({ code: 'UNSAFE_URL', retryable: false });
    expect(connect).not.toHaveBeenCalled();
    expect(canary.hits()).toBe(0);
  });

  it('is where the IPv4 forms lead, if they may', async () => {
    const canary = await newCanary(CANARY_HOST, 8443);
    const forms = canaryForms.filter((form) => !form.startsWith('[') && form !== 'mapped.test');
    for (const form of forms) {
      await failureOf(post(newSut({ resolve: resolveCanary }), `https://${form}:8443/`));
    }
    expect(canary.hits()).toBe(forms.length);
  });

  it.each(['post', 'download'])('is not touched by %s when a name changes its address after the check', async (way) => {
    const canary = await newCanary(CANARY_HOST, 8443);
    const answers = [[PUBLIC_NOWHERE], [CANARY_HOST]];
    const resolve = jest.fn(async () => answers.shift() ?? [CANARY_HOST]);
    const sut = newSut({ allowPrivate: false, resolve });
    const url = 'https://rebinding.test:8443/';
    const failure = await failureOf(
      way === 'post' ? post(sut, url, { timeoutMs: 500 }) : download(sut, url, { timeoutMs: 500 }),
    );
    expect(failure).toMatchObject({ code: way === 'post' ? 'THIRD_PARTY_ERROR' : 'DOWNLOAD_FAILED' });
    expect(resolve).toHaveBeenCalledTimes(1);
    expect(canary.hits()).toBe(0);
    // The next request checks again, whatever was found before.
    expect(await failureOf(post(sut, url))).toMatchObject({ code: 'UNSAFE_URL' });
    expect(canary.hits()).toBe(0);
  });

  it("is not touched when the system's resolver has another answer", async () => {
    const canary = await newCanary('127.0.0.1');
    const sut = newSut({ resolve: async () => [PUBLIC_NOWHERE] });
    const url = `http://localhost:${portOf(canary.server)}/`;
    await failureOf(post(sut, url, { timeoutMs: 500 }));
    await failureOf(download(sut, url, { timeoutMs: 500 }));
    expect(canary.hits()).toBe(0);
  });

  const privateTargets = [
    `https://${CANARY_HOST}:8443/`,
    `https://${CANARY_NUMBER}:8443/`,
    'https://name.test:8443/',
    `//${CANARY_HOST}:8443/`,
  ];

  it.each(privateTargets)('is not touched through a redirect to %s', async (location) => {
    const canary = await newCanary(CANARY_HOST, 8443);
    // Only loopback can be served here: the first address is let pass, all that follow are judged as always.
    const options = { allowPrivate: true, resolve: resolveCanary };
    const base = await serve((_request, response) => {
      options.allowPrivate = false;
      response.writeHead(302, { location }).end();
    });
    const failure = await downloadFailureOf(download(new SafeFetch(options), `${base}/`));
    expect(failure).toMatchObject({ code: 'UNSAFE_URL', retryable: false });
    expect(failure.message).not.toContain('127');
    expect(canary.hits()).toBe(0);
  });
});

describe('post', () => {
  it('delivers the body to the vetted address, with the name of the URL', async () => {
    let seen: { host?: string; url?: string; body?: string; type?: string } = {};
    const base = await serve((request, response) => {
      void readAll(request).then((body) => {
        const { host, 'content-type': type } = request.headers;
        seen = { host, url: `${request.method} ${request.url}`, body, type };
        response.writeHead(202, { 'x-answer': 'yes' }).end('thanks: 谢谢');
      });
    });
    const { port } = new URL(base);
    const resolve = jest.fn(async () => ['127.0.0.1']);
    const reply = await post(newSut({ resolve }), `http://hooks.test:${port}/in?a=1#part`, {
      // A caller's own Host would lead a shared server to somebody else's site.
      headers: { 'content-type': 'application/json', Host: 'other.test' },
      body: '{"type":"job.completed"}',
    });
    expect(seen).toEqual({
      host: `hooks.test:${port}`,
      url: 'POST /in?a=1',
      body: '{"type":"job.completed"}',
      type: 'application/json',
    });
    expect(reply).toMatchObject({ status: 202, headers: { 'x-answer': 'yes' }, text: 'thanks: 谢谢' });
    expect(resolve.mock.calls).toEqual([['hooks.test']]);
  });

  it('tries the next address of the name when one does not answer', async () => {
    const base = await serve((_request, response) => response.end('here'));
    const resolve = async () => ['::1', '127.0.0.1'];
    const reply = await post(newSut({ resolve }), base.replace('127.0.0.1', 'two.test'));
    expect(reply.text).toBe('here');
  });

  describe('over TLS', () => {
    const { key, cert } = newSelfSigned('hooks.test');
    const trusted = getCACertificates('default');
    afterEach(() => setDefaultCACertificates(trusted));

    async function serveTls(): Promise<{ port: number; names: (string | false | null)[]; hosts: unknown[] }> {
      const hosts: unknown[] = [];
      const names: (string | false | null)[] = [];
      const server = createTlsServer({ key, cert }, (request, response) => {
        hosts.push(request.headers.host);
        names.push((request.socket as unknown as { servername: string | false }).servername);
        response.end('safe');
      });
      return { port: portOf(await listen(server)), names, hosts };
    }

    it('names the host of the URL and checks its certificate', async () => {
      const { port, names, hosts } = await serveTls();
      const sut = newSut({ resolve: async () => ['127.0.0.1'] });
      expect(await failureOf(post(sut, `https://hooks.test:${port}/`))).toMatchObject({ code: 'THIRD_PARTY_ERROR' });
      setDefaultCACertificates([cert]);
      expect(await failureOf(post(sut, `https://other.test:${port}/`))).toMatchObject({
        code: 'THIRD_PARTY_ERROR',
        cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
      });
      expect(await failureOf(post(sut, `https://127.0.0.1:${port}/`))).toMatchObject({
        cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
      });
      expect(hosts).toEqual([]);
      expect(await post(sut, `https://hooks.test:${port}/`)).toMatchObject({ status: 200, text: 'safe' });
      expect(await post(sut, `https://hooks.test.:${port}/`)).toMatchObject({ status: 200, text: 'safe' });
      expect(names).toEqual(['hooks.test', 'hooks.test']);
      expect(hosts).toEqual([`hooks.test:${port}`, `hooks.test.:${port}`]);
    });
  });

  it.each([301, 302, 303, 307, 308])('gives a %i back and does not follow it', async (status) => {
    const paths: (string | undefined)[] = [];
    const base = await serve((request, response) => {
      paths.push(request.url);
      response.writeHead(status, { location: '/elsewhere' }).end();
    });
    expect(await post(newSut(), `${base}/in`)).toMatchObject({ status, headers: { location: '/elsewhere' } });
    expect(paths).toEqual(['/in']);
  });

  it('reads no more than it may and closes the connection', async () => {
    const closed = Promise.withResolvers<number>();
    const base = await serve((_request, response) => {
      let written = 0;
      const more = () => {
        while (response.write('x'.repeat(65_536))) {
          written += 65_536;
        }
      };
      response.on('drain', more).on('close', () => closed.resolve(written));
      more();
    });
    const reply = await post(newSut(), base, { maxBytes: 1000 });
    expect(reply.text).toBe('x'.repeat(1000));
    // What the system's buffers take in is beyond us.
    expect(await closed.promise).toBeLessThan(20 * MEGABYTE);
  });

  const silences: [string, RequestListener][] = [
    ['no answer', () => undefined],
    ['no body', (_request, response) => response.writeHead(200).write('a')],
    ['a drop at a time', (_request, response) => drip(response)],
  ];

  it.each(silences)('ends at the time limit: %s', async (_, listener) => {
    const base = await serve(listener);
    expect(await failureOf(post(newSut(), base, { timeoutMs: 200 }))).toMatchObject({
      code: 'THIRD_PARTY_ERROR',
      message: 'The server did not answer in time',
    });
  });

  it('ends at the time limit when the resolver hangs', async () => {
    const sut = newSut({ resolve: () => new Promise(() => undefined) });
    expect(await failureOf(post(sut, 'https://slow.test/', { timeoutMs: 100 }))).toBeInstanceOf(AppError);
    expect(connect).not.toHaveBeenCalled();
  });

  const breaks: [string, string[]][] = [
    ['nothing', []],
    ['no HTTP', ['SSH-2.0-OpenSSH_9.9', '', '']],
    ['half a body', ['HTTP/1.1 200 OK', 'content-length: 100', '', 'half']],
    [
      'a protocol that nobody asked for',
      ['HTTP/1.1 101 Switching Protocols', 'upgrade: x', 'connection: upgrade', '', ''],
    ],
    [
      'endless headers',
      ['HTTP/1.1 200 OK', ...Array.from({ length: 2000 }, (_, index) => `x-${index}: yes yes`), '', ''],
    ],
  ];

  it.each(breaks)('fails as the other side does: %s', async (_, parts) => {
    const failure = (await failureOf(post(newSut(), await serveRaw(...parts)))) as AppError;
    expect(failure).toMatchObject({ code: 'THIRD_PARTY_ERROR', message: "The server can't be reached" });
  });

  it('does not name the address that refuses it', async () => {
    const { server } = await newCanary('127.0.0.1');
    const url = `http://127.0.0.1:${portOf(server)}/`;
    server.close();
    await once(server, 'close');
    const failure = (await failureOf(post(newSut(), url))) as AppError;
    expect(failure).toMatchObject({ code: 'THIRD_PARTY_ERROR', message: "The server can't be reached" });
  });

  it("throws the signal's reason when it is aborted, before and during", async () => {
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const base = await serve(() => controller.abort(reason));
    expect(await failureOf(post(newSut(), base, { signal: controller.signal }))).toBe(reason);
    connect.mockClear();
    expect(await failureOf(post(newSut(), base, { signal: controller.signal }))).toBe(reason);
    expect(connect).not.toHaveBeenCalled();
  });
});

describe('download', () => {
  it('writes the file and tells its size and type', async () => {
    const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
    const asked: unknown[] = [];
    const base = await serve((request, response) => {
      asked.push(request.method, request.headers['accept-encoding'], request.headers.host);
      response.writeHead(200, { 'content-type': 'image/png' });
      // First bytes that come one by one are judged together.
      [...content.subarray(0, 10)].forEach((byte) => response.write(Buffer.from([byte])));
      response.end(content.subarray(10));
    });
    const accept = jest.fn((_firstBytes: Buffer, _contentType: string) => true);
    expect(await download(newSut(), base, { accept })).toEqual({ bytes: 300_000, contentType: 'image/png' });
    expect(content.equals(await readFile(path))).toBe(true);
    expect(asked).toEqual(['GET', 'identity', new URL(base).host]);
    expect(accept).toHaveBeenCalledTimes(1);
    expect(content.subarray(0, 4096).equals(accept.mock.calls[0]![0])).toBe(true);
    expect(accept.mock.calls[0]![1]).toBe('image/png');
  });

  it.each([0, 3])('asks about a file of %i bytes', async (bytes) => {
    const base = await serve((_request, response) => response.end('abc'.slice(0, bytes)));
    const accept = jest.fn((firstBytes: Buffer) => firstBytes.length === bytes);
    expect(await download(newSut(), base, { accept })).toEqual({ bytes, contentType: '' });
    expect(accept).toHaveBeenCalledTimes(1);
    expect(await readFile(path)).toHaveLength(bytes);
  });

  it('takes the place of an older, longer file', async () => {
    await writeFile(path, 'an older, longer file');
    const base = await serve((_request, response) => response.end('new'));
    await download(newSut(), base);
    expect(await readFile(path, 'utf8')).toBe('new');
  });

  it('does not unpack what it was not asked to', async () => {
    const bomb = gzipSync(Buffer.alloc(5 * MEGABYTE));
    const base = await serve((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    expect((await download(newSut(), base)).bytes).toBe(bomb.length);
  });

  const redirectTo = (hops: number): RequestListener => {
    return (request, response) => {
      const hop = Number(request.url?.slice(1));
      if (hop === hops) {
        response.end('there');
      } else {
        response.writeHead([301, 302, 303, 307, 308][hop % 5]!, { location: `${hop + 1}` }).end('on');
      }
    };
  };

  it.each([1, 2, 3])('follows %i redirects', async (hops) => {
    const base = await serve(redirectTo(hops));
    expect(await download(newSut(), `${base}/0`)).toMatchObject({ bytes: 5 });
    expect(await readFile(path, 'utf8')).toBe('there');
  });

  it('follows no more than three', async () => {
    const asked: (string | undefined)[] = [];
    const listener = redirectTo(4);
    const base = await serve((request, response) => {
      asked.push(request.url);
      listener(request, response);
    });
    const failure = await downloadFailureOf(download(newSut(), `${base}/0`));
    expect(failure).toMatchObject({ code: 'DOWNLOAD_FAILED', retryable: false });
    expect(asked).toEqual(['/0', '/1', '/2', '/3']);
  });

  it('resolves and checks every name on the way', async () => {
    const base = await serve((request, response) => {
      if (request.headers.host?.startsWith('first')) {
        response.writeHead(302, { location: `http://second.test:${new URL(base).port}/` }).end();
      } else {
        response.end(request.headers.host);
      }
    });
    const resolve = jest.fn(async () => ['127.0.0.1']);
    await download(newSut({ resolve }), base.replace('127.0.0.1', 'first.test'));
    expect(resolve.mock.calls).toEqual([['first.test'], ['second.test']]);
    expect(await readFile(path, 'utf8')).toBe(`second.test:${new URL(base).port}`);
  });

  it('follows a location in UTF-8', async () => {
    const location = Buffer.from('/路径').toString('latin1');
    const base = await serve((request, response) =>
      request.url === '/' ? response.writeHead(302, { location }).end() : response.end(decodeURI(request.url ?? '')),
    );
    await download(newSut(), base);
    expect(await readFile(path, 'utf8')).toBe('/路径');
  });

  const badTargets = [
    'ftp://example.com/',
    'file:///etc/passwd',
    'http://user@127.0.0.1/',
    'http://[',
    `/${'a'.repeat(2048)}`,
  ].map((location) => [location.slice(0, 30), location] as const);

  it.each(badTargets)('refuses a redirect to %s', async (_, location) => {
    const base = await serve((_request, response) => response.writeHead(302, { location }).end());
    const failure = await downloadFailureOf(download(newSut(), base));
    expect(failure).toMatchObject({ code: 'UNSAFE_URL', retryable: false });
  });

  const statuses = [
    [500, true],
    [502, true],
    [503, true],
    [408, true],
    [429, true],
    [400, false],
    [401, false],
    [403, false],
    [404, false],
    [410, false],
    [304, false],
    // A redirect that does not say where.
    [302, false],
  ] as const;

  it.each(statuses)('fails for HTTP %i; worth another try: %s', async (status, retryable) => {
    await writeFile(path, 'of an earlier try');
    const base = await serve((_request, response) => response.writeHead(status).end());
    const failure = await downloadFailureOf(download(newSut(), base));
    expect(failure).toMatchObject({ code: 'DOWNLOAD_FAILED', retryable });
    expect(failure.message).toBe(`The server answered HTTP ${status}`);
  });

  it('lets pass a file of just the size allowed, and not a byte more', async () => {
    const base = await serve((_request, response) => {
      response.write('a'.repeat(600));
      response.end('b'.repeat(400));
    });
    expect(await download(newSut(), base, { maxBytes: 1000 })).toMatchObject({ bytes: 1000 });
    const failure = await downloadFailureOf(download(newSut(), base, { maxBytes: 999 }));
    expect(failure).toMatchObject({ code: 'DOWNLOAD_FAILED', retryable: false });
  });

  it('stops an endless file', async () => {
    const closed = Promise.withResolvers<void>();
    const base = await serve((_request, response) => {
      const more = () => {
        while (response.write('x'.repeat(65_536))) {
          // until its buffer is full
        }
      };
      response.on('drain', more).on('close', () => closed.resolve());
      more();
    });
    const failure = await downloadFailureOf(download(newSut(), base));
    expect(failure).toMatchObject({ code: 'DOWNLOAD_FAILED', retryable: false });
    await closed.promise;
  });

  const unread = [
    ['that says that it is too large', 200, { 'content-length': String(MEGABYTE + 1) }],
    ['of a failure', 503, {}],
  ] as const;

  it.each(unread)('does not begin a file %s, and closes the connection', async (_, status, headers) => {
    const closed = Promise.withResolvers<void>();
    const base = await serve((_request, response) => {
      response.on('close', () => closed.resolve());
      response.writeHead(status, headers).write('a');
    });
    const accept = jest.fn(() => true);
    // Long before the time limit would close it.
    const failure = await downloadFailureOf(download(newSut(), base, { accept, timeoutMs: 60_000 }));
    expect(failure).toMatchObject({ code: 'DOWNLOAD_FAILED', retryable: status === 503 });
    expect(accept).not.toHaveBeenCalled();
    await closed.promise;
  });

  it('refuses content that is not wanted', async () => {
    const base = await serve((_request, response) => response.end('<html>'));
    const accept = (firstBytes: Buffer) => !firstBytes.toString().startsWith('<html');
    const failure = await downloadFailureOf(download(newSut(), base, { accept }));
    expect(failure).toMatchObject({ code: 'DOWNLOAD_FAILED', retryable: false });
  });

  const silences: [string, RequestListener][] = [
    ['no answer', () => undefined],
    ['a body that stops', (_request, response) => response.write('x'.repeat(10_000))],
    ['a drop at a time', (_request, response) => drip(response)],
    ['redirects that take their time', (_request, response) => redirectSlowly(response)],
  ];

  it.each(silences)('ends at the time limit: %s', async (_, listener) => {
    const base = await serve(listener);
    const failure = await downloadFailureOf(download(newSut(), base, { timeoutMs: 250 }));
    expect(failure).toMatchObject({ code: 'DOWNLOAD_FAILED', retryable: true, message: 'The download took too long' });
  });

  const cuts: [string, string[]][] = [
    ['before a word', []],
    ['in the head', ['HTTP/1.1 200 OK', 'content-le']],
    ['in the body', ['HTTP/1.1 200 OK', 'content-length: 20000', '', 'x'.repeat(10_000)]],
    ['in a chunk', ['HTTP/1.1 200 OK', 'transfer-encoding: chunked', '', '4e20', 'x'.repeat(10_000)]],
  ];

  it.each(cuts)('fails when the connection is cut %s', async (_, parts) => {
    const failure = await downloadFailureOf(download(newSut(), await serveRaw(...parts)));
    expect(failure).toMatchObject({ code: 'DOWNLOAD_FAILED', retryable: true });
  });

  it('fails when nobody is there, or the name is unknown', async () => {
    const { server } = await newCanary('127.0.0.1');
    const url = `http://127.0.0.1:${portOf(server)}/`;
    server.close();
    await once(server, 'close');
    for (const [sut, address] of [
      [newSut(), url],
      [newSut({ resolve: async () => [] }), 'https://unknown.test/'],
      [newSut({ resolve: () => Promise.reject(new Error('ENOTFOUND')) }), 'https://unknown.test/'],
    ] as const) {
      const failure = await downloadFailureOf(download(sut, address));
      expect(failure).toMatchObject({ code: 'DOWNLOAD_FAILED', retryable: true });
      expect(failure.message).not.toMatch(/127|unknown\.test/);
    }
  });

  it("throws the signal's reason when it is aborted, and leaves no file", async () => {
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const base = await serve((_request, response) => response.write('x'.repeat(10_000)));
    const accept = () => {
      setImmediate(() => controller.abort(reason));
      return true;
    };
    expect(await failureOf(download(newSut(), base, { signal: controller.signal, accept }))).toBe(reason);
    expect(existsSync(path)).toBe(false);
    connect.mockClear();
    expect(await failureOf(download(newSut(), base, { signal: controller.signal }))).toBe(reason);
    expect(connect).not.toHaveBeenCalled();
  });

  it('tells a full disk from a failed download', async () => {
    await symlink('/dev/full', path);
    const base = await serve((_request, response) => response.end('some bytes'));
    expect(await downloadFailureOf(download(newSut(), base))).toMatchObject({ code: 'NO_SPACE', retryable: true });
    expect(existsSync('/dev/full')).toBe(true);
    path = join(folder, 'no', 'such', 'folder');
    expect(await downloadFailureOf(download(newSut(), base))).toMatchObject({ code: 'STORAGE_FAILED' });
  });
});

function drip(response: ServerResponse): void {
  const timer = setInterval(() => response.write('.'), 20);
  response.on('close', () => clearInterval(timer));
}

function redirectSlowly(response: ServerResponse): void {
  setTimeout(() => response.writeHead(302, { location: '/' }).end(), 100);
}
