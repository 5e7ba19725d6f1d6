import { describeFaults, type FaultCase } from '../../support/fault-case.js';
import { until } from '../../support/until.js';

/** Every part of a film with footage, in the order of its stages. */
const PARTS = [
  'style/bible',
  'script/episode:%',
  'storyboard/board:%',
  'moderation/script',
  'images/picture:%',
  'speech/lines:%',
  'clips/footage:%',
  'clips/title:%',
  'clips/clip:%',
  'moderation/clip-check:%',
  'assembly/sound:%',
  'assembly/cut:%',
  'assembly/whole',
  'assembly/film',
];

/** Parts that may be settled while a vendor is asked for footage: the kill is to meet them alone. */
const BESIDE_FOOTAGE = ['images/picture:%', 'speech/lines:%', 'clips/title:%', 'assembly/sound:%'];

/** The worst moment: all work of the step is done and its files are stored, but nobody knows of it yet. */
const KILLED_AT_EVERY_STAGE = PARTS.map((part): FaultCase => ({
  name: `kill -9 of the worker that settles ${part.replace(':%', '')}`,
  expected: 'another runs the step again; completed',
  run: async (fleet, user) => {
    const hold = await fleet.watch.hold(part, 'done');
    const paid = BESIDE_FOOTAGE.includes(part) ? await fleet.watch.hold('clips/footage:%', 'running') : null;
    await user.film();
    await hold.reached();
    await fleet.workers[0]?.kill();
    await hold.release();
    await paid?.release();
    fleet.faultNow();
    await fleet.startWorker();
  },
}));

describeFaults('workers that die', [
  ...KILLED_AT_EVERY_STAGE,
  {
    name: 'kill -9 of the worker between a paid start and its answer',
    expected: 'never started again by us: failed with START_UNCONFIRMED, one task at the vendor',
    ends: { state: 'failed', code: 'START_UNCONFIRMED' },
    run: async (fleet, user) => {
      fleet.runway.fail({ kind: 'lost', by: 'silence' });
      await user.film();
      await until('the vendor has started', () => fleet.runway.tasks.length > 0);
      await fleet.workers[0]?.kill();
      fleet.faultNow();
      await fleet.startWorker();
      await user.jobs[0]?.ended();
      fleet.recoveredNow();
      expect(fleet.runway.tasks).toHaveLength(1);
    },
  },
]);
