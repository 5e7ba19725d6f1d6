import { JumuError } from './jumu-error.js';
import { Listeners } from './listeners.js';
import { sendCommand } from './live-command.js';
import { LiveConnection } from './live-connection.js';
import { type LiveEventMap, type LiveMessage, type LiveName, type LiveState, type Streams } from './live-messages.js';
import { Subscriptions } from './subscriptions.js';
import { type Transport } from './transport.js';

/**
 * The live messages of some projects and jobs, each once and in order, over cuts of the connection too: it comes back
 * after 1, 2, 4 … s, ten times, and asks for what it has missed.
 */
export class LiveEvents {
  private settleReady: (error?: Error) => void = () => undefined;
  private currentReady = this.newReady();
  private readonly listeners = new Listeners();
  private readonly connection: LiveConnection;
  private readonly subscriptions: Subscriptions;

  constructor(transport: Transport, streams: Streams = {}) {
    this.connection = new LiveConnection(transport, {
      opened: () => this.begin(),
      heard: (message) => this.hear(message),
      changed: (...change) => this.changed(...change),
    });
    this.subscriptions = new Subscriptions(
      (asked) => this.subscribeTo(asked),
      (refusal) => this.announce(noticeOf(refusal)),
    );
    void this.subscriptions.add(streams);
    void this.connection.connect();
  }

  get state(): LiveState {
    return this.connection.state;
  }

  /**
   * Fulfilled when all streams are being heard; rejected when one is refused, or there is no connection. After a cut it is
   * another one, for the next connection.
   */
  get ready(): Promise<void> {
    return this.currentReady;
  }

  /** Calls `handler` for every message of a name, or with `*` for all; returns what ends that. */
  on<Name extends LiveName>(name: Name, handler: (message: LiveMessage<Name>) => void): () => void;
  on(name: '*', handler: (message: LiveMessage) => void): () => void;
  on(name: 'state', handler: (state: LiveState) => void): () => void;
  on(name: string, handler: (message: never) => void): () => void {
    return this.listeners.add(name, handler);
  }

  /** Hears of more; of all of them or, when one is refused, of the others. Waits for a connection where there is none. */
  async subscribe(streams: Streams): Promise<void> {
    if (this.state === 'ended') {
      return this.ready;
    }
    const answers = this.subscriptions.add(streams);
    if (this.state === 'live') {
      void this.askForAll();
    }
    const refusal = (await Promise.all(answers)).find((each) => each !== undefined);
    if (refusal) {
      throw refusal;
    }
  }

  async unsubscribe({ projects = [], jobs = [] }: { projects?: string[]; jobs?: string[] }): Promise<void> {
    projects.forEach((id) => this.subscriptions.remove('project', id));
    jobs.forEach((id) => this.subscriptions.remove('job', id));
    if (this.connection.isOpen) {
      await this.connection.emit('unsubscribe', { projects, jobs });
    }
  }

  /**
   * Sends a command that changes something, up to three times more if nobody confirms it within 5 s: it carries one
   * `command_id` all the time and is done once. Gives the data of the acknowledgement.
   */
  command(name: string, payload: object): Promise<unknown> {
    return sendCommand(this.connection, name, payload);
  }

  close(): void {
    this.connection.end(new JumuError('The connection was closed', 0, 'NETWORK_ERROR'));
  }

  /** Connected: goes on from the last numbers. */
  private begin(): void {
    this.subscriptions.begin();
    void this.askForAll();
  }

  /** Until nothing is missing: some may be added while the server answers for others. */
  private async askForAll(): Promise<void> {
    let first: Error | undefined;
    try {
      while (this.subscriptions.areMissing) {
        const refusal = await this.subscriptions.ask();
        first ??= refusal;
      }
    } catch {
      // Not answered.
      return this.connection.drop();
    }
    if (this.connection.isOpen) {
      // Before somebody who hears of it closes it.
      this.settleReady(first);
      this.connection.goLive();
    }
  }

  private async subscribeTo(streams: Streams) {
    if (!this.connection.isOpen) {
      throw new Error('The connection was cut: the next one begins anew');
    }
    return this.connection.emit('subscribe', streams);
  }

  private hear(message: LiveMessage): void {
    if (this.subscriptions.take(message)) {
      this.announce(message);
    }
  }

  private changed(state: LiveState, previous: LiveState, error?: Error): void {
    if (previous === 'live') {
      this.currentReady = this.newReady();
    }
    if (error) {
      this.settleReady(error);
      this.subscriptions.end(error);
    }
    this.listeners.tell('state', state);
  }

  private newReady(): Promise<void> {
    const ready = new Promise<void>((resolve, reject) => {
      this.settleReady = (error) => (error ? reject(error) : resolve());
    });
    // Nobody has to wait for it.
    ready.catch(() => undefined);
    return ready;
  }

  private announce(message: LiveMessage): void {
    this.listeners.tell(message.type, message);
    this.listeners.tell('*', message);
  }
}

/** As the server tells what it refuses without having been asked. */
function noticeOf({ code, message, details: context }: JumuError): LiveMessage<'error'> {
  const places = { project_id: null, job_id: null, seq: null, job_seq: null };
  const data = { code: code as LiveEventMap['error']['code'], message, context };
  return { type: 'error', ...places, data, timestamp: Date.now() };
}
