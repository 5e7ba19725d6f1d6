import { io, type Socket } from 'socket.io-client';
import { type ErrorCode, JumuError } from './jumu-error.js';
import {
  type LiveMessage,
  type LiveName,
  type LiveState,
  Place,
  type StreamRef,
  type Streams,
} from './live-messages.js';
import { sleep, type Transport, uuid } from './transport.js';

type Acknowledgement =
  | { ok: true; type?: string; data?: unknown }
  | { ok: false; error: { code: ErrorCode; message: string; context: Record<string, unknown> } };

const MOST_TRIES = 10;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
const ACK_MS = 5000;
const MOST_COMMAND_REPEATS = 3;
/** Of a command; while an expired token is renewed, and a server is about to end, too. */
const PASSING: ErrorCode[] = [
  'NETWORK_ERROR',
  'RATE_LIMITED',
  'IDEMPOTENCY_IN_PROGRESS',
  'TOKEN_EXPIRED',
  'SERVICE_UNAVAILABLE',
];
const MOST_STREAMS = 50;

/**
 * The live messages of some projects and jobs, each once and in order, over cuts of the connection too: it comes back
 * after 1, 2, 4 … s, ten times, and asks for what it has missed.
 */
export class LiveEvents {
  /** Fulfilled when all streams are being heard; rejected when one is refused, or there is no connection. */
  readonly ready: Promise<void>;
  private settleReady: (error?: Error) => void = () => undefined;
  private current: LiveState = 'connecting';
  private tries = 0;
  private wasRefused = false;
  private token: string | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly socket: Socket;
  private readonly places = new Map<string, Place>();
  private readonly handlers = new Map<string, Set<(message: never) => void>>();

  constructor(
    private readonly transport: Transport,
    streams: Streams = {},
  ) {
    this.ready = new Promise((resolve, reject) => {
      this.settleReady = (error) => (error ? reject(error) : resolve());
    });
    // Nobody has to wait for it.
    this.ready.catch(() => undefined);
    this.addPlaces(streams);
    const { origin, pathname } = new URL(transport.baseUrl);
    this.socket = io(`${origin}/ws`, {
      ...{ path: `${pathname.replace(/\/$/, '')}/socket.io`, transports: ['websocket'] },
      ...{ autoConnect: false, forceNew: true, reconnection: false },
    });
    this.socket.onAny((_name: string, message: LiveMessage) => this.hear(message));
    this.socket.on('connect', () => void this.resume());
    this.socket.on('connect_error', ({ message }) => void this.refused(message));
    this.socket.on('disconnect', () => this.comeBack());
    void this.connect();
  }

  get state(): LiveState {
    return this.current;
  }

  /** Calls `handler` for every message of a name, or with `*` for all; returns what ends that. */
  on<Name extends LiveName>(name: Name, handler: (message: LiveMessage<Name>) => void): () => void;
  on(name: '*', handler: (message: LiveMessage) => void): () => void;
  on(name: 'state', handler: (state: LiveState) => void): () => void;
  on(name: string, handler: (message: never) => void): () => void {
    const handlers = this.handlers.get(name) ?? new Set();
    this.handlers.set(name, handlers.add(handler));
    return () => void handlers.delete(handler);
  }

  /** Hears of more; of all of them or, when one is refused, of the others. */
  async subscribe(streams: Streams): Promise<void> {
    const added = this.addPlaces(streams);
    if (this.current !== 'live') {
      return this.ready;
    }
    const refusal = await this.ask(added);
    if (refusal) {
      throw refusal;
    }
  }

  async unsubscribe({ projects = [], jobs = [] }: { projects?: string[]; jobs?: string[] }): Promise<void> {
    projects.forEach((id) => this.places.delete(`project:${id.toLowerCase()}`));
    jobs.forEach((id) => this.places.delete(`job:${id.toLowerCase()}`));
    if (this.socket.connected) {
      await this.emit('unsubscribe', { projects, jobs });
    }
  }

  /**
   * Sends a command that changes something, up to three times more if nobody confirms it within 5 s: it carries one
   * `command_id` all the time and is done once. Gives the data of the acknowledgement.
   */
  async command(name: string, payload: object): Promise<unknown> {
    const named = { ...payload, command_id: uuid() };
    for (let repeats = 0; ; repeats += 1) {
      const answer = await this.emit(name, named).catch((error: unknown) => unanswered(name, error));
      if (!(answer instanceof JumuError) && answer.ok) {
        return answer.data;
      }
      const error = answer instanceof JumuError ? answer : refusalOf(answer.error);
      const isPassing = PASSING.includes(error.code);
      if (!isPassing || repeats === MOST_COMMAND_REPEATS || this.current === 'ended') {
        throw error;
      }
      if (error.code !== 'NETWORK_ERROR') {
        await sleep(1000);
      }
    }
  }

  close(): void {
    this.end(new JumuError('The connection was closed', 0, 'NETWORK_ERROR'));
  }

  private async connect(): Promise<void> {
    this.changeState('connecting');
    try {
      this.token = await this.transport.bearer();
    } catch (error) {
      return this.failed(error);
    }
    if (this.current === 'connecting') {
      this.socket.auth = { token: this.token };
      this.socket.connect();
    }
  }

  /** Connected: goes on from the last numbers. */
  private async resume(): Promise<void> {
    this.wasRefused = false;
    try {
      const refusal = await this.ask([...this.places.values()]);
      this.tries = 0;
      this.changeState('live');
      this.settleReady(refusal);
    } catch {
      // Not answered: the connection is not what it seems.
      this.socket.disconnect();
    }
  }

  private async refused(why: string): Promise<void> {
    if (why !== 'UNAUTHENTICATED') {
      return this.comeBack();
    }
    const error = new JumuError('The token was refused', 401, 'UNAUTHENTICATED');
    try {
      const isNew = !this.wasRefused && (await this.transport.renew(this.token));
      this.wasRefused = true;
      return isNew ? await this.connect() : this.end(error);
    } catch (cause) {
      return this.failed(cause);
    }
  }

  /** There is no token to connect with: for ever, or for the moment. */
  private failed(error: unknown): void {
    if (error instanceof JumuError && error.status === 401) {
      this.end(error);
    } else {
      this.comeBack();
    }
  }

  private comeBack(): void {
    if (this.current === 'ended') {
      return;
    }
    if (this.tries === MOST_TRIES) {
      return this.end(new JumuError('There is no connection', 0, 'NETWORK_ERROR'));
    }
    this.changeState('waiting');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.connect(), Math.min(FIRST_WAIT_MS * 2 ** this.tries, LONGEST_WAIT_MS));
    this.tries += 1;
  }

  private end(error: Error): void {
    this.changeState('ended');
    clearTimeout(this.timer);
    this.socket.disconnect();
    this.settleReady(error);
  }

  private changeState(state: LiveState): void {
    if (this.current !== state && this.current !== 'ended') {
      this.current = state;
      this.tell('state', state);
    }
  }

  private addPlaces({ projects = [], jobs = [] }: Streams): Place[] {
    const add = (kind: Place['kind'], given: StreamRef): Place => {
      const { id, after_seq } = typeof given === 'string' ? { id: given } : given;
      const key = `${kind}:${id.toLowerCase()}`;
      const known = after_seq === undefined ? this.places.get(key) : undefined;
      const place = known ?? new Place(kind, id.toLowerCase(), after_seq);
      this.places.set(key, place);
      return place;
    };
    return [...projects.map((each) => add('project', each)), ...jobs.map((each) => add('job', each))];
  }

  /** Subscribes; gives the first refusal, of which the others take no harm. */
  private async ask(places: Place[]): Promise<JumuError | undefined> {
    if (places.length === 0) {
      return undefined;
    }
    if (places.length > MOST_STREAMS) {
      const first = await this.ask(places.slice(0, MOST_STREAMS));
      return first ?? (await this.ask(places.slice(MOST_STREAMS)));
    }
    const [projects, jobs] = ['project', 'job'].map((kind) => places.filter((place) => place.kind === kind)) as [
      Place[],
      Place[],
    ];
    const refs = (of: Place[]) => of.map(({ id, last }) => ({ id, after_seq: last }));
    const answer = await this.emit('subscribe', { projects: refs(projects), jobs: refs(jobs) });
    if (answer.ok) {
      const { subscribed } = answer.data as { subscribed: { seq: number }[] };
      [...projects, ...jobs].forEach((place, index) => place.settle(subscribed[index]?.seq ?? 0));
      return undefined;
    }
    return this.askAgain(places, refusalOf(answer.error));
  }

  /** One that is refused refuses all: the others are asked for by themselves. */
  private async askAgain(places: Place[], refusal: JumuError): Promise<JumuError | undefined> {
    if (refusal.code === 'RATE_LIMITED') {
      await sleep(1000);
      return this.ask(places);
    }
    if (places.length === 1) {
      places.forEach(({ kind, id }) => this.places.delete(`${kind}:${id}`));
      const { code, message, details: context } = refusal;
      const ids = { project_id: null, job_id: null, seq: null, job_seq: null };
      this.announce({ type: 'error', ...ids, data: { code, message, context }, timestamp: Date.now() });
      return refusal;
    }
    let first: JumuError | undefined;
    for (const place of places) {
      const next = await this.ask([place]);
      first ??= next;
    }
    return first;
  }

  private async emit(name: string, payload: object): Promise<Acknowledgement> {
    return (await this.socket.timeout(ACK_MS).emitWithAck(name, payload)) as Acknowledgement;
  }

  private hear(message: LiveMessage): void {
    if (message.type === 'auth.expired') {
      void this.authorizeAnew();
    }
    const places: [Place | undefined, number | null][] = [
      [this.places.get(`project:${message.project_id}`), message.seq],
      [this.places.get(`job:${message.job_id}`), message.job_seq],
    ];
    const heard = places.flatMap(([place, number]) => (place && number !== null ? [{ place, number }] : []));
    if (message.type === 'resync') {
      heard.forEach(({ place, number }) => place.begin(number));
    } else if (message.seq !== null) {
      const known = heard.map(({ place, number }) => place.take(number));
      if (known.includes('heard') || !known.includes('new')) {
        return;
      }
    }
    this.announce(message);
  }

  /** The server waits 30 s for it. */
  private async authorizeAnew(): Promise<void> {
    try {
      await this.transport.renew(this.token);
      this.token = await this.transport.bearer();
      await this.emit('auth.refresh', { token: this.token });
    } catch {
      // The server will hang up, and coming back tells why.
    }
  }

  private announce(message: LiveMessage): void {
    this.tell(message.type, message);
    this.tell('*', message);
  }

  private tell(name: string, message: unknown): void {
    this.handlers.get(name)?.forEach((handle) => (handle as (message: unknown) => void)(message));
  }
}

const STATUS: Partial<Record<ErrorCode, number>> = {
  CONFLICT: 409,
  INVALID_PARAMS: 400,
  RATE_LIMITED: 429,
  UNAUTHENTICATED: 401,
};

function refusalOf({
  code,
  message,
  context,
}: {
  code: ErrorCode;
  message: string;
  context: Record<string, unknown>;
}): JumuError {
  return new JumuError(message, STATUS[code] ?? (code.endsWith('_NOT_FOUND') ? 404 : 500), code, context);
}

function unanswered(name: string, cause: unknown): JumuError {
  return new JumuError(`Nobody confirmed ${name}`, 0, 'NETWORK_ERROR', {}, null, { cause });
}
