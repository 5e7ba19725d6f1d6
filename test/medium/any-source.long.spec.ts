import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeArguments } from '../../src/media/decode-arguments.js';
import { Media } from '../../src/media/media.js';
import { Screen } from '../../src/media/screen.js';
import { type ClipPlan, MOST_FILLING, type RenderProfile, type Stem } from '../../src/media/timeline.js';
import {
  beepsIn,
  BLUE,
  flashesIn,
  flashOf,
  type ForeignClipKind,
  GREEN,
  GREY,
  newForeignClip,
  type Pictures,
  picturesOf,
  RED,
  TAGS_709,
  TO_709,
  X264,
} from '../support/foreign-clips.js';

const never = new AbortController().signal;
const profile: RenderProfile = { width: 320, height: 180, fps: 25 };
/** One picture, and what is heard as being out of step (media.md §7). */
const ONE_FRAME = 1 / profile.fps;
const IN_STEP = 0.05;

let media: Media;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jumu-any-source-'));
  media = new Media({ concurrency: 2, ffmpegPath: null });
});

afterAll(async () => {
  await media.onApplicationShutdown();
  await rm(directory, { recursive: true, force: true });
});

async function shotOf(path: string, frames: number, change: Partial<ClipPlan> = {}): Promise<string> {
  const plan: ClipPlan = {
    profile,
    shot: { source: { kind: 'clip', path }, size: 'medium', camera: 'static', frames, tailFrames: 0, lines: [] },
    ...{ transition: null, cues: [], heading: null, card: null, label: null, fadeInFrames: 0, fadeOutFrames: 0 },
    ...change,
  };
  const out = `${path}.shot.mp4`;
  await media.clip(plan, { silent: out }, never);
  return out;
}

const hdr = (curve: 'smpte2084' | 'arib-std-b67') =>
  'format=gbrp,setparams=color_primaries=bt709:color_trc=bt709:colorspace=gbr,zscale=min=gbr:t=linear:npl=203,format=gbrpf32le,' +
  `zscale=min=gbr:t=${curve}:p=bt2020:m=bt2020nc:r=tv:npl=203,format=yuv420p10le`;
const tags = (matrix: string, primaries: string, curve: string, range = 'tv') => [
  ...['-colorspace', matrix, '-color_primaries', primaries, '-color_trc', curve, '-color_range', range],
];
const X265 = [
  '-c:v',
  'libx265',
  '-preset',
  'ultrafast',
  '-crf',
  '12',
  '-tag:v',
  'hvc1',
  '-x265-params',
  'log-level=none',
];
const TO_601 = 'scale=out_color_matrix=bt601:out_range=tv,format=yuv420p';
const PRORES = ['-c:v', 'prores_ks', '-profile:v', '4444'];

/** `off`: how far colours may be from the chart's, where the clip itself can't hold them any better. */
type SeenKind = ForeignClipKind & { off?: number; isGrey?: boolean };

const KINDS: Record<string, SeenKind> = {
  'QCIF of 176 x 144 at 12 a second': { size: [176, 144], rate: '12', filters: TO_601, video: X264, off: 14 },
  'an odd size at 50 a second': {
    ...{ size: [641, 361], rate: '50', filters: 'scale=out_color_matrix=bt709,format=yuv444p' },
  },
  'HD at 23.976 a second': { size: [1920, 1080], rate: '24000/1001' },
  'upright HD at 29.97 a second': { size: [1080, 1920], rate: '30000/1001' },
  'UHD at 60 a second': { size: [3840, 2160], rate: '60' },
  // Matroska does not say how long the last picture is shown: its pictures shall last for the shot without it.
  'a screen with pauses, in Matroska': {
    ...{ seconds: 1.2, rate: '50', container: 'mkv', filters: `select='lt(t,0.2)+not(mod(n,5))',${TO_709}` },
    video: ['-vsync', 'vfr', ...X264, ...TAGS_709],
  },
  'a screen with pauses, in MP4': {
    ...{ rate: '50', filters: `select='lt(t,0.2)+not(mod(n,5))',${TO_709}` },
    video: ['-vsync', 'vfr', ...X264, ...TAGS_709],
  },
  'a phone held upright': { size: [360, 640], rotation: 90 },
  'a phone upside down': { rotation: 180 },
  'a phone held upright the other way': { size: [360, 640], rotation: 270 },
  'HDR10 (PQ)': { filters: hdr('smpte2084'), video: [...X265, ...tags('bt2020nc', 'bt2020', 'smpte2084')], off: 22 },
  'a phone’s HDR (HLG), upright': {
    ...{ size: [360, 640], rotation: 90, container: 'mov', filters: hdr('arib-std-b67'), off: 22 },
    video: [...X265, ...tags('bt2020nc', 'bt2020', 'arib-std-b67')],
  },
  'ten bits of SDR': { filters: TO_709.replace('yuv420p', 'yuv420p10le') },
  'wide colours of SDR': {
    filters: `format=gbrp,setparams=color_primaries=bt709:color_trc=bt709:colorspace=gbr,zscale=min=gbr:p=bt2020:m=bt2020nc:r=tv,format=yuv420p10le`,
    ...{ video: [...X265, ...tags('bt2020nc', 'bt2020', 'bt2020-10')], off: 10 },
  },
  'full range': {
    filters: 'scale=out_color_matrix=bt709:out_range=pc,format=yuvj420p',
    video: [...X264, ...tags('bt709', 'bt709', 'bt709', 'pc')],
  },
  'motion JPEG': { filters: 'format=yuvj420p', video: ['-c:v', 'mjpeg', '-q:v', '2'], container: 'mov' },
  '4:4:4': { filters: TO_709.replace('yuv420p', 'yuv444p') },
  RGB: {
    filters: 'format=rgb24',
    video: ['-c:v', 'libx264rgb', '-preset', 'ultrafast', '-crf', '10'],
    container: 'mkv',
  },
  'HD that does not tell its matrix': { size: [1280, 720], video: X264 },
  'SD that does not tell its matrix': { filters: TO_601, video: X264 },
  'HD that tells the matrix of SD': {
    ...{ size: [1280, 720], filters: TO_601, video: [...X264, ...tags('smpte170m', 'bt709', 'bt709')] },
  },
  interlaced: {
    ...{ size: [720, 576], rate: '50', filters: `${TO_709},tinterlace=interleave_top,fieldorder=tff` },
    video: [...X264, '-flags', '+ildct+ilme', '-x264-params', 'tff=1', ...TAGS_709],
  },
  grey: { filters: 'format=gray', isGrey: true },
  'alpha in QuickTime': { filters: 'format=yuva444p10le', video: PRORES, container: 'mov' },
  'alpha in WebM': {
    filters: 'scale=out_color_matrix=bt709,format=yuva420p',
    video: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-crf', '10', '-b:v', '0', ...TAGS_709],
    ...{ sound: ['-c:a', 'libopus'], container: 'webm' },
  },
  'anamorphic PAL': { size: [1024, 576], filters: `scale=720:576,${TO_709},setsar=64/45` },
  'narrow pixels': { size: [480, 640], filters: `scale=960:640,${TO_709},setsar=1/2` },
  'no sound': { isSilent: true },
  'mono of 44.1 kHz': { sound: ['-c:a', 'aac', '-ar', '44100', '-ac', '1'] },
  'sound of 24 kHz': { sound: ['-c:a', 'aac', '-ar', '24000'] },
  'PCM in QuickTime': { sound: ['-c:a', 'pcm_s24le'], container: 'mov' },
  '5.1': { sound: ['-c:a', 'aac', '-ac', '6'] },
  'Opus in WebM': {
    video: ['-c:v', 'libvpx', '-deadline', 'realtime', '-crf', '4', '-b:v', '20M', ...TAGS_709],
    ...{ filters: TO_601, sound: ['-c:a', 'libopus'], container: 'webm' },
  },
  'sound that goes on': { soundSeconds: 2.5 },
  'sound that goes on, in Matroska': { soundSeconds: 2.5, container: 'mkv' },
  'sound that ends early': { soundSeconds: 0.9 },
  'pictures that begin late': { beginSec: 0.3 },
  'pictures that begin late, in Matroska': { beginSec: 0.3, container: 'mkv' },
  'sound that begins late': { soundBeginSec: 0.3 },
  'sound that begins late, in Matroska': { soundBeginSec: 0.3, container: 'mkv' },
  'a clock that does not begin at nought': {
    video: [...X264, ...TAGS_709, '-output_ts_offset', '5'],
    container: 'mkv',
  },
};

describe('a clip of any kind becomes one of ours', () => {
  it.each(Object.entries(KINDS))('%s', async (name, kind) => {
    const path = await newForeignClip(directory, name.replace(/\W+/g, '-'), kind);
    const frames = 24;

    const shot = await shotOf(path, frames);

    const seen = await picturesOf(shot, profile);
    expect((await media.probe(shot, never)).streams).toMatchObject([{ width: 320, height: 180, fps: 25, frames }]);
    expect(seen.count).toBe(frames);
    expect(wrongPlaces(seen, kind)).toEqual([]);
    const flashes = flashesIn(seen, profile.fps);
    expect(flashes).toHaveLength(1);
    expect(Math.abs((flashes[0] ?? 0) - flashOf(kind))).toBeLessThanOrEqual(ONE_FRAME + 0.001);
    const wav = `${path}.wav`;
    expect(await media.clipSound(path, frames / profile.fps, wav, never)).toBe(!kind.isSilent);
    const beeps = kind.isSilent ? flashes : await beepsIn(wav);
    expect(beeps).toHaveLength(1);
    expect(Math.abs((beeps[0] ?? 0) - (flashes[0] ?? 0))).toBeLessThanOrEqual(IN_STEP);
  });
});

/** Where the chart does not look as it should: not upright, of another shape, in other colours. */
function wrongPlaces(
  { at }: Pictures,
  { size: [width, height] = [640, 360], isGrey, off = 7 }: SeenKind,
  { filling = false } = {},
): unknown[] {
  // What is much narrower than 16:9 is seen whole, of the rest the middle, larger.
  const seenHeight = filling || width / height > 16 / 9 / MOST_FILLING ? Math.min(height, (width * 9) / 16) : height;
  const zoom = Math.min(width, height) / seenHeight;
  const places: [place: string, wanted: number[], seen: number[]][] = [
    ['in the middle', RED, at(4, 0, 0)],
    ['above', BLUE, at(4, 0, -0.2 * zoom)],
    ['on the left', GREEN, brightAs(GREEN, at(4, -0.32 * zoom, 0))],
    ['below', GREY, brightAs(GREY, at(4, 0, 0.2 * zoom))],
    ['on the right', GREY, brightAs(GREY, at(4, 0.32 * zoom, 0))],
  ];
  const farthest = (one: number[], other: number[]) =>
    Math.max(...one.map((value, channel) => Math.abs(value - (other[channel] ?? 0))));
  return places.filter(([, wanted, seen]) =>
    isGrey ? Math.max(...seen) - Math.min(...seen) > 6 : farthest(wanted, seen) > off,
  );
}

/** Without the darker edges that each of our shots has. */
function brightAs(wanted: number[], seen: number[]): number[] {
  const gain = Math.max(...wanted) / Math.max(1, ...seen);
  return seen.map((value) => (gain < 1.6 ? value * gain : value));
}

describe('a clip of another length', () => {
  const inStep = ({ flashes, beeps }: { flashes: number[]; beeps: number[] }) =>
    beeps.length === flashes.length &&
    flashes.every((flash, index) => Math.abs(flash - (beeps[index] ?? 0)) <= IN_STEP);

  async function played(name: string, kind: ForeignClipKind, frames: number) {
    const path = await newForeignClip(directory, name, kind);
    const pictures = await picturesOf(await shotOf(path, frames), profile);
    const wav = `${path}.wav`;
    expect(await media.clipSound(path, frames / profile.fps, wav, never)).toBe(true);
    return { pictures, flashes: flashesIn(pictures, profile.fps), beeps: await beepsIn(wav) };
  }

  it('a little shorter is played slower, its sound with it, and is seen to its end', async () => {
    const { pictures, ...times } = await played('slower', { seconds: 2 }, 60);

    expect(pictures.count).toBe(60);
    expect(times.flashes).toEqual([expect.closeTo(flashOf({}) * 1.2, 1)]);
    expect(inStep(times)).toBe(true);
  });

  it('much shorter begins again, its sound with it', async () => {
    const { pictures, ...times } = await played('again', { seconds: 2 }, 125);

    expect(pictures.count).toBe(125);
    expect(times.flashes).toEqual([0, 1, 2].map((pass) => expect.closeTo(flashOf({}) + pass * 1.52, 1)));
    expect(inStep(times)).toBe(true);
  });

  it('goes on moving under the transition into the next shot', async () => {
    const path = await newForeignClip(directory, 'under', { seconds: 2 });
    const white = await newForeignClip(directory, 'next', { seconds: 1, isSilent: true });
    const shot = (clip: string, frames: number, tailFrames: number): ClipPlan['shot'] => ({
      source: { kind: 'clip', path: clip },
      ...{ size: 'medium', camera: 'static', frames, tailFrames, lines: [] },
    });
    // It flashes from its frame 13 on, which is the third of the transition.
    const transition = { kind: 'dissolve' as const, frames: 10, previous: shot(path, 10, 10) };

    const pictures = await picturesOf(await shotOf(white, 24, { transition }), profile);

    const brightness = [0, 1, 2, 3, 4].map((frame) => Math.min(...pictures.at(frame, 0, 0)));
    expect(brightness.map((value) => value > 120)).toEqual([false, false, false, true, true]);
  });
});

describe('a picture out of a clip', () => {
  it.each(['anamorphic PAL', 'a phone’s HDR (HLG), upright', 'pictures that begin late', 'alpha in QuickTime'])(
    'looks like its film: %s',
    async (name) => {
      const kind = { ...KINDS[name], soundSeconds: 9 };
      const path = await newForeignClip(directory, `still-${name.replace(/\W+/g, '-')}`, { ...kind, seconds: 0.48 });

      await media.clipPicture(profile, path, `${path}.jpg`, never);

      const { at } = await picturesOf(`${path}.jpg`, profile);
      expect(wrongPlaces({ count: 1, at: (_frame, x, y) => at(0, x, y) }, kind, { filling: true })).toEqual([]);
    },
  );
});

describe('a film of clips of many kinds', () => {
  /** With how long each shot is; between them every third one is drawn, and one is a still picture. */
  const SHOTS: [kind: ForeignClipKind, frames: number][] = [
    [{ rate: '24000/1001', sound: ['-c:a', 'aac', '-ar', '44100', '-ac', '1'] }, 25],
    [{ size: [360, 640], rate: '60', rotation: 90, container: 'mov', sound: ['-c:a', 'pcm_s16le'] }, 24],
    [{ rate: '30', soundSeconds: 2.5, container: 'mkv' }, 23],
    [{ rate: '12', seconds: 2, sound: ['-c:a', 'aac', '-ar', '24000'] }, 70],
    [{ beginSec: 0.3, sound: ['-c:a', 'aac', '-ac', '6'] }, 24],
    [{ soundBeginSec: 0.3, seconds: 1 }, 30],
    [
      {
        rate: '50',
        filters: `select='lt(t,0.2)+not(mod(n,5))',${TO_709}`,
        video: ['-vsync', 'vfr', ...X264, ...TAGS_709],
      },
      24,
    ],
    [{ isSilent: true }, 20],
    [{ soundSeconds: 0.9, rate: '30000/1001' }, 25],
  ];

  it('has exactly its pictures, and each clip’s own sound in step, to the end', async () => {
    const clips: string[] = [];
    const stems: Stem[] = [];
    let frames = 0;
    const add = (clip: string, length: number): void => {
      clips.push(clip);
      frames += length;
    };
    for (const [index, [kind, length]] of SHOTS.entries()) {
      const path = await newForeignClip(directory, `film-${index}`, kind);
      const sound = `${path}.wav`;
      if (await media.clipSound(path, length / profile.fps, sound, never)) {
        stems.push({ role: 'footage', path: sound, startSec: frames / profile.fps });
      }
      add(await shotOf(path, length), length);
      if (index % 3 === 2) {
        add(await shotOf(`${directory}/drawn-${index}`, 17, { shot: drawn(17) }), 17);
      }
    }
    const still = { ...drawn(15), source: { kind: 'still', path: `${directory}/film-0.mp4.png` } } as const;
    add(await shotOf(`${directory}/still`, 15, { shot: still }), 15);
    const seconds = frames / profile.fps;
    const [mixed, sound] = [join(directory, 'mixed.wav'), join(directory, 'sound.m4a')];
    await media.mix({ seconds, stems }, mixed, never);
    await media.encodeSound({ path: mixed, seconds }, sound, never);
    const film = join(directory, 'film.mp4');

    await media.cut({ clips, sound, subtitles: [], metadata: { AIGC: '{}' } }, film, never);

    expect((await media.probe(film, never)).streams).toMatchObject([
      { type: 'video', frames, durationSec: expect.closeTo(seconds, 3) },
      { type: 'audio', durationSec: expect.closeTo(seconds, 3) },
    ]);
    const pictures = await picturesOf(film, profile);
    expect(pictures.count).toBe(frames);
    const flashes = flashesIn(pictures, profile.fps);
    const beeps = await beepsIn(film);
    // One for each clip that is heard, and another for the one that is played twice.
    expect(beeps).toHaveLength(SHOTS.length);
    const nearest = (beep: number) => Math.min(...flashes.map((flash) => Math.abs(flash - beep)));
    expect(beeps.map(nearest).filter((off) => off > IN_STEP)).toEqual([]);
    expect(flashes).toHaveLength(SHOTS.length + 1);
  });

  const drawn = (frames: number): ClipPlan['shot'] => ({
    source: { kind: 'drawn', scene: { set: 'street', time: 'night', weather: 'clear', seed: 3, cast: [] } },
    ...{ size: 'wide', camera: 'static', frames, tailFrames: 0, lines: [] },
  });
});

describe('HDR, where ffmpeg has no filters for it', () => {
  it('has believable greys all the same', async () => {
    const kind = KINDS['HDR10 (PQ)'] ?? {};
    const path = await newForeignClip(directory, 'rough', kind);
    const video = {
      type: 'video',
      codec: 'hevc',
      durationSec: 1,
      width: 640,
      height: 360,
      colorSpace: 'bt2020nc',
      colorTransfer: 'smpte2084',
    } as const;
    const clip = { path, format: 'mov', startSec: 0, video } as const;
    const args = decodeArguments(clip, profile, { firstFrame: 0, stretch: 1, toneMaps: false });

    const { stdout } = await promisify(execFile)('ffmpeg', args, { encoding: 'buffer', maxBuffer: 2 ** 30 });

    const screen = new Screen(profile.width, profile.height);
    screen.load(stdout.subarray(0, screen.bytes.length));
    const picture = screen.toCanvas().getContext('2d');
    const at = (x: number, y: number) => [...picture.getImageData(x, y, 1, 1).data.subarray(0, 3)];
    expect(at(160, 150).map((value) => Math.abs(value - 119))).toEqual(Array(3).fill(expect.closeTo(0, -1)));
    const [r = 0, g = 0, b = 0] = at(160, 90);
    expect(r).toBeGreaterThan(1.3 * Math.max(g, b));
  });
});
