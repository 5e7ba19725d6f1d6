import { Chaos } from '../../support/chaos.js';
import { Fleet } from '../../support/fleet.js';

/** `npm run chaos -- --seed N` sets one of its own. */
const SEEDS = (process.env.CHAOS_SEEDS ?? '1 2 3').split(' ').map(Number);
const SECONDS = Number(process.env.CHAOS_SEC ?? 45);

describe('a random run of faults', () => {
  let fleet: Fleet;

  beforeEach(async () => {
    fleet = await Fleet.start();
  });

  afterEach(async () => {
    await fleet.stop();
  });

  it.each(SEEDS)(
    'with seed %i leaves every job ended as it should, and nothing else',
    async (seed) => {
      const lines: string[] = [];
      const tell = (line: string) => {
        lines.push(line);
        if (process.env.CHAOS_SEEDS !== undefined) {
          process.stderr.write(`${line}\n`);
        }
      };
      const found = await new Chaos(fleet, seed, tell).run(SECONDS);
      expect({ seed, found, lines: found.length > 0 ? lines : [] }).toEqual({ seed, found: [], lines: [] });
    },
    600_000,
  );
});
