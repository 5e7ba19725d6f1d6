import { Audience } from '../../support/audience.js';
import { Balancer } from '../../support/balancer.js';
import { describeFaults, type FaultCase } from '../../support/fault-case.js';
import { type Fleet } from '../../support/fleet.js';
import { pass } from '../../support/until.js';

const OUTAGE_MS = 10_000;
/** While Redis is away, all that brings messages is the look-up in the table, once a second. */
const WITHOUT_REDIS_MS = 5000;
const WITHIN_MS = 15_000;
/** The SDK waits before it comes back, up to as long again as it has been waiting. */
const API_BACK_MS = 30_000;

interface Circumstances {
  isBalanced?: boolean;
  /** How late a message may be, counted from when there is a connection. */
  withinMs?: number;
  /** In which time after the fault all must have caught up. */
  backMs?: number;
}

interface Stage {
  fleet: Fleet;
  /** In front of the APIs; only who is behind it comes by it. */
  balancer: Balancer;
}

/** Edits, jobs and clients at two API processes, and two workers; then something is done to them. */
function heardBy(
  name: string,
  { isBalanced = false, withinMs = WITHIN_MS, backMs = WITHIN_MS }: Circumstances,
  strike: (stage: Stage) => Promise<void>,
): FaultCase {
  return {
    name: `two APIs${isBalanced ? ' behind a balancer' : ''}: ${name}`,
    expected: `every client hears everything once, in order, within ${withinMs / 1000} s`,
    workers: 2,
    run: async (fleet, user) => {
      const urls = fleet.apis.map(({ url }) => url);
      const balancer = await Balancer.open(() => urls);
      const audience = await Audience.gather(fleet, user, isBalanced ? urls.map(() => balancer.url) : urls);
      try {
        expect(await audience.through(() => strike({ fleet, balancer }))).toEqual([]);
        expect(audience.slowestMs()).toBeLessThan(withinMs);
        expect(await fleet.recoveryMs()).toBeLessThan(backMs);
      } finally {
        audience.close();
        await balancer.close();
      }
    },
  };
}

describeFaults(
  'what is told live by several processes',
  [
    heardBy('nothing fails', {}, () => Promise.resolve()),
    heardBy('Redis killed for 10 s', { withinMs: WITHOUT_REDIS_MS }, async ({ fleet }) => {
      await fleet.servers.end('redis', 'SIGKILL');
      await pass(OUTAGE_MS);
      await fleet.servers.up();
    }),
    heardBy('Redis frozen for 10 s (SIGSTOP)', { withinMs: WITHOUT_REDIS_MS }, async ({ fleet }) => {
      fleet.servers.freezeRedis();
      await pass(OUTAGE_MS);
      fleet.servers.thaw();
    }),
    heardBy('PostgreSQL crashes', {}, async ({ fleet }) => {
      await fleet.servers.end('postgres', 'SIGQUIT');
      await fleet.servers.up();
    }),
    heardBy('kill -9 of one API, which comes back, and of a worker', { backMs: API_BACK_MS }, async ({ fleet }) => {
      await fleet.apis[1]?.kill();
      await fleet.workers[0]?.kill();
      await fleet.apis[1]?.start();
    }),
    heardBy('everybody is cut three times', { isBalanced: true }, async ({ fleet, balancer }) => {
      const seen = fleet.apis.map(({ url }) => balancer.landed(url));
      for (let cuts = 0; cuts < 3; cuts++) {
        await pass(1500);
        balancer.cutAll();
      }
      expect(seen.every((count) => count > 0)).toBe(true);
    }),
    heardBy('kill -9 of one, and its clients come to the other', { isBalanced: true }, async ({ fleet }) => {
      await fleet.apis[1]?.kill();
    }),
    heardBy('all cut while PostgreSQL is away for 4 s', { isBalanced: true }, async ({ fleet, balancer }) => {
      await fleet.servers.end('postgres', 'SIGINT');
      balancer.cutAll();
      await pass(4000);
      await fleet.servers.up();
    }),
  ],
  { apis: 2 },
);
