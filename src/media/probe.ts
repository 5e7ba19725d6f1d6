import { type MediaTools, runTool } from './ffmpeg.js';
import { type ForeignFormat, probeArguments } from './ffmpeg-commands.js';

/** What a media file is, as ffprobe sees it. */
export interface MediaStream {
  type: 'video' | 'audio' | 'subtitle' | 'other';
  codec: string;
  /** Of the stream itself; null where the container does not say. */
  durationSec: number | null;
  /** Width and height as shown, a phone's rotation applied. */
  width?: number;
  height?: number;
  /** How much wider than high its pixels are shown; absent where it is not told: they are square. */
  pixelShape?: number;
  fps?: number;
  frames?: number;
  pixelFormat?: string;
  colorSpace?: string;
  colorTransfer?: string;
  colorPrimaries?: string;
  /** `progressive`, or which field of interlaced pictures comes first. */
  fieldOrder?: string;
  sampleRate?: number;
  channels?: number;
  language?: string;
  /** A picture on the cover of a sound, not a film. */
  isCover?: boolean;
}

export interface MediaProbe {
  /** Of the container. */
  durationSec: number | null;
  /** When the first stream of the container begins. */
  startSec: number;
  streams: MediaStream[];
  tags: Record<string, string>;
}

export interface ProbeOutput {
  format?: { duration?: string; start_time?: string; tags?: Record<string, string> };
  streams?: ProbedStream[];
}

interface ProbedStream {
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
    streams: (output.streams ?? []).map(streamOf),
    tags: output.format?.tags ?? {},
  };
}

function streamOf(stream: ProbedStream): MediaStream {
  const common = { codec: stream.codec_name ?? 'unknown', durationSec: numberOf(stream.duration) ?? null };
  switch (stream.codec_type) {
    case 'video':
      return { type: 'video', ...common, ...videoOf(stream) };
    case 'audio':
      return { type: 'audio', ...common, sampleRate: numberOf(stream.sample_rate), channels: stream.channels };
    case 'subtitle':
      return { type: 'subtitle', ...common, language: stream.tags?.language };
    default:
      return { type: 'other', ...common };
  }
}

function videoOf(stream: ProbedStream): Partial<MediaStream> {
  const rotation = stream.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? 0;
  const isTurned = Math.abs(rotation) % 180 === 90;
  const [numerator = 0, denominator = 0] = (stream.avg_frame_rate ?? '').split('/').map(Number);
  const [across = 0, down = 0] = (stream.sample_aspect_ratio ?? '').split(':').map(Number);
  const isTold = across > 0 && down > 0;
  return {
    width: isTurned ? stream.height : stream.width,
    height: isTurned ? stream.width : stream.height,
    ...(isTold && { pixelShape: isTurned ? down / across : across / down }),
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

function numberOf(text: string | undefined): number | undefined {
  const value = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}
