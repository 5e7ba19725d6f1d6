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

interface Message {
  job_seq: number | null;
}

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

  /** Starts the drama; the job's id. */
  async startDrama(title: string, prompt: string): Promise<string> {
    const { job_id } = await this.call<{ job_id: string }>('POST', '/projects/generate-drama', {
      title,
      prompt,
      episodes: 1,
      scenes_per_episode: 3,
      duration_sec: 30,
    });
    return job_id;
  }

  job(id: string): Promise<JobState> {
    return this.call<JobState>('GET', `/jobs/${id}`);
  }

  /** Hands each new state to `show` until the job is over. A connection that breaks goes on after its last message. */
  async follow(id: string, show: (state: JobState) => void): Promise<JobState> {
    let lastSeq = 0;
    const socket = io(`${this.serverUrl}/ws`, {
      transports: ['websocket'],
      auth: (send) => send({ token: this.token, job_id: id, after_seq: lastSeq }),
    });
    try {
      return await new Promise<JobState>((resolve, reject) => {
        const refresh = oneAtATime(async () => {
          const state = await this.job(id);
          show(state);
          const isOver = FINAL.includes(state.status);
          if (isOver) {
            resolve(state);
          }
          return isOver;
        }, reject);
        socket.on('connect_error', (error) => (socket.active ? undefined : reject(error)));
        socket.onAny((_type: string, message: Message) => {
          lastSeq = Math.max(lastSeq, message?.job_seq ?? 0);
          refresh();
        });
      });
    } finally {
      socket.disconnect();
    }
  }

  async downloadVideo(id: string, path: string): Promise<void> {
    const { url } = await this.call<{ url: string }>('GET', `/jobs/${id}/video`);
    const response = await fetch(new URL(url, this.serverUrl));
    if (!response.ok || response.body === null) {
      throw new Error(`The film cannot be downloaded: HTTP ${response.status}`);
    }
    await pipeline(Readable.fromWeb(response.body), createWriteStream(path));
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

/** However often it is asked for, one runs at a time, and one more after the last request. True from `work` ends it. */
function oneAtATime(work: () => Promise<boolean>, onError: (error: unknown) => void): () => void {
  let isRunning = false;
  let isWanted = false;
  let isOver = false;
  const run = async (): Promise<void> => {
    isRunning = true;
    while (isWanted && !isOver) {
      isWanted = false;
      isOver = await work();
    }
    isRunning = false;
  };
  return () => {
    isWanted = true;
    if (!isRunning) {
      run().catch(onError);
    }
  };
}
