import { randomBytes } from 'node:crypto';
import { type EmulatedModel } from './replicate-models.js';

/** One state of a prediction, as a question about it finds it. */
export type PredictionState =
  | { status: 'starting' }
  | { status: 'processing'; logs?: string }
  | { status: 'succeeded' }
  | { status: 'failed'; error: string | null }
  | { status: 'canceled' }
  /** Its time was up before it began. */
  | { status: 'aborted' };

/** What is asked first finds the first state, and so on; the last one stays. */
export type PredictionWalk = readonly [PredictionState, ...PredictionState[]];

/** A progress bar of Python's tqdm, redrawn in place. */
const BAR = 'Using seed: 41\n  0%|          | 0/25 [00:00<?, ?it/s]\r 40%|████      | 10/25 [00:04<00:06,  2.31it/s]\n';

export const USUAL_WALK: PredictionWalk = [
  { status: 'starting' },
  { status: 'processing', logs: '' },
  { status: 'processing', logs: BAR },
  { status: 'succeeded' },
];

/** How the prediction ends that is created. */
export type PredictionFault =
  /** Late, by chance. */
  | { kind: 'failure'; error?: string | null }
  /** By the policy on content. */
  | { kind: 'refused' }
  /** By the filter of the SDXL family. */
  | { kind: 'nsfw' }
  | { kind: 'aborted' }
  /** Well, but asked about when its hour is over. */
  | { kind: 'expired' };

const ENDS: Record<PredictionFault['kind'], PredictionState> = {
  failure: { status: 'failed', error: 'CUDA out of memory. Tried to allocate 2.00 GiB' },
  refused: {
    status: 'failed',
    error: 'The input or output was flagged as sensitive. Please try again with different inputs. (E005) (uIJ6l3ruRD)',
  },
  nsfw: { status: 'failed', error: 'NSFW content detected. Try running it again, or try a different prompt.' },
  aborted: { status: 'aborted' },
  expired: { status: 'succeeded' },
};

/** The way to the end that a fault leads to. */
export function walkTo(fault: PredictionFault): PredictionWalk {
  const usual = ENDS[fault.kind];
  const end = fault.kind === 'failure' && fault.error !== undefined ? { ...usual, error: fault.error } : usual;
  return end.status === 'aborted'
    ? [{ status: 'starting' }, end]
    : [{ status: 'starting' }, { status: 'processing' }, end];
}

export interface PredictionOrder {
  model: EmulatedModel;
  input: Record<string, unknown>;
  webhook: string | null;
  /** Of what the webhook is told; null: nothing was said of it. */
  events: string[] | null;
  walk: PredictionWalk;
}

/** A prediction that was created, whether or not anybody heard of it. */
export class EmulatedPrediction {
  readonly id: string = randomBytes(16).toString('hex').slice(0, 26);
  readonly createdAt: string = new Date().toISOString();
  readonly model: EmulatedModel;
  readonly input: Record<string, unknown>;
  readonly webhook: string | null;
  readonly events: string[] | null;
  /** The questions about it so far. */
  gets = 0;
  /** Its hour is over: input, output and logs are deleted. */
  isRemoved = false;
  private step = 0;
  private walk: PredictionWalk;

  constructor(
    readonly path: string,
    { model, input, webhook, events, walk }: PredictionOrder,
  ) {
    this.model = model;
    this.input = input;
    this.webhook = webhook;
    this.events = events;
    this.walk = walk;
  }

  get state(): PredictionState {
    return this.walk[this.step] ?? this.walk[0];
  }

  get hasEnded(): boolean {
    return this.state.status !== 'starting' && this.state.status !== 'processing';
  }

  /** For so many seconds of a GPU the account pays: one that nobody asks about goes on to its end all the same. */
  get billedSeconds(): number {
    const end = this.hasEnded ? this.state : (this.walk.at(-1) ?? this.walk[0]);
    return end.status === 'aborted' || (end.status === 'canceled' && this.step === 0) ? 0 : this.model.predictSeconds;
  }

  /** One state further on; the first question finds the first one. */
  asked(): void {
    this.step = Math.min(this.gets, this.walk.length - 1);
    this.gets += 1;
  }

  /** Goes on to its end without being asked. */
  finish(): void {
    this.gets = this.walk.length;
    this.step = this.walk.length - 1;
  }

  cancel(): void {
    if (!this.hasEnded) {
      const isBegun = this.state.status === 'processing';
      this.walk = isBegun ? [this.state, { status: 'canceled' }] : [{ status: 'canceled' }];
      this.finish();
    }
  }

  /** As the vendor tells of it; `origin` is where the API is. */
  toJson(origin: string): Record<string, unknown> {
    const { id, model, input, state, isRemoved } = this;
    const isBegun = this.step > 0 && state.status !== 'aborted';
    const seconds = this.billedSeconds;
    return {
      id,
      model: model.name,
      version: model.isOfficial ? 'hidden' : model.version,
      input: isRemoved ? {} : input,
      logs: state.status === 'processing' ? (state.logs ?? '') : '',
      output: state.status === 'succeeded' && !isRemoved ? this.output(origin) : null,
      data_removed: isRemoved,
      error: state.status === 'failed' ? state.error : null,
      source: 'api',
      status: state.status,
      created_at: this.createdAt,
      started_at: isBegun ? this.createdAt : null,
      completed_at: this.hasEnded ? new Date().toISOString() : null,
      ...(this.hasEnded && isBegun ? { metrics: { predict_time: seconds, total_time: seconds + 0.4 } } : {}),
      ...(this.webhook === null ? {} : { webhook: this.webhook, webhook_events_filter: this.events ?? [] }),
      urls: {
        get: `${origin}/v1/predictions/${id}`,
        cancel: `${origin}/v1/predictions/${id}/cancel`,
        web: `https://replicate.com/p/${id}`,
      },
    };
  }

  private output(origin: string): string | string[] {
    const folder = `${origin}/delivery/${this.id}`;
    return this.model.output === 'film' ? `${folder}/out.mp4` : [`${folder}/out-0.png`];
  }
}
