import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { openAsBlob } from 'node:fs';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Jumu, type TransferProgress } from '@jumu/sdk';

const MEGABYTE = 1024 * 1024;
const PIECE = Buffer.alloc(MEGABYTE, 'x');
const ETAG = '"one"';

let servers: Server[];
let folder: string;

beforeEach(async () => {
  servers = [];
  folder = await mkdtemp(join(tmpdir(), 'jumu-sdk-'));
});

afterEach(async () => {
  servers.forEach((server) => server.close().closeAllConnections());
  await rm(folder, { recursive: true });
});

async function serve(listener: RequestListener): Promise<Jumu> {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new Jumu({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, apiKey: 'jumu_key' });
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const highest = (told: TransferProgress[]) => Math.max(...told.map(({ loaded }) => loaded));

describe('an upload of the SDK', () => {
  let forms: { bytes: number; parts: [name: string, filename: string, type: string, sha256: string][] }[];
  let requests: IncomingMessage[];

  beforeEach(() => {
    [forms, requests] = [[], []];
  });

  /** Takes a form as a stranger would read it. */
  const take: RequestListener = (request, response) => {
    requests.push(request);
    void (async () => {
      const body = await buffer(request);
      const headers = { 'content-type': request.headers['content-type'] ?? '' };
      const form = await new Response(body, { headers }).formData();
      const parts = [...form].map(async ([name, file]) => {
        const { name: filename, type } = file as File;
        return [name, filename, type, sha256(await (file as File).bytes())] as (typeof forms)[0]['parts'][0];
      });
      forms.push({ bytes: body.length, parts: await Promise.all(parts) });
      answer(response, 201);
    })();
  };
  const answer = (response: ServerResponse, status: number) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ code: 0, data: { id: 'upload' } }));
  };

  it('is a form of one file, with its name and type, and tells how far it is', async () => {
    const jumu = await serve(take);
    const told: TransferProgress[] = [];
    const bytes = Buffer.concat([PIECE, PIECE, Buffer.from('\r\n--')]);
    const file = new File([bytes], '海报 "1".png', { type: 'image/png' });
    expect(await jumu.upload(file, { onProgress: (each) => told.push(each) })).toEqual({ id: 'upload' });
    await jumu.upload(new Blob(['a']), { filename: 'a\r\nb' });
    expect(forms.map(({ parts }) => parts)).toEqual([
      [['file', '海报 "1".png', 'image/png', sha256(bytes)]],
      [['file', 'a\r\nb', 'application/octet-stream', sha256(Buffer.from('a'))]],
    ]);
    expect(told.length).toBeGreaterThan(5);
    expect(new Set(told.map(({ total }) => total))).toEqual(new Set([forms[0]?.bytes]));
    expect(highest(told)).toBe(forms[0]?.bytes);
    expect(requests[0]?.headers).toMatchObject({ authorization: 'Bearer jumu_key' });
  });

  it('of a stream goes as it comes, without a total', async () => {
    const jumu = await serve(take);
    const told: TransferProgress[] = [];
    const stream = Readable.toWeb(Readable.from([PIECE, PIECE])) as ReadableStream<Uint8Array>;
    await jumu.upload(stream, { filename: 'film.mp4', onProgress: (each) => told.push(each) });
    const sum = sha256(Buffer.concat([PIECE, PIECE]));
    expect(forms[0]?.parts).toEqual([['file', 'film.mp4', 'application/octet-stream', sum]]);
    expect(told.at(-1)).toEqual({ loaded: forms[0]?.bytes, total: null });
  });

  it('goes again, whole and under the same key, when it was cut off', async () => {
    const jumu = await serve((request, response) => {
      if (requests.length === 0) {
        requests.push(request);
        request.once('data', () => request.destroy());
      } else {
        take(request, response);
      }
    });
    await jumu.upload(new Blob([PIECE]), { onProgress: () => undefined });
    expect(forms[0]?.parts[0]?.[3]).toBe(sha256(PIECE));
    const keys = requests.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual([keys[0], keys[0]]);
    expect(keys[0]).toBeDefined();
  });

  it('of a large file is read no faster than it leaves', async () => {
    const size = 50 * MEGABYTE;
    let [loaded, arrived, mostBetween] = [0, 0, 0];
    const jumu = await serve((request, response) => {
      request.on('data', (chunk: Buffer) => {
        arrived += chunk.length;
        mostBetween = Math.max(mostBetween, loaded - arrived);
      });
      request.on('end', () => answer(response, 201));
    });
    const path = join(folder, 'film.mp4');
    const file = await open(path, 'w');
    await file.truncate(size);
    await file.close();
    await jumu.upload(await openAsBlob(path), { onProgress: (progress) => (loaded = progress.loaded) });
    expect(arrived).toBeGreaterThan(size);
    expect(arrived).toBe(loaded);
    // What lies in the sockets' buffers.
    expect(mostBetween / MEGABYTE).toBeLessThan(20);
  });

  it('can be called off', async () => {
    const control = new AbortController();
    const jumu = await serve(() => control.abort(new Error('enough')));
    await expect(jumu.upload(new Blob([PIECE]), { signal: control.signal })).rejects.toThrow('enough');
  });
});

describe('a download of the SDK', () => {
  const film = Buffer.concat([PIECE, Buffer.alloc(MEGABYTE, 'y'), Buffer.from('end')]);

  /** Breaks off after a megabyte, each time. */
  const breaking =
    (etag: () => string, asked: (string | undefined)[] = []): RequestListener =>
    (request, response) => {
      const { range, 'if-range': ifRange } = request.headers;
      asked.push(range);
      const from = ifRange === etag() ? Number(/\d+/.exec(range ?? '0')?.[0] ?? 0) : 0;
      const rest = film.subarray(from);
      response.writeHead(from > 0 ? 206 : 200, { etag: etag(), 'content-length': rest.length });
      response.write(rest.subarray(0, MEGABYTE), () => {
        if (rest.length <= MEGABYTE) {
          response.end();
        } else {
          // What was sent goes out before the end of the connection.
          response.socket?.end();
        }
      });
    };

  it('is an ordinary answer, from a relative link, without the token', async () => {
    const headers: IncomingMessage['headers'][] = [];
    const jumu = await serve((request, response) => {
      headers.push(request.headers);
      response.end(request.url);
    });
    expect(await (await jumu.download('/media/signed/film.mp4')).text()).toBe('/media/signed/film.mp4');
    expect(headers[0]).not.toHaveProperty('authorization');
  });

  it('goes on where the connection broke, and tells how far it is', async () => {
    const asked: (string | undefined)[] = [];
    const jumu = await serve(breaking(() => ETAG, asked));
    const told: TransferProgress[] = [];
    const response = await jumu.download('/film.mp4', { onProgress: (each) => told.push(each) });
    const path = join(folder, 'film.mp4');
    await writeFile(path, response.body!);
    expect(sha256(new Uint8Array(await (await openAsBlob(path)).arrayBuffer()))).toBe(sha256(film));
    // How much of what was sent before the break has arrived is for the network to say.
    expect(asked.slice(0, 2)).toEqual([undefined, expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
    expect(asked.length).toBeGreaterThan(2);
    expect(told.at(-1)).toEqual({ loaded: film.length, total: film.length });
  });

  it('fails when the file is another one after the break', async () => {
    let served = 0;
    const jumu = await serve(breaking(() => `"${++served}"`));
    const response = await jumu.download('/film.mp4');
    await expect(response.arrayBuffer()).rejects.toThrow();
  });

  it('throws what the server says instead', async () => {
    const jumu = await serve((_request, response) => {
      const error = { code: 'SIGNATURE_INVALID', details: {}, request_id: 'r' };
      response.writeHead(403, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ code: 403, message: 'This link has expired', data: null, error }));
    });
    await expect(jumu.download('/film.mp4')).rejects.toMatchObject({ status: 403, code: 'SIGNATURE_INVALID' });
  });
});
