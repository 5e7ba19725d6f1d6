import { type IncomingMessage } from 'node:http';
import { DOCS, noCredits, notFound, refusal } from './runway-answers.js';
import { creditsOf, dataUriProblem, GENERATIONS, isBody, issuesOf, urisOf } from './runway-rules.js';
import { RunwayStorage } from './runway-storage.js';
import { EmulatedTask, USUAL_WALK, type TaskState, type TaskWalk } from './runway-tasks.js';
import { type Answer } from './vendor-answers.js';
import { VendorServer, type ServerFault, type Understood } from './vendor.server.js';

const KINDS = ['create', 'get', 'delete', 'upload', 'store', 'organization', 'file'] as const;
/** What one asks of Runway. */
export type RequestKind = (typeof KINDS)[number];

type TaskFault =
  /** The task that is made fails in the end. */
  | { kind: 'failure'; failureCode?: string | null; failure?: string; credits?: number }
  /** The task that is made is refused for its content, and billed. */
  | { kind: 'refused' }
  | { kind: 'no credits' };

export type RunwayFault = ServerFault | TaskFault;

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

type Request = Understood<RequestKind, TaskFault>;

const VERSION = '2024-11-06';
const OK = 200;

/**
 * Speaks Runway's API as `contracts/runway.md` has it, with a bill. Tasks go one state further with each question.
 */
export class RunwayEmulator extends VendorServer<RequestKind, TaskFault> {
  /** Every task that was started, whether or not its answer arrived. */
  readonly tasks: EmulatedTask[] = [];
  readonly storage = new RunwayStorage();
  walk: TaskWalk;
  /** Whether new tasks stay at work until they are let go (`isHeld`). */
  holdsTasks = false;

  private constructor(private readonly options: RunwayOptions) {
    super(KINDS);
    this.walk = options.walk ?? USUAL_WALK;
  }

  static async start(options: RunwayOptions): Promise<RunwayEmulator> {
    const emulator = new RunwayEmulator(options);
    await emulator.listen(options.port);
    return emulator;
  }

  /** What all tasks cost the account. */
  get billedCredits(): number {
    return this.tasks.reduce((sum, task) => sum + task.billedCredits, 0);
  }

  /** Ids of the tasks that were stopped under way. */
  get cancelled(): string[] {
    return this.tasks.filter((task) => task.cancelled).map(({ id }) => id);
  }

  override fail(fault: RunwayFault, kind: RequestKind = 'create'): void {
    this.inLine(fault, kind);
  }

  protected override understood(request: IncomingMessage, bytes: Buffer): Request {
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

  private atFixedPath(pathname: string, request: IncomingMessage, bytes: Buffer): Request {
    if (pathname === '/v1/organization') {
      this.expectMethod(request, 'GET');
      this.admit(request, bytes);
      return { kind: 'organization', work: () => ({ status: OK, body: this.organization() }) };
    }
    if (pathname !== '/v1/uploads' && !GENERATIONS.includes(pathname)) {
      throw refusal(404, 'Not found');
    }
    this.expectMethod(request, 'POST');
    const body = this.admit(request, bytes);
    return pathname === '/v1/uploads'
      ? { kind: 'upload', work: this.upload(body) }
      : { kind: 'create', work: this.create(pathname, body) };
  }

  private expectMethod({ method = '' }: IncomingMessage, ...allowed: string[]): void {
    if (!allowed.includes(method)) {
      throw refusal(405, 'Method not allowed');
    }
  }

  /** Key, version, no query, and a body exactly where one belongs. */
  private admit({ headers, method, url = '' }: IncomingMessage, bytes: Buffer): unknown {
    if (headers.authorization !== `Bearer ${this.options.apiKey}`) {
      throw refusal(401, 'The API key is not valid.');
    }
    if (headers['x-runway-version'] !== VERSION) {
      throw refusal(400, 'The X-Runway-Version header is missing or not valid.');
    }
    if (url.includes('?') || (method === 'POST') !== bytes.length > 0) {
      throw refusal(400, 'Unexpected query or body');
    }
    if (method !== 'POST') {
      return null;
    }
    if (headers['content-type'] !== 'application/json') {
      throw refusal(400, 'Only application/json is accepted.');
    }
    return JSON.parse(bytes.toString('utf8')) as unknown;
  }

  private create(path: string, body: unknown): Request['work'] {
    const issues = issuesOf(path, body);
    if (issues.length > 0 || !isBody(body)) {
      throw refusal(400, 'Validation of body failed', { issues, ...DOCS });
    }
    const problem = urisOf(body)
      .map((uri) => this.assetProblem(uri))
      .find((found) => found !== null);
    if (problem !== undefined) {
      throw refusal(400, problem, DOCS);
    }
    const credits = creditsOf(path, body);
    return (fault) => {
      if (credits > this.creditBalance() || fault?.kind === 'no credits') {
        return noCredits();
      }
      const task = new EmulatedTask(path, body, credits, fault ? endingIn(endOf(fault), credits) : this.walk);
      task.isHeld = this.holdsTasks;
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

  private upload(body: unknown): Request['work'] {
    const problem = this.storage.problemOf(body);
    if (problem !== null) {
      throw refusal(400, problem, { issues: [], ...DOCS });
    }
    return (fault) =>
      fault?.kind === 'no credits' ? noCredits() : { status: OK, body: this.storage.newSlot(this.baseUrl) };
  }

  /** Storage knows its own tokens and signatures alone: a key that is sent along has been given away. */
  private async store({ headers }: IncomingMessage, id: string, bytes: Buffer): Promise<Answer> {
    const problem = headers.authorization
      ? 'AccessDenied'
      : await this.storage.put(id, headers['content-type'] ?? '', bytes);
    if (problem !== null) {
      throw refusal(403, problem);
    }
    return { status: 204 };
  }

  private file({ headers, method }: IncomingMessage, name: string, token: string | null): Answer {
    const task = this.tasks.find(({ id }) => name === `${id}.mp4`);
    if (headers.authorization !== undefined || !task?.opensWith(token)) {
      throw refusal(403, 'AccessDenied');
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

function endOf(fault: Exclude<TaskFault, { kind: 'no credits' }>): TaskState {
  return fault.kind === 'failure'
    ? { ...fault, status: 'FAILED' }
    : { status: 'FAILED', failureCode: 'SAFETY.INPUT.TEXT', credits: Infinity };
}

function endingIn(ending: TaskState, credits: number): TaskWalk {
  const end = ending.status === 'FAILED' ? { ...ending, credits: Math.min(ending.credits ?? 0, credits) } : ending;
  return [{ status: 'PENDING' }, { status: 'RUNNING', progress: 0.02 }, end];
}
