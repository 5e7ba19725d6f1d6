import { type RawAnswer, type RawOptions, rawRequest, type RawRequest } from '../support/raw-http.js';
import { TestApp } from '../support/test-app.js';
import { pass } from '../support/until.js';

const LOGIN = '/api/v1/auth/login';
const JSON_TYPE = 'Content-Type: application/json';
const ACCOUNT = '{"email":"a@example.com","password":"correct horse"}';

/** A request with a head of its own making; without a body no length is said. */
function http(line: string, lines: string[] = [], body?: string | Buffer): (string | Buffer)[] {
  const length = body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  return [[`${line} HTTP/1.1`, 'Host: jumu.example', ...lines, ...length, '', ''].join('\r\n'), body ?? ''];
}

function login(body: string | Buffer, ...lines: string[]): (string | Buffer)[] {
  return http(`POST ${LOGIN}`, lines.length > 0 ? lines : [JSON_TYPE], body);
}

function plain(line: string, ...lines: string[]): string {
  return [line, ...lines, '', ''].join('\r\n');
}

function chunked(chunks: string, ...lines: string[]): string {
  const head = plain(`POST ${LOGIN} HTTP/1.1`, 'Host: a', JSON_TYPE, 'Transfer-Encoding: chunked', ...lines);
  return head + chunks;
}

type Case = [what: string, request: RawRequest, answer: string];

const bytes = (...codes: number[]) => Buffer.from(codes);
const around = (middle: Buffer) => Buffer.concat([Buffer.from('{"email":"'), middle, Buffer.from('"}')]);

const bodies: Case[] = [
  ['not JSON', login('hello'), '400 INVALID_PARAMS'],
  ['half a document', login('{"email":'), '400 INVALID_PARAMS'],
  ['two documents', login(ACCOUNT + ACCOUNT), '400 INVALID_PARAMS'],
  ['a list', login('[]'), '400 INVALID_PARAMS'],
  ['a text', login('"x"'), '400 INVALID_PARAMS'],
  ['a number', login('5'), '400 INVALID_PARAMS'],
  ['null', login('null'), '400 INVALID_PARAMS'],
  ['NUL bytes', login(around(bytes(0, 0))), '400 INVALID_PARAMS'],
  ['escaped NUL', login('{"email":"a\\u0000@b.c","password":"correct horse"}'), '400 INVALID_PARAMS'],
  ['half a surrogate pair, escaped', login('{"email":"\\ud83d@b.c","password":"correct horse"}'), '400 INVALID_PARAMS'],
  ['half a surrogate pair, in bytes', login(around(bytes(0xed, 0xa0, 0xbd))), '400 INVALID_PARAMS'],
  ['bytes that are not UTF-8', login(around(bytes(0xff, 0xfe))), '400 INVALID_PARAMS'],
  ['overlong UTF-8', login(around(bytes(0xc0, 0xaf))), '400 INVALID_PARAMS'],
  [
    'a byte order mark',
    login(Buffer.concat([bytes(0xef, 0xbb, 0xbf), Buffer.from(ACCOUNT)])),
    '401 INVALID_CREDENTIALS',
  ],
  ['UTF-16', login(Buffer.from(`\ufeff${ACCOUNT}`, 'utf16le')), '400 INVALID_PARAMS'],
  ['a text of 10 MB', login(`{"email":"${'a'.repeat(10_000_000)}"}`), '413 PAYLOAD_TOO_LARGE'],
  ['100,000 brackets', login('['.repeat(100_000)), '400 INVALID_PARAMS'],
  ['100,000 closed brackets', login(`{"email":${'['.repeat(100_000)}${']'.repeat(100_000)}}`), '400 INVALID_PARAMS'],
  [
    'the same key twice',
    login('{"email":"x","email":"a@example.com","password":"correct horse"}'),
    '401 INVALID_CREDENTIALS',
  ],
  ['__proto__', login('{"__proto__":{"role":"admin"}}'), '400 INVALID_PARAMS'],
  ['__proto__, escaped', login('{"\\u005f_proto__":{"role":"admin"}}'), '400 INVALID_PARAMS'],
  ['constructor.prototype', login('{"constructor":{"prototype":{"role":"admin"}}}'), '400 INVALID_PARAMS'],
  ['a huge number', login('{"email":1e999,"password":"correct horse"}'), '400 INVALID_PARAMS'],
  ['a number of 100,000 digits', login(`{"email":${'9'.repeat(100_000)}}`), '400 INVALID_PARAMS'],
  ['plain text', login(ACCOUNT, 'Content-Type: text/plain'), '415 UNSUPPORTED_MEDIA_TYPE'],
  ['a form', login('email=a', 'Content-Type: application/x-www-form-urlencoded'), '415 UNSUPPORTED_MEDIA_TYPE'],
  ['multipart', login('--x--', 'Content-Type: multipart/form-data; boundary=x'), '415 UNSUPPORTED_MEDIA_TYPE'],
  ['no type', login(ACCOUNT, 'X-A: b'), '415 UNSUPPORTED_MEDIA_TYPE'],
  ['an empty type', login(ACCOUNT, 'Content-Type:'), '415 UNSUPPORTED_MEDIA_TYPE'],
  ['a tab after the type', login(ACCOUNT, 'Content-Type: application/json\ta'), '415 UNSUPPORTED_MEDIA_TYPE'],
  [
    'a tab and a parameter',
    login(ACCOUNT, 'Content-Type: text/plain\t; application/json'),
    '415 UNSUPPORTED_MEDIA_TYPE',
  ],
  ['charset=utf-16', login(ACCOUNT, `${JSON_TYPE}; charset=utf-16`), '415 UNSUPPORTED_MEDIA_TYPE'],
  ['charset=UTF-8', login(ACCOUNT, `${JSON_TYPE}; charset="UTF-8"`), '401 INVALID_CREDENTIALS'],
  ['gzip', login(bytes(0x1f, 0x8b, 8, 0), JSON_TYPE, 'Content-Encoding: gzip'), '415 UNSUPPORTED_MEDIA_TYPE'],
];

const targets: Case[] = [
  ['bad percent-encoding in a path', http('GET /api/v1/projects/%E0%A4%A'), '400 INVALID_PARAMS'],
  ['a lone percent sign', http('GET /api/v1/%'), '400 INVALID_PARAMS'],
  ['bad percent-encoding in a query', http('GET /api/v1/health/live?a=%E0%A4%A'), '200'],
  ['NUL in a path', http('GET /api/v1/projects/%00'), '401 UNAUTHENTICATED'],
  ['dots in a path', http('GET /api/v1/../../etc/passwd'), '404 ROUTE_NOT_FOUND'],
  ['escaped dots in a path', http('GET /api/v1/media/1/a/%2e%2e%2f%2e%2e%2fetc/passwd'), '403 SIGNATURE_INVALID'],
  ['a backslash in a path', http('GET \\api\\v1\\projects'), '400 INVALID_PARAMS'],
  ['bytes above ASCII in a path', http('GET /api/v1/\xe5\x89\xa7'), '400 INVALID_PARAMS'],
  ['a path part of 10,000 characters', http(`GET /api/v1/projects/${'a'.repeat(10_000)}`), '404 ROUTE_NOT_FOUND'],
  ['a path of 100,000 characters', http(`GET /${'a/'.repeat(50_000)}`), '431 INVALID_PARAMS'],
  ['a query of 100,000 characters', http(`GET /api/v1/health/live?${'a'.repeat(100_000)}`), '431 INVALID_PARAMS'],
  ['the whole server', http('OPTIONS *'), '404 ROUTE_NOT_FOUND'],
  ['an asterisk to GET', http('GET *'), '404 ROUTE_NOT_FOUND'],
  ['an absolute address', http('GET http://jumu.example/api/v1/health/live'), '200'],
  ["somebody else's absolute address", http('GET http://169.254.169.254/latest'), '404 ROUTE_NOT_FOUND'],
  ['an address of another protocol', http('GET file:///etc/passwd'), '404 ROUTE_NOT_FOUND'],
];

const heads: Case[] = [
  ['no Host', plain('GET /api/v1/health/live HTTP/1.1'), '400 INVALID_PARAMS'],
  ['an empty Host', plain('GET /api/v1/health/live HTTP/1.1', 'Host:'), '400 INVALID_PARAMS'],
  ['Host twice', plain('GET /api/v1/health/live HTTP/1.1', 'Host: a', 'Host: b'), '400 INVALID_PARAMS'],
  ['two hosts in one', plain('GET /api/v1/health/live HTTP/1.1', 'Host: a, b'), '400 INVALID_PARAMS'],
  ['a Host that is a script', plain('GET /api/v1/health/live HTTP/1.1', 'Host: <script>'), '400 INVALID_PARAMS'],
  ['a Host with a user and a path', plain('GET / HTTP/1.1', 'Host: a@b/c?d#e'), '400 INVALID_PARAMS'],
  ['a Host with a port that is none', plain('GET / HTTP/1.1', 'Host: a:99999'), '400 INVALID_PARAMS'],
  ['a Host that is IPv6', plain('GET /api/v1/health/live HTTP/1.1', 'Host: [::1]:3000'), '200'],
  ['a header of 20 kB', http('GET /api/v1/health/live', [`X-A: ${'a'.repeat(20_000)}`]), '431 INVALID_PARAMS'],
  [
    '2,000 headers',
    http(
      'GET /api/v1/health/live',
      Array.from({ length: 2000 }, () => 'a: b'),
    ),
    '431 INVALID_PARAMS',
  ],
  [
    '101 headers',
    http(
      'GET /api/v1/health/live',
      Array.from({ length: 100 }, () => 'a: b'),
    ),
    '431 INVALID_PARAMS',
  ],
  [
    '100 headers',
    http(
      'GET /api/v1/health/live',
      Array.from({ length: 99 }, () => 'a: b'),
    ),
    '200',
  ],
  ['a folded header', plain('GET / HTTP/1.1', 'Host: a', 'X-A: b', ' c'), '400 INVALID_PARAMS'],
  ['a header that starts with a space', plain('GET / HTTP/1.1', ' X-A: b', 'Host: a'), '400 INVALID_PARAMS'],
  ['lines that end with LF alone', 'GET /api/v1/health/live HTTP/1.1\nHost: a\n\n', '400 INVALID_PARAMS'],
  ['a header line that ends with LF alone', 'GET / HTTP/1.1\r\nHost: a\nX-A: b\r\n\r\n', '400 INVALID_PARAMS'],
  ['a CR alone in a header', plain('GET / HTTP/1.1', 'Host: a', 'X-A: b\rX-C: d'), '400 INVALID_PARAMS'],
  ['a space before the colon', plain('GET / HTTP/1.1', 'Host : a'), '400 INVALID_PARAMS'],
  ['NUL in a header', plain('GET / HTTP/1.1', 'Host: a', 'X-A: b\0c'), '400 INVALID_PARAMS'],
  ['NUL in the name of a header', plain('GET / HTTP/1.1', 'Host: a', 'X-\0A: b'), '400 INVALID_PARAMS'],
  ['a header without a name', plain('GET / HTTP/1.1', 'Host: a', ': b'), '400 INVALID_PARAMS'],
  ['a header without a colon', plain('GET / HTTP/1.1', 'Host: a', 'X-A'), '400 INVALID_PARAMS'],
  ['Expect: 100-continue', login(ACCOUNT, JSON_TYPE, 'Expect: 100-continue'), '401 INVALID_CREDENTIALS'],
  ['another expectation', http('GET /api/v1/health/live', ['Expect: cake']), '200'],
  [
    'an upgrade to h2c',
    http('GET /api/v1/health/live', [
      'Connection: Upgrade, HTTP2-Settings',
      'Upgrade: h2c',
      'HTTP2-Settings: AAMAAABkAAQAAP__',
    ]),
    '200',
  ],
  [
    'an upgrade to a WebSocket',
    http('GET /api/v1/projects', [
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ]),
    '401 UNAUTHENTICATED',
  ],
];

const lengths: Case[] = [
  ['a length and chunks', chunked('0\r\n\r\n', 'Content-Length: 5'), '400 INVALID_PARAMS'],
  [
    'chunks and a length',
    plain(`POST ${LOGIN} HTTP/1.1`, 'Host: a', 'Content-Length: 5', 'Transfer-Encoding: chunked') + '0\r\n\r\n',
    '400 INVALID_PARAMS',
  ],
  ['chunked twice', chunked('0\r\n\r\n', 'Transfer-Encoding: chunked'), '400 INVALID_PARAMS'],
  ['chunked, then identity', chunked('0\r\n\r\n', 'Transfer-Encoding: identity'), '400 INVALID_PARAMS'],
  [
    'identity',
    plain(`POST ${LOGIN} HTTP/1.1`, 'Host: a', JSON_TYPE, 'Transfer-Encoding: identity'),
    '400 INVALID_PARAMS',
  ],
  [
    'an unknown coding',
    plain(`POST ${LOGIN} HTTP/1.1`, 'Host: a', JSON_TYPE, 'Transfer-Encoding: xchunked'),
    '400 INVALID_PARAMS',
  ],
  [
    'gzip, chunked',
    plain(`POST ${LOGIN} HTTP/1.1`, 'Host: a', JSON_TYPE, 'Transfer-Encoding: gzip, chunked') + '0\r\n\r\n',
    '400 INVALID_PARAMS',
  ],
  [
    'cHuNkEd',
    plain(`POST ${LOGIN} HTTP/1.1`, 'Host: a', JSON_TYPE, 'Transfer-Encoding: cHuNkEd') + '0\r\n\r\n',
    '400 INVALID_PARAMS',
  ],
  [
    'a tab before chunked',
    plain(`POST ${LOGIN} HTTP/1.1`, 'Host: a', JSON_TYPE, 'Transfer-Encoding:\tchunked') + '0\r\n\r\n',
    '400 INVALID_PARAMS',
  ],
  [
    'two lengths',
    plain(`POST ${LOGIN} HTTP/1.1`, 'Host: a', JSON_TYPE, 'Content-Length: 2', 'Content-Length: 3') + '{}',
    '400 INVALID_PARAMS',
  ],
  [
    'two lengths in one',
    plain(`POST ${LOGIN} HTTP/1.1`, 'Host: a', JSON_TYPE, 'Content-Length: 2, 2') + '{}',
    '400 INVALID_PARAMS',
  ],
  ['a length below nothing', plain(`POST ${LOGIN} HTTP/1.1`, 'Host: a', 'Content-Length: -1'), '400 INVALID_PARAMS'],
  [
    'a length with a plus',
    plain(`POST ${LOGIN} HTTP/1.1`, 'Host: a', 'Content-Length: +2') + '{}',
    '400 INVALID_PARAMS',
  ],
  ['a length in hex', plain(`POST ${LOGIN} HTTP/1.1`, 'Host: a', 'Content-Length: 0x2') + '{}', '400 INVALID_PARAMS'],
  [
    'a length beyond numbers',
    plain(`POST ${LOGIN} HTTP/1.1`, 'Host: a', `Content-Length: ${'9'.repeat(30)}`),
    '400 INVALID_PARAMS',
  ],
  [
    'a length of 9 petabytes',
    plain(`POST ${LOGIN} HTTP/1.1`, 'Host: a', JSON_TYPE, 'Content-Length: 9007199254740991'),
    '413 PAYLOAD_TOO_LARGE',
  ],
  ['a length said as chunk size with rubbish', chunked('zz\r\n'), '400 INVALID_PARAMS'],
  ['a chunk below nothing', chunked('-1\r\n'), '400 INVALID_PARAMS'],
  ['a chunk beyond numbers', chunked(`${'f'.repeat(17)}\r\n`), '400 INVALID_PARAMS'],
  ['a chunk longer than said', chunked('2\r\n{}}\r\n0\r\n\r\n'), '400 INVALID_PARAMS'],
  ['a chunk extension', chunked('2;a=b\r\n{}\r\n0\r\n\r\n'), '400 INVALID_PARAMS'],
  ['a chunk extension of 100 kB', chunked(`2;${'a'.repeat(100_000)}\r\n{}\r\n0\r\n\r\n`), '400 INVALID_PARAMS'],
  ['LF in a chunk extension', chunked('2;a\nb\r\n{}\r\n0\r\n\r\n'), '400 INVALID_PARAMS'],
  [
    '10 MB in chunks',
    [chunked(''), ...Array.from({ length: 100 }, () => `186a0\r\n${' '.repeat(100_000)}\r\n`), '0\r\n\r\n'],
    '413 PAYLOAD_TOO_LARGE',
  ],
  ['trailers', chunked('2\r\n{}\r\n0\r\nContent-Length: 50\r\nHost: b\r\n\r\n'), '400 INVALID_PARAMS'],
  [
    'a body longer than said',
    [plain(`POST ${LOGIN} HTTP/1.1`, 'Host: a', JSON_TYPE, 'Content-Length: 1'), '{}'],
    '400 INVALID_PARAMS',
  ],
  ['GET with a body', http('GET /api/v1/health/live', [JSON_TYPE], '{"a":1}'), '200'],
];

const protocols: Case[] = [
  ['rubbish', 'RUBBISH\r\n\r\n', '400 INVALID_PARAMS'],
  ['bytes of chance', bytes(0, 1, 2, 3, 250, 251, 13, 10, 13, 10), '400 INVALID_PARAMS'],
  ['a TLS handshake', bytes(0x16, 3, 1, 0, 0xa5, 1, 0, 0, 0xa1, 3, 3), '400 INVALID_PARAMS'],
  ['HTTP/0.9', 'GET /\r\n\r\n', '400 INVALID_PARAMS'],
  ['HTTP/1.0', plain('GET /api/v1/health/live HTTP/1.0'), '200'],
  ['HTTP/1.2', plain('GET /api/v1/health/live HTTP/1.2', 'Host: a'), '400 INVALID_PARAMS'],
  ['HTTP/2 by its preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '400 INVALID_PARAMS'],
  ['HTTP/9.9', plain('GET / HTTP/9.9', 'Host: a'), '400 INVALID_PARAMS'],
  ['another protocol', plain('GET / RTSP/1.0', 'Host: a'), '404 ROUTE_NOT_FOUND'],
  ['two spaces in the first line', plain('GET  / HTTP/1.1', 'Host: a'), '404 ROUTE_NOT_FOUND'],
  ['an unknown method', http('BREW /api/v1/health/live'), '400 INVALID_PARAMS'],
  ['a method in small letters', http('get /api/v1/health/live'), '400 INVALID_PARAMS'],
  ['a method of 10,000 characters', http(`${'A'.repeat(10_000)} /`), '400 INVALID_PARAMS'],
  ['TRACE', http('TRACE /api/v1/health/live'), '405 METHOD_NOT_ALLOWED'],
  ['PROPFIND', http('PROPFIND /api/v1/projects'), '405 METHOD_NOT_ALLOWED'],
  ['CONNECT', plain('CONNECT 169.254.169.254:80 HTTP/1.1', 'Host: a'), '405 METHOD_NOT_ALLOWED'],
];

/** What is wrong with an answer, whatever it says; nothing is. */
function faultsOf(answer: RawAnswer): string[] {
  const { status, headers, body, text } = answer;
  const envelope = body === '' ? null : JSON.parse(body);
  const [id] = [headers['x-request-id'] ?? ''];
  const faults: [string, boolean][] = [
    ['no envelope', status < 400 ? envelope?.code !== 0 : envelope?.code !== status || envelope.data !== null],
    ['no request id', !/^[\w-]{36}$/.test(id)],
    ['another request id', status >= 400 && envelope?.error?.request_id !== id],
    ['kept by caches', headers['cache-control'] !== 'no-store'],
    ['insides', /FST_|HPE_|node:|\bat \//.test(text)],
    ['who made it', headers['server'] !== undefined || headers['x-powered-by'] !== undefined],
  ];
  return faults.filter(([, isWrong]) => isWrong).map(([fault]) => fault);
}

const summaryOf = ({ status, body }: RawAnswer) =>
  `${status} ${/"error":\{"code":"(\w+)"/.exec(body)?.[1] ?? ''}`.trim();

describe('what comes over a socket', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ REQUEST_TIMEOUT_SEC: '1' });
  });

  afterAll(() => app.stop());

  /** The answer, from a server that lives on. */
  async function ask(request: RawRequest, options?: RawOptions): Promise<RawAnswer> {
    const answer = await rawRequest(app.url, request, options);
    const { status } = await rawRequest(app.url, http('GET /api/v1/health/live'));
    expect(status).toBe(200);
    return answer;
  }

  describe.each(Object.entries({ bodies, targets, heads, lengths, protocols }))('%s', (_group, cases) => {
    it.each(cases)('%s', async (_what, request, expected) => {
      const answer = await ask(request);
      expect(summaryOf(answer)).toBe(expected);
      expect(faultsOf(answer)).toEqual([]);
    });
  });

  it.each([
    ['half a head', 'GET /api/v1/health/live HTTP/1.1\r\nHost: a\r\nX-A'],
    ['half a body', plain(`POST ${LOGIN} HTTP/1.1`, 'Host: a', JSON_TYPE, 'Content-Length: 100') + '{'],
    ['half a chunk', chunked('5\r\n{')],
  ])('%s and then silence is a 408', async (_what, request) => {
    const answer = await ask(request);
    expect(summaryOf(answer)).toBe('408 INVALID_PARAMS');
    expect(faultsOf(answer)).toEqual([]);
  });

  it.each([
    ['headers', 'GET /api/v1/health/live HTTP/1.1\r\nHost: a\r\nX-A: '],
    ['a body', plain(`POST ${LOGIN} HTTP/1.1`, 'Host: a', JSON_TYPE, 'Content-Length: 1000')],
    ['chunks', chunked('fff\r\n')],
  ])('gives nobody more time for %s, byte by byte', async (_what, start) => {
    const answer = await ask(trickle(start));
    expect(summaryOf(answer)).toBe('408 INVALID_PARAMS');
    expect(faultsOf(answer)).toEqual([]);
  });

  it('answers pipelined requests in their order', async () => {
    const three = [
      plain('GET /api/v1/projects HTTP/1.1', 'Host: a'),
      plain('GET /api/v1/health/live HTTP/1.1', 'Host: a'),
      plain('GET /api/v1/nothing HTTP/1.1', 'Host: a'),
    ];
    expect((await ask(three.join(''), { answers: 3 })).statuses).toEqual([401, 200, 404]);
  });

  it('answers what came whole before it refuses the rubbish behind it', async () => {
    const whole = login(ACCOUNT).join('');
    const health = plain('GET /api/v1/health HTTP/1.1', 'Host: a');
    expect((await ask(`${whole}${health}RUBBISH\r\n\r\n`, { answers: 4 })).statuses).toEqual([401, 200, 400]);
    const badChunk = chunked('zz\r\n');
    expect((await ask(`${whole}${badChunk}${health}`, { answers: 4 })).statuses).toEqual([401, 400]);
  });

  it('takes what follows a body for the next request', async () => {
    const longer = plain(`POST ${LOGIN} HTTP/1.1`, 'Host: a', JSON_TYPE, 'Content-Length: 2') + '{}RUBBISH\r\n\r\n';
    const answer = await ask(longer, { answers: 3 });
    expect(answer.statuses).toEqual([400, 400]);
  });

  it.each([
    ['in the first line', 'GET /api/v1/he'],
    ['in a header', 'GET /api/v1/health/live HTTP/1.1\r\nHost: a\r\nX-'],
    ['in a body', plain(`POST ${LOGIN} HTTP/1.1`, 'Host: a', JSON_TYPE, 'Content-Length: 100') + '{"email":'],
    ['in a chunk', chunked('50\r\n{"email":')],
  ])('refuses a request that ends %s', async (_where, request) => {
    const answer = await ask(request, { isEnded: true });
    expect(summaryOf(answer)).toBe('400 INVALID_PARAMS');
    expect(faultsOf(answer)).toEqual([]);
  });

  it('stays up when clients vanish in the middle', async () => {
    const cut = Array.from({ length: 20 }, () =>
      ask(login(`{"email":"${'a'.repeat(900_000)}`), { hangUpAfter: 50_000 }),
    );
    expect((await Promise.all(cut)).map(({ text }) => text)).toEqual(cut.map(() => ''));
  });

  it('says 100 Continue to those who ask for it, and then answers', async () => {
    const answer = await ask(login(ACCOUNT, JSON_TYPE, 'Expect: 100-continue'));
    expect(answer.text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 401 /);
  });
});

/** A start, and then a byte now and then for longer than anybody may take. */
async function* trickle(start: string): AsyncIterable<string> {
  yield start;
  for (let count = 0; count < 100; count++) {
    await pass(100);
    yield 'a';
  }
}
