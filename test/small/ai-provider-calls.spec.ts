import { Call, SpeechModel, type Usage } from '../../src/ai/ports.js';
import { endOf, failedEnd } from '../../src/ai/provider-calls.js';
import { unreachable, vendorError } from '../../src/ai/provider.errors.js';
import { JobError } from '../../src/common/errors.js';

/** 15 USD per million characters. */
class Speaker extends SpeechModel {
  readonly provider = 'openai';
  readonly model = 'tts-1';

  generate(): never {
    throw new Error('not asked');
  }

  quote(): number {
    return 0.03;
  }
}

const model = new Speaker();
const timeout = unreachable('openai', 'timeout');
const refused = vendorError('openai', { status: 500, body: null, retryAfterMs: null });

function callOf(...counts: (Usage | null)[]): Call {
  const call = new Call(new AbortController().signal);
  counts.forEach((usage) => call.used(usage));
  return call;
}

describe('a call of several requests costs', () => {
  it.each<[string, (Usage | null)[], unknown, object]>([
    ['what was reckoned where a later one is lost', [{ characters: 1000 }], timeout, { costUsd: 0.03 }],
    ['what was counted where that is more', [{ characters: 9000 }], timeout, { costUsd: 0.135 }],
    ['what was counted where a later one is refused', [{ characters: 1000 }], refused, { costUsd: 0.015 }],
    ['what was reckoned where one was not counted', [null, { characters: 1000 }], refused, { costUsd: 0.03 }],
    ['nothing where the first one is refused', [], refused, { costUsd: 0 }],
    ['what was reckoned where nothing of use came', [], new JobError('INVALID_OUTPUT'), { costUsd: 0.03 }],
  ])('%s', (_, counts, error, end) => {
    expect(failedEnd(model, callOf(...counts), 0.03, error)).toMatchObject(end);
  });

  it('what was reckoned where one that answered was not counted', () => {
    expect(endOf(model, callOf({ characters: 1000 }, null), 0.03).costUsd).toBe(0.03);
    expect(endOf(model, callOf({ characters: 1000 }), 0.03).costUsd).toBe(0.015);
    expect(endOf(model, callOf(), 0.03).costUsd).toBe(0.03);
  });
});
