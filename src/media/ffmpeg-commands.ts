import { type Language } from '../common/vocabulary.js';
import { type ClipPaths, type GifPlan, type RenderProfile } from './timeline.js';

/** Argument lists of ffmpeg and ffprobe. No text of a user is ever part of a filter graph. */

export const QUIET = ['-hide_banner', '-nostdin', '-v', 'error', '-y'];
/** A media file may not name other files or addresses. */
export const LOCAL_ONLY = ['-protocol_whitelist', 'file,pipe'];
export const BT709 = ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'];

/**
 * Frames of YUV 4:2:0 (BT.709, video range) on stdin to a closed-GOP H.264 clip of one thread: as many clips as cores are made
 * side by side. Encoded once, it can be written twice, the second time with a sound.
 */
export function clipArguments(profile: RenderProfile, frames: number, { silent, spoken }: ClipPaths): string[] {
  const { width, height, fps } = profile;
  // Every frame is a whole number of ticks, so joined clips have no gaps.
  const ticks = `${fps * 512}`;
  return [
    ...QUIET,
    ...['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${width}x${height}`, '-r', `${fps}`, '-i', 'pipe:0'],
    ...(spoken ? [...LOCAL_ONLY, '-i', spoken.sound, '-map', '0:v:0', '-map', '1:a:0'] : []),
    ...['-c:v', 'libx264', '-preset', presetOf(width * height), '-crf', '20', '-tune', 'animation', '-threads', '1'],
    // MP4 wants headers apart from the pictures; a tee does not say so to the encoder.
    ...['-x264-params', QUICK, '-g', `${fps * 2}`, '-flags', '+cgop+global_header', ...BT709],
    ...(spoken
      ? [
          ...[...soundArguments(frames / fps), '-f', 'tee'],
          `[select=v:f=mp4:video_track_timescale=${ticks}]${teeName(silent)}|` +
            `[f=mp4:video_track_timescale=${ticks}:movflags=+faststart]${teeName(spoken.path)}`,
        ]
      : ['-video_track_timescale', ticks, '-f', 'mp4', silent]),
  ];
}

/** A path in the list of a tee, where some characters mean something (https://ffmpeg.org/ffmpeg-formats.html#tee-1). */
function teeName(path: string): string {
  return path.replace(/[^\w./-]/gu, '\\$&');
}

/**
 * What is drawn moves slowly and evenly. The simplest motion search costs SSIM 0.0003 there (0.9950 for 0.9953) and saves a
 * quarter of the encoder's time; three B-frames always, and no P-blocks smaller than 16 × 16, another fifth, for 0.0001 and
 * files 2 % smaller (those of previews are half as large).
 */
export const QUICK = 'subme=1:b-adapt=0:partitions=i8x8,i4x4';

/** The size of previews: they shall be there soon, and are kept by nobody. */
const PREVIEW_PIXELS = 640 * 360;

function presetOf(pixels: number): string {
  return pixels <= PREVIEW_PIXELS ? 'superfast' : 'veryfast';
}

export interface CutInput {
  /** Bare name of the list of clips in the working directory. */
  list: string;
  /** As it is to be in the film. */
  sound: string;
  subtitles: { path: string; language: Language }[];
  metadata: Record<string, string>;
}

export const TRACK_LANGUAGES: Record<Language, string> = { zh: 'chi', en: 'eng' };

/** Clips and sound are copied. */
export function cutArguments({ list, sound, subtitles, metadata }: CutInput, out: string): string[] {
  return [
    ...[...QUIET, '-f', 'concat', '-i', list, ...LOCAL_ONLY, '-i', sound],
    ...subtitles.flatMap(({ path }) => [...LOCAL_ONLY, '-f', 'srt', '-i', path]),
    ...['-map', '0:v:0', '-map', '1:a:0', ...subtitles.flatMap((_, index) => ['-map', `${index + 2}:s:0`])],
    ...['-map_metadata', '-1', '-c:v', 'copy', '-c:a', 'copy'],
    ...(subtitles.length > 0 ? ['-c:s', 'mov_text'] : []),
    ...subtitles.flatMap(({ language }, index) => [
      ...[`-metadata:s:s:${index}`, `language=${TRACK_LANGUAGES[language]}`],
      ...[`-disposition:s:${index}`, index === 0 ? 'default' : '0'],
    ]),
    ...Object.entries(metadata).flatMap(([key, value]) => ['-metadata', `${key}=${value}`]),
    ...['-movflags', '+faststart+use_metadata_tags', '-f', 'mp4', out],
  ];
}

/** A film's sound by itself, padded or cut to the film's length. */
export function filmSoundArguments(sound: string, seconds: number, out: string): string[] {
  return [...QUIET, ...LOCAL_ONLY, '-i', sound, '-map', '0:a:0', ...soundArguments(seconds), '-f', 'mp4', out];
}

function soundArguments(seconds: number): string[] {
  const length = seconds.toFixed(4);
  return [
    ...['-af', `apad=whole_dur=${length},atrim=end=${length}`, '-c:a', 'aac', '-b:a', '160k', '-ar', '48000'],
    // From 64 kbit/s on as good as the default one and twice as fast (https://ffmpeg.org/ffmpeg-codecs.html#aac).
    ...['-aac_coder', 'fast'],
  ];
}

export function posterArguments(clip: string, atSec: number, out: string): string[] {
  return [
    ...[...QUIET, ...LOCAL_ONLY, '-ss', Math.max(0, atSec).toFixed(4), '-i', clip],
    ...['-map', '0:v:0', '-frames:v', '1', '-q:v', '3', '-f', 'mjpeg', out],
  ];
}

/** One frame of a film of ours as RGBA of this size on stdout. */
export function pictureArguments(film: string, atSec: number, { width, height }: GifSize): string[] {
  return [
    ...[...QUIET, ...LOCAL_ONLY, '-threads', '1', '-ss', atSec.toFixed(4), '-i', film, '-map', '0:v:0'],
    ...['-frames:v', '1', '-vf', `scale=${width}:${height}:flags=area`, '-pix_fmt', 'rgba', '-f', 'rawvideo', 'pipe:1'],
  ];
}

export interface GifSize {
  width: number;
  height: number;
}

/** Passages of a film of ours under a picture with the label, every other frame of them, in 256 colours of their own. */
export function gifArguments(
  { film, profile, passages }: GifPlan,
  label: string,
  size: GifSize,
  out: string,
): string[] {
  const { fps } = profile;
  const inputs = passages.flatMap(({ startFrame, frames }) => {
    // Half a frame early, so that no rounding leaves the first one out.
    const from = Math.max(0, (startFrame - 0.5) / fps);
    return [...LOCAL_ONLY, '-threads', '1', '-ss', from.toFixed(4), '-t', (frames / fps).toFixed(4), '-i', film];
  });
  const pieces = passages.map(
    ({ frames }, index) =>
      `[${index}:v:0]trim=end_frame=${frames},scale=${size.width}:${size.height}:flags=lanczos,setsar=1[p${index}]`,
  );
  const graph = [
    ...pieces,
    `${passages.map((_, index) => `[p${index}]`).join('')}concat=n=${passages.length},` +
      `select=not(mod(n\\,2)),setpts=N*2/${fps}/TB[moments]`,
    `[moments][${passages.length}:v:0]overlay=format=rgb,split[seen][counted]`,
    '[counted]palettegen=stats_mode=full[colours]',
    '[seen][colours]paletteuse=dither=bayer:bayer_scale=4:diff_mode=rectangle[gif]',
  ];
  return [
    ...[...QUIET, '-filter_complex_threads', '1', ...inputs, ...LOCAL_ONLY, '-f', 'png_pipe', '-i', label],
    ...['-filter_complex', graph.join(';'), '-map', '[gif]', '-r', `${fps}/2`, '-loop', '0', '-f', 'gif', out],
  ];
}

export function probeArguments(path: string, format?: ForeignFormat): string[] {
  const entries =
    'format=duration,start_time,bit_rate:format_tags:stream_tags=language:stream_side_data=rotation:stream_disposition=attached_pic:stream=index,codec_type,codec_name,width,height,sample_aspect_ratio,avg_frame_rate,nb_frames,pix_fmt,color_space,color_transfer,color_primaries,field_order,sample_rate,channels,duration,bit_rate';
  const input = format ? onlyAs(format, path) : [...LOCAL_ONLY, '-i', path];
  return ['-v', 'error', '-of', 'json', '-show_entries', entries, ...input];
}

/** The demuxer is told, never found by content: so no playlist is followed, whatever it is called. */
export type ForeignFormat = 'mov' | 'matroska' | 'wav' | 'mp3' | 'ogg' | 'flac';

/** A stranger's file, of which no more than so many pixels at once are decoded. */
export function foreignInput(path: string, format: ForeignFormat): string[] {
  return ['-max_pixels', '50000000', ...onlyAs(format, path)];
}

/** Without the limit on pixels ffprobe can tell how many there are. */
export function onlyAs(format: ForeignFormat, path: string): string[] {
  return [...LOCAL_ONLY, '-format_whitelist', format, '-f', format, '-i', path];
}

/** `V` leaves out the picture on the cover of a sound. */
const FIRST_STREAMS = ['-map', '0:V:0?', '-map', '0:a:0?', '-sn', '-dn'];
export const QUIET_FOREIGN = ['-hide_banner', '-nostdin', '-nostats', '-v', 'error'];

/**
 * Reads every packet of a stranger's file, a broken one being fatal; how far they reach is on stdout. A WAV that was piped
 * does not know its length, and ffmpeg takes its last packet for broken; there is nothing in PCM that could break.
 */
export function readThroughArguments(path: string, format: ForeignFormat): string[] {
  const strictly = format === 'wav' ? [] : ['-xerror'];
  return [
    ...[...QUIET_FOREIGN, ...strictly, ...foreignInput(path, format), ...FIRST_STREAMS],
    ...['-c', 'copy', '-progress', 'pipe:1', '-f', 'null', '-'],
  ];
}

/** How ffmpeg writes what a stranger has sent. */
export type CleanFormat = 'mp4' | 'mov' | 'webm' | 'wav' | 'mp3' | 'ogg' | 'flac';

/** Words that go with a film that is copied: WebVTT of our own, and their language as the film called it. */
export interface CleanWords {
  path: string;
  language: string | null;
}

/** Copies the first film and sound of a stranger's file, bit by bit, and nothing else: the same file gives the same one. */
export function cleanCopyArguments(
  path: string,
  format: ForeignFormat,
  out: string,
  as: CleanFormat,
  words: CleanWords[] = [],
): string[] {
  return [
    ...[...QUIET_FOREIGN, '-y', ...foreignInput(path, format)],
    ...words.flatMap((track) => [...LOCAL_ONLY, '-format_whitelist', 'webvtt', '-f', 'webvtt', '-i', track.path]),
    ...(words.length === 0 ? FIRST_STREAMS : FIRST_STREAMS.filter((option) => option !== '-sn')),
    ...words.flatMap((_, index) => ['-map', `${index + 1}:s:0`]),
    ...['-c', 'copy', ...(as === 'mp4' || as === 'mov' ? ['-c:s', 'mov_text'] : [])],
    ...['-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact', ...CLEAN_OPTIONS[as]],
    ...words.flatMap(({ language }, index) =>
      language === null ? [] : [`-metadata:s:s:${index}`, `language=${language}`],
    ),
    // FLAC and Opus in MP4, and what says that a film is HDR, still count as experiments.
    ...['-strict', 'experimental', '-f', as, out],
  ];
}

/** Playable before all of it is there; without the tags that are written even where there is nothing to tell. */
const CLEAN_OPTIONS: Record<CleanFormat, string[]> = {
  mp4: ['-movflags', '+faststart'],
  mov: ['-movflags', '+faststart'],
  mp3: ['-id3v2_version', '0'],
  webm: [],
  wav: [],
  ogg: [],
  flac: [],
};

/** Decodes the first seconds of a stranger's file; what came out is on stdout. */
export function tryDecodeArguments(path: string, format: ForeignFormat, seconds: number): string[] {
  return [
    ...[...QUIET_FOREIGN, '-threads', '1', '-t', `${seconds}`, ...foreignInput(path, format), ...FIRST_STREAMS],
    ...['-progress', 'pipe:1', '-f', 'null', '-'],
  ];
}

/** Decodes every frame of a clip, errors being fatal; what the detectors find is on stderr, the count on stdout. */
export function examineClipArguments(path: string, detectors: string): string[] {
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-v', 'info', '-xerror', '-err_detect', 'explode', ...LOCAL_ONLY],
    // Blocks that are not smoothed hide neither black nor a freeze, and a fifth of the time is saved.
    ...['-filter_threads', '1', '-threads', '1', '-skip_loop_filter', 'all'],
    ...['-i', path, '-map', '0:v:0', '-vf', detectors, '-progress', 'pipe:1', '-f', 'null', '-'],
  ];
}

/** Some frames of a clip, by number, as JPEGs one behind the other on stdout, none longer than `side`. */
export function framesArguments(path: string, frames: number[], side: number): string[] {
  const chosen = frames.map((frame) => `eq(n\\,${frame})`).join('+');
  const size = `scale=${side}:${side}:force_original_aspect_ratio=decrease:force_divisible_by=2`;
  return [
    ...['-hide_banner', '-nostdin', '-v', 'error', '-threads', '1', ...onlyAs('mov', path), '-map', '0:v:0'],
    ...['-vf', `select=${chosen},${size}`, '-vsync', '0', '-frames:v', `${frames.length}`],
    ...['-c:v', 'mjpeg', '-q:v', '5', '-f', 'image2pipe', 'pipe:1'],
  ];
}

/** Some frames of a clip, by number, as RGBA one behind the other on stdout. */
export function rawFramesArguments(
  path: string,
  frames: number[],
  { width, height }: Pick<RenderProfile, 'width' | 'height'>,
): string[] {
  const chosen = frames.map((frame) => `eq(n\\,${frame})`).join('+');
  return [
    ...['-hide_banner', '-nostdin', '-v', 'error', '-threads', '1', ...onlyAs('mov', path), '-map', '0:v:0'],
    ...['-vf', `select=${chosen},scale=${width}:${height}`, '-vsync', '0', '-frames:v', `${frames.length}`],
    ...['-pix_fmt', 'rgba', '-f', 'rawvideo', 'pipe:1'],
  ];
}

/** Loudness and true peak of the sound, as the summary on stderr. */
export function loudnessArguments(path: string): string[] {
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-v', 'info', '-xerror', ...LOCAL_ONLY, '-i', path],
    ...['-map', '0:a:0', '-af', 'ebur128=peak=true:framelog=verbose', '-f', 'null', '-'],
  ];
}

/** A quiet room under loud voices is -60 dB; a sound that has dropped out is nothing at all. */
const SILENCE_DB = -80;

/**
 * What is heard in a film, on stderr: how loud it is, and when it is silent for so long. On stdout a part of its first
 * pictures, as grey frames, if that is wanted.
 */
export function listenArguments(
  path: string,
  silenceSec: number,
  part: { x: number; y: number; width: number; height: number; seconds: number } | null,
): string[] {
  const sound = `silencedetect=n=${SILENCE_DB}dB:d=${silenceSec},ebur128=peak=true:framelog=verbose`;
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-v', 'info', '-xerror', ...LOCAL_ONLY, '-i', path],
    // A second time, so that no more than that is decoded; of its pictures only those that others are made from.
    ...(part
      ? [
          '-threads',
          '1',
          '-skip_frame',
          'noref',
          '-skip_loop_filter',
          'all',
          '-t',
          `${part.seconds}`,
          ...LOCAL_ONLY,
          '-i',
          path,
        ]
      : []),
    ...['-map', '0:a:0', '-map_metadata', '-1', '-af', sound, '-f', 'null', '-'],
    ...(part
      ? [
          ...['-map', '1:v:0', '-map_metadata', '-1', '-vsync', '0', '-pix_fmt', 'gray'],
          ...['-vf', `crop=${part.width}:${part.height}:${part.x}:${part.y},format=gray`, '-f', 'rawvideo', 'pipe:1'],
        ]
      : []),
  ];
}
