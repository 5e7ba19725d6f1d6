import { Contract, type Exchange } from '../support/contract.js';

const HEALTH = {
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8', 'x-request-id': 'request-1' },
};
const REFUSAL = {
  code: 404,
  message: 'No',
  data: null,
  error: { code: 'ROUTE_NOT_FOUND', details: {}, request_id: 'request-1' },
};

describe('the contract', () => {
  const contract = new Contract();

  function faults(reply: Partial<Exchange['reply']>, target = '/health/live', method = 'GET'): string[] {
    const request = { headers: {}, body: null };
    const body = JSON.stringify({ code: 0, message: 'success', data: { status: 'up' } });
    return contract.faults({ method, target, request, reply: { ...HEALTH, body, ...reply } });
  }

  const health = (data: unknown) => ({ body: JSON.stringify({ code: 0, message: 'success', data }) });
  const withHeader = (name: string, value: string) => ({ headers: { ...HEALTH.headers, [name]: value } });

  it('is kept by an answer as promised', () => {
    expect(faults({})).toEqual([]);
    expect(faults({}, '/api/v1/health/live?a=b')).toEqual([]);
    expect(faults(withHeader('ratelimit-limit', '5'))).toEqual([]);
  });

  it.each<[what: string, reply: Partial<Exchange['reply']>, fault: RegExp]>([
    ['another status', { status: 201 }, /promises 200, .*, not 201/],
    ['a field too few', health({}), /body.data must have required property 'status'/],
    ['a field too many', health({ status: 'up', colour: 'red' }), /body.data.colour is not described/],
    ['a field of another type', health({ status: 5 }), /body.data.status must be/],
    ['no JSON', { body: 'up' }, /body must be object/],
    [
      'another type of content',
      withHeader('content-type', 'text/html'),
      /is text\/html, promised is application\/json/,
    ],
    ['no request id', { headers: { 'content-type': 'application/json' } }, /the header X-Request-Id is missing/],
    ['a header of its own', withHeader('x-colour', 'red'), /the header x-colour is not described/],
    ['a header of another type', withHeader('ratelimit-limit', 'many'), /RateLimit-Limit must be integer/],
  ])('is broken by %s', (_what, reply, fault) => {
    expect(faults(reply).join('\n')).toMatch(fault);
  });

  it('is broken by an answer without a header that is always sent', () => {
    const missing = (status: number, ...target: string[]) => faults({ status, body: null }, ...target).sort();
    expect(missing(202, '/api/v1/jobs', 'POST')).toEqual([expect.stringMatching('the header Location is missing')]);
    expect(missing(429)).toEqual([
      expect.stringMatching('the header Content-Language is missing'),
      expect.stringMatching('the header Retry-After is missing'),
    ]);
    expect(missing(206, '/api/v1/media/1/s/assets/e2/a.mp4').join('\n')).toMatch('the header Content-Range is missing');
  });

  it('knows operations from what looks like them', () => {
    expect(contract.operationOf('POST', '/api/v1/projects/generate-drama')).toBe(
      'post /api/v1/projects/generate-drama',
    );
    expect(contract.operationOf('GET', '/api/v1/projects/generate-drama')).toBe('get /api/v1/projects/{id}');
    expect(contract.operationOf('HEAD', '/health')).toBe('get /api/v1/health');
    expect(contract.operationOf('GET', '/api/v1/projects/')).toBeUndefined();
    expect(contract.operationOf('GET', '/api/v1/projects/%E0%A4%A')).toBeUndefined();
  });

  it('wants an error where no operation is', () => {
    const refusal = { status: 404, body: JSON.stringify(REFUSAL) };
    expect(faults(refusal, '/api/v1/nothing')).toEqual([]);
    // Its head was too long to be read.
    expect(faults({ ...refusal, status: 431 })).toEqual([]);
    expect(faults({}, '/api/v1/nothing')).toEqual([expect.stringMatching('no such operation')]);
    expect(faults({ status: 404, body: '{}' }, '/api/v1/nothing')).not.toEqual([]);
    expect(faults({ ...refusal, status: 405 }, '/api/v1/nothing')).toEqual([expect.stringMatching('Allow is missing')]);
  });
});
