import { type EventMessage } from '../../src/events/event-map.js';
import { type Fleet } from './fleet.js';
import { type Listener, type StreamName } from './stream-listener.js';
import { until } from './until.js';

const CAUGHT_UP_MS = 30_000;

/** Until each has as many messages as there are now. Who has not in time is found among the faults. */
export async function allHear(fleet: Fleet, listeners: Listener[]): Promise<void> {
  const told = await toldIn(fleet, listeners);
  const isUpToDate = ({ stream, heard }: Listener) => heard.length >= (told.get(stream.id)?.length ?? 0);
  await until('all is heard', () => listeners.every(isUpToDate), { timeoutMs: CAUGHT_UP_MS }).catch(() => undefined);
}

/** Where each has not heard what the table says, once and in order; in words, nothing when all is well. */
export async function hearingFaults(fleet: Fleet, listeners: Listener[]): Promise<string[]> {
  const told = await toldIn(fleet, listeners);
  return listeners.flatMap(({ name, stream, heard: messages }) => {
    const due = told.get(stream.id) ?? [];
    const heard = messages.map(inWords);
    const longest = due.length > heard.length ? due : heard;
    const wrong = longest.findIndex((_none, index) => due[index] !== heard[index]);
    return wrong < 0 ? [] : [`${name} heard ${heard[wrong]} in place of ${due[wrong]}`];
  });
}

/** The longest that a message took to come to anybody. */
export function slowestOf(listeners: Listener[]): number {
  return Math.max(...listeners.map(({ slowestMs }) => slowestMs));
}

/** The events of all the streams, by the stream's id. */
async function toldIn(fleet: Fleet, listeners: Listener[]): Promise<Map<string, string[]>> {
  const streams = new Map(listeners.map(({ stream }) => [stream.id, stream]));
  const told = new Map<string, string[]>();
  for (const [id, stream] of streams) {
    told.set(id, (await eventsIn(fleet, stream)).map(inWords));
  }
  return told;
}

function eventsIn(fleet: Fleet, { kind, id }: StreamName): Promise<EventMessage[]> {
  const place = kind === 'project' ? 'stream_id = $1 order by seq' : 'job_id = $1 order by job_seq';
  const columns = 'type, seq::int, job_seq::int, data';
  return fleet.query<EventMessage>(`select ${columns} from events where ${place}`, [id]);
}

/** With the version of a shot, as what was told may not be what is heard though it bears the same number. */
function inWords({ type, seq, job_seq: jobSeq, data }: EventMessage): string {
  const version = 'version' in data ? ` to ${data.version}` : '';
  return `${seq}/${jobSeq} ${type}${version}`;
}
