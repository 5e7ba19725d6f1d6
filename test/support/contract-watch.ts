import { types } from 'node:util';
import { Contract, type Exchange } from './contract.js';
import { record } from './contract-traffic.js';
import { LiveContract } from './live-contract.js';

/** What our servers answer to; vendors' emulators and receivers of webhooks have other paths. */
const OURS = /^\/(api\/v1|health|docs|redoc|metrics)(\/|$)/;
/** Pages, files and figures: no operations of the document. Their refusals are errors like all others. */
const NO_OPERATIONS = /^\/(docs|redoc|metrics|api\/v1\/media)(\/|$)/;

const EVENTS = 'get /api/v1/jobs/{id}/events';

/** Holds all that a test file gets from a Jumu server against `openapi.json` and `asyncapi.json`. */
export class ContractWatch {
  private contract: Contract | undefined;
  private live: LiveContract | undefined;
  private found: string[] = [];
  private readonly reading: Promise<void>[] = [];

  /** Before the first answer. */
  start(): void {
    this.contract = new Contract();
    this.live = new LiveContract();
  }

  /** The same as `original`, and heard. */
  watched(original: typeof fetch): typeof fetch {
    return async (input, init) => {
      const response = await original(input, init);
      const request = input instanceof Request ? input : { url: String(input), ...init };
      const { pathname, search, hostname } = new URL(request.url);
      if (hostname === '127.0.0.1' && OURS.test(pathname) && !response.redirected) {
        const method = (request.method ?? 'GET').toUpperCase();
        this.read(method, pathname + search, request, response);
      }
      return response;
    };
  }

  /** One exchange. */
  hear(exchange: Exchange): void {
    // An answer that a test reads as it stands (CORS) is about no operation.
    if (exchange.method === 'OPTIONS' || this.contract === undefined) {
      return;
    }
    const { method, target } = exchange;
    const address = this.contract.addressOf(method, target);
    if (address !== undefined || exchange.reply.status >= 400 || !NO_OPERATIONS.test(target)) {
      this.found.push(...this.contract.faults(exchange));
    }
    if (this.contract.operationOf(method, target) === EVENTS && exchange.reply.status === 200) {
      this.hearEvents(exchange.reply.body);
    }
    if (address !== undefined && !exchange.isRaw) {
      record({ ...exchange, target: address });
    }
  }

  /** A message of a socket. */
  hearMessage(message: Parameters<LiveContract['messageFaults']>[0]): void {
    this.found.push(...(this.live?.messageFaults(message) ?? []));
  }

  /** The acknowledgement of a command. */
  hearAnswer(command: string, answer: { ok: boolean }): void {
    this.found.push(...(this.live?.answerFaults(command, answer) ?? []));
  }

  /** What has been wrong since the last time it was asked, each once. */
  async takeFaults(): Promise<string[]> {
    await Promise.all(this.reading.splice(0));
    return [...new Set(this.found.splice(0))];
  }

  /** The list of a job's events; as a stream it is no JSON. */
  private hearEvents(body: string | null): void {
    const { data } = JSON.parse(body ?? '{"data":{"items":[]}}');
    data.items.forEach((event: Parameters<LiveContract['messageFaults']>[0]) => this.hearMessage(event));
  }

  private read(method: string, target: string, request: RequestInit, response: Response): void {
    const headers = Object.fromEntries(response.headers);
    const isJson = /^application\/json\b/.test(headers['content-type'] ?? '');
    const hear = (body: string | null) => {
      this.hear({ method, target, request: messageOf(request), reply: { status: response.status, headers, body } });
    };
    if (!isJson || method === 'HEAD') {
      hear(null);
      return;
    }
    // An answer that was cut on its way has been heard by nobody.
    const text = response.clone().text();
    this.reading.push(text.then(hear, () => undefined));
  }
}

function messageOf({ headers, body }: RequestInit): Exchange['request'] {
  return {
    headers: Object.fromEntries(new Headers(headers)),
    body: textOf(body),
  };
}

/** JSON, as it comes from the SDK or by hand. A form is none, and a film is too long. */
function textOf(body: RequestInit['body']): string | null {
  if (types.isAnyArrayBuffer(body)) {
    return Buffer.from(body).toString('utf8');
  }
  return typeof body === 'string' ? body : body ? 'left out' : null;
}

/** The one of this test file. */
export const contractWatch = new ContractWatch();
