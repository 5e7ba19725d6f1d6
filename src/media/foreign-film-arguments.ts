import { type ForeignFormat, foreignInput, onlyAs, QUIET_FOREIGN } from './ffmpeg-commands.js';

/** Argument lists that tell of a stranger's film what is in it. Nothing of the file is ever part of a filter. */

/** For ffprobe: when each picture of the first seconds is shown, none being decoded, and in which ticks that is counted. */
export function pictureMomentsArguments(path: string, format: ForeignFormat, seconds: number): string[] {
  return [
    ...['-v', 'error', '-select_streams', 'V:0', '-read_intervals', `%+${seconds.toFixed(3)}`],
    ...['-show_entries', 'packet=pts_time:stream=time_base', '-of', 'csv', ...onlyAs(format, path)],
  ];
}

/** A track of subtitles as WebVTT on stdout, its times counted from where the film begins. */
export function subtitleTextArguments(path: string, format: ForeignFormat, stream: number): string[] {
  return [
    ...[...QUIET_FOREIGN, ...foreignInput(path, format), '-map', `0:${stream}`],
    ...['-map_metadata', '-1', '-c:s', 'webvtt', '-f', 'webvtt', 'pipe:1'],
  ];
}

/** What transcribers are taught with. */
export const SPEECH_RATE = 16_000;
/** Decoders of sound need what was before to be right. */
const LEAD_SECONDS = 2;

/** A part of a film's first sound as mono FLAC, silent where there is none; counted from where the film begins. */
export function speechPieceArguments(
  path: string,
  format: ForeignFormat,
  { startSec, endSec }: { startSec: number; endSec: number },
  out: string,
): string[] {
  const length = (endSec - startSec).toFixed(4);
  const leadSec = Math.min(startSec, LEAD_SECONDS);
  const filters = [
    `asetpts=PTS-${leadSec.toFixed(4)}/TB`,
    ...['atrim=start=0', `aresample=${SPEECH_RATE}:async=1:first_pts=0`],
    ...[`apad=whole_dur=${length}`, `atrim=end=${length}`],
  ];
  const from = startSec > leadSec ? ['-ss', (startSec - leadSec).toFixed(4)] : [];
  return [
    ...[...QUIET_FOREIGN, '-y', ...from, ...foreignInput(path, format), '-map', '0:a:0', '-vn', '-sn', '-dn'],
    ...['-af', filters.join(), '-map_metadata', '-1', '-fflags', '+bitexact'],
    ...['-ac', '1', '-ar', `${SPEECH_RATE}`, '-sample_fmt', 's16', '-c:a', 'flac', '-f', 'flac', out],
  ];
}

/** One picture of a film, as RGBA of this size on stdout. */
export function pixelsAtArguments(
  path: string,
  format: ForeignFormat,
  atSec: number,
  { width, height }: { width: number; height: number },
): string[] {
  return [
    ...[...QUIET_FOREIGN, '-threads', '1', '-ss', Math.max(0, atSec).toFixed(4), ...foreignInput(path, format)],
    ...['-map', '0:V:0', '-an', '-sn', '-dn', '-frames:v', '1'],
    ...['-vf', `scale=${width}:${height}`, '-pix_fmt', 'rgba', '-f', 'rawvideo', 'pipe:1'],
  ];
}
