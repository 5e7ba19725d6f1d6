import { crowdOf, lineOf } from '../../support/vendor-crowd.js';
import { killWorkers } from '../../support/vendor-kills.js';
import { Fleet } from '../../support/fleet.js';

/** `npm run bench -- vendors` sets more of both, and prints what was measured. */
const KILLS = Number(process.env.VENDOR_KILLS ?? 10);
const SHOTS = Number(process.env.VENDOR_SHOTS ?? 20);
const PLACES = 5;
/** 300 MB. */
const MOST_MIB = 286;
const SEED = Number(process.env.VENDOR_SEED ?? 1);
const isBench = process.env.VENDOR_SHOTS !== undefined;

function tell(report: object): void {
  if (isBench) {
    process.stderr.write(`${JSON.stringify(report)}\n`);
  }
}

function spreadOf(milliseconds: number[]): object {
  const sorted = milliseconds.sort((one, other) => one - other);
  const [median, slow] = [0.5, 0.99].map((part) => sorted[Math.floor(part * sorted.length)]);
  return { median, 'of 99 in 100': slow, most: sorted.at(-1) };
}

describe('vendors at work', () => {
  let fleet: Fleet;

  afterEach(async () => {
    await fleet.stop();
  });

  it(`start nothing twice and nothing unknown when workers are killed ${KILLS} times (VENDOR_SEED=${SEED})`, async () => {
    fleet = await Fleet.start({ buysPictures: true });
    const { found, ...counts } = await killWorkers(fleet, KILLS, SEED);
    tell({ kills: KILLS, violations: found.length, ...counts });
    const logs = found.length > 0 ? await fleet.logs() : '';
    expect({ found, logs }).toEqual({ found: [], logs: '' });
  }, 1_800_000);

  it(`are waited for without holding anything, ${SHOTS} shots at a time`, async () => {
    fleet = await Fleet.start();
    const { lateMs, ...figures } = await crowdOf(fleet, SHOTS);
    tell({ ...figures, lateMs: spreadOf(lateMs) });
    expect(figures.tasks).toBe(SHOTS);
    // Many may be asked about at one moment, more where other tests keep the machine busy: 1 to 5 of 20 were seen. Who kept
    // a place until it is done would be among all of them.
    expect(figures.held.median).toBeLessThan(SHOTS / 2);
    expect(figures.workerMib).toBeLessThan(MOST_MIB);
  }, 1_800_000);

  it(`are given ${PLACES} shots at a time of ${SHOTS}, and the next one when one is done`, async () => {
    fleet = await Fleet.start();
    const { idleMs, ...figures } = await lineOf(fleet, SHOTS, PLACES);
    tell({ ...figures, idleMs: spreadOf(idleMs) });
    expect(figures.most).toBeLessThanOrEqual(PLACES);
    expect(idleMs).toHaveLength(SHOTS - PLACES);
  }, 1_800_000);
});
