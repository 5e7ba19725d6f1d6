import { once } from 'node:events';
import { createServer, STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { bytesOf, DOCS, lose, noCredits, notFound, Refusal, send, type Answer } from './runway-answers.js';
import { creditsOf, dataUriProblem, GENERATIONS, isBody, issuesOf, urisOf } from './runway-rules.js';
import { RunwayStorage } from './runway-storage.js';
import { EmulatedTask, USUAL_WALK, type TaskState, type TaskWalk } from './runway-tasks.js';

/** What one asks of Runway. A fault waits for the next request of its kind. */
export type RequestKind = 'create' | 'get' | 'delete' | 'upload' | 'store' | 'organization' | 'file';

export type RunwayFault =
  /** An answer in place of the true one, for work that is not done. */
  | { kind: 'answer'; status: number; body?: unknown; headers?: Record<string, string> }
  /** No answer at all, and nothing is done. */
  | { kind: 'hang' }
  /** The connection ends before anything is done. */
  | { kind: 'cut' }
  /** The work is done, but its answer is lost: cut off, never given, or in its place this status of a gateway. */
  | { kind: 'lost'; by?: 'cut' | 'silence' | number }
  /** The task that is made fails in the end. */
  | { kind: 'failure'; failureCode?: string | null; failure?: string; credits?: number }
  /** The task that is made is refused for its content, and billed. */
  | { kind: 'refused' }
  | { kind: 'no credits' };

export interface RunwayOptions {
  apiKey: string;
  /** What every finished task made: an MP4 file. */
  video: Buffer;
  /** Default: any free one. */
  port?: number;
  /** What the account has at first. */
  credits?: number;
  /** How a task goes that no fault meets. */
  walk?: TaskWalk;
}

type Work = (ending?: TaskState) => Answer | Promise<Answer>;

const VERSION = '2024-11-06';
const OK = 200;

/**
 * Speaks Runway's API as `contracts/runway.md` has it, with a bill. It is strict: what the vendor would refuse is refused,
 * in its words, and kept in `mistakes`. Tasks go one state further with each question. Needs nothing but Node.
 */
export class RunwayEmulator {
  /** Every task that was started, whether or not its answer arrived. */
  readonly tasks: EmulatedTask[] = [];
  /** Requests that were well-formed, with those that a fault met. */
  readonly counts = { create: 0, get: 0, delete: 0, upload: 0, store: 0, organization: 0, file: 0 };
  /** What was wrong with requests, in order. */
  readonly mistakes: string[] = [];
  /** Of all requests. */
  readonly headerNames = new Set<string>();
  readonly storage = new RunwayStorage();
  walk: TaskWalk;
  private readonly options: RunwayOptions;
  private readonly faults = new Map<RequestKind, RunwayFault[]>();
  private readonly server: Server;

  private constructor(options: RunwayOptions) {
    this.options = options;
    this.walk = options.walk ?? USUAL_WALK;
    this.server = createServer((request, response) => void this.handle(request, response));
  }

  static async start(options: RunwayOptions): Promise<RunwayEmulator> {
    const emulator = new RunwayEmulator(options);
    emulator.server.listen(options.port ?? 0, '127.0.0.1');
    await once(emulator.server, 'listening');
    return emulator;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What all tasks cost the account. */
  get billedCredits(): number {
    return this.tasks.reduce((sum, task) => sum + task.billedCredits, 0);
  }

  /** Ids of the tasks that were stopped under way. */
  get cancelled(): string[] {
    return this.tasks.filter((task) => task.cancelled).map(({ id }) => id);
  }

  /** Lets the next request of a kind meet a fault; several wait in line. */
  fail(fault: RunwayFault, kind: RequestKind = 'create'): void {
    this.faults.set(kind, [...(this.faults.get(kind) ?? []), fault]);
  }

  /** All goes well from here on. */
  forgetFaults(): void {
    this.faults.clear();
  }

  /** Resolves when a request arrives, to act while it is under way. */
  async nextRequest(signal: AbortSignal): Promise<void> {
    await once(this.server, 'request', { signal });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    Object.keys(request.headers).forEach((name) => this.headerNames.add(name));
    const bytes = await bytesOf(request).catch(() => null);
    if (bytes === null) {
      return; // The caller has gone away.
    }
    try {
      const { kind, work } = this.understood(request, bytes);
      this.counts[kind] += 1;
      await this.perform(this.faults.get(kind)?.shift(), work, response);
    } catch (error) {
      const { status, body } = error instanceof Refusal ? error : new Refusal(400, String(error));
      this.mistakes.push(`${request.method} ${request.url}: ${status} ${JSON.stringify(body)}`);
      send(response, { status, body });
    }
  }

  private async perform(fault: RunwayFault | undefined, work: Work, response: ServerResponse): Promise<void> {
    switch (fault?.kind) {
      case undefined:
        return send(response, await work());
      case 'failure':
        return send(response, await work({ ...fault, status: 'FAILED' }));
      case 'refused':
        return send(response, await work({ status: 'FAILED', failureCode: 'SAFETY.INPUT.TEXT', credits: Infinity }));
      case 'no credits':
        return send(response, noCredits());
      case 'answer':
        return send(response, { body: { error: STATUS_CODES[fault.status] }, ...fault });
      case 'lost':
        await work();
        return lose(response, fault.by ?? 'cut');
      case 'cut':
      case 'hang':
        return lose(response, fault.kind === 'cut' ? 'cut' : 'silence');
    }
  }

  /** Which request it is, all checks passed, and what is to be done for it. */
  private understood(request: IncomingMessage, bytes: Buffer): { kind: RequestKind; work: Work } {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.baseUrl);
    const [, folder, name = ''] = /^\/(files|storage|v1\/tasks)\/([\w.-]+)$/.exec(pathname) ?? [];
    switch (folder) {
      case 'files':
        this.expectMethod(request, 'GET', 'HEAD');
        return { kind: 'file', work: () => this.file(request, name, searchParams.get('_jwt')) };
      case 'storage':
        this.expectMethod(request, 'POST');
        return { kind: 'store', work: () => this.store(request, name, bytes) };
      case 'v1/tasks':
        this.expectMethod(request, 'GET', 'DELETE');
        this.admit(request, bytes);
        return request.method === 'GET'
          ? { kind: 'get', work: () => this.ask(name) }
          : { kind: 'delete', work: () => this.drop(name) };
      default:
        return this.atFixedPath(pathname, request, bytes);
    }
  }

  private atFixedPath(pathname: string, request: IncomingMessage, bytes: Buffer): { kind: RequestKind; work: Work } {
    if (pathname === '/v1/organization') {
      this.expectMethod(request, 'GET');
      this.admit(request, bytes);
      return { kind: 'organization', work: () => ({ status: OK, body: this.organization() }) };
    }
    if (pathname !== '/v1/uploads' && !GENERATIONS.includes(pathname)) {
      throw new Refusal(404, 'Not found');
    }
    this.expectMethod(request, 'POST');
    const body = this.admit(request, bytes);
    return pathname === '/v1/uploads'
      ? { kind: 'upload', work: this.upload(body) }
      : { kind: 'create', work: this.create(pathname, body) };
  }

  private expectMethod({ method = '' }: IncomingMessage, ...allowed: string[]): void {
    if (!allowed.includes(method)) {
      throw new Refusal(405, 'Method not allowed');
    }
  }

  /** Key, version, no query, and a body exactly where one belongs. */
  private admit({ headers, method, url = '' }: IncomingMessage, bytes: Buffer): unknown {
    if (headers.authorization !== `Bearer ${this.options.apiKey}`) {
      throw new Refusal(401, 'The API key is not valid.');
    }
    if (headers['x-runway-version'] !== VERSION) {
      throw new Refusal(400, 'The X-Runway-Version header is missing or not valid.');
    }
    if (url.includes('?') || (method === 'POST') !== bytes.length > 0) {
      throw new Refusal(400, 'Unexpected query or body');
    }
    if (method !== 'POST') {
      return null;
    }
    if (headers['content-type'] !== 'application/json') {
      throw new Refusal(400, 'Only application/json is accepted.');
    }
    return JSON.parse(bytes.toString('utf8')) as unknown;
  }

  private create(path: string, body: unknown): Work {
    const issues = issuesOf(path, body);
    if (issues.length > 0 || !isBody(body)) {
      throw new Refusal(400, 'Validation of body failed', { issues, ...DOCS });
    }
    const problem = urisOf(body)
      .map((uri) => this.assetProblem(uri))
      .find((found) => found !== null);
    if (problem !== undefined) {
      throw new Refusal(400, problem, DOCS);
    }
    const credits = creditsOf(path, body);
    return (ending) => {
      if (credits > this.creditBalance()) {
        return noCredits();
      }
      const task = new EmulatedTask(path, body, credits, ending ? endingIn(ending, credits) : this.walk);
      this.tasks.push(task);
      return { status: OK, body: { id: task.id, estimatedCost: { credits } } };
    };
  }

  /** Here is no network, so an address of the web is as if its server did not answer. */
  private assetProblem(uri: string): string | null {
    if (uri.startsWith('data:')) {
      return dataUriProblem(uri);
    }
    if (uri.startsWith('runway://')) {
      return this.storage.holds(uri) ? null : 'Failed to fetch asset. The upload does not exist.';
    }
    return uri.startsWith('https://') ? 'Timeout while fetching asset.' : 'Only HTTPS URLs are allowed.';
  }

  private ask(id: string): Answer {
    const task = this.known(id);
    return task ? { status: OK, body: task.asked(this.baseUrl) } : notFound();
  }

  private drop(id: string): Answer {
    const task = this.known(id);
    task?.drop();
    return task ? { status: 204 } : notFound();
  }

  private known(id: string): EmulatedTask | undefined {
    return this.tasks.find((each) => each.id === id && !each.gone);
  }

  private upload(body: unknown): Work {
    const problem = this.storage.problemOf(body);
    if (problem !== null) {
      throw new Refusal(400, problem, { issues: [], ...DOCS });
    }
    return () => ({ status: OK, body: this.storage.newSlot(this.baseUrl) });
  }

  /** Storage knows its own tokens and signatures alone: a key that is sent along has been given away. */
  private async store({ headers }: IncomingMessage, id: string, bytes: Buffer): Promise<Answer> {
    const problem = headers.authorization
      ? 'AccessDenied'
      : await this.storage.put(id, headers['content-type'] ?? '', bytes);
    if (problem !== null) {
      throw new Refusal(403, problem);
    }
    return { status: 204 };
  }

  private file({ headers, method }: IncomingMessage, name: string, token: string | null): Answer {
    const task = this.tasks.find(({ id }) => name === `${id}.mp4`);
    if (headers.authorization !== undefined || !task?.opensWith(token)) {
      throw new Refusal(403, 'AccessDenied');
    }
    const { video } = this.options;
    const about = { 'content-type': 'video/mp4', 'content-length': String(video.length) };
    return { status: OK, body: method === 'HEAD' ? undefined : video, headers: about };
  }

  private creditBalance(): number {
    return (this.options.credits ?? 1_000_000) - this.billedCredits;
  }

  private organization(): object {
    const limits = { maxConcurrentGenerations: 1, maxDailyGenerations: 50 };
    const models = [...new Set(this.tasks.map(({ body }) => String(body.model)))];
    const generations = (model: string) => this.tasks.filter(({ body }) => body.model === model).length;
    return {
      creditBalance: this.creditBalance(),
      tier: { maxMonthlyCreditSpend: 10_000, models: Object.fromEntries(models.map((model) => [model, limits])) },
      usage: {
        models: Object.fromEntries(models.map((model) => [model, { dailyGenerations: generations(model) }])),
      },
    };
  }
}

function endingIn(ending: TaskState, credits: number): TaskWalk {
  const end = ending.status === 'FAILED' ? { ...ending, credits: Math.min(ending.credits ?? 0, credits) } : ending;
  return [{ status: 'PENDING' }, { status: 'RUNNING', progress: 0.02 }, end];
}
