import { Jumu, type LiveEvents } from '@jumu/sdk';
import { type Fleet } from './fleet.js';
import { type FleetReply, type FleetUser } from './fleet-user.js';
import { allHear, hearingFaults, slowestOf } from './hearing.js';
import { type Listener, SdkListener, StreamListener } from './stream-listener.js';
import { pass, until } from './until.js';

/** How many clients of each kind hear the project at each address. */
const OF_EACH_KIND = 3;
const EDIT_EVERY_MS = 50;
/** Whenever the connection is cut, some of them are on their way. */
const COMMANDS_AT_ONCE = 4;
const ORDER_EVERY_MS = 2500;
const EDITS_BETWEEN = 10;

/**
 * Work that makes events, and clients at several addresses who hear them: a project that is edited, over REST at each
 * address in turn and by commands of the SDK, and jobs. Every client has to hear everything once and in order.
 */
export class Audience {
  private readonly listeners: Listener[] = [];
  private readonly live: LiveEvents;
  private tries = 0;
  /** Of these, those that were confirmed. */
  private edits = 0;
  private commands = 0;
  private readonly confirmed = new Set<string>();

  private constructor(
    private readonly fleet: Fleet,
    private readonly user: FleetUser,
    private readonly urls: string[],
    private readonly shots: { byRest: string; byCommand: string },
  ) {
    this.live = new Jumu({ baseUrl: urls.at(-1) ?? fleet.url, token: user.token }).events();
  }

  static async gather(fleet: Fleet, user: FleetUser, urls: string[]): Promise<Audience> {
    const project = idOf(await user.post('/projects', { title: '剧幕' }));
    const newShot = async () => idOf(await user.post(`/projects/${project}/shots`, { description: '0' }));
    const audience = new Audience(fleet, user, urls, { byRest: await newShot(), byCommand: await newShot() });
    for (const url of urls) {
      for (let count = 0; count < OF_EACH_KIND; count++) {
        audience.listeners.push(
          new StreamListener(url, user.token, { kind: 'project', id: project }),
          new SdkListener(url, user.token, project),
        );
      }
    }
    await allHear(fleet, audience.everybody());
    return audience;
  }

  /**
   * Edits and orders jobs before, while and after something is done to the fleet, until all that has come of it is told.
   * Recovery is from the end of the fault until everybody has heard what there was then. Gives where somebody has not heard
   * something, in words; nothing when all is well.
   */
  async through(fault: () => Promise<void>): Promise<string[]> {
    const over = new AbortController();
    const work = [
      keepAt(EDIT_EVERY_MS, over.signal, () => this.edit()),
      ...Array.from({ length: COMMANDS_AT_ONCE }, () => keepAt(EDIT_EVERY_MS, over.signal, () => this.command())),
      keepAt(ORDER_EVERY_MS, over.signal, () => this.order()),
    ];
    try {
      await this.isAtWork();
      await fault();
      this.fleet.faultNow();
      await allHear(this.fleet, this.everybody());
      this.fleet.recoveredNow();
      await this.isAtWork();
    } finally {
      over.abort();
      await Promise.all(work);
    }
    await Promise.all(this.user.jobs.map((job) => job.ended()));
    await allHear(this.fleet, this.everybody());
    return [...(await hearingFaults(this.fleet, this.everybody())), ...(await this.commandFaults())];
  }

  /** The longest that a message took to come to anybody. */
  slowestMs(): number {
    return slowestOf(this.everybody());
  }

  close(): void {
    this.listeners.forEach((listener) => listener.close());
    this.live.close();
  }

  private everybody(): Listener[] {
    return [...this.listeners, ...this.user.jobs];
  }

  /** Until more was edited, and a job was ordered. */
  private async isAtWork(): Promise<void> {
    const edits = this.edits + EDITS_BETWEEN;
    const jobs = this.user.jobs.length + 1;
    await until('more is edited and ordered', () => this.edits >= edits && this.user.jobs.length >= jobs);
  }

  private async edit(): Promise<void> {
    const url = this.urls[++this.tries % this.urls.length] as string;
    const updates = { description: `${this.tries}` };
    const { status } = await this.user.at(url).patch(`/shots/${this.shots.byRest}`, { updates });
    this.edits += status === 200 ? 1 : 0;
  }

  /** The SDK sends it again until it is confirmed, at whichever process it comes to. */
  private async command(): Promise<void> {
    const description = `${++this.commands}`;
    await this.live.command('shot.update', { shot_id: this.shots.byCommand, updates: { description } });
    this.confirmed.add(description);
  }

  /** What was done more than once, or was confirmed and is not done. */
  private async commandFaults(): Promise<string[]> {
    const rows = await this.fleet.query<{ description: string }>(
      `select data->'updates'->>'description' as description from events
       where type = 'shot.updated' and data->>'shot_id' = $1 order by seq`,
      [this.shots.byCommand],
    );
    const done = rows.map(({ description }) => description);
    const twice = done.filter((each, index) => done.indexOf(each) !== index);
    const lost = [...this.confirmed].filter((each) => !done.includes(each));
    return [...twice.map((each) => `edit ${each} was done twice`), ...lost.map((each) => `edit ${each} is lost`)];
  }

  /** A job of scenes, with clients at each address. */
  private async order(): Promise<void> {
    const { user, listeners } = this;
    const job = await user.scenes();
    const [row] = await this.fleet.query<{ project_id: string }>('select project_id from jobs where id = $1', [job.id]);
    for (const url of row ? this.urls : []) {
      listeners.push(
        new StreamListener(url, user.token, { kind: 'job', id: job.id }),
        new SdkListener(url, user.token, row?.project_id ?? '', job.id),
      );
    }
  }
}

/** A server that is away for a moment is asked again: what counts is what it has done. */
async function keepAt(everyMs: number, over: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!over.aborted) {
    await work().catch(() => undefined);
    await pass(everyMs);
  }
}

function idOf({ status, body }: FleetReply): string {
  if (status !== 201) {
    throw new Error(`Refused with ${status}: ${JSON.stringify(body)}`);
  }
  return body.data.id as string;
}
