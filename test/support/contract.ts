import { operationsIn, partAt, type Pointer, pointerOf, readDocument } from './document.js';
import { ValueJudge } from './value-judge.js';

/** Headers that say how an answer travels or is shown, not what it is: every answer may have them. */
const CARRIAGE = new Set(
  (
    'access-control-allow-credentials access-control-allow-origin access-control-expose-headers cache-control ' +
    'connection content-encoding content-length content-type date keep-alive ' +
    'transfer-encoding vary x-accel-buffering ' +
    'content-security-policy cross-origin-embedder-policy cross-origin-opener-policy cross-origin-resource-policy ' +
    'origin-agent-cluster referrer-policy strict-transport-security x-content-type-options x-dns-prefetch-control ' +
    'x-download-options x-frame-options x-permitted-cross-domain-policies x-xss-protection'
  ).split(' '),
);

/** A request and what came back. */
export interface Exchange {
  method: string;
  /** Path and query. */
  target: string;
  request: Message;
  reply: Message & { status: number };
  /** Sent byte by byte by a test: it may be refused before the server knows which operation is meant. */
  isRaw?: boolean;
}

export interface Message {
  /** By lower-case names. */
  headers: Record<string, string>;
  /** Null: not read, because it is no JSON or not there. */
  body: string | null;
}

interface Route {
  /** `get /api/v1/jobs/{id}`. */
  name: string;
  method: string;
  path: string;
  pattern: RegExp;
  parameters: number;
}

/** What the committed document says about answers, and what is wrong with one. */
export class Contract {
  private readonly judge: ValueJudge;
  private readonly routes: Route[];

  /** Of the committed document, if no other is given. */
  constructor(private readonly document: any = readDocument()) {
    this.judge = new ValueJudge(document);
    this.routes = routesOf(document);
  }

  /** The operation that a request is for: `get /api/v1/jobs/{id}`; undefined where the document knows none. */
  operationOf(method: string, target: string): string | undefined {
    return this.find(method, target)?.route.name;
  }

  /** The target as the document has it; undefined where it knows none. */
  addressOf(method: string, target: string): string | undefined {
    const found = this.find(method, target);
    return found && found.path + target.slice(pathOf(target).length);
  }

  /** What is wrong with an answer; an empty list when it is as promised. */
  faults(exchange: Exchange): string[] {
    const { method, target, reply } = exchange;
    const route = this.find(method, target)?.route;
    const pointer = route && this.answerOf(route, reply.status);
    if (pointer) {
      const faults = [...this.headerFaults(pointer, reply), ...this.bodyFaults(pointer, reply)];
      return faults.map((fault) => `${route.name} ${reply.status}: ${fault}`);
    }
    // Such a head is refused before the server knows which operation is meant.
    const isForNone = exchange.isRaw || reply.status === 431;
    if (route && !isForNone) {
      const promised = Object.keys(this.at(['paths', route.path, route.method, 'responses'])).join(', ');
      return [`${route.name} promises ${promised}, not ${reply.status}`];
    }
    return this.refusalFaults(reply).map((fault) => `${method} ${target} ${reply.status}: ${fault}`);
  }

  /** What is wrong with an answer to what is none of the operations: it must be an error in its envelope. */
  private refusalFaults({ status, headers, body }: Exchange['reply']): string[] {
    if (status < 400) {
      return ['no such operation is described'];
    }
    const schema = ['components', 'schemas', 'ApiError'];
    return [
      ...(headers['x-request-id'] ? [] : ['X-Request-Id is missing']),
      ...(status === 405 && headers.allow === undefined ? ['Allow is missing'] : []),
      ...(body === null ? [] : this.valueFaults(schema, parsed(body), 'body')),
    ];
  }

  private headerFaults(pointer: Pointer, { headers }: Message): string[] {
    const shared = this.document.components.headers ?? {};
    const named = { ...shared, ...this.at(pointer).headers };
    const known = new Map(Object.keys(named).map((name) => [name.toLowerCase(), name]));
    const sent = Object.keys(headers).filter((name) => !CARRIAGE.has(name));
    return [
      ...sent.filter((name) => !known.has(name)).map((name) => `the header ${name} is not described`),
      ...[...known].flatMap(([lower, name]) => {
        const isHere = this.at(pointer).headers?.[name] !== undefined;
        const header = this.follow(isHere ? [...pointer, 'headers', name] : ['components', 'headers', name]);
        return this.oneHeaderFaults(header, name, isHere, headers[lower]);
      }),
    ];
  }

  private oneHeaderFaults(pointer: Pointer, name: string, isNamed: boolean, value: string | undefined): string[] {
    const { required = false, schema } = this.at(pointer);
    if (value === undefined) {
      return isNamed && required ? [`the header ${name} is missing`] : [];
    }
    const isNumber = ['integer', 'number'].includes(schema.type);
    return this.valueFaults([...pointer, 'schema'], isNumber ? Number(value) : value, name);
  }

  private bodyFaults(pointer: Pointer, { headers, body }: Message): string[] {
    const promised = Object.keys(this.at(pointer).content ?? {});
    const [type = ''] = (headers['content-type'] ?? '').split(';', 1);
    if (promised.length === 0) {
      return body ? ['it has a body, and none is promised'] : [];
    }
    const kept = promised.find((range) => range === type || range === type.replace(/\/.*/, '/*'));
    if (kept === undefined) {
      return [`it is ${type || 'of no type'}, promised is ${promised.join(', ')}`];
    }
    return body === null ? [] : this.valueFaults([...pointer, 'content', kept, 'schema'], parsed(body), 'body');
  }

  private valueFaults(pointer: Pointer, value: unknown, at: string): string[] {
    return this.judge.faults(pointer, value, at);
  }

  private answerOf({ path, method }: Route, status: number): Pointer | undefined {
    const pointer = ['paths', path, method, 'responses', String(status)];
    return this.at(pointer) && this.follow(pointer);
  }

  private follow(pointer: Pointer): Pointer {
    const { $ref } = this.at(pointer);
    return $ref === undefined ? pointer : this.follow(pointerOf($ref));
  }

  private at(pointer: Pointer): any {
    return partAt(this.document, pointer);
  }

  private find(method: string, target: string): { route: Route; path: string } | undefined {
    const path = pathOf(target);
    const isMeant = (route: Route, name: string, address: string) =>
      route.method === name && route.pattern.test(address);
    // Every GET answers HEAD too; health is there with the prefix and without.
    const methods = method === 'HEAD' ? ['head', 'get'] : [method.toLowerCase()];
    const paths = path.startsWith('/health') ? [path, `/api/v1${path}`] : [path];
    const choices = isDecodable(path)
      ? methods.flatMap((name) => paths.map((address) => [name, address] as const))
      : [];
    for (const [name, address] of choices) {
      const route = this.routes.find((one) => isMeant(one, name, address));
      if (route) {
        return { route, path: address };
      }
    }
    return undefined;
  }
}

/** The routes of the document, those with fewer open places first. */
function routesOf(document: any): Route[] {
  const routes = operationsIn(document).map(({ method, path }) => {
    const literal = path.split(/\{[^}]+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    // A longer part is an address that does not exist, like any other.
    const pattern = new RegExp(`^${literal.join('[^/]{1,128}')}$`);
    return { name: `${method} ${path}`, method, path, pattern, parameters: literal.length - 1 };
  });
  return routes.sort((one, other) => one.parameters - other.parameters);
}

function pathOf(target: string): string {
  return target.split(/[?#]/, 1)[0] ?? '';
}

/** `%E0%A4%A` is no address at all. */
function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
