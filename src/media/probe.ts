import { type MediaTools, runTool } from './ffmpeg.js';
import { type ForeignFormat, probeArguments } from './ffmpeg-commands.js';

/** What a media file is, as ffprobe sees it. */

export type Rotation = 0 | 90 | 180 | 270;

export interface MediaStream {
  type: 'video' | 'audio' | 'subtitle' | 'other';
  /** By which ffmpeg knows it in its file. */
  index?: number;
  codec: string;
  /** Of the stream itself; null where the container does not say. */
  durationSec: number | null;
  /** Width and height as shown, a phone's rotation applied. */
  width?: number;
  height?: number;
  /** How much wider than high its pixels are shown; absent where it is not told: they are square. */
  pixelShape?: number;
  /** By how much its pictures are turned clockwise to be shown; absent of what has none. */
  rotationDeg?: Rotation;
  /** The mean of all of it, as its head tells it. */
  fps?: number;
  /** Whether some pictures are shown longer than others, and how fast most of them follow; absent where nobody has measured it. */
  isVariableRate?: boolean;
  realFps?: number;
  frames?: number;
  /** Bits per second, where the container tells them. */
  bitRate?: number;
  pixelFormat?: string;
  colorSpace?: string;
  colorTransfer?: string;
  colorPrimaries?: string;
  /** `progressive`, or which field of interlaced pictures comes first. */
  fieldOrder?: string;
  sampleRate?: number;
  channels?: number;
  /** Of a sound or of subtitles, as the file says it: mostly three letters, as `eng`. */
  language?: string;
  /** A picture on the cover of a sound, not a film. */
  isCover?: boolean;
}

export interface MediaProbe {
  /** Of the container. */
  durationSec: number | null;
  /** When the first stream of the container begins. */
  startSec: number;
  /** Bits per second of all of it. */
  bitRate?: number;
  streams: MediaStream[];
  tags: Record<string, string>;
}

export interface ProbeOutput {
  format?: { duration?: string; start_time?: string; bit_rate?: string; tags?: Record<string, string> };
  streams?: ProbedStream[];
}

interface ProbedStream {
  index?: number;
  codec_type?: string;
  codec_name?: string;
  width?: number;
  height?: number;
  sample_aspect_ratio?: string;
  avg_frame_rate?: string;
  nb_frames?: string;
  pix_fmt?: string;
  color_space?: string;
  color_transfer?: string;
  color_primaries?: string;
  field_order?: string;
  sample_rate?: string;
  channels?: number;
  duration?: string;
  bit_rate?: string;
  tags?: { language?: string };
  disposition?: { attached_pic?: number };
  side_data_list?: { rotation?: number }[];
}

const PROBE_TIMEOUT_MS = 30_000;

/** `format` is told of a stranger's file, and found by content in one of our own. */
export async function probeFile(
  tools: MediaTools,
  path: string,
  signal: AbortSignal,
  format?: ForeignFormat,
): Promise<MediaProbe> {
  const options = { signal, timeoutMs: PROBE_TIMEOUT_MS };
  const { stdout } = await runTool(tools, 'ffprobe', probeArguments(path, format), options);
  return mediaProbeOf(JSON.parse(stdout) as ProbeOutput);
}

export function mediaProbeOf(output: ProbeOutput): MediaProbe {
  return {
    durationSec: numberOf(output.format?.duration) ?? null,
    startSec: numberOf(output.format?.start_time) ?? 0,
    bitRate: numberOf(output.format?.bit_rate),
    streams: (output.streams ?? []).map(streamOf),
    tags: output.format?.tags ?? {},
  };
}

function streamOf(stream: ProbedStream): MediaStream {
  const { index, channels, tags } = stream;
  const common = {
    index,
    codec: stream.codec_name ?? 'unknown',
    durationSec: numberOf(stream.duration) ?? null,
    bitRate: numberOf(stream.bit_rate),
  };
  const language = tags?.language;
  switch (stream.codec_type) {
    case 'video':
      return { type: 'video', ...common, ...videoOf(stream) };
    case 'audio':
      return { type: 'audio', ...common, sampleRate: numberOf(stream.sample_rate), channels, language };
    case 'subtitle':
      return { type: 'subtitle', ...common, language };
    default:
      return { type: 'other', ...common };
  }
}

function videoOf(stream: ProbedStream): Partial<MediaStream> {
  const rotationDeg = rotationOf(stream.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? 0);
  const isTurned = rotationDeg % 180 === 90;
  const [numerator = 0, denominator = 0] = (stream.avg_frame_rate ?? '').split('/').map(Number);
  const [across = 0, down = 0] = (stream.sample_aspect_ratio ?? '').split(':').map(Number);
  const isTold = across > 0 && down > 0;
  return {
    width: isTurned ? stream.height : stream.width,
    height: isTurned ? stream.width : stream.height,
    ...(isTold && { pixelShape: isTurned ? down / across : across / down }),
    rotationDeg,
    fps: denominator > 0 ? numerator / denominator : undefined,
    frames: numberOf(stream.nb_frames),
    pixelFormat: stream.pix_fmt,
    colorSpace: stream.color_space,
    colorTransfer: stream.color_transfer,
    colorPrimaries: stream.color_primaries,
    fieldOrder: stream.field_order,
    isCover: stream.disposition?.attached_pic === 1,
  };
}

/** ffprobe counts counter-clockwise. What is askew is shown as it lies, as by most players. */
function rotationOf(counterClockwise: number): Rotation {
  const clockwise = ((-Math.round(counterClockwise) % 360) + 360) % 360;
  return clockwise === 90 || clockwise === 180 || clockwise === 270 ? clockwise : 0;
}

/** A file's film; undefined where it has none, but perhaps a cover. */
export function pictureStream({ streams }: Pick<MediaProbe, 'streams'>): MediaStream | undefined {
  return streams.find(({ type, isCover }) => type === 'video' && !isCover);
}

const HDR_CURVES = new Set(['smpte2084', 'arib-std-b67']);

/** Whether its light is told by one of the curves of HDR. */
export function isHdr({ colorTransfer = '' }: Pick<MediaStream, 'colorTransfer'>): boolean {
  return HDR_CURVES.has(colorTransfer);
}

function numberOf(text: string | undefined): number | undefined {
  const value = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}
