import { type INestApplication } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { API_PREFIX } from '../common/http-app.js';
import { VERSION } from '../common/version.js';
import { COMMANDS } from '../gateway/command-table.js';
import { EVENTS, NOTICES } from '../gateway/event-table.js';
import { EventDto } from '../jobs/job-event.dto.js';
import { addBounds } from './doc-bounds.js';
import { schemasOf } from './doc-schemas.js';
import { answersOf, messageClasses, type Messages, messagesOf } from './event-messages.js';
import { type EventsDocument, eventsPage } from './events-page.js';

const DESCRIPTION =
  'What a server tells while dramas are made and edited, and what it can be told, over Socket.IO. Every event comes with ' +
  'a number: `seq` grows by one per project and `job_seq` by one per job, so whoever sees a gap asks again with ' +
  '`after_seq`. Everything else is in the OpenAPI document: `/docs`.';

/** Whoever serves the document is the server. */
const HOST = { host: { default: 'localhost:3000', description: 'Where this document comes from' } };

const SERVERS = {
  socket: {
    host: '{host}',
    pathname: '/socket.io/',
    protocol: 'ws',
    description:
      'Socket.IO 4, namespace `/ws`, over WebSocket or long polling. A ping every 30 s, or as the server is set ' +
      '(`SOCKET_PING_SEC`; Socket.IO tells its clients); who is silent for twice as long is cut off.',
    variables: HOST,
    security: [{ $ref: '#/components/securitySchemes/handshake' }],
  },
  http: {
    host: '{host}',
    pathname: API_PREFIX,
    protocol: 'http',
    description: 'The REST API, where one job can be heard as server-sent events',
    variables: HOST,
    security: [{ $ref: '#/components/securitySchemes/bearer' }],
  },
};

const SECURITY_SCHEMES = {
  handshake: {
    type: 'apiKey',
    in: 'password',
    description:
      '`auth: {token}` of the Socket.IO handshake: an access token or an API key. A bad one is refused: `connect_error` ' +
      'says `UNAUTHENTICATED`.',
  },
  bearer: { type: 'http', scheme: 'bearer', description: 'An access token or an API key' },
};

/** What every message of the document is: sent to those in a room, to one socket, or taken from one. */
const EVENT_NAMES = Object.keys(EVENTS);
const JOB_EVENT_NAMES = Object.entries(EVENTS).flatMap(([name, { teller }]) => (teller === 'user' ? [] : [name]));
const NOTICE_NAMES = Object.keys(NOTICES);
const STREAM_NAMES = [...JOB_EVENT_NAMES, 'resync', 'error'];
const TALK = [...Object.keys(COMMANDS).flatMap((name) => [name, ...answersOf(name)]), 'handshake'];

/** The AsyncAPI 3.0 document, made from the tables of the gateway. */
export function buildAsyncApi(app: INestApplication): EventsDocument {
  const schemas = schemasOf(app, messageClasses());
  const messages = messagesOf(schemas);
  // It is written out in every message.
  delete schemas[EventDto.name];
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Jumu (剧幕): live messages',
      version: VERSION,
      description: DESCRIPTION,
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
      tags: [{ name: 'live', description: 'Everything here' }],
    },
    defaultContentType: 'application/json',
    servers: SERVERS,
    channels: channels(),
    operations: operations(),
    components: { messages, schemas, securitySchemes: SECURITY_SCHEMES },
  };
  addBounds(document);
  return withExampleLists(document) as EventsDocument;
}

function channels(): object {
  const socket = [{ $ref: '#/servers/socket' }];
  const id = (what: string) => ({ id: { description: `The id of the ${what}` } });
  return {
    socket: {
      address: '/ws',
      title: 'A connection',
      description: 'The namespace. The name under which a message is emitted is its `type`, or that of the command.',
      servers: socket,
      messages: referencesTo([...NOTICE_NAMES, ...TALK]),
    },
    project: {
      address: 'project:{id}',
      title: 'The room of a project',
      description:
        'All events of a project, those of its jobs included, in the order of `seq`; for who has subscribed.',
      servers: socket,
      parameters: id('project'),
      messages: referencesTo(EVENT_NAMES),
    },
    job: {
      address: 'job:{id}',
      title: 'The room of a job',
      description: 'All events of a job, in the order of `job_seq`; for who has subscribed.',
      servers: socket,
      parameters: id('job'),
      messages: referencesTo(JOB_EVENT_NAMES),
    },
    stream: {
      address: '/jobs/{id}/events',
      title: 'A job as server-sent events',
      description:
        'With `Accept: text/event-stream`. The `id` of each is its `job_seq`; `Last-Event-ID` goes on after it.',
      servers: [{ $ref: '#/servers/http' }],
      parameters: id('job'),
      messages: referencesTo(STREAM_NAMES),
    },
  };
}

function operations(): object {
  const send = (channel: string, names: string[], words: { summary: string; description: string }) => ({
    action: 'send',
    channel: { $ref: `#/channels/${channel}` },
    ...words,
    messages: messagesIn(channel, names),
  });
  const sent = {
    sendProjectEvents: send('project', EVENT_NAMES, {
      summary: 'What happens in a project',
      description: 'To all who have subscribed to the project, once each, whichever door the change came by.',
    }),
    sendJobEvents: send('job', JOB_EVENT_NAMES, {
      summary: 'What happens in a job',
      description: 'To all who have subscribed to the job; who has subscribed to its project too gets it once.',
    }),
    streamJobEvents: {
      ...send('stream', STREAM_NAMES, {
        summary: 'What happens in a job, as a stream',
        description: 'The same events without Socket.IO, for one job. An `error` is the last thing that a stream says.',
      }),
      bindings: { http: { method: 'GET', bindingVersion: '0.3.0' } },
    },
    sendNotices: send('socket', NOTICE_NAMES, {
      summary: 'What one connection alone is told',
      description: 'They are no events: they have no number, are not kept and not repeated.',
    }),
  };
  const taken = Object.entries(COMMANDS).map(([name, { summary, description }]): [string, object] => {
    return [name, receive(name, { summary, description }, answersOf(name))];
  });
  const words = { summary: 'Connect', description: 'The answer is `connected`, or `connect_error` and no connection.' };
  return { ...sent, handshake: receive('handshake', words, ['connected']), ...Object.fromEntries(taken) };
}

function receive(name: string, words: { summary: string; description: string }, answers: string[]): object {
  const channel = { $ref: '#/channels/socket' };
  const reply = { channel, messages: messagesIn('socket', answers) };
  return { action: 'receive', channel, ...words, messages: messagesIn('socket', [name]), reply };
}

function referencesTo(names: string[]): Record<keyof Messages, { $ref: string }> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }]));
}

function messagesIn(channel: string, names: string[]): { $ref: string }[] {
  return names.map((name) => ({ $ref: `#/channels/${channel}/messages/${name}` }));
}

/** OpenAPI's `example` is called `examples` in JSON Schema, and is a list. */
function withExampleLists(node: unknown, isNamed = false): unknown {
  if (typeof node !== 'object' || node === null) {
    return node;
  }
  if (Array.isArray(node)) {
    return node.map((item) => withExampleLists(item));
  }
  const entries = Object.entries(node).map(([name, value]): [string, unknown] => {
    if (name === 'example' && !isNamed) {
      return ['examples', [value]];
    }
    return [name, name === 'examples' ? value : withExampleLists(value, name === 'properties')];
  });
  return Object.fromEntries(entries);
}

/** Serves `/docs/asyncapi.json`, and as a page to read `/docs/events`. */
export function setupAsyncDocs(app: INestApplication): void {
  let made: { text: string; page: string } | undefined;
  const make = () => {
    const document = buildAsyncApi(app);
    return { text: JSON.stringify(document), page: eventsPage(document) };
  };
  const docs = () => (made ??= make());
  const server = app.getHttpAdapter();
  server.get('/docs/asyncapi.json', (_request: FastifyRequest, reply: FastifyReply) =>
    reply.type('application/json; charset=utf-8').send(docs().text),
  );
  server.get('/docs/events', (_request: FastifyRequest, reply: FastifyReply) =>
    reply.type('text/html; charset=utf-8').send(docs().page),
  );
}
