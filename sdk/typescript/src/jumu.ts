import createClient, { type MaybeOptionalInit } from 'openapi-fetch';
import { download, type TransferOptions, upload, type Upload, type UploadOptions } from './files.js';
import { type Job, waitForJob, type WaitOptions } from './job-watch.js';
import { JumuError } from './jumu-error.js';
import { LiveEvents } from './live-events.js';
import { type Streams } from './live-messages.js';
import type { components, paths } from './schema.js';
import { ShotEditor, type ShotConfirmation, type ShotUpdates } from './shot-editor.js';
import { dataOf, jsonInit, type JumuOptions, type Session, Transport } from './transport.js';

export type { TransferOptions, TransferProgress, Upload, UploadOptions } from './files.js';
export { type Job, JobCancelled, JobFailed, type JobProgress, type WaitOptions } from './job-watch.js';
export { type ErrorCode, JumuError } from './jumu-error.js';
export type { LiveEvents } from './live-events.js';
export type { LiveEventMap, LiveMessage, LiveName, LiveState, StreamRef, Streams } from './live-messages.js';
export type { components, operations, paths } from './schema.js';
export type { ShotConfirmation, ShotUpdates } from './shot-editor.js';
export type { JumuOptions, Session, Tokens } from './transport.js';

type Schemas = components['schemas'];
type Method = 'get' | 'put' | 'post' | 'patch' | 'delete';

type PathOf<M extends Method> = {
  [Path in keyof paths]: paths[Path] extends Record<M, object> ? Path : never;
}[keyof paths];

/** What an operation answers with, out of its envelope. */
export type DataOf<Operation> = Operation extends { responses: infer Responses }
  ? {
      [Status in keyof Responses & (200 | 201 | 202)]: Responses[Status] extends {
        content: { 'application/json': { data: infer Data } };
      }
        ? Data
        : never;
    }[keyof Responses & (200 | 201 | 202)]
  : never;

type Rest<Init> = undefined extends Init ? [init?: Init] : [init: Init];

/** Calls an operation by its path; gives its data or throws a {@link JumuError}. */
type Call<M extends Method> = <Path extends PathOf<M>>(
  path: Path,
  ...init: Rest<MaybeOptionalInit<paths[Path], M>>
) => Promise<DataOf<paths[Path][M]>>;

/** A server, and whoever has signed in there. */
export class Jumu {
  readonly GET = this.caller('get');
  readonly PUT = this.caller('put');
  readonly POST = this.caller('post');
  readonly PATCH = this.caller('patch');
  readonly DELETE = this.caller('delete');
  private readonly transport: Transport;
  private readonly client;
  private readonly editor: ShotEditor;
  private live: LiveEvents | null = null;
  private readonly opened = new Set<LiveEvents>();

  constructor(options: JumuOptions) {
    this.transport = new Transport(options);
    this.client = createClient<paths>({ baseUrl: this.transport.baseUrl, fetch: (request) => this.sendTyped(request) });
    this.editor = new ShotEditor(() => this.editing());
  }

  /** Makes an account and signs in. */
  register(account: Schemas['RegisterDto']): Promise<Session> {
    return this.signIn('register', account);
  }

  login(email: string, password: string): Promise<Session> {
    return this.signIn('login', { email, password });
  }

  /** Ends this session, or with `all` every one of the account. */
  async logout({ all = false } = {}): Promise<void> {
    const body = all ? { all } : { refresh_token: this.transport.refreshToken };
    try {
      await dataOf(await this.transport.send('/api/v1/auth/logout', jsonInit('POST', body)));
    } finally {
      this.transport.forget();
      this.close();
    }
  }

  /** A request of any kind, authorized and repeated like the typed ones; the answer as it is. */
  fetch(path: string, init?: RequestInit): Promise<Response> {
    return this.transport.send(path, init);
  }

  /** The live messages of projects and jobs, until they or all of this are closed. */
  events(streams: Streams = {}): LiveEvents {
    const events = new LiveEvents(this.transport, streams);
    this.opened.add(events);
    events.on('state', (state) => (state === 'ended' ? this.opened.delete(events) : undefined));
    return events;
  }

  /** Resolves with the finished job; rejects with JobFailed or JobCancelled. A paused one is waited for. */
  async waitForJob(id: string, options: WaitOptions = {}): Promise<Job> {
    const live = this.events({ jobs: [id] });
    try {
      return await waitForJob(
        (signal) => this.GET('/api/v1/jobs/{id}', { params: { path: { id } }, signal }),
        live,
        options,
      );
    } finally {
      live.close();
    }
  }

  /** Brings a picture, a sound or a video. */
  upload(file: Blob | ReadableStream<Uint8Array>, options: UploadOptions = {}): Promise<Upload> {
    return upload(this.transport, file, options);
  }

  /** A file by its link, or a job's film, as a Response to read or to stream. */
  download(what: string | { jobId: string }, options: TransferOptions = {}): Promise<Response> {
    return download(this.transport, () => this.linkOf(what), options);
  }

  /**
   * Changes a shot when nothing more has come for 300 ms; changes until then go together. Resolves when the server has
   * them. With the `version` that one has seen, somebody else's change in between is a CONFLICT: its `details.current`
   * is the newest shot.
   */
  editShot(shotId: string, updates: ShotUpdates, version?: number): Promise<ShotConfirmation> {
    return this.editor.edit(shotId, updates, version);
  }

  /** Closes all connections for live messages and for `editShot`: then nothing keeps the program from its end. */
  close(): void {
    this.opened.forEach((events) => events.close());
    this.live = null;
  }

  private async signIn(how: 'register' | 'login', body: object): Promise<Session> {
    const response = await this.transport.sendOpenly(`/api/v1/auth/${how}`, jsonInit('POST', body));
    const session = (await dataOf(response)) as Session;
    this.transport.keep(session);
    return session;
  }

  private async linkOf(what: string | { jobId: string }): Promise<string> {
    if (typeof what === 'string') {
      return what;
    }
    return (await this.GET('/api/v1/jobs/{id}/video', { params: { path: { id: what.jobId } } })).url;
  }

  private editing(): LiveEvents {
    if (this.live === null || this.live.state === 'ended') {
      this.live = this.events();
    }
    return this.live;
  }

  private caller<M extends Method>(method: M): Call<M> {
    // The types are those of `Call`; what remains here is the same for all operations.
    const call = async (path: string, init?: object) => {
      const { data, error, response } = await this.client.request(method, path as never, init as never);
      if (!response.ok) {
        throw JumuError.from(response, error);
      }
      return (data as unknown as { data: unknown }).data;
    };
    return call as unknown as Call<M>;
  }

  private async sendTyped(request: Request): Promise<Response> {
    const { url, method, headers, signal } = request;
    const body = await request.arrayBuffer();
    return this.transport.send(url, { method, headers, signal, ...(body.byteLength > 0 && { body }) });
  }
}
