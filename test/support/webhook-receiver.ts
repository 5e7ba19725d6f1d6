import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { PATIENCE_MS } from './until.js';

/** A request as it came. */
export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  text: string;
  body: any;
}

type Answer = (response: ServerResponse, request: Received) => void;

export const answer =
  (status: number, text = '', headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, headers).end(text);

/** A user's server for webhooks, which remembers all it gets. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  /** What the next request is answered with; once these are used up, 204. */
  answers: Answer[] = [];
  private readonly waiting = new Set<() => void>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<WebhookReceiver> {
    const server = createServer();
    const receiver = new WebhookReceiver(server);
    server.on('request', (request, response) => void receiver.take(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  get types(): string[] {
    return this.received.map(({ body }) => body.type);
  }

  /** Resolves when what has come `is` what one waits for. */
  async until(is: (received: Received[]) => boolean, timeoutMs = PATIENCE_MS): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const check = () => is(this.received) && resolve();
    const timer = setTimeout(() => reject(new Error(`In ${timeoutMs} ms came ${this.types.join(' ')}`)), timeoutMs);
    this.waiting.add(check);
    check();
    await promise.finally(() => {
      clearTimeout(timer);
      this.waiting.delete(check);
    });
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = (await request.setEncoding('utf8').toArray()).join('');
    const received = { path: request.url ?? '', headers: request.headers, text, body: JSON.parse(text) };
    this.received.push(received);
    (this.answers.shift() ?? answer(204))(response, received);
    this.waiting.forEach((check) => check());
  }
}

/** Throws unless the request was signed with the secret. */
export function verify({ text, headers }: Received, secret: string): unknown {
  return new Webhook(secret).verify(text, headers as Record<string, string>);
}
