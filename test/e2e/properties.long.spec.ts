import { OperationProperties, OPERATIONS } from '../support/operation-properties.js';

/** The same for everybody, so that main stays green; others are tried with PROPERTY_SEED=$RANDOM, more with PROPERTY_RUNS. */
const SEED = Number(process.env.PROPERTY_SEED ?? 20_261_128);
const RUNS = Number(process.env.PROPERTY_RUNS ?? 40);

describe(`every operation, asked anything (PROPERTY_SEED=${SEED})`, () => {
  let properties: OperationProperties;

  beforeAll(async () => {
    properties = await OperationProperties.start();
  });

  afterAll(() => properties.stop());

  it.each(OPERATIONS)('$id', (operation) => expectAnswers(operation), 600_000);

  async function expectAnswers(operation: (typeof OPERATIONS)[number]): Promise<void> {
    await properties.expectAnswers(operation, RUNS, SEED);
  }
});
