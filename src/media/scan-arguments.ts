import { shrinkingFilters } from './decode-arguments.js';
import { foreignInput } from './ffmpeg-commands.js';
import { type ScanTask } from './film-scan.js';
import { type MediaStream, pictureStream } from './probe.js';

/** How ffmpeg reads a stranger's film for those who look through it: its pictures small, its sound measured, in one go. */

/** The pictures as they are looked at. */
export interface ScanPictures {
  width: number;
  height: number;
  fps: number;
  /** Whatever the file says of its times: no more than so many. */
  most: number;
}

/** Where the sound comes out; the pictures are on stdout. */
export const SOUND_PIPE = 3;
/** Enough to tell speech. */
export const HEARD_RATE = 16_000;

/** Of the longer side of what is looked at and kept. */
const SIDE = 320;
const LEAST_RATE = 10;
const MOST_RATE = 30;
const USUAL_RATE = 25;

export function scanPictures(video: MediaStream, longestSec: number): ScanPictures {
  const { width = 0, height = 0, pixelShape = 1 } = video;
  const [across, down] = [Math.max(1, width * pixelShape), Math.max(1, height)];
  const scale = Math.min(1, SIDE / Math.max(across, down));
  const even = (side: number): number => Math.max(2, Math.round((side * scale) / 2) * 2);
  const fps = scanRate(video.fps);
  return { width: even(across), height: even(down), fps, most: Math.max(1, Math.round(longestSec * fps)) };
}

/** The film's own rate, so that a picture's number tells its time; of a very quick one a part, of a slow one a multiple. */
function scanRate(fps = 0): number {
  if (!Number.isFinite(fps) || fps <= 0) {
    return USUAL_RATE;
  }
  if (fps > MOST_RATE) {
    return Math.max(LEAST_RATE, fps / Math.ceil(fps / MOST_RATE));
  }
  return fps < LEAST_RATE ? Math.min(MOST_RATE, fps * Math.ceil(LEAST_RATE / fps)) : fps;
}

/**
 * Frames of YUV 4:2:0 on stdout, and on another pipe the sound as 16-bit samples of one channel, how loud it is being told
 * on stderr. Both begin where the film begins.
 */
export function scanArguments(
  { path, format, probe, longestSec }: ScanTask,
  pictures: ScanPictures,
  { toneMaps, threads }: { toneMaps: boolean; threads: number },
): string[] {
  const video = pictureStream(probe);
  const hasSound = probe.streams.some(({ type }) => type === 'audio');
  return [
    // To share out so small a picture costs more than to shrink it.
    ...['-hide_banner', '-nostdin', '-nostats', '-v', 'info', '-filter_threads', '1'],
    ...['-threads', `${threads}`, '-skip_loop_filter', skippedSmoothing(video)],
    // A picture of another size in the middle of the film does not make its clock begin anew.
    ...['-reinit_filter:v', '0', '-copyts', ...foreignInput(path, format)],
    ...[
      '-map',
      '0:V:0',
      '-map_metadata',
      '-1',
      '-vf',
      pictureFilters(video, probe.startSec, pictures, toneMaps).join(),
    ],
    ...['-f', 'rawvideo', 'pipe:1'],
    ...(hasSound
      ? [
          ...['-map', '0:a:0', '-map_metadata', '-1', '-af', soundFilters(probe.startSec, longestSec).join()],
          ...['-ac', '1', '-ar', `${HEARD_RATE}`, '-c:a', 'pcm_s16le', '-f', 's16le', `pipe:${SOUND_PIPE}`],
        ]
      : []),
  ];
}

/** Nobody sees the edges of blocks in a picture of a quarter's size; in others, what is needed for no other picture is left. */
function skippedSmoothing({ width = 0, height = 0 }: Partial<MediaStream> = {}): 'all' | 'noref' {
  return Math.max(width, height) >= 4 * SIDE ? 'all' : 'noref';
}

function pictureFilters(
  video: MediaStream | undefined,
  startSec: number,
  { width, height, fps, most }: ScanPictures,
  toneMaps: boolean,
): string[] {
  return [
    `setpts=PTS-${startSec.toFixed(6)}/TB`,
    `fps=${fps.toFixed(6)}:start_time=0`,
    `trim=end_frame=${most}`,
    ...(video ? shrinkingFilters({ width, height }, video, toneMaps) : []),
  ];
}

/** `peak=sample`: between the samples it would take four times as long. */
function soundFilters(startSec: number, longestSec: number): string[] {
  return [
    `asetpts=PTS-${startSec.toFixed(6)}/TB`,
    'aresample=async=1:first_pts=0',
    `atrim=end=${longestSec.toFixed(4)}`,
    'ebur128=peak=sample:framelog=verbose',
  ];
}
