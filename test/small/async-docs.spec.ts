import { Parser } from '@asyncapi/parser';
import { readFile } from 'node:fs/promises';
import { API_ERRORS } from '../../src/common/api-error-catalogue.js';
import { EVENTS } from '../../src/gateway/event-table.js';
import { type EventsDocument, eventsPage } from '../../src/operations/events-page.js';
import { readDocument } from '../support/document.js';
import { LiveContract } from '../support/live-contract.js';
import { ValueJudge } from '../support/value-judge.js';

/** All that spec §8 names. */
const PROMISED = (
  'connected job.status job.progress job.stage job.degraded step.retrying shot.completed job.completed job.failed ' +
  'job.cancelled shot.created shot.updated shot.deleted shot.reordered scene.created scene.updated scene.deleted ' +
  'scene.reordered character.updated image.status_update video.status_update auth.expired resync error'
).split(' ');
const COMMANDS = 'subscribe unsubscribe ping auth.refresh shot.create shot.update shot.delete shot.reorder'.split(' ');

const read = () => readDocument(undefined, 'asyncapi.json');

interface Schema {
  $ref?: string;
  description?: string;
  properties?: Record<string, Schema>;
}

function undescribed(at: string, { properties = {} }: Schema): string[] {
  return Object.entries(properties).flatMap(([name, field]) => [
    ...(field.description || field.$ref ? [] : [`${at}.${name}`]),
    ...undescribed(`${at}.${name}`, field),
  ]);
}

/** Examples that are not what their schemas say, or have fields that these do not name. */
function wrongExamples(document: any): string[] {
  const judge = new ValueJudge(document);
  return Object.entries<any>(document.components.messages).flatMap(([name, { examples }]) =>
    examples.flatMap(({ payload }: any) => judge.faults(['components', 'messages', name, 'payload'], payload, name)),
  );
}

describe('asyncapi.json', () => {
  it('is AsyncAPI, and nothing about it is doubtful', async () => {
    const { document, diagnostics } = await new Parser().parse(await readFile('asyncapi.json', 'utf8'));
    // It is to be 3.0.0; all other rules are on.
    expect(diagnostics.filter(({ code }) => code !== 'asyncapi-latest-version')).toEqual([]);
    expect(document?.version()).toBe('3.0.0');
  }, 60_000);

  it('has all that the contract promises, and all events of the table', () => {
    const { channels, operations } = read();
    const { project, socket } = channels;
    expect(Object.keys({ ...project.messages, ...socket.messages })).toEqual(expect.arrayContaining(PROMISED));
    expect(Object.keys(project.messages)).toEqual(Object.keys(EVENTS));
    const taken = Object.entries<any>(operations).filter(([, { action }]) => action === 'receive');
    expect(taken.map(([name]) => name)).toEqual(['handshake', ...COMMANDS]);
    for (const [name, { messages, reply }] of taken) {
      expect(messages).toEqual([{ $ref: `#/channels/socket/messages/${name}` }]);
      expect(reply.messages).not.toEqual([]);
    }
  });

  it('says that the stream of a job tells its notices too', () => {
    const { stream, job } = read().channels;
    expect(Object.keys(stream.messages)).toEqual([...Object.keys(job.messages), 'resync', 'error']);
  });

  it('describes every field, and has examples that are true', () => {
    const { messages, schemas } = read().components;
    const payloads = Object.entries<any>(messages).map(([name, { payload }]): [string, Schema] => [name, payload]);
    const all = [...Object.entries<Schema>(schemas), ...payloads];
    expect(all.flatMap(([name, schema]) => undescribed(name, schema))).toEqual([]);
    expect(wrongExamples(read())).toEqual([]);
    const wrong = read();
    wrong.components.messages['shot.created'].examples[0].payload.data.shot.version = 'three';
    wrong.components.messages['ping.answer'].examples[0].payload.data.colour = 'red';
    expect(wrongExamples(wrong)).toEqual([
      'shot.created.data.shot.version must be integer {"type":"integer"}',
      'ping.answer.data.colour is not described',
    ]);
  });

  it('says of what openapi.json describes too the same', () => {
    const strip = (schema: object) =>
      JSON.parse(JSON.stringify(schema, (name, value) => (/^examples?$/.test(name) ? undefined : value)));
    const others = readDocument().components.schemas;
    const { schemas } = read().components;
    const both = Object.keys(schemas).filter((name) => name in others);
    expect(both).toEqual(expect.arrayContaining(['ShotDto', 'CharacterDto', 'JobErrorDto']));
    for (const name of both) {
      expect([name, strip(schemas[name])]).toEqual([name, strip(others[name])]);
    }
    expect(schemas.RefusalData.properties.code.enum).toEqual(Object.keys(API_ERRORS));
  });
});

describe('the live contract', () => {
  const sut = new LiveContract();
  const message = (name: string) => structuredClone(read().components.messages[name].examples[0].payload);

  it('is kept by what the document shows', () => {
    expect(sut.messageFaults(message('shot.updated'))).toEqual([]);
    expect(sut.messageFaults(message('connected'))).toEqual([]);
    expect(sut.messageFaults(message('resync'))).toEqual([]);
    expect(sut.answerFaults('subscribe', message('subscribe.answer'))).toEqual([]);
    expect(sut.answerFaults('nonsense', message('refusal'))).toEqual([]);
  });

  it.each<[what: string, name: string, change: object, fault: RegExp]>([
    ['an event that nobody knows', 'job.stage', { type: 'job.dreamt' }, /job.dreamt is not described in job:\{id\}/],
    ['an event where it is never told', 'shot.deleted', { job_id: 'x' }, /shot.deleted is not described in job:\{id\}/],
    ['a notice with a number', 'connected', { seq: 1 }, /connected is not described in project:\{id\}/],
    ['an event without a number', 'job.stage', { seq: null }, /job.stage is not described in \/ws/],
    ['a field too many', 'job.stage', { colour: 'red' }, /job.stage.colour is not described/],
    ['a field too few', 'job.stage', { data: { stage: 'clips' } }, /must have required property 'status'/],
    ['data too many', 'job.cancelled', { data: { why: 'x' } }, /job.cancelled.data.why is not described/],
  ])('is broken by %s', (_what, name, change, fault) => {
    expect(sut.messageFaults({ ...message(name), ...change }).join()).toMatch(fault);
  });

  it('is broken by another answer, and by a command that nobody knows', () => {
    const data = { shot_id: 'x' };
    expect(sut.answerFaults('shot.delete', { ok: true, type: 'shot.gone', data } as never).join()).toMatch(
      /type must be/,
    );
    expect(sut.answerFaults('shot.dream', { ok: true })).toEqual(['the command shot.dream is not described']);
  });
});

describe('the page of the events', () => {
  it('shows every message, loads nothing, and has no dead link', () => {
    const document: EventsDocument = read();
    document.info.title = 'A <b> & "c"';
    const page = eventsPage(document);
    for (const name of [...PROMISED, ...COMMANDS]) {
      expect(page).toContain(`id="messages-${name}"`);
    }
    expect(page).toContain('<title>A &lt;b&gt; &amp; &quot;c&quot;</title>');
    expect(page).not.toMatch(/<script|undefined|\[object/);
    expect([...page.matchAll(/ (?:src|href)="([^#"][^"]*)"/g)].map(([, target]) => target)).toEqual([
      'data:,',
      'asyncapi.json',
      '../docs',
    ]);
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const links = [...page.matchAll(/ href="#([^"]+)"/g)].map(([, target]) => target);
    expect(links.filter((target) => !ids.has(target))).toEqual([]);
    expect(links.length).toBeGreaterThan(50);
  });
});
