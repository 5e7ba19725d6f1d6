import { BT709, LOCAL_ONLY, QUICK, QUIET } from './ffmpeg-commands.js';
import { type Rung } from './hls-plan.js';

/** Argument lists of ffmpeg for what is streamed. No text of a user is ever part of one. */

/** A frame that cannot be decoded ends the work: what is made from it would only look whole. */
const STRICTLY = ['-xerror', '-err_detect', 'explode'];

/**
 * One clip in smaller sizes, decoded once. Key frames are where the clip has them and nowhere else: a player changes between
 * sizes only there.
 */
export function rungArguments(
  clip: string,
  { fps, keyFrames }: { fps: number; keyFrames: number[] },
  outs: (Rung & { path: string })[],
): string[] {
  const names = outs.map((_, index) => `[v${index}]`);
  const scaled = outs.map(
    ({ width, height }, index) => `[v${index}]scale=${width}:${height}:flags=bicubic,setsar=1[o${index}]`,
  );
  // Half a frame early: the first frame from that time on is meant, and a rounded time may be too late for it.
  const moments = keyFrames.map((frame) => Math.max(0, (frame - 0.5) / fps).toFixed(4)).join(',');
  return [
    ...[...QUIET, ...STRICTLY, ...LOCAL_ONLY, '-threads', '1', '-i', clip, '-filter_complex_threads', '1'],
    ...['-filter_complex', [`[0:v:0]split=${outs.length}${names.join('')}`, ...scaled].join(';')],
    ...outs.flatMap(({ path }, index) => [
      ...['-map', `[o${index}]`, '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '22', '-tune', 'animation'],
      ...['-threads', '1', '-x264-params', `${QUICK}:keyint=infinite:scenecut=0`, '-force_key_frames', moments],
      ...['-flags', '+cgop+global_header', ...BT709, '-map_metadata', '-1', '-video_track_timescale', `${fps * 512}`],
      ...['-f', 'mp4', path],
    ]),
  ];
}

/** No edit list, and no index of the whole file: each piece tells its own times, and the first frame is at zero. */
const FRAGMENTED = '+empty_moov+default_base_moof+negative_cts_offsets+skip_trailer';

/** Pictures by the name of a list of clips in the working directory, or in one file. */
export type PicturesInput = { list: string } | { path: string };

/** Pictures, copied into a file of pieces that each begin with a key frame. */
export function fragmentPicturesArguments(input: PicturesInput, fps: number, out: string): string[] {
  return [
    ...[...QUIET, ...picturesIn(input), '-c', 'copy', '-map_metadata', '-1', '-video_track_timescale', `${fps * 512}`],
    ...['-movflags', `${FRAGMENTED}+frag_keyframe`, '-f', 'mp4', out],
  ];
}

/** Clips are joined as they are: turned into a stream for broadcasts and back, they would not be the same packets. */
function picturesIn(input: PicturesInput): string[] {
  const from =
    'list' in input ? ['-f', 'concat', '-auto_convert', '0', '-i', input.list] : [...LOCAL_ONLY, '-i', input.path];
  return [...from, '-map', '0:v:0'];
}

/**
 * A film's sound, copied into a file of pieces. Its first packet only warms the decoder up and lies before the film; without
 * an edit list it would be heard, and all the rest 21 ms late.
 */
export function fragmentSoundArguments(sound: string, seconds: number, out: string): string[] {
  return [
    ...[...QUIET, ...LOCAL_ONLY, '-i', sound, '-map', '0:a:0', '-c', 'copy', '-map_metadata', '-1'],
    ...['-ss', '0', '-copypriorss', '0', '-movflags', FRAGMENTED, '-frag_duration', `${Math.round(seconds * 1e6)}`],
    ...['-f', 'mp4', out],
  ];
}

/** MD5 over the packets of some pictures, on stdout. */
export function packetHashArguments(input: PicturesInput): string[] {
  return [...QUIET, ...picturesIn(input), '-c', 'copy', '-f', 'md5', 'pipe:1'];
}
