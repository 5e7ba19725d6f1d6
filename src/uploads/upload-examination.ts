import { stat } from 'node:fs/promises';
import { JobError } from '../common/errors.js';
import { isTooLarge, type Media, type MediaProbe, pictureStream } from '../media/media.js';
import { damaged, tooLarge, tooManyPixels } from './upload-errors.js';
import { M4A, MAX_BYTES, MOV, MP4, type RecordingType, type UploadType } from './accepted-files.js';

/** What a file has proved to be, and where the bytes are that may be kept of it. */
export interface ExaminedFile {
  path: string;
  type: UploadType;
  width: number | null;
  height: number | null;
  durationSec: number | null;
}

/** Whether a file is what its first bytes claim; what may be kept of it is at `clean`. Refusals are the API's. */
export async function examine(
  media: Media,
  path: string,
  claimed: UploadType,
  clean: string,
  signal: AbortSignal,
): Promise<ExaminedFile> {
  try {
    return claimed.kind === 'image'
      ? await examinePicture(media, path, claimed, clean, signal)
      : await examineRecording(media, path, claimed, clean, signal);
  } catch (error) {
    throw error instanceof JobError && error.code === 'INVALID_OUTPUT' ? damaged({ cause: error }) : error;
  }
}

async function examinePicture(
  media: Media,
  path: string,
  type: UploadType,
  clean: string,
  signal: AbortSignal,
): Promise<ExaminedFile> {
  const { format, width, height, isTooLarge } = await media.cleanPicture(path, clean, signal);
  if (type.mime !== `image/${format}`) {
    throw damaged();
  }
  if (isTooLarge) {
    throw tooManyPixels(width, height);
  }
  return { path: clean, type, width, height, durationSec: null };
}

async function examineRecording(
  media: Media,
  path: string,
  claimed: RecordingType,
  clean: string,
  signal: AbortSignal,
): Promise<ExaminedFile> {
  const probe = await media.foreign.examine(path, claimed.format, signal);
  const { streams, durationSec } = probe;
  const { width = 0, height = 0 } = pictureStream(probe) ?? {};
  const type = typeByStreams(claimed, streams);
  await requireSize(path, MAX_BYTES[type.kind]);
  if (isTooLarge(width, height)) {
    throw tooManyPixels(width, height);
  }
  const size = type.kind === 'video' ? { width, height } : { width: null, height: null };
  const out = { path: clean, format: type.cleanFormat, ...(type.kind === 'video' && { film: probe }) };
  const keptSec = await media.foreign.cleanRecording(path, claimed.format, out, signal);
  return { path: clean, type, ...size, durationSec: keptSec ?? durationSec };
}

/** A container tells less than what is in it: an MP4 without pictures is sound, one with PCM a MOV. */
function typeByStreams(claimed: RecordingType, streams: MediaProbe['streams']): RecordingType {
  const hasPictures = pictureStream({ streams }) !== undefined;
  const sound = streams.find((stream) => stream.type === 'audio');
  if (claimed.kind === 'video' && !hasPictures && sound && claimed.format === 'mov') {
    return M4A;
  }
  if (claimed.kind === 'video' ? !hasPictures : !sound) {
    throw damaged();
  }
  return claimed === MP4 && sound?.codec.startsWith('pcm_') ? MOV : claimed;
}

async function requireSize(path: string, maxBytes: number): Promise<void> {
  if ((await stat(path)).size > maxBytes) {
    throw tooLarge(maxBytes);
  }
}
