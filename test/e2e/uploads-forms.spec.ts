import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type RawAnswer, rawRequest } from '../support/raw-http.js';
import { TestApp, type TestUser } from '../support/test-app.js';
import { newPicture } from '../support/upload-files.js';
import { until } from '../support/until.js';

describe('the form of an upload, byte by byte', () => {
  let app: TestApp;
  let user: TestUser;
  let picture: Buffer;

  beforeAll(async () => {
    app = await TestApp.start({ ROLE: 'api', REQUEST_TIMEOUT_SEC: '2' });
    user = await app.newUser();
    picture = await newPicture();
  });

  afterAll(() => app.stop());

  afterEach(async () => {
    const isClean = async () => (await readdir(join(app.config.dataDir, 'uploads'))).length === 0;
    await until('nothing is left', isClean);
  });

  const head = (...lines: string[]) =>
    [
      'POST /api/v1/uploads HTTP/1.1',
      'Host: x',
      `Authorization: Bearer ${user.token}`,
      'Content-Type: multipart/form-data; boundary=x',
      ...lines,
      '',
      '',
    ].join('\r\n');
  const part = (disposition: string) =>
    Buffer.concat([
      Buffer.from(`--x\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`),
      picture,
      Buffer.from('\r\n--x--\r\n'),
    ]);
  const whole = (body: Buffer, ...lines: string[]) => [head(`Content-Length: ${body.length}`, ...lines), body];
  const post = (body: Buffer, ...lines: string[]) => rawRequest(app.url, whole(body, ...lines));
  const answerOf = ({ status, body }: RawAnswer) => `${status} ${JSON.parse(body).error?.code ?? 'SUCCESS'}`;

  it.each([
    ['filename="../../../etc/passwd"', 'passwd'],
    ['filename="..\\\\..\\\\boot.ini"', 'boot.ini'],
    ['filename="a\0b.png"', 'ab.png'],
    ['filename="say \\"hi\\".png"', 'say "hi".png'],
    ['filename="海报🎬.png"', '海报🎬.png'],
    ["filename*=UTF-8''%E6%B5%B7.png", '海.png'],
    ["filename*=UTF-8''%2e%2e%2fx.png", 'x.png'],
    ['filename="CON.png"', 'CON.png'],
    ['filename="a\u202egnp.exe"', 'agnp.exe'],
    [`filename="${'n'.repeat(5000)}.png"`, 'n'.repeat(255)],
    ['filename=""', 'upload.png'],
    ['filename="%0d%0aSet-Cookie: a=b"', '%0d%0aSet-Cookie: a=b'],
  ])('may name a file as it likes: %#', async (name, shown) => {
    const answer = await post(part(`name="file"; ${name}`));
    expect([answer.status, JSON.parse(answer.body).data?.filename]).toEqual([201, shown]);
    expect(answer.text.toLowerCase()).not.toContain('set-cookie: a=b\r\n');
  });

  const refused: [what: string, body: () => Buffer, answer: string][] = [
    [
      'another boundary',
      () => Buffer.from(part('name="file"; filename="a"').toString('latin1').replaceAll('--x', '--y'), 'latin1'),
      '400 INVALID_PARAMS',
    ],
    ['no end', () => part('name="file"; filename="a"').subarray(0, -9), '400 INVALID_PARAMS'],
    ['the end of a part missing', () => part('name="file"; filename="a"').subarray(0, 120), '400 INVALID_PARAMS'],
    ['a line break in a name', () => part('name="file"; filename*=UTF-8\'\'a%0D%0Ab.png'), '400 INVALID_PARAMS'],
    ['no name', () => part('filename="a"'), '400 INVALID_PARAMS'],
    [
      'no disposition',
      () => Buffer.concat([Buffer.from('--x\r\n\r\n'), picture, Buffer.from('\r\n--x--\r\n')]),
      '400 INVALID_PARAMS',
    ],
    [
      'a form in the form',
      () =>
        Buffer.from(
          '--x\r\nContent-Disposition: form-data; name="file"\r\nContent-Type: multipart/mixed; boundary=z\r\n\r\n--z\r\n\r\na\r\n--z--\r\n--x--\r\n',
        ),
      '400 INVALID_PARAMS',
    ],
    [
      'a head of 200 KiB',
      () =>
        Buffer.concat([
          Buffer.from(`--x\r\nX: ${'a'.repeat(200_000)}\r\n`),
          part('name="file"; filename="a"').subarray(5),
        ]),
      '400 INVALID_PARAMS',
    ],
    [
      '10,000 parts',
      () => Buffer.from('--x\r\nContent-Disposition: form-data; name="file"\r\n\r\na\r\n'.repeat(10_000) + '--x--\r\n'),
      '400 INVALID_PARAMS',
    ],
    ['only white space', () => Buffer.from('\r\n'.repeat(5000)), '400 INVALID_PARAMS'],
  ];

  it.each(refused)('with %s is refused', async (_what, body, answer) => {
    expect(answerOf(await post(body()))).toBe(answer);
  });

  it('may come in chunks, and after a question', async () => {
    const body = part('name="file"; filename="a.png"');
    const pieces = [...Array(Math.ceil(body.length / 500)).keys()].map((n) => body.subarray(n * 500, n * 500 + 500));
    const chunks = pieces.map((piece) =>
      Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]),
    );
    const chunked = await rawRequest(app.url, [head('Transfer-Encoding: chunked'), ...chunks, '0\r\n\r\n']);
    expect(answerOf(chunked)).toBe('201 SUCCESS');
    const asked = await post(body, 'Expect: 100-continue');
    expect([answerOf(asked), asked.text.startsWith('HTTP/1.1 100 ')]).toEqual(['201 SUCCESS', true]);
  });

  it('that promises too much is refused before it comes', async () => {
    const answer = await rawRequest(app.url, head(`Content-Length: ${600 * 1024 ** 2}`));
    expect(answerOf(answer)).toBe('413 FILE_TOO_LARGE');
  });

  it('that promises more than comes is given up in time', async () => {
    const body = part('name="file"; filename="a.png"').subarray(0, 200);
    expect((await rawRequest(app.url, [head('Content-Length: 5000'), body])).status).toBe(408);
  });

  it.each([0.1, 0.5, 0.99])('that breaks off after %d of it leaves nothing', async (share) => {
    const body = part('name="file"; filename="a.png"');
    const before = (await user.get('/uploads')).body.data.total;
    const sent = [head(`Content-Length: ${body.length}`), body.subarray(0, body.length * share)];
    await rawRequest(app.url, sent, { hangUpAfter: 1_000_000 });
    expect((await user.get('/uploads')).body.data.total).toBe(before);
  });
});
