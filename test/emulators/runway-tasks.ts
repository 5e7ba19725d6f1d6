import { randomUUID } from 'node:crypto';

/** One state of a task, as a question about it finds it. */
export type TaskState =
  | { status: 'PENDING' | 'THROTTLED' }
  | { status: 'RUNNING'; progress: number }
  | { status: 'SUCCEEDED' }
  /** `credits`: what is billed all the same; without it nothing. */
  | { status: 'FAILED'; failure?: string; failureCode?: string | null; credits?: number }
  | { status: 'CANCELLED' };

/** What is asked first finds the first state, and so on; the last one stays. */
export type TaskWalk = readonly [TaskState, ...TaskState[]];

export const USUAL_WALK: TaskWalk = [
  { status: 'PENDING' },
  { status: 'RUNNING', progress: 0.02 },
  { status: 'RUNNING', progress: 0.6 },
  { status: 'SUCCEEDED' },
];

/** A generation that was started, whether or not anybody heard of it. */
export class EmulatedTask {
  readonly id: string = randomUUID();
  readonly createdAt: string = new Date().toISOString();
  readonly path: string;
  readonly body: Record<string, unknown>;
  /** The price at most; what is billed in the end is `billedCredits`. */
  readonly credits: number;
  /** The questions about it so far. */
  gets = 0;
  /** It was stopped before its end: nothing is billed. */
  cancelled = false;
  /** It stays at work, however often one asks, until this is false. */
  isHeld = false;
  /** When somebody was first told that it has succeeded; null: nobody was. */
  toldAt: number | null = null;
  /** It was cancelled, or deleted with its file: it is not known any more. */
  gone = false;
  private readonly walk: TaskWalk;
  private readonly tokens = new Set<string>();

  constructor(path: string, body: Record<string, unknown>, credits: number, walk: TaskWalk) {
    this.path = path;
    this.body = body;
    this.credits = credits;
    this.walk = walk;
  }

  get state(): TaskState {
    if (this.isHeld) {
      return { status: 'RUNNING', progress: 0.5 };
    }
    return this.walk[Math.min(Math.max(this.gets - 1, 0), this.walk.length - 1)] ?? this.walk[0];
  }

  /** What the account pays: a task that nobody asks about goes on to its end all the same, and is billed. */
  get billedCredits(): number {
    const end = this.walk.at(-1) ?? this.walk[0];
    if (this.cancelled || end.status === 'CANCELLED') {
      return 0;
    }
    return end.status === 'FAILED' ? (end.credits ?? 0) : this.credits;
  }

  /** The answer to a question about it, one state further on; `origin` is where its file lies. */
  asked(origin: string): Record<string, unknown> {
    this.gets += 1;
    const { id, createdAt, state } = this;
    const known = { id, createdAt, status: state.status };
    switch (state.status) {
      case 'PENDING':
      case 'THROTTLED':
        return { ...known, estimatedCost: { credits: this.credits } };
      case 'RUNNING':
        return { ...known, progress: state.progress, estimatedCost: { credits: this.credits } };
      case 'SUCCEEDED':
        this.toldAt ??= Date.now();
        return { ...known, output: [this.signedUrl(origin)], cost: { credits: this.billedCredits } };
      case 'FAILED': {
        const { failure = 'An unexpected error occurred.', failureCode } = state;
        const code = failureCode === undefined ? {} : { failureCode };
        return { ...known, failure, ...code, cost: { credits: this.billedCredits } };
      }
      case 'CANCELLED':
        return { ...known, cost: { credits: this.billedCredits } };
    }
  }

  /** Stops it where it is under way; deletes it with its file where it has ended. */
  drop(): void {
    this.cancelled = ['PENDING', 'THROTTLED', 'RUNNING'].includes(this.state.status);
    this.gone = true;
  }

  /** Whether the file is given out for this token. */
  opensWith(token: string | null): boolean {
    return !this.gone && token !== null && this.tokens.has(token);
  }

  /** Each question gets an address of its own. */
  private signedUrl(origin: string): string {
    const token = randomUUID();
    this.tokens.add(token);
    return `${origin}/files/${this.id}.mp4?_jwt=${token}`;
  }
}
