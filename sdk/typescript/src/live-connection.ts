import { io, type Socket } from 'socket.io-client';
import { type Acknowledgement } from './acknowledgement.js';
import { JumuError } from './jumu-error.js';
import { type LiveMessage, type LiveState } from './live-messages.js';
import { type Transport } from './transport.js';

/** What is told of a connection. */
export interface ConnectionWatch {
  /** It stands; it is live as soon as `goLive` is called. */
  opened(): void;
  heard(message: LiveMessage): void;
  /** `error`: why it has ended. */
  changed(state: LiveState, previous: LiveState, error?: Error): void;
}

const MOST_TRIES = 10;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
const ACK_MS = 5000;

/** A socket that comes back after cuts, and shows a new token when the old one expires. */
export class LiveConnection {
  private current: LiveState = 'connecting';
  private tries = 0;
  private wasRefused = false;
  private token: string | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private authorizing: Promise<boolean> | null = null;
  private readonly socket: Socket;

  constructor(
    private readonly transport: Transport,
    private readonly watch: ConnectionWatch,
  ) {
    const { origin, pathname } = new URL(transport.baseUrl);
    this.socket = io(`${origin}/ws`, {
      ...{ path: `${pathname.replace(/\/$/, '')}/socket.io`, transports: ['websocket'] },
      ...{ autoConnect: false, forceNew: true, reconnection: false },
    });
    this.socket.onAny((_name: string, message: LiveMessage) => this.hear(message));
    this.socket.on('connect', () => this.opened());
    this.socket.on('connect_error', ({ message }) => void this.refused(message));
    this.socket.on('disconnect', () => this.comeBack());
  }

  get state(): LiveState {
    return this.current;
  }

  get isOpen(): boolean {
    return this.socket.connected;
  }

  async connect(): Promise<void> {
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

  /** Everything that was to be heard is. */
  goLive(): void {
    this.tries = 0;
    this.changeState('live');
  }

  /** What the server says to a command: in 5 s, or it rejects. Where the token has expired, it is sent once more. */
  async emit(name: string, payload: object): Promise<Acknowledgement> {
    const answer = await this.send(name, payload);
    const isExpired = !answer.ok && answer.error.code === 'TOKEN_EXPIRED';
    return isExpired && (await this.authorizeAnew()) ? this.send(name, payload) : answer;
  }

  /** The connection is not what it seems: another one is needed. */
  drop(): void {
    if (this.isOpen) {
      this.socket.disconnect();
    }
  }

  end(error: Error): void {
    this.changeState('ended', error);
    clearTimeout(this.timer);
    this.socket.disconnect();
  }

  private opened(): void {
    this.wasRefused = false;
    this.watch.opened();
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

  private changeState(state: LiveState, error?: Error): void {
    const previous = this.current;
    if (previous !== state && previous !== 'ended') {
      this.current = state;
      this.watch.changed(state, previous, error);
    }
  }

  private hear(message: LiveMessage): void {
    if (message.type === 'auth.expired') {
      void this.authorizeAnew();
    }
    this.watch.heard(message);
  }

  /** The server waits 30 s for it. Whether there is another token now; all who find the old one expired share it. */
  private authorizeAnew(): Promise<boolean> {
    this.authorizing ??= this.showNewToken().finally(() => (this.authorizing = null));
    return this.authorizing;
  }

  private async showNewToken(): Promise<boolean> {
    try {
      const isNew = await this.transport.renew(this.token);
      if (isNew) {
        this.token = await this.transport.bearer();
        await this.send('auth.refresh', { token: this.token });
      }
      return isNew;
    } catch {
      // The server will hang up, and coming back tells why.
      return false;
    }
  }

  private async send(name: string, payload: object): Promise<Acknowledgement> {
    return (await this.socket.timeout(ACK_MS).emitWithAck(name, payload)) as Acknowledgement;
  }
}
