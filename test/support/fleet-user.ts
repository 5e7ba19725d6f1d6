import { StreamListener } from './stream-listener.js';
import { until } from './until.js';

const ANSWER_MS = 60_000;
const ENDS = ['job.completed', 'job.failed', 'job.cancelled'];

/** The shortest film with paid footage: one shot, small. */
export const SHORT_FILM = {
  prompt: '雨夜的天台上，两个老朋友重逢',
  max_shots: 1,
  duration_sec: 5,
  model_id: 'runway:gen4_turbo',
  options: { preview: true, allow_fallback: false },
};

export interface FleetReply {
  status: number;
  headers: Headers;
  body: any;
  /** How long the answer took. */
  milliseconds: number;
}

/** A user of a fleet, who stays connected whatever happens to it. */
export class FleetUser {
  readonly jobs: WatchedJob[] = [];

  private constructor(
    readonly url: string,
    readonly token: string,
  ) {}

  static async register(url: string, username: string): Promise<FleetUser> {
    const account = { username, email: `${username}@example.com`, password: 'correct horse battery' };
    const { body } = await request(url, 'POST', '/auth/register', { body: account });
    return new FleetUser(url, body.data.token);
  }

  get(path: string): Promise<FleetReply> {
    return request(this.url, 'GET', path, { token: this.token });
  }

  post(path: string, body: object = {}, headers: Record<string, string> = {}): Promise<FleetReply> {
    return request(this.url, 'POST', path, { token: this.token, body, headers });
  }

  patch(path: string, body: object): Promise<FleetReply> {
    return request(this.url, 'PATCH', path, { token: this.token, body });
  }

  /** The same user at another address. */
  at(url: string): FleetUser {
    return new FleetUser(url, this.token);
  }

  /** Orders a film, and listens to it from its first message on. */
  async film(changes: object = {}): Promise<WatchedJob> {
    const reply = await this.post('/jobs', { ...SHORT_FILM, ...changes });
    return this.watch(accepted(reply).id as string);
  }

  /** Orders scenes without a film: over in a second. */
  async scenes(episodes = 1): Promise<WatchedJob> {
    const project = await this.post('/projects', { title: '重逢', target_duration_sec: 10 });
    const body = { prompt: '两个老朋友在天台重逢', episodes, scenes_per_episode: 1 };
    const reply = await this.post(`/projects/${project.body.data.id}/generate-scenes`, body);
    return this.watch(accepted(reply).id as string);
  }

  watch(jobId: string): WatchedJob {
    const job = new WatchedJob(this, this.token, jobId);
    this.jobs.push(job);
    return job;
  }

  download(url: string): Promise<Response> {
    return fetch(url.startsWith('http') ? url : `${this.url}${url}`);
  }

  close(): void {
    this.jobs.forEach((job) => job.close());
  }
}

/** A job with a client that listens to it. */
export class WatchedJob extends StreamListener {
  constructor(
    readonly user: FleetUser,
    token: string,
    readonly id: string,
  ) {
    super(user.url, token, { kind: 'job', id });
  }

  /** Until a message was heard that ends the job, `count` times over. */
  async ended(timeoutMs = 120_000, count = 1): Promise<void> {
    const ends = () => this.heard.filter(({ type }) => ENDS.includes(type)).length;
    await until(`job ${this.id} ends`, () => ends() >= count, { timeoutMs }).catch((error: unknown) => {
      throw new Error(`It heard ${this.heard.map(({ type }) => type).join(' ')}`, { cause: error });
    });
  }
}

async function request(
  url: string,
  method: string,
  path: string,
  { token = '', body, headers = {} }: { token?: string; body?: object; headers?: Record<string, string> },
): Promise<FleetReply> {
  const started = performance.now();
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      ...headers,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  const text = await response.text();
  const milliseconds = performance.now() - started;
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? null : JSON.parse(text),
    milliseconds,
  };
}

function accepted({ status, body }: FleetReply): any {
  if (status !== 202) {
    throw new Error(`Refused with ${status}: ${JSON.stringify(body)}`);
  }
  return body.data;
}
