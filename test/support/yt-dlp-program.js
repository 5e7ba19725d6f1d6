import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setImmediate, setInterval } from 'node:timers';
import { parseArgs } from 'node:util';

/**
 * yt-dlp as `contracts/youtube.md` B has it, for `yt-dlp-stub.ts`, which runs it with its directory as first argument. It
 * refuses what yt-dlp does not know, and what a server must not leave out; what a video does is told by its id.
 */

const [, , here = '', ...given] = process.argv;
const WORDS = { type: 'string', multiple: true };
const KNOWN = {
  ...flags('ignore-config no-plugin-dirs no-cache-dir no-update no-cookies no-remote-components no-playlist'),
  ...flags(
    'no-live-from-start no-wait-for-video no-warnings no-progress dump-single-json skip-download no-part no-mtime',
  ),
  ...flags('write-subs write-auto-subs ignore-errors abort-on-unavailable-fragments version'),
  ...valued('use-extractors js-runtimes extractor-args color socket-timeout retries extractor-retries format'),
  ...valued('format-sort ffmpeg-location match-filters max-filesize fragment-retries merge-output-format remux-video'),
  ...valued('output sub-langs sub-format'),
};
const ALWAYS = 'ignore-config no-plugin-dirs no-cache-dir no-cookies no-remote-components no-playlist use-extractors';
const TO_FETCH = 'match-filters max-filesize merge-output-format no-part output abort-on-unavailable-fragments';

const REFUSALS = {
  private: "Private video. Sign in if you've been granted access to this video",
  gone: 'Video unavailable. This video has been removed by the uploader',
  age: 'Sign in to confirm your age. This video may be inappropriate for some users. Use --cookies-from-browser',
  bot: 'Sign in to confirm you’re not a bot. Use --cookies-from-browser or --cookies for the authentication',
  begins: 'This live event will begin in 3 hours.',
  network: "Unable to download API page: Failed to resolve 'www.youtube.com' ([Errno -2] Name or service not known)",
  refused:
    'unable to download video data: HTTP Error 403: Forbidden https://r1.googlevideo.com/videoplayback?sig=SECRET',
};

function flags(names) {
  return Object.fromEntries(names.split(' ').map((name) => [name, { type: 'boolean' }]));
}

function valued(names) {
  return Object.fromEntries(names.split(' ').map((name) => [name, WORDS]));
}

function die(code, message) {
  process.stderr.write(message);
  process.exit(code);
}

function parsed() {
  try {
    return parseArgs({ args: given, options: KNOWN, allowPositionals: true, strict: true });
  } catch (error) {
    return die(2, `\nUsage: yt-dlp [OPTIONS] URL [URL...]\n\nyt-dlp: error: ${error.message}\n`);
  }
}

function idIn(options, addresses) {
  const wanted = `${ALWAYS} ${options['dump-single-json'] ? '' : TO_FETCH}`.trim().split(' ');
  const missing = wanted.filter((name) => options[name] === undefined);
  const isEnded = given.at(-2) === '--' && addresses.length === 1;
  const id = /^https:\/\/www\.youtube\.com\/watch\?v=([\w-]{11})$/.exec(addresses[0] ?? '')?.[1];
  if (missing.length > 0 || !isEnded || id === undefined || options['use-extractors']?.join() !== 'youtube') {
    die(2, `yt-dlp: error: a server must not leave out ${missing.join()} or give ${addresses.join()}\n`);
  }
  return id;
}

/** Until somebody ends it. */
function hang() {
  setInterval(() => undefined, 1000);
}

function describe(id, mode) {
  const tracks = (names) =>
    Object.fromEntries(names.map((name) => [name, [{ ext: 'json3' }, { ext: 'vtt', url: 'x' }]]));
  const info = {
    ...{ id, title: 'Rain over the old town', channel: 'Old Town Films', duration: 4, timestamp: 1716546600 },
    ...{ view_count: 1250000, like_count: 89000, comment_count: 3400, description: 'A short film', tags: ['rain'] },
    ...{ language: 'zh', live_status: 'not_live', availability: 'public', extractor_key: 'Youtube' },
    requested_formats: [{ filesize: 900 }, { filesize: null, filesize_approx: 100.4 }],
    subtitles: mode === 'captions' ? tracks(['en', 'live_chat', 'all', '../../up']) : {},
    automatic_captions: mode === 'captions' ? tracks(['zh-orig', 'zh', 'en', 'fr', 'de']) : {},
  };
  const changes = {
    live: { live_status: 'is_live', duration: null },
    upcoming: { live_status: 'is_upcoming' },
    long: { duration: 36001 },
    big: { requested_formats: [{ filesize: 10 ** 12 }] },
    playlist: { _type: 'playlist', entries: [{ id }] },
  };
  const said = { nonsense: '{"id": ', null: 'null' };
  process.stdout.write(said[mode] ?? JSON.stringify({ ...info, ...changes[mode] }));
}

/** As it really goes: pictures, sound, both together under a third name, and the others away. */
function fetchMedia() {
  copyFileSync(join(here, 'media.mp4'), 'media.f137.mp4');
  writeFileSync('media.f140.m4a', 'sound');
  copyFileSync('media.f137.mp4', 'media.temp.mp4');
  renameSync('media.temp.mp4', 'media.mp4');
  rmSync('media.f137.mp4');
  rmSync('media.f140.m4a');
}

function writeCaptions({ 'sub-langs': [languages = ''] = [] }) {
  for (const language of languages.split(',').filter((name) => name !== '')) {
    writeFileSync(`captions.${language}.vtt`, `WEBVTT\n\n00:00.000 --> 00:02.000\n${language}\n`);
  }
}

const FETCHES = {
  flood: () => setInterval(() => appendFileSync('media.f137.mp4', Buffer.alloc(1024 ** 2)), 10),
  hang: () => {
    writeFileSync('media.f137.mp4', 'half');
    hang();
  },
  /** One of its own children does not listen. */
  stubborn: () => {
    const child = spawn('/bin/sh', ['-c', "trap '' TERM; sleep 1000"], { stdio: 'ignore' });
    writeFileSync('media.f137.mp4', 'half');
    writeFileSync(join(here, 'pids.new'), `${process.pid} ${child.pid}`);
    renameSync(join(here, 'pids.new'), join(here, 'pids'));
    hang();
  },
  crash: () => {
    writeFileSync('media.f137.mp4', 'half');
    process.kill(process.pid, 'SIGSEGV');
    hang();
  },
  chatter: () => {
    const line = 'x'.repeat(64 * 1024);
    const more = () => (process.stdout.write(line) ? setImmediate(more) : process.stdout.once('drain', more));
    more();
  },
  symlink: () => symlinkSync(join(here, 'media.mp4'), 'media.mp4'),
  extra: () => {
    fetchMedia();
    writeFileSync('media.desktop', '[Desktop Entry]');
  },
  folder: () => {
    fetchMedia();
    mkdirSync('captions.zh');
  },
  empty: () => writeFileSync('media.mp4', ''),
  filtered: () => process.stdout.write('[download] Rain does not pass filter (duration<=?3600), skipping ..\n'),
  limited: () => process.stdout.write('\r[download] File is larger than max-filesize (9 bytes > 8 bytes). Aborting.\n'),
  mute: (options) => {
    fetchMedia();
    writeFileSync(`captions.${options['sub-langs'][0].split(',')[0]}.vtt`, '');
    process.stderr.write("WARNING: Unable to download video subtitles for 'en': HTTP Error 429: Too Many Requests\n");
  },
};

function main() {
  const { values: options, positionals } = parsed();
  appendFileSync(join(here, 'calls'), `${JSON.stringify(given)}\n`);
  // As the release for Linux unpacks itself.
  mkdirSync(join(process.env.TMPDIR ?? '/nowhere', '_MEI1'));
  if (options.version) {
    return process.stdout.write(`${readFileSync(join(here, 'version'), 'utf8')}\n`);
  }
  const id = idIn(options, positionals);
  const mode = id.replace(/_+$/, '');
  const isAsking = options['dump-single-json'] === true;
  if (REFUSALS[mode] !== undefined) {
    process.stdout.write('null\n');
    return die(1, `WARNING: Private video is no error here\nERROR: [youtube] ${id}: ${REFUSALS[mode]}\n`);
  }
  if (mode === 'ask-hang') {
    return hang();
  }
  if (isAsking) {
    return mode === 'chatter-ask' ? FETCHES.chatter() : describe(id, mode === 'mute' ? 'captions' : mode);
  }
  if (FETCHES[mode] !== undefined) {
    return FETCHES[mode](options);
  }
  fetchMedia();
  writeCaptions(options);
}

main();
