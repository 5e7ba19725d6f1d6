import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { type Socket } from 'node:net';

const TEXT = 1;
/** The frame with which the server ends a connection. */
const CLOSING = Buffer.from([0x88, 0]);

/** A client of Socket.IO, byte by byte, that reads what it is sent only when it is told to. */
export class DeafClient {
  private constructor(private readonly socket: Socket) {}

  /** Opens a WebSocket, and asks to come into `/ws`. */
  static async connect(url: string, auth: object): Promise<DeafClient> {
    const opening = request(`${url}/socket.io/?EIO=4&transport=websocket`, {
      headers: {
        ...{ connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
        'sec-websocket-key': randomBytes(16).toString('base64'),
      },
    }).end();
    const [, socket] = (await once(opening, 'upgrade')) as [unknown, Socket];
    const client = new DeafClient(socket);
    client.send(`40/ws,${JSON.stringify(auth)}`);
    return client;
  }

  /** Hears all that was sent, to the end of the connection: the messages of `/ws`. */
  async hearAll<T>(): Promise<T[]> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.socket as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      // The server would wait half a minute for our good-bye.
      if (chunk.subarray(-CLOSING.length).equals(CLOSING)) {
        break;
      }
    }
    return textsIn(Buffer.concat(chunks))
      .filter((text) => text.startsWith('42/ws,'))
      .map((text) => (JSON.parse(text.slice('42/ws,'.length)) as [string, T])[1]);
  }

  /** One short text frame, masked as a client's has to be; with zeros, which change nothing. */
  private send(text: string): void {
    const payload = Buffer.from(text);
    const head = Buffer.from([0x80 | TEXT, 0x80 | 126, payload.length >> 8, payload.length & 255, 0, 0, 0, 0]);
    this.socket.write(Buffer.concat([head, payload]));
  }
}

/** The texts of a server's frames, which have no mask and are whole. The last one may have been cut off. */
function textsIn(bytes: Buffer): string[] {
  const texts: string[] = [];
  let at = 0;
  while (at + 2 <= bytes.length) {
    const short = (bytes[at + 1] ?? 0) & 127;
    const headLength = short === 126 ? 4 : short === 127 ? 10 : 2;
    const length = short === 126 ? bytes.readUInt16BE(at + 2) : short === 127 ? bytes.readUInt32BE(at + 6) : short;
    const end = at + headLength + length;
    if (((bytes[at] ?? 0) & 15) === TEXT && end <= bytes.length) {
      texts.push(bytes.toString('utf8', at + headLength, end));
    }
    at = end;
  }
  return texts;
}
