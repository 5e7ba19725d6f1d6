import { Jumu, type LiveEvents } from '@jumu/sdk';
import { io, type Socket } from 'socket.io-client';
import { type EventMessage, type NoticeMessage } from '../../src/events/event-map.js';

/** A project's or a job's events. */
export interface StreamName {
  kind: 'project' | 'job';
  id: string;
}

/** A client that hears a stream from its beginning, whatever happens to its connection. */
export abstract class Listener {
  /** As they came: what came twice is here twice, and so is a `resync`. */
  readonly heard: EventMessage[] = [];
  /** The longest that a message took from when it could come: since it was told, and since there was a connection. */
  slowestMs = 0;
  private connectedAt = 0;

  constructor(
    readonly name: string,
    readonly stream: StreamName,
  ) {}

  abstract close(): void;

  protected hear(message: EventMessage | NoticeMessage): void {
    if (message.type === 'connected') {
      this.connectedAt = Date.now();
    } else if (numberIn(this.stream, message as EventMessage) !== null) {
      this.heard.push(message as EventMessage);
      this.slowestMs = Math.max(this.slowestMs, Date.now() - Math.max(message.timestamp, this.connectedAt));
    }
  }
}

/** A bare Socket.IO client, which comes back after every cut with the number of what it heard last. */
export class StreamListener extends Listener {
  private readonly socket: Socket;
  private isClosed = false;

  constructor(url: string, token: string, stream: StreamName) {
    super(`socket at ${url} to ${stream.kind} ${stream.id}`, stream);
    const place = stream.kind === 'project' ? { project_id: stream.id } : { job_id: stream.id };
    this.socket = io(`${url}/ws`, {
      auth: (give) => give({ token, ...place, after_seq: this.last }),
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
    });
    this.socket.onAny((_name: string, message: EventMessage) => this.hear(message));
    // A refused handshake and a closed socket are final for the client: whether to come again is ours to say.
    this.socket.on('connect_error', () => this.comeBack());
    this.socket.on('disconnect', () => this.comeBack());
    // What it asked for in the handshake could not be done.
    this.socket.on('error', () => this.socket.io.engine?.close());
  }

  /** The number of what it heard last. */
  get last(): number {
    const message = this.heard.at(-1);
    return (message && numberIn(this.stream, message)) ?? 0;
  }

  close(): void {
    this.isClosed = true;
    this.socket.disconnect();
  }

  private comeBack(): void {
    if (!this.isClosed && !this.socket.active) {
      setTimeout(() => !this.isClosed && this.socket.connect(), 200);
    }
  }
}

/** The SDK's own client. With `jobId` it hears that job too, which is in the project: still each message once. */
export class SdkListener extends Listener {
  private readonly events: LiveEvents;

  constructor(url: string, token: string, projectId: string, jobId?: string) {
    const job = jobId === undefined ? '' : ` and job ${jobId}`;
    super(`SDK at ${url} to project ${projectId}${job}`, { kind: 'project', id: projectId });
    this.events = new Jumu({ baseUrl: url, token }).events({
      projects: [{ id: projectId, after_seq: 0 }],
      jobs: jobId === undefined ? [] : [{ id: jobId, after_seq: 0 }],
    });
    this.events.on('*', (message) => this.hear(message as EventMessage));
  }

  close(): void {
    this.events.close();
  }
}

/** Where a message stands in a stream; null when it is of another, or only told to this client. */
function numberIn({ kind, id }: StreamName, message: EventMessage): number | null {
  if (kind === 'project') {
    return message.project_id === id ? message.seq : null;
  }
  return message.job_id === id ? message.job_seq : null;
}
