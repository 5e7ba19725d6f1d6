import Sequencer from '@jest/test-sequencer';

/** Minutes each, though their files are small, by which Jest tells what is slow while it knows nothing else. */
const SLOWEST = /[\\/]faults[\\/]|[\\/]properties\.long\.spec\.ts$/;
const SLOW = /\.long\.spec\.ts$/;

/** Begins with the slow test files: one of them alone at the end leaves half of the machine without work. */
export default class SlowFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => (SLOWEST.test(path) ? 0 : SLOW.test(path) ? 1 : 2);
    return super.sort(tests).toSorted((one, other) => rank(one) - rank(other));
  }
}
