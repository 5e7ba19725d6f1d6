import { YoutubeComments } from '../../src/analysis/youtube-comments.js';
import { failureOf, nobodysUrl, toldOf } from '../contracts/vendor-rig.js';
import { YoutubeEmulator } from '../emulators/youtube.emulator.js';

const KEY = 'AIzaSy-very-secret-0123456789_abcdefghi';
const ID = 'axepn8QqxRk';
const forever = new AbortController().signal;

let emulator: YoutubeEmulator;

beforeAll(async () => {
  emulator = await YoutubeEmulator.start(KEY);
});

beforeEach(() => {
  emulator.forgetFaults();
  emulator.videos.clear();
  emulator.mistakes.length = 0;
  emulator.queries.length = 0;
  emulator.pageSize = 100;
  emulator.videos.set(ID, { comments: [{ text: 'Tu Meri Ban Jaa 💙', likeCount: 21_518, replyCount: 750 }] });
});

afterAll(() => emulator.stop());

const sut = (changes: { apiKey?: string | null; baseUrl?: string } = {}, limits?: { timeoutMs: number }) =>
  new YoutubeComments(
    { apiKey: KEY, baseUrl: emulator.baseUrl, ...changes },
    { timeoutMs: 30_000, answerBytes: 1024 ** 2, ...limits },
  );

const read = (most?: number) => sut().read(ID, { most, signal: forever });
const manyComments = (count: number) => Array.from({ length: count }, (_, index) => ({ text: `Comment ${index}` }));

describe('comments', () => {
  it('are read with their counts, without markup and with the key in a header only', async () => {
    expect(await read()).toEqual({
      disabled: false,
      truncated: false,
      items: [
        {
          author: '@DarshanRavalDZ',
          text: 'Tu Meri Ban Jaa 💙',
          likeCount: 21_518,
          replyCount: 750,
          publishedAt: '2024-05-24T10:36:55.000Z',
        },
      ],
    });
    expect(emulator.mistakes).toEqual([]);
    expect(Object.fromEntries(emulator.queries[0] ?? [])).toEqual({
      part: 'snippet',
      videoId: ID,
      order: 'relevance',
      textFormat: 'plainText',
      maxResults: '100',
      fields: expect.stringContaining('nextPageToken'),
    });
    expect(emulator.queries.join()).not.toContain(KEY);
  });

  it.each([
    [250, 200, 2, true],
    [200, 200, 2, false],
    [120, 200, 2, false],
    [0, 200, 1, false],
    [250, 50, 1, true],
  ])('of %i at most %i are asked for, in %i pages', async (there, most, pages, truncated) => {
    emulator.videos.set(ID, { comments: manyComments(there) });
    const comments = await read(most);
    expect(comments).toMatchObject({ disabled: false, truncated });
    expect('items' in comments && comments.items.map(({ text }) => text)).toEqual(
      manyComments(Math.min(there, most)).map(({ text }) => text),
    );
    expect(emulator.queries).toHaveLength(pages);
  });

  it('end with pages that do not fill', async () => {
    emulator.videos.set(ID, { comments: manyComments(1000) });
    emulator.pageSize = 10;
    const comments = await read();
    expect(comments).toMatchObject({ truncated: true });
    expect(emulator.queries).toHaveLength(5);
  });

  it('that come twice, or whose pages go round in a circle, are there once', async () => {
    const page = { items: [{ id: 'a', snippet: { topLevelComment: { snippet: { textDisplay: 'Once' } } } }] };
    emulator.fail({ kind: 'says', body: { ...page, nextPageToken: 'x' } });
    emulator.fail({ kind: 'says', body: { ...page, nextPageToken: 'x' } });
    expect(await read()).toMatchObject({ truncated: false, items: [{ text: 'Once', likeCount: 0, author: null }] });
  });

  it('are of a length that can be read, and no command to a terminal', async () => {
    const text = `\u001b[31m${'雨'.repeat(20_000)}`;
    emulator.videos.set(ID, { comments: [{ text, author: '@a\u202eb\u0000' }, { text: '\u0007\n' }] });
    const comments = await read();
    expect(comments).toMatchObject({
      items: [{ author: '@ab', text: expect.stringMatching(/^\[31m雨{9990,10000}$/) }],
    });
    expect('items' in comments && comments.items).toHaveLength(1);
  });

  it('that nobody may write, and those of a video that is not there, are no failure', async () => {
    emulator.videos.set(ID, { comments: null });
    expect(await read()).toEqual({ disabled: true, reason: 'comments_disabled' });
    emulator.videos.clear();
    expect(await read()).toEqual({ disabled: true, reason: 'not_found' });
  });
});

describe('what is known of a video', () => {
  it('is read from the strings that the API counts in', async () => {
    expect(await sut().statistics(ID, forever)).toEqual({
      title: 'Rain over the old town',
      channel: 'Old Town Films',
      uploadedAt: '2024-05-24T10:30:00.000Z',
      durationSec: 255,
      viewCount: 1_250_000,
      likeCount: 89_000,
      commentCount: 1,
      description: 'A short film',
      tags: ['music'],
      language: 'hi',
      liveStatus: 'not_live',
      approxBytes: null,
      captions: [],
    });
    expect(emulator.mistakes).toEqual([]);
  });

  it.each([
    ['PT1H2M3S', 3723],
    ['P1DT2H', 93_600],
    ['P0D', null],
    ['PT', null],
    ['soon', null],
    [7, null],
  ])('has a length of %s: %s', async (duration, durationSec) => {
    emulator.videos.set(ID, { contentDetails: { duration } });
    expect(await sut().statistics(ID, forever)).toMatchObject({ durationSec });
  });

  it('is unknown where it is hidden or nonsense', async () => {
    const snippet = {
      liveBroadcastContent: 'constructor',
      tags: ['a', 7, ''],
      defaultAudioLanguage: '../',
      title: null,
    };
    emulator.videos.set(ID, {
      comments: null,
      snippet: { ...snippet, defaultLanguage: undefined, publishedAt: 'yesterday' },
      statistics: { likeCount: undefined, viewCount: '-1' },
    });
    expect(await sut().statistics(ID, forever)).toMatchObject({
      ...{ title: null, uploadedAt: null, language: null, liveStatus: null, tags: ['a'] },
      ...{ viewCount: null, likeCount: null, commentCount: null },
    });
  });

  it('is nothing where nobody may see it', async () => {
    emulator.videos.clear();
    expect(await sut().statistics(ID, forever)).toBeNull();
  });
});

describe('trouble', () => {
  it.each([
    [{ kind: 'bad key' }, 'PROVIDER_AUTH.answered', false],
    [{ kind: 'reason', status: 400, reason: 'keyInvalid' }, 'PROVIDER_AUTH.answered', false],
    [{ kind: 'reason', status: 403, reason: 'accessNotConfigured' }, 'PROVIDER_AUTH.answered', false],
    [{ kind: 'reason', status: 401, reason: 'authError' }, 'PROVIDER_AUTH.answered', false],
    [{ kind: 'reason', status: 403, reason: 'quotaExceeded' }, 'PROVIDER_QUOTA.answered', false],
    [{ kind: 'reason', status: 403, reason: 'dailyLimitExceeded' }, 'PROVIDER_QUOTA.answered', false],
    [{ kind: 'reason', status: 403, reason: 'rateLimitExceeded' }, 'PROVIDER_UNAVAILABLE.throttled', true],
    [{ kind: 'reason', status: 429, reason: 'userRateLimitExceeded' }, 'PROVIDER_UNAVAILABLE.throttled', true],
    [{ kind: 'reason', status: 400, reason: 'processingFailure' }, 'PROVIDER_UNAVAILABLE.answered', true],
    [{ kind: 'answer', status: 503 }, 'PROVIDER_UNAVAILABLE.answered', true],
    [{ kind: 'reason', status: 403, reason: 'forbidden' }, 'PROVIDER_REJECTED.answered', false],
    [{ kind: 'reason', status: 400, reason: 'invalidPageToken' }, 'PROVIDER_REJECTED.answered', false],
    [{ kind: 'reason', status: 400, reason: KEY }, 'PROVIDER_REJECTED.answered', false],
    [{ kind: 'reason', status: 400, reason: 'constructor' }, 'PROVIDER_REJECTED.answered', false],
    [{ kind: 'lost', by: 502 }, 'PROVIDER_UNAVAILABLE.answered', true],
    [{ kind: 'cut' }, 'PROVIDER_UNAVAILABLE.network', true],
    [{ kind: 'malformed' }, 'INVALID_OUTPUT.json', true],
    [{ kind: 'says', body: { items: 'none' } }, 'INVALID_OUTPUT.json', true],
    [{ kind: 'says', body: [] }, 'INVALID_OUTPUT.json', true],
    [{ kind: 'flood', bytes: 2 * 1024 ** 2 }, 'INVALID_OUTPUT.too_large', true],
    [
      { kind: 'answer', status: 302, headers: { location: 'http://127.0.0.1:1/' } },
      'PROVIDER_REJECTED.answered',
      false,
    ],
  ] as const)('%j is %s, and tells no secret', async (fault, key, retryable) => {
    emulator.fail(fault);
    const error = await failureOf(read());
    expect(error).toMatchObject({ key, retryable, provider: 'youtube' });
    expect(toldOf(error)).not.toMatch(/AIza|href/);
  });

  it('is a key that is not accepted, or none at all, of which nothing is said', async () => {
    const wrong = await failureOf(sut({ apiKey: 'another-key-000000' }).read(ID, { signal: forever }));
    expect(wrong.key).toBe('PROVIDER_AUTH.answered');
    const none = sut({ apiKey: null });
    expect(none.isConfigured).toBe(false);
    expect(await failureOf(none.statistics(ID, forever))).toMatchObject({
      key: 'PROVIDER_UNAVAILABLE.not_configured',
      retryable: false,
    });
  });

  it('is told where nobody listens, and where no answer comes in time', async () => {
    const nobody = sut({ baseUrl: `${await nobodysUrl()}/youtube/v3` });
    expect((await failureOf(nobody.statistics(ID, forever))).key).toBe('PROVIDER_UNAVAILABLE.network');
    emulator.fail({ kind: 'hang' });
    const hasty = sut({}, { timeoutMs: 200 });
    expect((await failureOf(hasty.read(ID, { signal: forever }))).key).toBe('PROVIDER_UNAVAILABLE.timeout');
  });

  it('is over when nobody waits any more', async () => {
    emulator.fail({ kind: 'hang' });
    const controller = new AbortController();
    const arrived = emulator.nextRequest(forever);
    const reading = sut().read(ID, { signal: controller.signal });
    reading.catch(() => undefined);
    await arrived;
    controller.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
  });
});
