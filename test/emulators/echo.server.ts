import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

/** In which shape everything that is to be told is told. */
export const ECHOES = [
  ...[200, 201, 202].map((status) => `${status} html` as const),
  ...(['failed', 'FAILED'] as const).map((state) => `200 ${state}` as const),
  '201 failed',
  ...[200, 400].map((status) => `${status} broken` as const),
  ...[400, 401, 402, 403, 404, 409, 413, 422, 429, 500, 502, 503].map((status) => `${status} json` as const),
  ...[403, 500].map((status) => `${status} html` as const),
  ...[301, 302, 307, 308].map((status) => `${status} html` as const),
  'no http',
  'cut',
] as const;
export type Echo = (typeof ECHOES)[number];

/**
 * Any vendor's server at its worst: whatever it is asked, it answers with all that it has been told to repeat, and with the
 * request's own headers, in headers, codes, names, messages, addresses and pages. It does no work.
 */
export class EchoServer {
  /** Takes the shapes in turn. */
  shapes: readonly Echo[] = ECHOES;
  /** Method and path of what was asked. */
  readonly asked: string[] = [];
  private turn = 0;

  private constructor(
    private readonly server: Server,
    private readonly words: readonly string[],
  ) {}

  static async start(words: readonly string[]): Promise<EchoServer> {
    const server = createServer();
    const echo = new EchoServer(server, words);
    server.on('request', (request, response) => void echo.answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return echo;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.asked.push(`${request.method} ${request.url}`);
    await request.resume().toArray();
    const [status, body] = (this.shapes[this.turn++ % this.shapes.length] ?? 'cut').split(' ');
    const { authorization = '' } = request.headers;
    const said = [...this.words, authorization].join(' ');
    const key = authorization.split(' ').pop() ?? '';
    if (status === 'no') {
      response.socket?.end(`HTTP/1.1 200 ${said}\r\nbroken ${said}\r\n\r\n`);
      return;
    }
    const page = `<html><title>${said}</title><a href="/?key=${encodeURIComponent(said)}">${said}</a></html>`;
    if (status === 'cut') {
      response
        .writeHead(200, { 'content-length': 100_000, ...this.headers(said) })
        .write(page, () => response.destroy());
      return;
    }
    const content = {
      html: page,
      broken: `{"error": "${said}`,
      json: refusal(said, key),
      failed: failure('failed', said, key),
      FAILED: failure('FAILED', said, key),
    };
    response.writeHead(Number(status), this.headers(said)).end(content[body as keyof typeof content]);
  }

  private headers(said: string): Record<string, string> {
    const address = `/elsewhere?key=${encodeURIComponent(said)}`;
    return { 'x-request-id': said, 'www-authenticate': said, 'set-cookie': `key=${said}`, location: address };
  }
}

/** In the words of all vendors at once; the key that it was asked with stands where others have a code. */
function refusal(said: string, code: string): string {
  const inner = { message: said, code, type: code, param: said, status: said };
  const outer = { code, title: said, detail: said, error_type: code, docUrl: said, issues: [{ message: said }] };
  return JSON.stringify({ error: inner, ...outer, status: code });
}

/** Work that was taken and went wrong. */
function failure(status: string, said: string, code: string): string {
  const whys = { error: said, failure: said, failureCode: code, error_type: code, logs: said, detail: said };
  return JSON.stringify({ id: 'work-1', request_id: 'work-1', status, ...whys, output: null });
}
