import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Exchange, type Message } from './contract.js';

/** What is longer is left out: the files stay small. */
const MAX_BODY = 100_000;
const SECRETS = /^(password|current_password|token|refresh_token|key|secret|previous_secret)$/;

/** Keeps an exchange for `npm run drift`, one line of JSON each, in the directory that JUMU_TRAFFIC names. */
export function record({ method, target, request, reply }: Exchange): void {
  const directory = process.env.JUMU_TRAFFIC;
  if (!directory) {
    return;
  }
  const line = {
    request: { method, url: target, headers: maskedHeaders(request.headers), body: maskedBody(request) },
    response: { status: reply.status, headers: reply.headers, body: maskedBody(reply) },
  };
  appendFileSync(join(directory, `${process.pid}.ndjson`), `${JSON.stringify(line)}\n`);
}

function maskedHeaders({ authorization, ...headers }: Message['headers']): Message['headers'] {
  return authorization === undefined ? headers : { ...headers, authorization: authorization.replace(/ .*/, ' ***') };
}

/** The same with its secrets crossed out, letter by letter, so that they keep their length. */
function maskedBody({ body }: Message): string | null {
  if (body === null || body.length > MAX_BODY) {
    return null;
  }
  try {
    return JSON.stringify(JSON.parse(body, (name, value: unknown) => (SECRETS.test(name) ? masked(value) : value)));
  } catch {
    return body;
  }
}

/** Prefixes and what holds a token together stay: the document knows their form. */
const hidden = (text: string) => text.replace(/[^_.=]/g, 'x');

function masked(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/(?<=^(?:jumu_|whsec_)?)(?!jumu_|whsec_).*/s, hidden) : value;
}
