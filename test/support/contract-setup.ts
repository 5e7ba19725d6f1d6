import { contractWatch } from './contract-watch.js';
import { endLeftRunning } from './left-running.js';

/** Before every e2e test file: what is not as `openapi.json` or `asyncapi.json` says makes the test fail that got it. */
contractWatch.start();
globalThis.fetch = contractWatch.watched(globalThis.fetch);

async function expectAsPromised(): Promise<void> {
  const faults = await contractWatch.takeFaults();
  if (faults.length > 0) {
    throw new Error(`Not as openapi.json and asyncapi.json promise:\n  ${faults.join('\n  ')}`);
  }
}

afterEach(expectAsPromised);
// What was heard in a `beforeAll` without tests, or in an `afterAll`.
afterAll(expectAsPromised);
afterAll(async () => {
  const count = await endLeftRunning();
  if (count > 0) {
    throw new Error(`${count} servers were still running when the tests of the file were over`);
  }
});
