import { randomUUID } from 'node:crypto';
import { type IncomingMessage } from 'node:http';
import {
  bodyIn,
  expectFields,
  invalid,
  notFound,
  refusalBody,
  unknownVersion,
  webhookFaults,
} from './replicate-answers.js';
import { inputFaults, modelJson, MODELS, type EmulatedModel } from './replicate-models.js';
import { paintedPng } from './painted-png.js';
import {
  EmulatedPrediction,
  USUAL_WALK,
  walkTo,
  type PredictionFault,
  type PredictionWalk,
} from './replicate-predictions.js';
import { ReplicateWebhooks } from './replicate-webhooks.js';
import { isBody, pictureProblem } from './runway-rules.js';
import { Refusal, type Answer } from './vendor-answers.js';
import { VendorServer, type ServerFault, type Understood } from './vendor.server.js';

const KINDS = ['create', 'get', 'cancel', 'model', 'upload', 'account', 'file'] as const;
/** What one asks of Replicate; `file` is an output, on a server of its own. */
export type RequestKind = (typeof KINDS)[number];

export type ReplicateFault = ServerFault | PredictionFault;

export interface ReplicateOptions {
  apiKey: string;
  /** What every prediction made that paints: a PNG file. Default: stripes, of the size that was asked for. */
  picture?: Buffer;
  /** What every prediction made that films: an MP4 file. */
  video?: Buffer;
  /** `whsec_…`. */
  webhookSecret?: string;
  /** A prediction with a webhook goes on to its end by itself, and tells; else it goes one state further when asked. */
  tellsByItself?: boolean;
  /** More models than those that we know by heart. */
  models?: EmulatedModel[];
  /** How a prediction goes that no fault meets. */
  walk?: PredictionWalk;
  /** Default: any free one. */
  port?: number;
}

type Request = Understood<RequestKind, PredictionFault>;

const SECRET = `whsec_${Buffer.alloc(24, 'r').toString('base64')}`;
const OK = 200;
const CREATED = 201;

/** Speaks Replicate's API as `contracts/replicate.md` has it, with a bill. Predictions go one state further when asked. */
export class ReplicateEmulator extends VendorServer<RequestKind, PredictionFault> {
  /** Every prediction that was created, whether or not its answer arrived. */
  readonly predictions: EmulatedPrediction[] = [];
  /** Files that were uploaded, by their address. */
  readonly files = new Map<string, Buffer>();
  readonly webhooks: ReplicateWebhooks;
  walk: PredictionWalk;
  private readonly models: readonly EmulatedModel[];

  private constructor(private readonly options: ReplicateOptions) {
    super(KINDS);
    this.walk = options.walk ?? USUAL_WALK;
    this.models = [...MODELS, ...(options.models ?? [])];
    this.webhooks = new ReplicateWebhooks(options.webhookSecret ?? SECRET);
  }

  static async start(options: ReplicateOptions): Promise<ReplicateEmulator> {
    const emulator = new ReplicateEmulator(options);
    await emulator.listen(options.port);
    return emulator;
  }

  /** What `REPLICATE_BASE_URL` is to be. */
  get apiUrl(): string {
    return `${this.baseUrl}/v1`;
  }

  get webhookSecret(): string {
    return this.options.webhookSecret ?? SECRET;
  }

  /** Of GPUs, of all predictions. */
  get billedSeconds(): number {
    return this.predictions.reduce((sum, prediction) => sum + prediction.billedSeconds, 0);
  }

  override fail(fault: ReplicateFault, kind: RequestKind = 'create'): void {
    this.inLine(fault, kind);
  }

  /** Lets a prediction end now, and waits until its webhook is delivered, where it has one. */
  async finish(prediction: EmulatedPrediction): Promise<void> {
    prediction.finish();
    await this.tell(prediction);
  }

  override async stop(): Promise<void> {
    this.webhooks.stop();
    await super.stop();
  }

  protected override refusalOf(status: number): unknown {
    return refusalBody(status);
  }

  protected override understood(request: IncomingMessage, bytes: Buffer): Request {
    const { pathname } = new URL(request.url ?? '/', this.baseUrl);
    const { method = '' } = request;
    const [, id = '', file] = /^\/delivery\/(\w+)\/([\w.-]+)$/.exec(pathname) ?? [];
    if (file !== undefined && (method === 'GET' || method === 'HEAD')) {
      return { kind: 'file', work: () => this.delivered(request, id, file) };
    }
    this.admit(request);
    const route = `${method} ${pathname.replace(/^\/v1/, '')}`;
    const known = this.atFixedPath(route, request, bytes) ?? this.atNamedPath(route, bytes);
    if (known === null) {
      throw gone();
    }
    return known;
  }

  private atFixedPath(route: string, request: IncomingMessage, bytes: Buffer): Request | null {
    switch (route) {
      case 'GET /account':
        return {
          kind: 'account',
          work: () => ({
            status: OK,
            body: { type: 'organization', username: 'jumu', name: 'Jumu', github_url: null },
          }),
        };
      case 'POST /predictions':
        return { kind: 'create', work: this.create(null, bodyIn(request, bytes)) };
      case 'POST /files':
        return { kind: 'upload', work: () => this.upload(request, bytes) };
      default: {
        const [, name] = /^POST \/models\/([^/]+\/[^/]+)\/predictions$/.exec(route) ?? [];
        return name === undefined ? null : { kind: 'create', work: this.create(name, bodyIn(request, bytes)) };
      }
    }
  }

  private atNamedPath(route: string, bytes: Buffer): Request | null {
    const [, name] = /^GET \/models\/([^/]+\/[^/]+)$/.exec(route) ?? [];
    if (name !== undefined) {
      const model = this.modelNamed(name);
      return { kind: 'model', work: () => ({ status: OK, body: modelJson(model) }) };
    }
    const [, asked] = /^GET \/predictions\/(\w+)$/.exec(route) ?? [];
    if (asked !== undefined) {
      return { kind: 'get', work: () => this.ask(asked) };
    }
    const [, cancelled] = /^POST \/predictions\/(\w+)\/cancel$/.exec(route) ?? [];
    if (cancelled === undefined || bytes.length > 0) {
      return null;
    }
    return { kind: 'cancel', work: () => this.cancel(cancelled) };
  }

  private admit({ headers, url = '' }: IncomingMessage): void {
    if (headers.authorization !== `Bearer ${this.options.apiKey}`) {
      throw new Refusal(401, refusalBody(401));
    }
    if (url.includes('?') || !url.startsWith('/v1/')) {
      throw gone();
    }
  }

  private modelNamed(name: string): EmulatedModel {
    const model = this.models.find((each) => each.name === name);
    if (model === undefined) {
      throw gone();
    }
    return model;
  }

  /** `name`: of an official model; null: the body says which version of which model it is to be. */
  private create(name: string | null, body: unknown): Request['work'] {
    const given = isBody(body) ? body : {};
    expectFields(given, name === null ? ['version', 'input'] : ['input']);
    const model = name === null ? this.modelAt(given.version) : this.modelNamed(name);
    if (name !== null && !model.isOfficial) {
      throw gone();
    }
    const faults = [...inputFaults(model, given.input, (url) => this.files.has(url)), ...webhookFaults(given)];
    if (faults.length > 0) {
      throw invalid(faults);
    }
    const order = {
      model,
      input: given.input as Record<string, unknown>,
      webhook: (given.webhook ?? null) as string | null,
      events: (given.webhook_events_filter ?? null) as string[] | null,
    };
    return (fault) => {
      const walk = fault ? walkTo(fault) : this.walk;
      const prediction = new EmulatedPrediction(name === null ? '/predictions' : `/models/${name}`, { ...order, walk });
      prediction.isRemoved = fault?.kind === 'expired';
      this.predictions.push(prediction);
      if (prediction.webhook !== null && this.options.tellsByItself) {
        setImmediate(() => void this.finish(prediction));
      }
      return { status: CREATED, body: { ...prediction.toJson(this.baseUrl), status: 'starting', data_removed: false } };
    };
  }

  private modelAt(version: unknown): EmulatedModel {
    const model = this.models.find((each) => [each.version, `${each.name}:${each.version}`].includes(String(version)));
    if (model === undefined) {
      throw unknownVersion();
    }
    return model;
  }

  private async ask(id: string): Promise<Answer> {
    const prediction = this.predictions.find((each) => each.id === id);
    if (prediction === undefined) {
      return notFound();
    }
    const hadEnded = prediction.hasEnded;
    prediction.asked();
    if (prediction.hasEnded && !hadEnded) {
      void this.tell(prediction);
    }
    return { status: OK, body: prediction.toJson(this.baseUrl) };
  }

  private cancel(id: string): Answer {
    const prediction = this.predictions.find((each) => each.id === id);
    prediction?.cancel();
    return prediction ? { status: OK, body: prediction.toJson(this.baseUrl) } : notFound();
  }

  private async tell(prediction: EmulatedPrediction): Promise<void> {
    if (prediction.webhook !== null && (prediction.events?.includes('completed') ?? true)) {
      const body = JSON.stringify(prediction.toJson(this.baseUrl));
      await this.webhooks.send(`msg_${prediction.id}`, prediction.webhook, body);
    }
  }

  private async upload({ headers }: IncomingMessage, bytes: Buffer): Promise<Answer> {
    const type = headers['content-type'] ?? '';
    if (!type.startsWith('multipart/form-data')) {
      throw new Refusal(415, { detail: 'Unsupported media type', status: 415 });
    }
    const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
    const [content, metadata] = [form.get('content'), form.get('metadata')];
    if (!(content instanceof File) || !(metadata instanceof File) || metadata.type !== 'application/json') {
      throw new Refusal(400, { detail: 'Missing content or metadata', status: 400 });
    }
    const file = Buffer.from(await content.arrayBuffer());
    const problem = pictureProblem(content.type, file);
    if (problem !== null) {
      throw new Refusal(400, { detail: problem, status: 400 });
    }
    const id = randomUUID();
    const url = `${this.apiUrl}/files/${id}`;
    this.files.set(url, file);
    const about = { content_type: content.type, size: file.length, metadata: {}, expires_at: null };
    return { status: CREATED, body: { id, ...about, created_at: new Date().toISOString(), urls: { get: url } } };
  }

  /** Files need no key here: one that is sent along has been given away. */
  private delivered({ headers, method }: IncomingMessage, id: string, file: string): Answer {
    const prediction = this.predictions.find((each) => each.id === id);
    if (headers.authorization !== undefined) {
      throw new Refusal(403, 'AccessDenied');
    }
    const isFilm = file.endsWith('.mp4');
    if (!prediction?.hasEnded || prediction.isRemoved || (isFilm && this.options.video === undefined)) {
      return { status: 404, body: 'NotFound' };
    }
    const bytes = (isFilm ? this.options.video : this.options.picture) ?? paintingFor(prediction.input);
    const type = isFilm ? 'video/mp4' : 'image/png';
    const about = { 'content-type': type, 'content-length': String(bytes.length) };
    return { status: OK, body: method === 'HEAD' ? undefined : bytes, headers: about };
  }
}

/** Of the size that was asked for, or of that shape. */
function paintingFor({ width, height, aspect_ratio: ratio }: Record<string, unknown>): Buffer {
  if (typeof width === 'number' && typeof height === 'number') {
    return paintedPng(width, height, { seed: 1 });
  }
  return ratio === '9:16' ? paintedPng(768, 1344, { seed: 1 }) : paintedPng(1344, 768, { seed: 1 });
}

function gone(): Refusal {
  const { status, body } = notFound();
  return new Refusal(status, body);
}
