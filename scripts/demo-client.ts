import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { io } from 'socket.io-client';

export interface DemoAccount {
  email: string;
  password: string;
}

export interface StageState {
  stage: string;
  status: string;
  progress: number;
}

export interface JobState {
  status: string;
  progress: number;
  stages: StageState[];
  error: { code: string; message: string; stage?: string; advice?: unknown } | null;
}

/** What a client reads of the job's messages (the server has more of them). */
type Message = { job_seq: number | null } & (
  | { type: 'job.status'; data: { status: string } }
  | { type: 'job.stage'; data: { stage: string; status: string } }
  | { type: 'job.progress'; data: { progress: number; stage: string; stage_progress: number } }
);

const FINAL = ['completed', 'failed', 'cancelled', 'paused'];

/** A client as anybody would write it: REST with a token, and the job's messages over Socket.IO. */
export class DemoClient {
  readonly account: DemoAccount;
  private token = '';

  constructor(private readonly serverUrl: string) {
    const name = `demo-${randomBytes(4).toString('hex')}`;
    this.account = { email: `${name}@example.com`, password: randomBytes(9).toString('base64url') };
  }

  async register(): Promise<void> {
    const username = this.account.email.split('@')[0];
    const { token } = await this.call<{ token: string }>('POST', '/auth/register', { ...this.account, username });
    this.token = token;
  }

  /** Starts the drama, 30 seconds in three scenes if nothing else is ordered; the job's id. */
  async startDrama(title: string, prompt: string, order: object = {}): Promise<string> {
    const { job_id } = await this.call<{ job_id: string }>('POST', '/projects/generate-drama', {
      title,
      prompt,
      episodes: 1,
      scenes_per_episode: 3,
      duration_sec: 30,
      ...order,
    });
    return job_id;
  }

  job(id: string): Promise<JobState> {
    return this.call<JobState>('GET', `/jobs/${id}`);
  }

  /** Hands each new state to `show` until the job is over. A connection that breaks goes on after its last message. */
  async follow(id: string, show: (state: JobState) => void): Promise<JobState> {
    const state = await this.job(id);
    let lastSeq = 0;
    const socket = io(`${this.serverUrl}/ws`, {
      transports: ['websocket'],
      auth: (send) => send({ token: this.token, job_id: id, after_seq: lastSeq }),
    });
    try {
      await new Promise<void>((resolve, reject) => {
        socket.on('connect_error', (error) => (socket.active ? undefined : reject(error)));
        socket.onAny((_type: string, message: Message) => {
          lastSeq = Math.max(lastSeq, message?.job_seq ?? 0);
          apply(state, message);
          show(state);
          if (FINAL.includes(state.status)) {
            resolve();
          }
        });
      });
    } finally {
      socket.disconnect();
    }
    // Why a job failed is told with the job.
    return this.job(id);
  }

  async downloadVideo(id: string, path: string): Promise<void> {
    const { url } = await this.call<{ url: string }>('GET', `/jobs/${id}/video`);
    const response = await fetch(new URL(url, this.serverUrl));
    if (!response.ok || response.body === null) {
      throw new Error(`The film cannot be downloaded: HTTP ${response.status}`);
    }
    await pipeline(Readable.fromWeb(response.body), createWriteStream(path));
  }

  /** Length of a finished film. */
  async filmSeconds(id: string): Promise<number> {
    const { duration_sec } = await this.call<{ duration_sec: number }>('GET', `/jobs/${id}/video`);
    return duration_sec;
  }

  /** How long an answer takes, in milliseconds. */
  async answerMs(path: string): Promise<number> {
    const began = performance.now();
    await this.call('GET', path);
    return performance.now() - began;
  }

  private async call<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.serverUrl}/api/v1${path}`, {
      method,
      headers: {
        ...(body && { 'Content-Type': 'application/json' }),
        ...(this.token && { Authorization: `Bearer ${this.token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as { message: string; data: T; error?: { code: string; details?: unknown } };
    if (!response.ok) {
      const details = JSON.stringify(answer.error?.details ?? {});
      throw new Error(`${method} ${path}: ${response.status} ${answer.error?.code}: ${answer.message} ${details}`);
    }
    return answer.data;
  }
}

function apply(state: JobState, message: Message): void {
  switch (message?.type) {
    case 'job.status':
      state.status = message.data.status;
      return;
    case 'job.stage':
      moveStage(state, message.data.stage, message.data.status === 'completed' ? 100 : 0, message.data.status);
      return;
    case 'job.progress':
      state.progress = message.data.progress;
      moveStage(state, message.data.stage, message.data.stage_progress);
      return;
  }
}

function moveStage({ stages }: JobState, name: string, progress: number, status?: string): void {
  const stage = stages.find((each) => each.stage === name);
  if (stage !== undefined) {
    stage.progress = Math.max(stage.progress, progress);
    stage.status = status ?? stage.status;
  }
}
