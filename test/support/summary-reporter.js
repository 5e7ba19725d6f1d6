import { appendFileSync } from 'node:fs';
import process from 'node:process';

/** Adds a line `passed failed skipped` to the file that JUMU_TEST_SUMMARY names; `.ci/run` sums them up. */
export default class SummaryReporter {
  onRunComplete(_contexts, results) {
    if (process.env.JUMU_TEST_SUMMARY) {
      const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
      const skipped = results.numPendingTests + results.numTodoTests;
      appendFileSync(process.env.JUMU_TEST_SUMMARY, `${results.numPassedTests} ${failed} ${skipped}\n`);
    }
  }
}
