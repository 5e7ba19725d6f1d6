import { type Acknowledgement, refusalOf } from './acknowledgement.js';
import { type ErrorCode, type JumuError } from './jumu-error.js';
import { type LiveMessage, type StreamRef, type Streams } from './live-messages.js';
import { Place } from './place.js';
import { sleep } from './transport.js';

const MOST_AT_ONCE = 50;
const REPEAT_AFTER_MS = 1000;
/** These say nothing of the stream: it is asked for until the server can tell. */
const PASSING: ErrorCode[] = ['RATE_LIMITED', 'SERVICE_UNAVAILABLE'];

/** Which streams are to be heard, and how far each has been. */
export class Subscriptions {
  private readonly places = new Map<string, Place>();
  /** Those of them that nobody has asked for on this connection. */
  private readonly unasked = new Set<Place>();

  constructor(
    private readonly subscribe: (streams: Streams) => Promise<Acknowledgement>,
    private readonly refused: (refusal: JumuError) => void,
  ) {}

  /** Whether `ask` has something to ask for. */
  get areMissing(): boolean {
    return this.unasked.size > 0;
  }

  /** Wants more; gives for each what it is refused with, if it is, once somebody has asked for it. */
  add({ projects = [], jobs = [] }: Streams): Promise<Error | undefined>[] {
    const added = [
      ...projects.map((each) => this.addPlace('project', each)),
      ...jobs.map((each) => this.addPlace('job', each)),
    ];
    return added.map((place) => place.nextAnswer());
  }

  remove(kind: Place['kind'], id: string): void {
    const place = this.places.get(keyOf(kind, id));
    if (place) {
      this.forget(place);
    }
  }

  /** There is a new connection: all are to be asked for, each from where it is. */
  begin(): void {
    this.places.forEach((place) => this.unasked.add(place));
  }

  /** Nothing will be heard any more. */
  end(error: Error): void {
    this.places.forEach((place) => this.forget(place, error));
  }

  /** Asks for the next ones; gives the first refusal, of which the others take no harm. Throws without an answer. */
  async ask(): Promise<JumuError | undefined> {
    const places = [...this.unasked].slice(0, MOST_AT_ONCE);
    places.forEach((place) => this.unasked.delete(place));
    return this.askFor(places);
  }

  /** Whether a message is to be told: it is one of ours, and has not come before. */
  take(message: LiveMessage): boolean {
    const places: [Place | undefined, number | null][] = [
      [this.places.get(`project:${message.project_id}`), message.seq],
      [this.places.get(`job:${message.job_id}`), message.job_seq],
    ];
    const heard = places.flatMap(([place, number]) => (place && number !== null ? [{ place, number }] : []));
    if (message.type === 'resync') {
      heard.forEach(({ place, number }) => place.begin(number));
    } else if (message.seq !== null) {
      const known = heard.map(({ place, number }) => place.take(number));
      return known.includes('new') && !known.includes('heard');
    }
    return true;
  }

  private addPlace(kind: Place['kind'], given: StreamRef): Place {
    const { id, after_seq } = typeof given === 'string' ? { id: given } : given;
    const key = keyOf(kind, id);
    const place = this.places.get(key) ?? new Place(kind, id.toLowerCase());
    if (after_seq !== undefined) {
      place.restart(after_seq);
    }
    this.places.set(key, place);
    this.unasked.add(place);
    return place;
  }

  private forget(place: Place, refusal?: Error): void {
    if (this.isWanted(place)) {
      this.places.delete(keyOf(place.kind, place.id));
    }
    this.unasked.delete(place);
    place.answer(refusal);
  }

  /** Somebody may have unsubscribed while the server answered. */
  private isWanted(place: Place): boolean {
    return this.places.get(keyOf(place.kind, place.id)) === place;
  }

  private async askFor(places: Place[]): Promise<JumuError | undefined> {
    const [projects, jobs] = [ofKind('project', places), ofKind('job', places)];
    const refs = (of: Place[]) => of.map(({ id, last }) => ({ id, after_seq: last }));
    const answer = await this.subscribe({ projects: refs(projects), jobs: refs(jobs) });
    if (answer.ok) {
      const { subscribed } = answer.data as { subscribed: { seq: number }[] };
      [...projects, ...jobs].forEach((place, index) => place.settle(subscribed[index]?.seq ?? 0));
      places.forEach((place) => place.answer());
      return undefined;
    }
    const refusal = refusalOf(answer.error);
    if (PASSING.includes(refusal.code)) {
      await sleep(REPEAT_AFTER_MS);
      return this.askFor(places);
    }
    return places.length > 1 ? this.askForEach(places) : this.refuse(places, refusal);
  }

  /** One that is refused refuses all. */
  private async askForEach(places: Place[]): Promise<JumuError | undefined> {
    let first: JumuError | undefined;
    for (const place of places) {
      const refusal = this.isWanted(place) ? await this.askFor([place]) : undefined;
      first ??= refusal;
    }
    return first;
  }

  private refuse(places: Place[], refusal: JumuError): JumuError {
    places.forEach((place) => this.forget(place, refusal));
    this.refused(refusal);
    return refusal;
  }
}

function keyOf(kind: Place['kind'], id: string): string {
  return `${kind}:${id.toLowerCase()}`;
}

function ofKind(kind: Place['kind'], places: Place[]): Place[] {
  return places.filter((place) => place.kind === kind);
}
