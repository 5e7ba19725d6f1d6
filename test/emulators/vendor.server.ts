import { once } from 'node:events';
import { createServer, STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { bytesOf, flood, lose, Refusal, send, type Answer } from './vendor-answers.js';

/** What any vendor's server may do in place of what it should. */
export type ServerFault =
  /** None: for a fault of a later request to wait behind. */
  | { kind: 'none' }
  /** An answer in place of the true one, for work that is not done; its body by default as the vendor words it. */
  | { kind: 'answer'; status: number; body?: unknown; headers?: Record<string, string> }
  /** No answer at all, and nothing is done. */
  | { kind: 'hang' }
  /** The connection ends before anything is done. */
  | { kind: 'cut' }
  /** The work is done, but its answer is lost: cut off, never given, or in its place this status of a gateway. */
  | { kind: 'lost'; by?: 'cut' | 'silence' | number }
  /** The work is done, and its answer is no JSON (of a file: no picture and no film). */
  | { kind: 'malformed' }
  /** The answer does not end before so many bytes. */
  | { kind: 'flood'; bytes?: number };

export type ServerFaultKind = ServerFault['kind'];

/** A request, all checks passed, and what is to be done for it. `ending` is a fault of the vendor's own kind. */
export interface Understood<Kind extends string, Fault> {
  kind: Kind;
  work: (fault?: Fault) => Answer | Promise<Answer>;
}

const FLOOD_BYTES = 100 * 1024 * 1024;
const GARBAGE = '{"id": "abc", "status": ';

/**
 * A vendor's server: strict with requests, kept in `mistakes` where they are wrong, and faulty on demand. A fault waits
 * for the next request of its kind. Needs nothing but Node.
 */
export abstract class VendorServer<Kind extends string, Fault extends { kind: string } = never> {
  /** Requests that were well-formed, with those that a fault met. */
  readonly counts: Record<Kind, number>;
  /** What was wrong with requests, in order. */
  readonly mistakes: string[] = [];
  /** Of all requests. */
  readonly headerNames = new Set<string>();
  /** From the end of the work until its answer is sent. */
  latencyMs = 0;
  private readonly faults = new Map<Kind, (ServerFault | Fault)[]>();
  private readonly server: Server;

  protected constructor(kinds: readonly Kind[]) {
    this.counts = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Kind, number>;
    this.server = createServer((request, response) => void this.handle(request, response));
  }

  /** Lets the next request of a kind meet a fault; several wait in line. */
  abstract fail(fault: ServerFault | Fault, kind?: Kind): void;

  /** Which request it is; throws `Refusal` for what the vendor would refuse. */
  protected abstract understood(request: IncomingMessage, bytes: Buffer): Understood<Kind, Fault>;

  /** The body of a refusal for no reason of the request's. */
  protected refusalOf(status: number): unknown {
    return { error: STATUS_CODES[status] };
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
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

  protected async listen(port = 0): Promise<void> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  protected inLine(fault: ServerFault | Fault, kind: Kind): void {
    this.faults.set(kind, [...(this.faults.get(kind) ?? []), fault]);
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
      const { status, body, headers } = error instanceof Refusal ? error : new Refusal(500, { error: String(error) });
      this.mistakes.push(`${request.method} ${request.url}: ${status} ${JSON.stringify(body)}`);
      send(response, { status, body, headers });
    }
  }

  private async respond(response: ServerResponse, answer: Answer): Promise<void> {
    if (this.latencyMs > 0) {
      await delay(this.latencyMs);
    }
    send(response, answer);
  }

  private async perform(
    fault: ServerFault | Fault | undefined,
    work: Understood<Kind, Fault>['work'],
    response: ServerResponse,
  ): Promise<void> {
    if (fault === undefined || !isServerFault(fault)) {
      return this.respond(response, await work(fault));
    }
    switch (fault.kind) {
      case 'none':
        return this.respond(response, await work());
      case 'answer':
        return send(response, { body: this.refusalOf(fault.status), ...fault });
      case 'hang':
      case 'cut':
        return lose(response, fault.kind === 'cut' ? 'cut' : 'silence');
      case 'lost':
        await work();
        return lose(response, fault.by ?? 'cut');
      case 'malformed':
        await work();
        return send(response, { status: 200, body: GARBAGE });
      case 'flood':
        return flood(response, fault.bytes ?? FLOOD_BYTES);
    }
  }
}

const SERVER_FAULTS: readonly string[] = [
  'none',
  'answer',
  'hang',
  'cut',
  'lost',
  'malformed',
  'flood',
] satisfies ServerFaultKind[];

function isServerFault<Fault extends { kind: string }>(fault: ServerFault | Fault): fault is ServerFault {
  return SERVER_FAULTS.includes(fault.kind);
}
