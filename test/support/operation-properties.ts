import fc, { type Arbitrary } from 'fast-check';
import { contractWatch } from './contract-watch.js';
import { isForAnybody, operationsIn, readDocument, resolved } from './document.js';
import { GOOD_BUT_REFUSED, GOOD_REQUESTS } from './good-requests.js';
import { newForm, newThings, type Things, THINGS } from './one-of-everything.js';
import { SchemaValues } from './schema-values.js';
import { TestApp, type TestUser } from './test-app.js';

/** One operation of the document. */
export interface Operation {
  id: string;
  method: string;
  path: string;
  needsToken: boolean;
  takesKey: boolean;
  /** A schema of an object whose fields are the parameters of the query. */
  query: { type: 'object'; properties: Record<string, object>; additionalProperties: false };
  /** The schema of its JSON. */
  body?: object;
  /** What the document shows of it. */
  example?: unknown;
  needsBody: boolean;
  isForm: boolean;
}

/** A request as it is made up and made smaller. In its body ids of {@link THINGS} stand for real ones. */
interface Request {
  /** Whose thing is in the path: one's own, another user's, or a text that is nobody's id. */
  whose: string;
  token: 'own' | 'none' | 'wrong';
  key: string | undefined;
  query: Record<string, string>;
  body: unknown;
}

interface Answer {
  status: number;
  text: string;
}

/** What the document has no enum for. */
const WORDS = { video_provider: ['local', 'runway'], image_provider: ['local'], model_id: ['local'] };
const OWNERS = ['own', 'other'] as const;
/** The id that stands for a thing of somebody, until the thing is there. */
const NAMES = new Map(
  OWNERS.flatMap((whose, row) => THINGS.map((thing, column) => [nameOf(row, column), [whose, thing] as const])),
);
const NOBODYS = [
  ...['0191d0a0-0000-7000-8000-00000000dead', '0191d0a0-0000-7000-8000-00000000dea', 'x', '0', 'null', '%00', '%20'],
  ...['%F0%9F%98%80', '..%2f..', "'--", '0'.repeat(128), '0'.repeat(129)],
];
const HOSTILE_NAMES = 'colour __proto__ constructor limit offset sort_by q status after limit[]'.split(' ');
const HOSTILE_QUERIES: Arbitrary<[string, string]> = fc.tuple(
  fc.constantFrom(...HOSTILE_NAMES),
  fc.oneof(fc.constantFrom('', '-1', '0', '1.5', '9'.repeat(400), 'NaN', '\u0000', '%', "' or 1=1"), fc.string()),
);

/** The committed document, and what spec §1 adds to it: a field that is not named is refused. */
const DOCUMENT: any = readDocument((_name, node) =>
  node?.properties && !node.allOf ? { additionalProperties: false, ...node } : node,
);

/** Operations that are FORBIDDEN to others. */
export const FOR_ADMINS = ['listUsers', 'getChains', 'changeChains'];

/** All operations of the document. */
export const OPERATIONS: readonly Operation[] = operationsOf(DOCUMENT);

/**
 * Sends made-up requests, from good to hostile, to an operation of a server of its own, and says what must be true of
 * every answer. What the answers look like is seen to by the {@link contractWatch}.
 */
export class OperationProperties {
  private readonly values = new SchemaValues(DOCUMENT, [...NAMES.keys()], WORDS);
  private owner: TestUser;
  private readonly things = {} as Record<(typeof OWNERS)[number], Things>;

  private constructor(
    private readonly app: TestApp,
    private readonly admin: TestUser,
  ) {}

  static async start(): Promise<OperationProperties> {
    // No worker: what is started waits, and nothing is made.
    const app = await TestApp.start({ ROLE: 'api', ADMIN_EMAIL: 'user1@example.com' });
    const properties = new OperationProperties(app, await app.newUser());
    properties.things.other = await newThings(app, await app.newUser());
    return properties;
  }

  stop(): Promise<void> {
    return this.app.stop();
  }

  /** Fails with the smallest request that is not answered as it should be, and with what repeats it. */
  async expectAnswers(operation: Operation, numRuns: number, seed: number): Promise<void> {
    await this.renewOwner(operation);
    await this.expectSuccess(operation);
    if (operation.method === 'delete' || operation.id === 'logout') {
      await this.renewOwner(operation);
    }
    const property = fc.asyncProperty(this.requests(operation), async (request) => {
      const reply = await this.send(operation, request);
      const faults = [...(await contractWatch.takeFaults()), ...this.faultsOf(operation, request, reply)];
      if (faults.length > 0) {
        throw new Error(`${faults.join('\n')}\n${reply.text.slice(0, 500)}`);
      }
      if (operation.method === 'delete' && reply.status < 300) {
        this.things.own = await newThings(this.app, this.owner);
      }
    });
    // Others for each operation, and the same again for the same seed.
    await fc.assert(property, { numRuns, seed: seed + OPERATIONS.indexOf(operation) });
  }

  private async renewOwner({ id }: Operation): Promise<void> {
    this.owner = FOR_ADMINS.includes(id) ? this.admin : await this.app.newUser();
    this.things.own = await newThings(this.app, this.owner);
  }

  /** Whoever asks as the document says gets what it promises: to refuse everything would keep all other rules. */
  private async expectSuccess(operation: Operation): Promise<void> {
    const { id, example } = operation;
    const { path = operation.path, body = example } = (await GOOD_REQUESTS[id]?.(this.owner, this.things.own)) ?? {};
    const request: Request = { whose: 'own', token: 'own', key: undefined, query: {}, body };
    const { status, text } = await this.send({ ...operation, path }, request);
    const isRefused = GOOD_BUT_REFUSED[id] !== undefined;
    if (isRefused ? !text.includes(`"code":"${GOOD_BUT_REFUSED[id]}"`) : status >= 400) {
      throw new Error(`${status} is no answer to a good request: ${JSON.stringify(request)}\n${text.slice(0, 500)}`);
    }
  }

  private requests({ method, body, query, takesKey }: Operation): Arbitrary<Request> {
    const none = fc.constant(undefined);
    // Fetch sends none with a GET.
    const stray = /get|head/.test(method)
      ? none
      : weighted<unknown>([5, none], [1, this.values.spoilt({ type: 'object' })]);
    const queries = (made: Arbitrary<unknown>) => (made as Arbitrary<Record<string, unknown>>).map(textsOf);
    const hasQuery = Object.keys(query.properties).length > 0;
    const hostile = fc.array(HOSTILE_QUERIES, { minLength: 1, maxLength: 3 }).map((pairs) => Object.fromEntries(pairs));
    return fc.record({
      whose: weighted<string>([8, fc.constant('own')], [1, fc.constant('other')], [2, fc.constantFrom(...NOBODYS)]),
      token: weighted<Request['token']>([9, fc.constant('own')], [1, fc.constantFrom('none', 'wrong')]),
      key: takesKey ? weighted<string | undefined>([6, none], [1, fc.constantFrom('a', 'b', '~'.repeat(256))]) : none,
      // A route without a query of its own does not look at it.
      query: hasQuery
        ? weighted<Request['query']>(
            [4, queries(this.values.valid(query))],
            [2, queries(this.values.beyond(query))],
            [1, hostile],
          )
        : fc.constant({}),
      body: body ? this.bodies(body) : stray,
    });
  }

  private bodies(body: object): Arbitrary<unknown> {
    const { values } = this;
    const bad = fc.oneof(values.spoilt(body), values.beyond(body));
    return weighted<unknown>([6, values.valid(body)], [6, bad], [1, fc.constant(undefined)]);
  }

  private async send(operation: Operation, { whose, token, key, query, body }: Request): Promise<Answer> {
    const { method, path, isForm } = operation;
    const filled = path.replace(/\{(\w+)\}/g, (_place, name: string) => this.partOf(path, name, whose));
    const search = new URLSearchParams(query).toString();
    const text = JSON.stringify(body)?.replace(/"([\da-f-]{36})"/g, (_all, id: string) => `"${this.real(id)}"`);
    const bearer = { own: this.owner.token, none: undefined, wrong: 'wrong' }[token];
    const headers = {
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...(text === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const form = isForm && text === undefined ? await newForm() : undefined;
    const address = `${this.app.url}${filled}${search && `?${search}`}`;
    const options = { method: method.toUpperCase(), headers, body: text ?? form, redirect: 'manual' as const };
    const reply = await fetch(address, options);
    return { status: reply.status, text: await reply.text() };
  }

  private faultsOf(operation: Operation, request: Request, { status, text }: Answer): string[] {
    const { whose, token, query, body } = request;
    const isDone = status < 400;
    const isRefused = status >= 400 && status < 500;
    // No id is so long: there is no such address, whoever asks.
    const isNowhere = whose.length > 128 && status === 404;
    // Node refuses such a head before anybody reads it.
    const isHeadTooLong = status === 431;
    // Bytes that are no JSON, or name `__proto__`, are refused while they are read, whoever sends them.
    const isUnreadable = status === 400 && text.includes('"rule":"isJson"');
    const isToldWhoAsks = status === 401 || isNowhere || isHeadTooLong || isUnreadable;
    const isStrange = whose !== 'own' && operation.path.includes('{');
    const isBodyBad = operation.body !== undefined && !this.isGood(operation.body, operation.needsBody, body);
    const isQueryBad = !this.values.isReadable(operation.query, query);
    // An unconfigured provider that nothing may stand in for.
    const isAway = status === 503 && JSON.stringify(body).includes('"allow_fallback":false');
    const rules: [fault: string, isBroken: boolean][] = [
      ['a fault of ours', status >= 500 && !isAway],
      ['known without a good token', operation.needsToken && token !== 'own' && !isToldWhoAsks],
      ["done with what is not the caller's", isStrange && isDone],
      ['a body that the schema does not allow is not refused', isBodyBad && !isRefused],
      ['a query that the schema does not allow is not refused', isQueryBad && !isRefused],
    ];
    return rules.filter(([, isBroken]) => isBroken).map(([fault]) => `${status}: ${fault}`);
  }

  /** As it is on the wire: what JSON has no word for is not there. */
  private isGood(schema: object, isNeeded: boolean, body: unknown): boolean {
    if (body === undefined) {
      return !isNeeded;
    }
    return this.values.isValid(schema, JSON.parse(JSON.stringify(body)));
  }

  private partOf(path: string, name: string, whose: string): string {
    const things = whose === 'own' || whose === 'other' ? this.things[whose] : undefined;
    if (things === undefined) {
      return whose;
    }
    if (path.includes('/ai/models/')) {
      return whose === 'own' ? 'local:writer' : 'unknown';
    }
    if (name === 'stage') {
      return whose === 'own' ? 'script' : 'unknown';
    }
    const named = PARTS[name] ?? thingIn(path);
    return things[named] ?? 'x';
  }

  private real(id: string): string {
    const [whose, thing] = NAMES.get(id) ?? [];
    return whose && thing ? this.things[whose][thing] : id;
  }
}

/** What stands in a path behind another thing's id. */
const PARTS: Record<string, keyof Things> = { character_id: 'character', suggestion_id: 'suggestion' };

function nameOf(row: number, column: number): string {
  return `0191d0a0-0000-7000-8000-0000000000${row}${column}`;
}

function weighted<T>(...choices: [weight: number, arbitrary: Arbitrary<T>][]): Arbitrary<T> {
  return fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}

function textsOf(query: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));
}

function thingIn(path: string): keyof Things {
  const [, collection = ''] = /\/([a-z-]+)\/\{id\}/.exec(path) ?? [];
  const things: Record<string, keyof Things> = {
    'api-keys': 'apiKey',
    'webhook-deliveries': 'delivery',
    analysis: 'analysis',
  };
  return things[collection] ?? (collection.slice(0, -1) as keyof Things);
}

function operationsOf(document: any): Operation[] {
  return operationsIn(document).map(({ method, path, operation }) => {
    const parameters: any[] = (operation.parameters ?? []).map((parameter: any) => resolved(document, parameter));
    const inQuery = parameters.filter((parameter) => parameter.in === 'query');
    const { content = {}, required = false } = resolved(document, operation.requestBody) ?? {};
    return {
      id: operation.operationId,
      method,
      path,
      needsToken: !isForAnybody(document, operation),
      takesKey: parameters.some(({ name }) => name === 'Idempotency-Key'),
      query: {
        type: 'object',
        properties: Object.fromEntries(inQuery.map(({ name, schema }) => [name, schema])),
        additionalProperties: false,
      },
      body: bodyOf(content['application/json']),
      example: content['application/json']?.example,
      needsBody: required,
      isForm: 'multipart/form-data' in content,
    };
  });
}

/** A schema with the example that stands beside it. */
function bodyOf(json: { schema: object; example?: unknown } | undefined): object | undefined {
  return json && { ...json.schema, ...(json.example === undefined ? {} : { example: json.example }) };
}
