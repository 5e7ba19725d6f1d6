import { type OpenAPIObject } from '@nestjs/swagger';
import { WEBHOOK_EVENTS, type WebhookEvent } from '../webhooks/webhook-events.js';

type Properties = Record<string, object>;

const text = { type: 'string', maxLength: 255 };
const id = { type: 'string', format: 'uuid' };

/** What each event brings beside the ids. */
const DATA: Record<WebhookEvent, { summary: string; properties: Properties }> = {
  'job.completed': {
    summary: 'A job has made what it was asked for',
    properties: {
      output: { type: 'object', additionalProperties: true, description: 'A film: the data of `GET /jobs/{id}/video`' },
    },
  },
  'job.failed': {
    summary: 'A job has failed',
    properties: {
      error: { type: 'object', additionalProperties: true, description: 'The `error` of `GET /jobs/{id}`' },
    },
  },
  'job.cancelled': { summary: 'A job was cancelled, or deleted before its end', properties: {} },
  'job.status': {
    summary: 'The status of a job has changed',
    properties: { status: text, previous: { ...text, type: ['string', 'null'] } },
  },
  'job.stage': { summary: 'A stage has begun or is done', properties: { stage: text, status: text } },
  'shot.completed': {
    summary: 'A shot is filmed',
    properties: { shot_id: id, video_url: { type: 'string', format: 'uri' } },
  },
};

const HEADERS: [name: string, description: string][] = [
  ['webhook-id', 'The same for every try of a delivery'],
  ['webhook-timestamp', 'When this try was made, in seconds since 1970'],
  ['webhook-signature', '`v1,…` (Standard Webhooks); for 24 hours after a rotation two of them, with a space between'],
];

/** The `webhooks` of the document: what a server at `webhook_url` is sent, and what it may answer. */
export function webhookDocs(): NonNullable<OpenAPIObject['webhooks']> {
  return Object.fromEntries(WEBHOOK_EVENTS.map((type) => [type, { post: operationOf(type) }]));
}

function operationOf(type: WebhookEvent) {
  const { summary, properties } = DATA[type];
  const ids = {
    job_id: id,
    project_id: { ...id, type: ['string', 'null'] },
    job_seq: { type: 'integer', maximum: Number.MAX_SAFE_INTEGER },
  };
  return {
    operationId: `on_${type}`.replace(/[._](\w)/g, (_match, letter: string) => letter.toUpperCase()),
    summary,
    tags: ['webhooks'],
    security: [],
    parameters: HEADERS.map(([name, description]) => ({
      name,
      description,
      in: 'header' as const,
      required: true,
      schema: text,
    })),
    requestBody: {
      required: true,
      content: { 'application/json': { schema: bodyOf(type, { ...ids, ...properties }) } },
    },
    responses: {
      '2XX': { description: 'It has arrived' },
      410: { description: 'Do not try again' },
      default: { description: 'Try again after 5 s, 30 s, 2 min, 10 min, 1 h and 6 h; redirects are not followed' },
    },
  };
}

function bodyOf(type: WebhookEvent, properties: Properties) {
  return {
    type: 'object',
    required: ['type', 'timestamp', 'data'],
    properties: {
      type: { type: 'string', enum: [type] },
      timestamp: { type: 'string', format: 'date-time', description: 'When it happened' },
      data: { type: 'object', required: Object.keys(properties), properties },
    },
  };
}
