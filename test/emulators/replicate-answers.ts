import { type IncomingMessage } from 'node:http';
import { surplus, type InvalidField } from './replicate-models.js';
import { Refusal, type Answer } from './vendor-answers.js';

const EVENTS = ['start', 'output', 'logs', 'completed'];

export function notFound(): Answer {
  return { status: 404, body: { detail: 'The requested resource could not be found.', status: 404 } };
}

export function unknownVersion(): Refusal {
  return new Refusal(422, {
    title: 'Invalid version or not permitted',
    detail: "The specified version does not exist (or perhaps you don't have permission to use it?)",
    status: 422,
  });
}

/** The body of a refusal for no reason of the request's. */
export function refusalBody(status: number): unknown {
  switch (status) {
    case 401:
      return { title: 'Unauthenticated', detail: 'You did not pass a valid authentication token', status };
    case 402:
      return {
        title: 'Insufficient credit',
        detail: 'You have insufficient credit to run this model. Go to https://replicate.com/account/billing#billing',
        status,
      };
    case 429:
      return { detail: 'Request was throttled. Your rate limit resets in ~30s.' };
    default:
      return status < 500 ? { detail: 'Refused', status } : '<html><body>Server error</body></html>';
  }
}

/** JSON only. */
export function bodyIn({ headers }: IncomingMessage, bytes: Buffer): unknown {
  if (headers['content-type'] !== 'application/json') {
    throw new Refusal(415, { detail: 'Unsupported media type', status: 415 });
  }
  return JSON.parse(bytes.toString('utf8')) as unknown;
}

/** Throws for a body that has not its own fields: those that it must have, perhaps those of the webhook, and no others. */
export function expectFields(body: Record<string, unknown>, required: string[]): void {
  const allowed = [...required, 'webhook', 'webhook_events_filter'];
  const missing = required
    .filter((name) => !(name in body))
    .map((name) => ({ type: 'required', field: '', description: `${name} is required` }));
  const faults = [
    ...missing,
    ...Object.keys(body)
      .filter((name) => !allowed.includes(name))
      .map((name) => surplus('', name)),
  ];
  if (faults.length > 0) {
    throw invalid(faults);
  }
}

/** The real one wants https; a test is on this machine. */
export function webhookFaults({ webhook, webhook_events_filter: events }: Record<string, unknown>): InvalidField[] {
  const isUrl = webhook === undefined || (typeof webhook === 'string' && /^(https:|http:\/\/127\.)/.test(webhook));
  const isList = events === undefined || (Array.isArray(events) && events.every((each) => EVENTS.includes(each)));
  const fault = (field: string) => ({ type: 'format', field, description: 'Does not match format' });
  return [...(isUrl ? [] : [fault('webhook')]), ...(isList ? [] : [fault('webhook_events_filter')])];
}

/** What is wrong with a body, field by field. */
export function invalid(fields: InvalidField[]): Refusal {
  const detail = fields.map(({ field, description }) => `- ${field ? `${field}: ` : ''}${description}\n`).join('');
  return new Refusal(422, { detail, status: 422, title: 'Input validation failed', invalid_fields: fields });
}
