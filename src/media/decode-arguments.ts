import { type ForeignFormat, foreignInput, onlyAs, QUIET_FOREIGN } from './ffmpeg-commands.js';
import { type ForeignClip } from './foreign-clip.js';
import { isHdr, type MediaStream } from './probe.js';
import { type RenderProfile } from './timeline.js';

/**
 * Argument lists that make a foreign clip one of ours: our size and rate, upright, square pixels, the colours of SDR
 * television. What goes into a filter is numbers and words of our own, never text out of the file.
 */

/** A foreign clip to frames of YUV 4:2:0 (BT.709, video range) on stdout, at our rate, filling our size, from `firstFrame` on. */
export function decodeArguments(
  clip: Pick<ForeignClip, 'path' | 'format' | 'startSec' | 'video'>,
  profile: RenderProfile,
  { firstFrame, stretch, toneMaps }: { firstFrame: number; stretch: number; toneMaps: boolean },
): string[] {
  const { path, format, startSec, video } = clip;
  const filters = [
    ...deinterlacing(video),
    `setpts=(PTS-${startSec.toFixed(6)}/TB)*${stretch.toFixed(6)}`,
    // Pictures that begin after the sound, or are not evenly spaced, stay where they belong.
    `fps=${profile.fps}:start_time=0`,
    `trim=start_frame=${firstFrame}`,
    // Else ffmpeg would put its first picture in place of all that were left out.
    `setpts=N/${profile.fps}/TB`,
    ...planeFilters(profile, video, toneMaps),
  ];
  return [
    // Rotation is undone by ffmpeg itself, before the first filter.
    ...[
      ...QUIET_FOREIGN,
      '-threads',
      '1',
      '-copyts',
      ...foreignInput(path, format),
      '-map',
      '0:V:0',
      '-an',
      '-sn',
      '-dn',
    ],
    ...['-vf', filters.join(), '-f', 'rawvideo', 'pipe:1'],
  ];
}

/** One picture of a foreign clip as a JPEG of our size. */
export function clipPictureArguments(
  { path, format, video }: Pick<ForeignClip, 'path' | 'format' | 'video'>,
  profile: RenderProfile,
  { atSec, toneMaps }: { atSec: number; toneMaps: boolean },
  out: string,
): string[] {
  const filters = [...deinterlacing(video), ...fittingFilters(profile, video), ...colourFilters(video, toneMaps)];
  return [
    ...[...QUIET_FOREIGN, '-y', '-ss', atSec.toFixed(4), ...foreignInput(path, format), '-map', '0:V:0'],
    ...['-vf', filters.join(), '-frames:v', '1', '-q:v', '3', '-f', 'mjpeg', out],
  ];
}

/** For ffprobe: when each picture of the first seconds begins and how long it lasts, a line for each, none being decoded. */
export function pictureTimesArguments(path: string, format: ForeignFormat, seconds: number): string[] {
  return [
    ...['-v', 'error', '-select_streams', 'V:0', '-read_intervals', `%+${seconds.toFixed(3)}`],
    ...['-show_entries', 'packet=pts_time,duration_time', '-of', 'csv=p=0', ...onlyAs(format, path)],
  ];
}

/** A foreign film's pictures, whole, as small ones: what has to be done to their colours is done to those. */
export function shrinkingFilters(
  { width, height }: Pick<RenderProfile, 'width' | 'height'>,
  video: MediaStream,
  toneMaps: boolean,
): string[] {
  const colours = [...sdrFilters(video, toneMaps), ...opaqueFilters(video)];
  // Every other line is enough for a small picture, and all of them are of one moment.
  const field = isInterlaced(video) ? ['field=type=top'] : [];
  const scale = `scale=${width}:${height}:flags=area${sourceMatrix(video)}`;
  return colours.length === 0
    ? [...field, `${scale}:${OUR_PLANES}`, 'format=yuv420p']
    : [...field, scale, ...colours, `scale=${OUR_PLANES}`, 'format=yuv420p'];
}

const INTERLACED = new Set(['tt', 'bb', 'tb', 'bt']);

function deinterlacing(video: MediaStream): string[] {
  return isInterlaced(video) ? ['bwdif=mode=send_frame'] : [];
}

function isInterlaced({ fieldOrder = '' }: MediaStream): boolean {
  return INTERLACED.has(fieldOrder);
}

const OUR_PLANES = 'out_color_matrix=bt709:out_range=tv';

/** Most clips are brought to our size and planes at once, those whose colours have to change by way of RGB. */
function planeFilters(profile: RenderProfile, video: MediaStream, toneMaps: boolean): string[] {
  const colours = [...sdrFilters(video, toneMaps), ...opaqueFilters(video)];
  return colours.length === 0
    ? [...fittingFilters(profile, video, `:${OUR_PLANES}`), 'format=yuv420p']
    : [...fittingFilters(profile, video), ...colours, `scale=${OUR_PLANES}`, 'format=yuv420p'];
}

/**
 * Our shape is cut out of the middle, then brought to our size: so no strip, however long, becomes a giant. Pixels that are
 * not square (`sar`) are made so. `exact`: even the least picture has a middle.
 */
function fittingFilters({ width, height }: RenderProfile, video: MediaStream, planes = ''): string[] {
  const across = `max(1\\,min(iw\\,ih*${width}/${height}/sar))`;
  const down = `max(1\\,min(ih\\,iw*sar*${height}/${width}))`;
  return [`crop=w=${across}:h=${down}:exact=1`, `scale=${width}:${height}${sourceMatrix(video)}${planes}`, 'setsar=1'];
}

function sourceMatrix(video: MediaStream): string {
  const isUntagged = video.colorSpace === undefined || video.colorSpace === 'unknown';
  return isUntagged ? `:in_color_matrix=${matrixOf(video)}` : '';
}

/** What players take an untagged film for: HDR is BT.2020, of the rest standard definition BT.601, the larger BT.709. */
function matrixOf(video: MediaStream): string {
  const { width = 0, height = 0 } = video;
  if (isHdr(video)) {
    return 'bt2020';
  }
  return Math.min(width, height) < 720 ? 'bt601' : 'bt709';
}

/** Primaries by name, as `zscale` knows them; of ours and their like nothing has to be made. */
const WIDE_PRIMARIES = new Set(['bt2020', 'smpte431', 'smpte432']);
const WHITE_NITS = 203;

/** To RGBA, whatever it was; what shines through is black. */
function colourFilters(video: MediaStream, toneMaps: boolean): string[] {
  return [...sdrFilters(video, toneMaps), ...opaqueFilters(video), 'format=rgba'];
}

/**
 * HDR to SDR: its white (203 nits, ITU-R BT.2408) becomes nearly ours, what is brighter is compressed into the rest. The
 * curve `mobius` leaves what is darker as it is: faces and greys keep their look.
 */
function sdrFilters(video: MediaStream, toneMaps: boolean): string[] {
  const { colorTransfer = '', colorPrimaries = '' } = video;
  if (!toneMaps) {
    return colorTransfer === 'smpte2084' ? [ROUGHLY_SDR] : [];
  }
  const primaries = WIDE_PRIMARIES.has(colorPrimaries) ? colorPrimaries : isHdr(video) ? 'bt2020' : null;
  if (primaries === null) {
    return [];
  }
  return [
    ...[
      'format=gbrp16le',
      `zscale=min=gbr:pin=${primaries}:tin=${isHdr(video) ? colorTransfer : 'bt709'}:t=linear:npl=${WHITE_NITS}`,
    ],
    ...['format=gbrpf32le', 'zscale=p=bt709', ...(isHdr(video) ? ['tonemap=mobius:desat=0:peak=10'] : [])],
    ...['zscale=t=bt709', 'format=gbrp'],
  ];
}

/** Without the filters for it: the greys are right to a few levels, the colours a little pale. */
const SDR_CURVE = 'clip(2.04*pow(val/maxval\\,1.59)\\,0\\,1)*maxval';
const ROUGHLY_SDR = `format=gbrp,lutrgb=r=${SDR_CURVE}:g=${SDR_CURVE}:b=${SDR_CURVE}`;

function opaqueFilters({ pixelFormat = '' }: MediaStream): string[] {
  return /^(yuva|gbrap|rgba|bgra|argb|abgr|ya\d|pal8)/.test(pixelFormat)
    ? ['format=gbrap', 'premultiply=inplace=1', 'format=gbrp']
    : [];
}

/** The sound of a clip for its shot, in seconds. */
export interface ClipSoundTiming {
  /** How much slower it is played. */
  stretch: number;
  /** One pass. */
  passSeconds: number;
  /** All of it; where that is longer than a pass, there is another. */
  seconds: number;
}

/** How loud a foreign clip's sound is while its pictures last, as the summary on stderr. */
export function clipLoudnessArguments(clip: SoundSource, timing: ClipSoundTiming): string[] {
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-v', 'info', ...soundInput(clip)],
    ...['-af', [...inStep(clip, timing), 'ebur128=framelog=verbose'].join(), '-f', 'null', '-'],
  ];
}

/** A foreign clip's sound as a WAV file, in step with its pictures, louder by `gainDb`, each pass faded at both ends. */
export function clipSoundArguments(clip: SoundSource, timing: ClipSoundTiming, gainDb: number, out: string): string[] {
  const { passSeconds, seconds } = timing;
  const isLooped = seconds > passSeconds;
  const again = `aloop=loop=-1:size=${Math.round(passSeconds * SAMPLE_RATE)}`;
  const filters = [
    ...inStep(clip, timing),
    `volume=${gainDb.toFixed(2)}dB`,
    ...fades(passSeconds),
    ...(isLooped ? [again, `atrim=end=${seconds.toFixed(4)}`, ...fades(seconds)] : []),
  ];
  return [
    ...[...QUIET_FOREIGN, '-y', ...soundInput(clip), '-af', filters.join()],
    ...['-c:a', 'pcm_s16le', '-ar', `${SAMPLE_RATE}`, '-ac', '2', '-f', 'wav', out],
  ];
}

type SoundSource = Pick<ForeignClip, 'path' | 'format' | 'startSec'>;

const SAMPLE_RATE = 48_000;
const FADE_SECONDS = 0.2;

function soundInput({ path, format }: SoundSource): string[] {
  return ['-copyts', ...foreignInput(path, format), '-map', '0:a:0', '-vn'];
}

/** One pass, from the moment of the first picture or sound; where there is no sound, it is silent. */
function inStep({ startSec }: SoundSource, { stretch, passSeconds }: ClipSoundTiming): string[] {
  const length = passSeconds.toFixed(4);
  return [
    `asetpts=PTS-${startSec.toFixed(6)}/TB`,
    `aresample=${SAMPLE_RATE}:async=1:first_pts=0`,
    ...(stretch === 1 ? [] : slowed(stretch)),
    ...[`apad=whole_dur=${length}`, `atrim=end=${length}`],
  ];
}

/** What `atempo` gives is early by half of its window, which is that of a 24th of a second in a power of two of samples. */
const EARLY_SECONDS = 1024 / SAMPLE_RATE;

function slowed(stretch: number): string[] {
  return [
    `atempo=${(1 / stretch).toFixed(6)}`,
    `asetpts=PTS+${EARLY_SECONDS.toFixed(6)}/TB`,
    `aresample=${SAMPLE_RATE}:async=1:first_pts=0`,
  ];
}

function fades(seconds: number): string[] {
  const fade = Math.min(FADE_SECONDS, seconds / 2);
  const [length, start] = [fade.toFixed(4), (seconds - fade).toFixed(4)];
  return [`afade=t=in:d=${length}`, `afade=t=out:st=${start}:d=${length}`];
}
