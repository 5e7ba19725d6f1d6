import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type StreamRef } from '@jumu/sdk';
import { Server, type Socket } from 'socket.io';

type Ack = (answer: object) => void;
type Ref = Exclude<StreamRef, string>;

/** A server that says what a test wants it to. */
export class LiveDesk {
  readonly tokens: string[] = [];
  readonly asked: { projects: Ref[]; jobs: Ref[] }[] = [];
  readonly commands: { name: string; payload: any }[] = [];
  refuseToken: (token: string) => string | null = () => null;
  onSubscribe: (socket: Socket, asked: { projects: Ref[]; jobs: Ref[] }) => object | Promise<object> = (
    _socket,
    { projects, jobs },
  ) => ({
    ok: true,
    data: { subscribed: [...projects, ...jobs].map(({ id, after_seq }) => ({ id, seq: after_seq ?? 0 })) },
  });
  onCommand: (payload: any, times: number, name: string) => object | null = () => null;
  private readonly server: Server;

  readonly url: string;

  private constructor(http: HttpServer) {
    this.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    this.server = new Server(http);
    const desk = this.server.of('/ws');
    desk.use((socket, next) => {
      const { token } = socket.handshake.auth as { token: string };
      this.tokens.push(token);
      const refusal = this.refuseToken(token);
      next(refusal === null ? undefined : new Error(refusal));
    });
    desk.on('connection', (socket) => {
      socket.on('subscribe', async (asked, ack: Ack) => {
        this.asked.push(asked);
        ack(await this.onSubscribe(socket, asked));
      });
      socket.onAny((name: string, payload: unknown, ack: Ack) => {
        if (name !== 'subscribe') {
          this.commands.push({ name, payload });
          const answer = this.onCommand(payload, this.commands.length, name);
          if (answer) {
            ack(answer);
          }
        }
      });
    });
  }

  static async open(): Promise<LiveDesk> {
    const http = createServer();
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    return new LiveDesk(http);
  }

  say(...messages: object[]): void {
    messages.forEach((message) => this.server.of('/ws').emit((message as { type: string }).type, message));
  }

  cut(): void {
    this.server.of('/ws').sockets.forEach((socket) => socket.conn.close());
  }

  async close(): Promise<void> {
    await this.server.close();
  }
}
