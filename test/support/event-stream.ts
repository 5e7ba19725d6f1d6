import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

/** One Server-Sent Event as an `EventSource` takes it. */
export interface StreamedEvent {
  id?: string;
  event?: string;
  data: any;
}

/** The events of an answer, as they come, to its end. Comments and the time to come back are left out. */
export async function* eventsOf(response: Response): AsyncGenerator<StreamedEvent, undefined> {
  const input = Readable.fromWeb(response.body as never);
  let fields: Record<string, string> = {};
  try {
    for await (const line of createInterface({ input })) {
      const [, name = '', value = ''] = /^([^:]*): ?(.*)$/.exec(line) ?? [];
      if (line === '' && fields['data'] !== undefined) {
        yield { ...fields, data: JSON.parse(fields['data']) };
      }
      fields = line === '' ? {} : name === '' ? fields : { ...fields, [name]: value };
    }
    return undefined;
  } finally {
    input.destroy();
  }
}

export function allEventsOf(response: Response): Promise<StreamedEvent[]> {
  return collected(eventsOf(response));
}

export async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) {
    all.push(item);
  }
  return all;
}
