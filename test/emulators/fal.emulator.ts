import { type IncomingMessage } from 'node:http';
import { EmulatedRequest, USUAL_WALK, type RequestFailure, type RequestWalk } from './fal-requests.js';
import { faultsOf, isModel } from './fal-rules.js';
import { FalWebhooks } from './fal-webhooks.js';
import { Refusal, type Answer } from './vendor-answers.js';
import { VendorServer, type ServerFault, type Understood } from './vendor.server.js';

const KINDS = ['submit', 'status', 'result', 'cancel', 'jwks', 'file'] as const;
/** What one asks of fal. */
export type FalRequestKind = (typeof KINDS)[number];

type QueueFault =
  /** The request that is taken fails in the end, and only its result says so. */
  | ({ kind: 'failure' } & Partial<RequestFailure>)
  /** The request that is taken is refused for its content. */
  | { kind: 'refused' }
  /** The account is locked: nothing is taken. */
  | { kind: 'no balance' };

export type FalFault = ServerFault | QueueFault;

export interface FalOptions {
  apiKey: string;
  /** What every finished request made: an MP4 file. */
  video: Buffer;
  /** Where the queue is, as behind a gateway; without a last slash. */
  prefix?: string;
  /** How a request goes. */
  walk?: RequestWalk;
  /** Whose account it is, as its webhooks say. */
  userId?: string;
  retryMs?: number;
}

type Request = Understood<FalRequestKind, QueueFault>;

const APP = '/fal-ai/pika';

/** Speaks fal's queue for Pika as `contracts/fal-pika.md` has it, with a bill. Requests go one state further with each question. */
export class FalEmulator extends VendorServer<FalRequestKind, QueueFault> {
  /** Every request that was taken, whether or not its answer arrived. */
  readonly requests: EmulatedRequest[] = [];
  readonly webhooks: FalWebhooks;
  walk: RequestWalk;
  private readonly prefix: string;

  private constructor(private readonly options: FalOptions) {
    super(KINDS);
    this.walk = options.walk ?? USUAL_WALK;
    this.prefix = options.prefix ?? '';
    this.webhooks = new FalWebhooks(options.userId ?? 'user_of_the_tests', options.retryMs ?? 20);
  }

  static async start(options: FalOptions): Promise<FalEmulator> {
    const emulator = new FalEmulator(options);
    await emulator.listen();
    return emulator;
  }

  /** Where its queue is. */
  get queueUrl(): string {
    return this.baseUrl + this.prefix;
  }

  get jwksUrl(): string {
    return `${this.baseUrl}/.well-known/jwks.json`;
  }

  /** What all requests cost the account. */
  get billedUsd(): number {
    return this.requests.reduce((sum, { billedUsd }) => sum + billedUsd, 0);
  }

  /** Ids of the requests that were stopped under way. */
  get cancelled(): string[] {
    return this.requests.filter((request) => request.cancelled).map(({ id }) => id);
  }

  override fail(fault: FalFault, kind: FalRequestKind = 'submit'): void {
    this.inLine(fault, kind);
  }

  /** Lets a request end without being asked, and calls whoever wants to be told; resolves when the calls are over. */
  async finish(request: EmulatedRequest): Promise<void> {
    if (request.finish() && request.webhook !== null) {
      await this.webhooks.call(request.webhook, request.told(this.baseUrl));
    }
  }

  protected override refusalOf(status: number): unknown {
    return { detail: `It is ${status}` };
  }

  protected override understood(request: IncomingMessage, bytes: Buffer): Request {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.baseUrl);
    const [, file] = /^\/files\/([\w-]+)\.mp4$/.exec(pathname) ?? [];
    if (file !== undefined) {
      this.expectMethod(request, 'GET', 'HEAD');
      return { kind: 'file', work: () => this.file(request, file) };
    }
    if (pathname === '/.well-known/jwks.json') {
      this.expectMethod(request, 'GET');
      return { kind: 'jwks', work: () => ({ status: 200, body: this.webhooks.jwks() }) };
    }
    if (!pathname.startsWith(`${this.prefix}${APP}/`)) {
      throw new Refusal(404, { detail: 'Application not found' });
    }
    this.admit(request);
    return this.inQueue(pathname.slice(this.prefix.length + APP.length + 1), request, searchParams, bytes);
  }

  /** `owner/app/model` takes requests; they are asked about at `owner/app` alone. */
  private inQueue(path: string, request: IncomingMessage, query: URLSearchParams, bytes: Buffer): Request {
    const [, id = '', question = ''] = /^requests\/([\w-]+)(\/status|\/cancel)?$/.exec(path) ?? [];
    if (id === '') {
      this.expectMethod(request, 'POST');
      return { kind: 'submit', work: this.submit(path, request, query, bytes) };
    }
    this.expectMethod(request, question === '/cancel' ? 'PUT' : 'GET');
    const withLogs = query.get('logs') === '1';
    query.delete('logs');
    if (query.size > 0 || bytes.length > 0) {
      throw new Refusal(400, { detail: 'Unexpected query or body' });
    }
    const known = this.requests.find((each) => each.id === id && !each.cancelled);
    const missing = { status: 404, body: { detail: 'Request not found' } };
    switch (question) {
      case '/status':
        return { kind: 'status', work: () => (known ? this.ask(known, withLogs) : missing) };
      case '/cancel':
        return { kind: 'cancel', work: () => known?.stop() ?? { status: 404, body: { status: 'NOT_FOUND' } } };
      default:
        return { kind: 'result', work: () => known?.result(this.baseUrl) ?? missing };
    }
  }

  private expectMethod({ method = '' }: IncomingMessage, ...allowed: string[]): void {
    if (!allowed.includes(method)) {
      throw new Refusal(405, { detail: 'Method Not Allowed' });
    }
  }

  private admit({ headers }: IncomingMessage): void {
    if (headers.authorization !== `Key ${this.options.apiKey}`) {
      throw new Refusal(401, { detail: 'Cannot access application. Authentication is required.' });
    }
  }

  private submit(path: string, { headers }: IncomingMessage, query: URLSearchParams, bytes: Buffer): Request['work'] {
    if (!isModel(path)) {
      throw new Refusal(404, { detail: `Path /${path} not found` });
    }
    const webhook = query.get('fal_webhook');
    query.delete('fal_webhook');
    if (
      query.size > 0 ||
      (webhook !== null && !URL.canParse(webhook)) ||
      headers['content-type'] !== 'application/json'
    ) {
      throw new Refusal(422, { detail: 'Unexpected query, or no JSON' });
    }
    const input = JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
    const faults = faultsOf(path, input);
    if (faults.length > 0) {
      throw new Refusal(422, { detail: faults });
    }
    return (fault) => {
      if (fault?.kind === 'no balance') {
        const detail = 'User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing.';
        return { status: 403, body: { detail } };
      }
      const request = new EmulatedRequest(path, input, webhook, this.walk, fault ? failureOf(fault, input) : null);
      this.requests.push(request);
      const links = request.links(this.queueUrl + APP);
      return { status: 200, body: { status: 'IN_QUEUE', queue_position: 0, ...links } };
    };
  }

  private ask(request: EmulatedRequest, withLogs: boolean): Answer {
    const answer = request.asked(this.queueUrl + APP, withLogs);
    if (request.state === 'COMPLETED') {
      void this.finish(request);
    }
    return answer;
  }

  /** Files are public, and a key that is sent along has been given away. */
  private file({ headers, method }: IncomingMessage, id: string): Answer {
    const request = this.requests.find((each) => each.id === id);
    if (headers.authorization !== undefined || request?.state !== 'COMPLETED' || request.failure !== null) {
      throw new Refusal(403, 'Forbidden');
    }
    const { video } = this.options;
    const about = { 'content-type': 'video/mp4', 'content-length': String(video.length) };
    return { status: 200, body: method === 'HEAD' ? undefined : video, headers: about };
  }
}

/** The vendor repeats what it was sent: nobody may repeat that. */
function failureOf(
  fault: Exclude<QueueFault, { kind: 'no balance' }>,
  { prompt }: Record<string, unknown>,
): RequestFailure {
  if (fault.kind === 'failure') {
    const detail = [{ loc: ['body'], msg: `Something broke at: ${String(prompt)}`, type: 'internal_server_error' }];
    return { status: 500, detail, ...fault };
  }
  const type = 'content_policy_violation';
  const msg = 'The content could not be processed because it contained material flagged by a content checker.';
  const url = `https://docs.fal.ai/errors/#${type}`;
  return { status: 422, detail: [{ loc: ['body', 'prompt'], msg, type, url, input: prompt }] };
}
