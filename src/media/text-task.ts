import { type ForeignFormat } from './ffmpeg-commands.js';
import { evenlyChosen } from './evenly-chosen.js';
import { type MediaProbe, pictureStream } from './probe.js';

/** What somebody is to read in a stranger's film. */
export interface TextTask {
  path: string;
  format: ForeignFormat;
  /** How large pictures are made to be read. */
  size: { width: number; height: number };
  moments: number[];
}

/** Twice as many pixels take twice as long: a second and more of a processor; subtitles are read as well in these. */
const LONGEST_SIDE = 960;
const MOST_MOMENTS = 120;

/** Moments in order, each once; evenly chosen where there are too many. */
export function textTask(path: string, format: ForeignFormat, probe: MediaProbe, moments: readonly number[]): TextTask {
  const sorted = [...new Set(moments.filter((moment) => moment >= 0))].sort((one, other) => one - other);
  const video = pictureStream(probe);
  return { path, format, size: readingSize(video ?? {}), moments: video ? evenlyChosen(sorted, MOST_MOMENTS) : [] };
}

/** As it is shown, its pixels being square. */
function readingSize(video: { width?: number; height?: number; pixelShape?: number }): TextTask['size'] {
  const { width = 1, height = 1, pixelShape = 1 } = video;
  const across = width * pixelShape;
  const scale = LONGEST_SIDE / Math.max(across, height, 1);
  const even = (side: number): number => Math.min(LONGEST_SIDE, Math.max(32, 2 * Math.round((side * scale) / 2)));
  return { width: even(across), height: even(height) };
}
