import { COMMANDS } from '../gateway/command-table.js';
import { HandshakeDto } from '../gateway/command.dto.js';
import { EVENTS, NOTICES } from '../gateway/event-table.js';
import { RefusalData } from '../gateway/notice-data.dto.js';
import { EventDto } from '../jobs/job-event.dto.js';
import { exampleOf } from './doc-examples.js';
import { type Schemas } from './doc-schemas.js';

type Schema = Exclude<Schemas[string], { $ref: string }>;
type Fields = NonNullable<Schema['properties']>;

/** A message of the AsyncAPI document. */
export interface Message {
  name: string;
  title: string;
  summary: string;
  description: string;
  contentType: 'application/json';
  payload: object;
  examples: [{ name: string; summary: string; payload: unknown }];
}

export type Messages = Record<string, Message>;

const REFUSAL = 'refusal';

/** What the answer to a command is called. */
export const answersOf = (command: string): string[] => [`${command}.answer`, REFUSAL];

/** All classes that messages are described by. */
export function messageClasses(): object[] {
  const tables = [...Object.values(EVENTS), ...Object.values(NOTICES)];
  const commands = Object.values(COMMANDS).flatMap(({ body, answer }) => [body, ...(answer.data ? [answer.data] : [])]);
  return [EventDto, HandshakeDto, RefusalData, ...tables.map(({ data }) => data), ...commands];
}

/** Every message that is sent or taken, by name. */
export function messagesOf(schemas: Schemas): Messages {
  return {
    ...Object.fromEntries(
      Object.entries(EVENTS).map(([type, { data, teller, ...words }]) => {
        return [type, newMessage(type, words, envelope(type, data, placesOf(teller, schemas), schemas), schemas)];
      }),
    ),
    ...Object.fromEntries(
      Object.entries(NOTICES).map(([type, { data, ...words }]) => {
        const places = type === 'resync' ? resyncPlaces(schemas) : NO_PLACES;
        return [type, newMessage(type, words, envelope(type, data, places, schemas), schemas)];
      }),
    ),
    ...handshake(schemas),
    ...commandMessages(schemas),
  };
}

function handshake(schemas: Schemas): Messages {
  const words = {
    summary: 'Come in',
    description: 'The `auth` of the Socket.IO handshake: who you are and, if you like, what you want to hear at once.',
  };
  return { handshake: newMessage('handshake', words, referenceTo(HandshakeDto), schemas) };
}

function commandMessages(schemas: Schemas): Messages {
  const commands = Object.entries(COMMANDS).flatMap(([name, { body, answer, ...words }]) => {
    const fields = {
      ok: flag(true),
      ...(answer.type && { type: word(answer.type) }),
      ...(answer.data && { data: { ...referenceTo(answer.data) } }),
    };
    const told = { summary: `\`${name}\` is done`, description: 'The acknowledgement of the command.' };
    const [answerName = ''] = answersOf(name);
    const payload = 'command_id' in fieldsOf(body, schemas) ? replayable(allOf(fields)) : allOf(fields);
    return [newMessage(name, words, referenceTo(body), schemas), newMessage(answerName, told, payload, schemas)];
  });
  const refused = { summary: 'A command is refused', description: 'The acknowledgement instead; nothing has changed.' };
  const refusal = newMessage(REFUSAL, refused, allOf({ ok: flag(false), error: referenceTo(RefusalData) }), schemas);
  return Object.fromEntries([...commands, refusal].map((message) => [message.name, message]));
}

function newMessage(
  name: string,
  { summary, description }: { summary: string; description: string },
  payload: Schema | { $ref: string },
  schemas: Schemas,
): Message {
  const example = { name: name.replaceAll(/\W/g, '_'), summary, payload: exampleOf(payload, shownWhole(schemas)) };
  return { name, title: name, summary, description, contentType: 'application/json', payload, examples: [example] };
}

/** The form that all messages of the server have; it is that of `GET /jobs/{id}/events`. */
function envelope(type: string, data: object, places: Fields, schemas: Schemas): Schema {
  return allOf({ ...fieldsOf(EventDto, schemas), ...places, type: word(type), data: referenceTo(data) });
}

/** Which numbers and ids an event has. */
function placesOf(teller: 'job' | 'user' | 'both', schemas: Schemas): Fields {
  const { job_seq, job_id } = fieldsOf(EventDto, schemas);
  const [jobSeq, jobId] = [job_seq as Schema, job_id as Schema];
  switch (teller) {
    case 'job':
      return { job_seq: { ...jobSeq, type: 'integer' }, job_id: { ...jobId, type: 'string' } };
    case 'user':
      return { job_seq: nothing('No job has told it'), job_id: nothing('No job has told it') };
    case 'both':
      return { job_seq: { ...jobSeq, example: undefined }, job_id: { ...jobId, example: undefined } };
  }
}

/** `resync` has no number of its own; it names the one that its stream is at. */
function resyncPlaces(schemas: Schemas): Fields {
  const { seq, project_id, job_seq, job_id } = fieldsOf(EventDto, schemas) as Record<string, Schema>;
  return {
    seq: { ...seq, type: ['integer', 'null'], description: 'The last number of the project; null: it is about a job.' },
    job_seq: { ...job_seq, example: null, description: 'The last number of the job; null: it is about a project.' },
    project_id: { ...project_id, description: 'The project to read anew.' },
    job_id: { ...job_id, example: null, description: 'The job to read anew.' },
  };
}

const nothing = (description: string) => ({ type: 'null', description, example: null }) as unknown as Schema;
const NO_PLACES: Fields = {
  seq: nothing('It has no place in any stream'),
  job_seq: nothing('It has no place in any stream'),
  project_id: nothing('It is about this connection'),
  job_id: nothing('It is about this connection'),
};

/** The answer to a command that may come again. */
function replayable(answer: Schema): Schema {
  const description = 'There if the command with this `command_id` was done before: this is the first answer to it.';
  return { ...answer, properties: { ...answer.properties, replayed: { ...flag(true), description } } };
}

const word = (text: string): Schema => ({ type: 'string', enum: [text], description: 'What it is' });
const flag = (value: boolean): Schema => ({ type: 'boolean', enum: [value], description: 'Whether it is done' });
const allOf = (properties: Fields): Schema => ({ type: 'object', required: Object.keys(properties), properties });

function referenceTo(type: object): { $ref: string } {
  return { $ref: `#/components/schemas/${nameOf(type)}` };
}

function nameOf(type: object): string {
  return (type as { name: string }).name;
}

function fieldsOf(type: object, schemas: Schemas): Fields {
  return (schemas[nameOf(type)] as Schema | undefined)?.properties ?? {};
}

/** In an example of an event what may be null is there: it is what the event is about. */
function shownWhole(schemas: Schemas): Schemas {
  const shown = ([name, schema]: [string, Schemas[string]]): [string, Schemas[string]] => {
    const fields = name.endsWith('Data') ? Object.entries((schema as Schema).properties ?? {}) : [];
    const whole = fields.map(([key, field]) => [key, 'anyOf' in field && field.anyOf?.[0] ? field.anyOf[0] : field]);
    return [name, whole.length > 0 ? { ...schema, properties: Object.fromEntries(whole) as Fields } : schema];
  };
  return Object.fromEntries(Object.entries(schemas).map(shown));
}
