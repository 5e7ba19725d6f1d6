import { OperationProperties, OPERATIONS } from '../support/operation-properties.js';

/** The same for everybody, so that main stays green; others are tried with PROPERTY_SEED=$RANDOM. */
const SEED = Number(process.env.PROPERTY_SEED ?? 2026);
const RUNS = 12;

describe(`every operation, asked anything (PROPERTY_SEED=${SEED})`, () => {
  let properties: OperationProperties;

  beforeAll(async () => {
    properties = await OperationProperties.start();
  });

  afterAll(() => properties.stop());

  it.each(OPERATIONS)('$id', (operation) => expectAnswers(operation), 60_000);

  async function expectAnswers(operation: (typeof OPERATIONS)[number]): Promise<void> {
    await properties.expectAnswers(operation, RUNS, SEED);
  }
});
