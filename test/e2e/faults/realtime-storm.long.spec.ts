import { Random } from '../../../src/common/random.js';
import { Balancer } from '../../support/balancer.js';
import { EventSource } from '../../support/event-source.js';
import { describeFaults } from '../../support/fault-case.js';
import { type Fleet } from '../../support/fleet.js';
import { allHear, hearingFaults, slowestOf } from '../../support/hearing.js';
import { type Listener, SdkListener, StreamListener } from '../../support/stream-listener.js';
import { pass } from '../../support/until.js';

const CLIENTS = Number(process.env.STORM_CLIENTS ?? 200);
const EVENTS = Number(process.env.STORM_EVENTS ?? 10_000);
const SEED = Number(process.env.STORM_SEED ?? 1);
const PROJECTS = 8;
/** One client in so many is the SDK's, the others are bare sockets. */
const SDK_IN = 10;
/** Each connection ends within so many seconds. */
const LIFE_SEC = { least: 2, most: 5 };
const EVENTS_AT_ONCE = 5;
const BETWEEN_MS = 100;
const LATEST_MS = 5000;

/** Projects with a user each, and clients at one address who hear them. */
async function gather(fleet: Fleet, url: string): Promise<Listener[]> {
  const listeners: Listener[] = [];
  for (let project = 0; project < PROJECTS; project++) {
    const user = await fleet.newUser();
    const id = (await user.post('/projects', { title: '剧幕' })).body.data.id as string;
    for (let count = project; count < CLIENTS; count += PROJECTS) {
      const isSdk = listeners.length % SDK_IN === 0;
      listeners.push(
        isSdk ? new SdkListener(url, user.token, id) : new StreamListener(url, user.token, { kind: 'project', id }),
      );
    }
  }
  return listeners;
}

async function tellAll(source: EventSource, projectIds: string[]): Promise<void> {
  const rounds = Math.ceil(EVENTS / EVENTS_AT_ONCE / projectIds.length);
  for (let round = 0; round < rounds; round++) {
    const pause = pass(BETWEEN_MS);
    await Promise.all(projectIds.map((id) => source.tell(id, EVENTS_AT_ONCE)));
    await pause;
  }
}

describeFaults(
  'a storm of clients that come back',
  [
    {
      name: `two APIs: ${CLIENTS} clients cut every ${LIFE_SEC.least} to ${LIFE_SEC.most} s, ${EVENTS} events`,
      expected: `every client hears everything once, in order, within ${LATEST_MS / 1000} s of its return`,
      workers: 0,
      run: async (fleet) => {
        const random = new Random(SEED);
        const balancer = await Balancer.open(() => fleet.apis.map(({ url }) => url));
        balancer.lifeMs = () => 1000 * random.between(LIFE_SEC.least, LIFE_SEC.most);
        const source = await EventSource.open(fleet.servers);
        const listeners = await gather(fleet, balancer.url);
        try {
          await tellAll(source, [...new Set(listeners.map(({ stream }) => stream.id))]);
          fleet.faultNow();
          await allHear(fleet, listeners);
          fleet.recoveredNow();
          expect(await hearingFaults(fleet, listeners)).toEqual([]);
          expect(balancer.allLanded).toBeGreaterThan(3 * CLIENTS);
          expect(slowestOf(listeners)).toBeLessThan(LATEST_MS);
        } finally {
          listeners.forEach((listener) => listener.close());
          await balancer.close();
          await source.close();
        }
      },
    },
  ],
  { apis: 2 },
);
