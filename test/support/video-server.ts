import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server with files, and with whatever else a test wants to be answered. */
export class VideoServer {
  private readonly answers = new Map<string, Answer>();
  readonly asked: string[] = [];

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      this.asked.push(request.url ?? '');
      const answer = this.answers.get(request.url ?? '');
      if (answer) {
        answer(request, response);
      } else {
        response.writeHead(404).end();
      }
    });
  }

  static async open(): Promise<VideoServer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new VideoServer(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The address of a file with this content. */
  file(name: string, content: Buffer | string, type = 'video/mp4'): string {
    return this.answer(name, (_request, response) => {
      response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(content) }).end(content);
    });
  }

  redirect(name: string, location: string): string {
    return this.answer(name, (_request, response) => response.writeHead(302, { location }).end());
  }

  answer(name: string, answer: Answer): string {
    this.answers.set(`/${name}`, answer);
    return `${this.url}/${name}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
