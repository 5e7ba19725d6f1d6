import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { Browser } from './browser.js';

const PAGE = `<!doctype html><meta charset="utf-8"><title>player</title><video muted></video><script src="/hls.js"></script>
<script>
const video = document.querySelector('video');
const told = { errors: [], switched: [], first: null, levels: [], subtitles: [], sounds: [] };
const hls = new Hls({ enableWorker: false });
const within = (what, check) => new Promise((resolve, reject) => {
  const started = performance.now();
  const timer = setInterval(() => {
    const value = check();
    if (value) { clearInterval(timer); resolve(value); }
    else if (told.errors.some(({ fatal }) => fatal) || performance.now() - started > 60000) {
      clearInterval(timer);
      reject(new Error(what + ': ' + JSON.stringify({ ...told, at: video.currentTime, error: video.error?.message })));
    }
  }, 20);
});
hls.on(Hls.Events.ERROR, (_, { type, details, fatal, reason }) => told.errors.push({ type, details, fatal, reason }));
hls.on(Hls.Events.LEVEL_SWITCHED, (_, { level }) => told.switched.push(level));
hls.on(Hls.Events.MANIFEST_PARSED, (_, { levels, audioTracks, subtitleTracks }) => {
  told.levels = levels.map(({ width, height, bitrate, attrs }) => ({ width, height, bitrate, codecs: attrs.CODECS }));
});
hls.on(Hls.Events.SUBTITLE_TRACKS_UPDATED, (_, { subtitleTracks }) => {
  told.subtitles = subtitleTracks.map(({ lang, name, default: shown, autoselect }) => ({ lang, name, shown, autoselect }));
});
video.requestVideoFrameCallback((_, { mediaTime }) => (told.first = mediaTime));
hls.attachMedia(video);

/** Starts a film, and lets it run for a second. */
async function play(url) {
  hls.loadSource(url);
  video.play().catch(() => undefined);
  await within('it runs', () => video.currentTime > 1);
  return { ...told, duration: video.duration, shown: hls.subtitleTrack, from: video.buffered.start(0) };
}
/** Changes to one size at once. */
async function changeTo(level) {
  const height = told.levels[level].height;
  hls.currentLevel = level;
  await within('size ' + height, () => video.videoHeight === height && hls.currentLevel === level);
  const at = video.currentTime;
  await within('it goes on in size ' + height, () => video.currentTime > at + 0.2);
  return video.videoWidth + 'x' + video.videoHeight;
}
/** All lines of one track of subtitles. */
async function read(track) {
  hls.subtitleTrack = track;
  const cues = await within('subtitles', () => {
    const lists = [...video.textTracks].filter(({ mode }) => mode !== 'disabled').map(({ cues }) => [...(cues ?? [])]);
    return lists.find((list) => list.length > 0);
  });
  return cues.map(({ startTime, endTime, text }) => ({ startTime, endTime, text }));
}
async function end() {
  video.currentTime = video.duration - 1;
  await within('the end', () => video.ended);
  return { ...told, at: video.currentTime };
}
</script>`;

/** hls.js in a browser, on a page of another origin than the film's. */
export class HlsPlayer {
  private constructor(
    readonly origin: string,
    private readonly server: Server,
    private readonly browser: Browser,
  ) {}

  static async start(): Promise<HlsPlayer> {
    const script = await readFile(createRequire(import.meta.url).resolve('hls.js/dist/hls.min.js'));
    const server = createServer(({ url }, response) => {
      const isScript = url === '/hls.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
      response.end(isScript ? script : PAGE);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new HlsPlayer(`http://127.0.0.1:${port}`, server, await Browser.start());
  }

  async page(): ReturnType<Browser['open']> {
    const evaluate = await this.browser.open(this.origin);
    await evaluate(`new Promise((done) => {
      const look = () => (document.readyState === 'complete' && location.href !== 'about:blank' ? done() : setTimeout(look, 20));
      look();
    })`);
    return evaluate;
  }

  async stop(): Promise<void> {
    await this.browser.stop();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
