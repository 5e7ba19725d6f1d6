import { cleanText } from '../../src/analysis/video-description.js';
import { chosenCaptions, descriptionIn } from '../../src/analysis/yt-dlp-answer.js';
import { describeArguments, downloadArguments } from '../../src/analysis/yt-dlp-arguments.js';
import { checkFetchable, failureOfYtDlp, nothingFetched } from '../../src/analysis/yt-dlp-failures.js';
import type { JobError } from '../../src/common/errors.js';
import { loggedError } from '../../src/common/logged-error.js';

const ID = 'axepn8QqxRk';
const LIMITS = { maxBytes: 1_000_000, maxSec: 3600 };
const describedBy = (fields: object) => descriptionIn(JSON.stringify({ id: ID, ...fields }), ID);
const keyOf = (work: () => unknown) => {
  try {
    work();
    return null;
  } catch (error) {
    return (error as JobError).key;
  }
};

describe('a description', () => {
  const nothing = {
    ...{ title: null, channel: null, uploadedAt: null, durationSec: null, viewCount: null, likeCount: null },
    ...{ commentCount: null, description: null, tags: [], language: null, liveStatus: null, approxBytes: null },
    captions: [],
  };

  it('has nothing of what is not said, or is no such thing', () => {
    expect(describedBy({})).toEqual(nothing);
  });

  it.each(['null', '{}', '[]', '[{}]', '-1', '1e999', '""', 'true', '"constructor"', '"9e99"', '{"en":["vtt"]}'])(
    'has nothing of another kind, whatever is in its fields: %s',
    (value) => {
      const names = 'title channel uploader timestamp upload_date duration view_count like_count comment_count tags';
      const more = 'description language live_status is_live requested_formats filesize subtitles automatic_captions';
      const fields = `${names} ${more}`.split(' ').map((name) => `"${name}":${value}`);
      const video = descriptionIn(`{"id":"${ID}",${fields.join()}}`, ID);
      for (const text of [video.title, video.channel, video.description, video.language, video.uploadedAt]) {
        expect(text === null || (typeof text === 'string' && text !== '')).toBe(true);
      }
      for (const count of [
        video.durationSec,
        video.viewCount,
        video.likeCount,
        video.commentCount,
        video.approxBytes,
      ]) {
        expect(count === null || (Number.isFinite(count) && count >= 0)).toBe(true);
      }
      expect(video).toMatchObject({ tags: [], captions: [] });
      expect([null, 'is_live']).toContain(video.liveStatus);
    },
  );

  it('is of one video, and of this one', () => {
    for (const text of [
      '',
      'null',
      '[]',
      '{',
      '"x"',
      `{"id":"${ID}","_type":"playlist"}`,
      '{"id":"aaaaaaaaaaa"}',
      '{}',
    ]) {
      expect(keyOf(() => descriptionIn(text, ID))).toBe('INVALID_OUTPUT.json');
    }
  });

  it.each([
    [{ timestamp: 1_716_546_600, upload_date: '20240101' }, '2024-05-24T10:30:00.000Z'],
    [{ upload_date: '20240524' }, '2024-05-24'],
    [{ upload_date: '20241399' }, null],
    [{ timestamp: 1e20 }, null],
  ])('knows the time or the day: %j', (fields, uploadedAt) => {
    expect(describedBy(fields).uploadedAt).toBe(uploadedAt);
  });

  it.each([
    [{ requested_formats: [{ filesize: 900 }, { filesize_approx: 100.4 }] }, 1000],
    [{ requested_formats: [{ filesize: 900 }, {}] }, null],
    [{ filesize: 7 }, 7],
    [{ filesize: -7 }, null],
  ])('sums up what would be fetched: %j', (fields, approxBytes) => {
    expect(describedBy(fields).approxBytes).toBe(approxBytes);
  });

  it('names captions that were written or heard, and nothing translated, or with a name that leads elsewhere', () => {
    const tracks = (...names: string[]) => Object.fromEntries(names.map((name) => [name, [{ ext: 'vtt' }]]));
    const subtitles = {
      ...tracks('zh-Hans', 'live_chat', 'all', '../up', 'en,-x', 'a b', '-en'),
      fr: [{ ext: 'srv1' }],
    };
    const { captions } = describedBy({ subtitles, automatic_captions: tracks('en-orig', 'en', 'de', 'fr') });
    expect(captions).toEqual([
      { language: 'zh-Hans', isAutomatic: false },
      { language: 'en-orig', isAutomatic: true },
    ]);
    const older = describedBy({ language: 'en', automatic_captions: tracks('en', 'de') });
    expect(older.captions).toEqual([{ language: 'en', isAutomatic: true }]);
  });

  it('has texts that end, are whole, and command nothing', () => {
    expect(cleanText(`\u0000a\u001b[2J\u202eb\r\nc\u2028`, 100)).toBe('a[2Jb\nc');
    expect(cleanText('😀😀', 3)).toBe('😀');
    expect(cleanText('x'.repeat(1e6), 10)).toHaveLength(10);
    expect(cleanText(' \u0007 ', 10)).toBeNull();
  });
});

describe('captions', () => {
  const track = (language: string, isAutomatic = false) => ({ language, isAutomatic });
  const there = [track('en'), track('fr-CA'), track('zh-orig', true)];

  it.each([
    [['zh'], 'zh', ['zh-orig']],
    [['en'], 'zh', ['en']],
    [['en', 'zh-CN'], 'zh', ['en', 'zh-orig']],
    [['en', 'en-US'], 'zh', ['en']],
    [['fr'], 'zh', ['fr-CA']],
    [['de'], 'zh', ['zh-orig']],
    [[], 'en', ['en']],
    [['de'], null, ['zh-orig']],
  ])('are those wanted, else the own ones: of %j for a film in %s, %j', (wanted, language, chosen) => {
    expect(chosenCaptions({ captions: there, language }, wanted).map((each) => each.language)).toEqual(chosen);
  });

  it('are what somebody has written where nothing else is there, or none', () => {
    expect(chosenCaptions({ captions: [track('ko')], language: 'en' }, ['zh'])).toEqual([track('ko')]);
    expect(chosenCaptions({ captions: [], language: 'en' }, ['zh'])).toEqual([]);
  });
});

describe('what yt-dlp is told', () => {
  const programs = { ffmpeg: '/opt/ffmpeg', node: '/opt/node' };
  const captions = [{ language: 'zh-Hans', isAutomatic: false }];

  it('leaves no way to anything but one video', () => {
    for (const args of [describeArguments(ID, 1000, programs), downloadArguments(ID, captions, LIMITS, programs)]) {
      expect(args).toEqual(expect.arrayContaining(['--ignore-config', '--no-plugin-dirs', '--no-playlist']));
      expect(args.slice(-2)).toEqual(['--', `https://www.youtube.com/watch?v=${ID}`]);
      expect(args[args.indexOf('--use-extractors') + 1]).toBe('youtube');
      expect(args.join(' ')).not.toMatch(/--(exec|cookies|netrc|downloader|enable-file-urls|config-locations)/);
    }
  });

  it('is what fits', () => {
    const args = downloadArguments(ID, [], LIMITS, { ...programs, ffmpeg: null });
    expect(args[args.indexOf('--max-filesize') + 1]).toBe('1000000');
    expect(args[args.indexOf('--match-filters') + 1]).toContain('duration<=?3600');
    expect(args[args.indexOf('--format') + 1]).toContain('[filesize<?850000]');
    expect(args).not.toEqual(expect.arrayContaining(['--write-subs']));
    expect(args).not.toEqual(expect.arrayContaining(['--ffmpeg-location']));
  });

  it('is no id but one', () => {
    expect(() => describeArguments('--exec', 1000, programs)).toThrow(TypeError);
  });
});

describe('what yt-dlp says', () => {
  it.each([
    ["Private video. Sign in if you've been granted access to this video", 'DOWNLOAD_FAILED.video_private', false],
    ['Video unavailable. This video is private', 'DOWNLOAD_FAILED.video_private', false],
    ['Video unavailable', 'DOWNLOAD_FAILED.video_gone', false],
    ['This video has been removed by the uploader', 'DOWNLOAD_FAILED.video_gone', false],
    ['This video is no longer available because the account has been terminated.', 'DOWNLOAD_FAILED.video_gone', false],
    ['Sign in to confirm you’re not a bot. Use --cookies', 'DOWNLOAD_FAILED.bot_check', false],
    ['Oops. YouTube is requiring a captcha challenge before playback', 'DOWNLOAD_FAILED.bot_check', false],
    ['Sign in to confirm your age. This video may be inappropriate', 'DOWNLOAD_FAILED.video_age', false],
    ['Join this channel to get access to members-only content', 'DOWNLOAD_FAILED.video_members', false],
    ["This video is available to this channel's members on level: X", 'DOWNLOAD_FAILED.video_members', false],
    ['This video requires payment to watch', 'DOWNLOAD_FAILED.video_members', false],
    ['The uploader has not made this video available in your country', 'DOWNLOAD_FAILED.video_region', false],
    ['Video unavailable. It has blocked it in your country', 'DOWNLOAD_FAILED.video_region', false],
    ['This video is DRM protected', 'DOWNLOAD_FAILED.video_protected', false],
    ['This live event will begin in 3 hours.', 'DOWNLOAD_FAILED.video_live', false],
    ['Premieres in 5 days', 'DOWNLOAD_FAILED.video_live', false],
    ['This live stream recording is not available.', 'DOWNLOAD_FAILED.video_live', false],
    ['Please sign in. Use --cookies-from-browser', 'DOWNLOAD_FAILED.video_login', false],
    ['Requested format is not available. Use --list-formats', 'DOWNLOAD_FAILED.video_format', false],
    ['No video formats found!', 'DOWNLOAD_FAILED.video_format', false],
    ["Unable to download API page: Failed to resolve 'www.youtube.com'", 'DOWNLOAD_FAILED.network', true],
    ['The read operation timed out', 'DOWNLOAD_FAILED.network', true],
    ['Video unavailable. The current session has been rate-limited', 'PROVIDER_UNAVAILABLE.throttled', true],
    ['Unable to download webpage: HTTP Error 429: Too Many Requests', 'PROVIDER_UNAVAILABLE.throttled', true],
    ['unable to download video data: HTTP Error 403: Forbidden', 'DOWNLOAD_FAILED.status', true],
    ['unable to download video data: HTTP Error 404: Not Found', 'DOWNLOAD_FAILED.status', false],
    ['merging of multiple formats but ffmpeg is not installed.', 'PROVIDER_UNAVAILABLE.yt_dlp_unusable', false],
    ["[Errno 28] No space left on device: 'media.f137.mp4'", 'NO_SPACE', true],
    ['Something new', 'DOWNLOAD_FAILED', true],
  ])('is understood: %s', (words, key, retryable) => {
    const stderr = `WARNING: [youtube] Private video, DRM\nERROR: [youtube] ${ID}: ${words}\n`;
    expect(failureOfYtDlp('code 1', stderr)).toMatchObject({ key, retryable });
  });

  it.each([
    ['code 2', 'yt-dlp: error: no such option: --nonsense', 'PROVIDER_UNAVAILABLE.yt_dlp_unusable'],
    ['code 127', 'setpriv: failed to execute yt-dlp', 'PROVIDER_UNAVAILABLE.yt_dlp_unusable'],
    ['code 1', 'Traceback (most recent call last):\n  Private video', 'DOWNLOAD_FAILED'],
    ['SIGKILL', '', 'DOWNLOAD_FAILED'],
  ])('or what became of it: %s', (ending, stderr, key) => {
    expect(failureOfYtDlp(ending, stderr).key).toBe(key);
  });

  it('is for the log, and there without an address', () => {
    const error = failureOfYtDlp(
      'code 1',
      'ERROR: no https://r1.googlevideo.com/videoplayback?sig=SECRET at /home/me\n',
    );
    expect(JSON.stringify([error.message, error.args])).not.toMatch(/home|SECRET/);
    expect(loggedError(error).cause?.words).toBe('ERROR: no … at /home/me');
  });

  it('is why there is no file', () => {
    expect(nothingFetched('File is larger than max-filesize (9 bytes)', LIMITS).key).toBe('DOWNLOAD_FAILED.too_large');
    expect(nothingFetched('does not pass filter', LIMITS).key).toBe('DOWNLOAD_FAILED');
  });
});

it.each([
  [{ live_status: 'is_live' }, 'DOWNLOAD_FAILED.video_live'],
  [{ is_live: true }, 'DOWNLOAD_FAILED.video_live'],
  [{ live_status: 'is_upcoming' }, 'DOWNLOAD_FAILED.video_live'],
  [{ live_status: 'post_live' }, 'DOWNLOAD_FAILED.video_live'],
  [{ live_status: 'was_live', duration: 3600 }, null],
  [{ duration: 3600.5 }, 'DOWNLOAD_FAILED.video_too_long'],
  [{ filesize: 1_000_001 }, 'DOWNLOAD_FAILED.too_large'],
  [{ filesize: 1_000_000 }, null],
  [{}, null],
])('a video is refused for what is known of it: %j', (fields, key) => {
  expect(keyOf(() => checkFetchable(describedBy(fields), LIMITS))).toBe(key);
});
