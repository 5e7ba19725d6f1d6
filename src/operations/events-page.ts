import { type Messages } from './event-messages.js';

interface Reference {
  $ref: string;
}

interface Schema extends Partial<Reference> {
  type?: string | string[];
  description?: string;
  format?: string;
  enum?: (string | number | boolean | null)[];
  items?: Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  additionalProperties?: boolean | Schema;
  properties?: Record<string, Schema>;
  required?: string[];
}

/** As much of the AsyncAPI document as the page shows. */
export interface EventsDocument {
  info: { title: string; version: string; description: string };
  servers: Record<string, { description: string }>;
  channels: Record<string, { address: string; title: string; description: string }>;
  operations: Record<string, Operation>;
  components: {
    messages: Messages;
    schemas: Record<string, Schema>;
    securitySchemes: Record<string, { description: string }>;
  };
}

interface Operation {
  action: 'send' | 'receive';
  channel: Reference;
  summary: string;
  description: string;
  messages: Reference[];
  reply?: { messages: Reference[] };
}

const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; color: #222; margin: 0 auto; max-width: 60rem; padding: 1rem 1.5rem 6rem }
  h2 { margin-top: 3rem; border-bottom: 2px solid #ddd } h3 { margin: 2rem 0 0 } p { margin: .4rem 0 }
  code, pre { font: 14px/1.45 ui-monospace, monospace; background: #f4f4f6; border-radius: 3px } code { padding: 1px 4px }
  pre { padding: .7rem; overflow: auto; max-height: 24rem } nav { columns: 3 14rem } nav a { display: block }
  table { display: block; overflow-x: auto; border-collapse: collapse; margin: .5rem 0 } a { color: #06c }
  td { border-top: 1px solid #e4e4e8; padding: .3rem .6rem .3rem 0; vertical-align: top }
  td:first-child { white-space: nowrap } small { color: #666 } summary { cursor: pointer; color: #555 }
  @media (prefers-color-scheme: dark) {
    body { background: #16161a; color: #ddd } code, pre { background: #26262c } a { color: #7ab8ff }
    h2, td { border-color: #3a3a42 } small, summary { color: #999 }
  }`;

const BEGINNING = `// npm install socket.io-client
const socket = io('http://localhost:3000/ws', { auth: { token, project_id, after_seq } });
socket.onAny((type, message) => console.log(type, message.seq, message.data));
socket.emit('shot.update', { shot_id, updates: { 'form_data.lighting': '夜景' }, command_id }, (answer) => console.log(answer));

# One job without Socket.IO; a browser's EventSource cannot send the token: use fetch
curl -N -H 'Accept: text/event-stream' -H "Authorization: Bearer $TOKEN" http://localhost:3000/api/v1/jobs/$JOB/events`;

/** The AsyncAPI document as one page to read: no script, nothing from elsewhere. */
export function eventsPage(document: EventsDocument): string {
  const { info, components } = document;
  const operations = Object.values(document.operations);
  const told = operations.filter(({ action }) => action === 'send');
  const asked = operations.filter(({ action }) => action === 'receive');
  // An event that goes several ways is described once.
  const messages = namesIn(told.flatMap((operation) => operation.messages));
  const notes = [...Object.values(document.servers), ...Object.values(components.securitySchemes)];
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${escaped(info.title)}</title>
  <link rel="icon" href="data:,">
  <style>${STYLE}</style>
</head>
<body>
<h1>${escaped(info.title)} <small>${escaped(info.version)}</small></h1>
<p>${marked(info.description)}</p>
<p>For programs: <a href="asyncapi.json">asyncapi.json</a> (AsyncAPI 3.0). REST: <a href="../docs">docs</a>.</p>
<pre>${escaped(BEGINNING)}</pre>
${notes.map(({ description }) => `<p>${marked(description)}</p>`).join('\n')}
<h2>What the server sends</h2>
${told.map((operation) => wayOf(operation, document)).join('\n')}
<h2>What the server takes</h2>
${asked.map((operation) => commandOf(operation, document)).join('\n')}
<h2>Messages</h2>
<p>All have one form; below is what their <code>data</code> are.</p>
${fieldsOf(components.messages[messages[0] ?? '']?.payload ?? {}, document)}
${messages.map((name) => messageOf(name, document)).join('\n')}
<h2>Schemas</h2>
${Object.keys(components.schemas)
  .map((name) => `<h3 id="${anchorOf('schemas', name)}">${escaped(name)}</h3>${fieldsOf(referenceTo(name), document)}`)
  .join('\n')}
</body>
</html>
`;
}

/** A way on which messages are sent, with links to them. */
function wayOf({ channel, summary, description, messages }: Operation, { channels }: EventsDocument): string {
  const { address = '', title = '', description: where = '' } = channels[nameIn(channel)] ?? {};
  const links = namesIn(messages).map((name) => `<a href="#${anchorOf('messages', name)}">${escaped(name)}</a>`);
  return `<h3>${marked(summary)}</h3>
<p>${escaped(title)}: <code>${escaped(address)}</code>. ${marked(where)}</p>
<p>${marked(description)}</p>
<nav>${links.join('')}</nav>`;
}

function commandOf({ messages, reply }: Operation, document: EventsDocument): string {
  const described = namesIn(messages).map((name) => messageOf(name, document));
  const answers = namesIn(reply?.messages ?? []).map((name) => {
    const payload = document.components.messages[name]?.payload ?? {};
    return `<details><summary>Answered with ${escaped(name)}</summary>${fieldsOf(payload, document)}</details>`;
  });
  return [...described, ...answers].join('\n');
}

function messageOf(name: string, document: EventsDocument): string {
  const message = document.components.messages[name];
  if (!message) {
    return '';
  }
  const { summary, description, examples } = message;
  const payload: Schema = message.payload;
  return `<h3 id="${anchorOf('messages', name)}"><code>${escaped(name)}</code></h3>
<p><b>${marked(summary)}.</b> ${marked(description)}</p>
${fieldsOf(payload.properties?.['data'] ?? payload, document)}
<details><summary>Example</summary><pre>${escaped(JSON.stringify(examples[0].payload, null, 2))}</pre></details>`;
}

function fieldsOf(schema: Schema, document: EventsDocument): string {
  if (schema.$ref !== undefined) {
    return fieldsOf(document.components.schemas[nameIn({ $ref: schema.$ref })] ?? {}, document);
  }
  const rows = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const word = schema.required?.includes(name) ? '' : ' <small>optional</small>';
    const cells = [`<code>${escaped(name)}</code>${word}`, typeOf(field), marked(field.description ?? '')];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  return rows.length > 0 ? `<table>${rows.join('\n')}</table>` : '<p><small>No fields</small></p>';
}

function typeOf(schema: Schema): string {
  const { $ref, allOf, anyOf, items, type, format, additionalProperties } = schema;
  if ($ref !== undefined) {
    const name = nameIn({ $ref });
    return `<a href="#${anchorOf('schemas', name)}">${escaped(name)}</a>`;
  }
  const parts = allOf ?? anyOf;
  if (parts) {
    return parts.map(typeOf).join(allOf ? ' and ' : ' or ');
  }
  if (schema.enum) {
    const words = schema.enum
      .filter((value) => value !== null)
      .map((value) => `<code>${escaped(String(value))}</code>`);
    return words.length > 12 ? 'text' : [...words, ...([type].flat().includes('null') ? ['null'] : [])].join(' ');
  }
  if (items) {
    return `list of ${typeOf(items)}`;
  }
  if (typeof additionalProperties === 'object') {
    return `${typeOf(additionalProperties)} by name`;
  }
  const types = [type ?? 'anything'].flat().map((each) => (each === 'string' ? (format ?? 'text') : each));
  return escaped(types.join(' or '));
}

function namesIn(references: Reference[]): string[] {
  return [...new Set(references.map(nameIn))];
}

function nameIn({ $ref }: Reference): string {
  return $ref.split('/').at(-1) ?? '';
}

const referenceTo = (name: string): Reference => ({ $ref: `#/components/schemas/${name}` });

const anchorOf = (kind: 'messages' | 'schemas', name: string) => `${kind}-${escaped(name)}`;

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** What stands between backticks is code. */
function marked(text: string): string {
  return escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}
