import { open } from 'node:fs/promises';
import { fileTypeFromBuffer } from 'file-type';
import { type CleanFormat, type ForeignFormat } from '../media/media.js';
import { type UploadKind } from './upload.entity.js';

/** The files that are taken, known by their content alone. */

export interface PictureType {
  kind: 'image';
  mime: string;
  ext: string;
}

export interface RecordingType {
  kind: Exclude<UploadKind, 'image'>;
  mime: string;
  ext: string;
  /** How ffmpeg is told to read it. */
  format: ForeignFormat;
  /** And to write it. */
  cleanFormat: CleanFormat;
}

export type UploadType = PictureType | RecordingType;

export const MAX_BYTES: Record<UploadKind, number> = {
  image: 10 * 1024 ** 2,
  audio: 50 * 1024 ** 2,
  video: 500 * 1024 ** 2,
};

/** So many bytes tell what a file may be. */
export const FIRST_BYTES = 64 * 1024;

/** An MP4 without pictures is sound, whatever its first bytes say. */
export const M4A: RecordingType = { kind: 'audio', mime: 'audio/mp4', ext: 'm4a', format: 'mov', cleanFormat: 'mp4' };
/** Where a camera has written PCM into an MP4: that is from QuickTime, and ffmpeg writes it only there. */
export const MOV: RecordingType = { ...M4A, kind: 'video', mime: 'video/quicktime', ext: 'mov', cleanFormat: 'mov' };
export const MP4: RecordingType = { ...M4A, kind: 'video', mime: 'video/mp4', ext: 'mp4' };
const OGG: RecordingType = sound('audio/ogg', 'ogg');

const MAX_NAME_LENGTH = 255;

/** By the types that `file-type` tells apart. */
const TYPES = new Map<string, UploadType>([
  ['image/jpeg', { kind: 'image', mime: 'image/jpeg', ext: 'jpg' }],
  ['image/png', { kind: 'image', mime: 'image/png', ext: 'png' }],
  // Animated; its first picture is taken.
  ['image/apng', { kind: 'image', mime: 'image/png', ext: 'png' }],
  ['image/webp', { kind: 'image', mime: 'image/webp', ext: 'webp' }],
  ['audio/wav', sound('audio/wav', 'wav')],
  ['audio/mpeg', sound('audio/mpeg', 'mp3')],
  ['audio/x-m4a', M4A],
  ['audio/mp4', M4A],
  ['audio/ogg', OGG],
  ['audio/ogg; codecs=opus', OGG],
  ['audio/flac', sound('audio/x-flac', 'flac')],
  ['video/mp4', MP4],
  ['video/x-m4v', MP4],
  ['video/quicktime', MOV],
  ['video/webm', { kind: 'video', mime: 'video/webm', ext: 'webm', format: 'matroska', cleanFormat: 'webm' }],
]);

/** Sound in a container that has a name for all purposes. */
function sound(mime: string, name: 'wav' | 'mp3' | 'ogg' | 'flac'): RecordingType {
  return { kind: 'audio', mime, ext: name, format: name, cleanFormat: name };
}

/** The beginning of a file of this machine. */
export async function firstBytesOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(FIRST_BYTES), 0, FIRST_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** What a file claims to be by its first bytes, or null; a real probe has to follow. */
export async function typeOf(firstBytes: Buffer): Promise<UploadType | null> {
  const found = await fileTypeFromBuffer(firstBytes);
  return TYPES.get(found?.mime ?? '') ?? null;
}

/** Videos that are looked at and not kept for anybody: one kind more than can be uploaded. */
export interface VideoType extends Pick<RecordingType, 'mime' | 'ext' | 'format'> {
  kind: 'video';
}

const MATROSKA: VideoType = { kind: 'video', mime: 'video/matroska', ext: 'mkv', format: 'matroska' };
const MATROSKA_NAMES: readonly string[] = ['video/matroska', 'video/x-matroska'];

/** The video that a file claims to be by its first bytes, or null; a real probe has to follow. */
export async function videoTypeOf(firstBytes: Buffer): Promise<VideoType | null> {
  const found = await fileTypeFromBuffer(firstBytes);
  return MATROSKA_NAMES.includes(found?.mime ?? '') ? MATROSKA : videoTypeNamed(found?.mime ?? '');
}

/** The video that an upload was found to be. */
export function videoTypeNamed(mime: string): VideoType | null {
  const type = TYPES.get(mime);
  return type?.kind === 'video' ? { kind: type.kind, mime: type.mime, ext: type.ext, format: type.format } : null;
}

/** Where names of boxes are in an MP4 or MOV, and the first of those that one may begin with. */
const FIRST_BOXES: readonly string[] = ['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot'];
const MATROSKA_START = '1a45dfa3';

/** Whether it is worth while to fetch the rest: no more than a look at the very beginning. */
export function beginsLikeVideo(firstBytes: Buffer): boolean {
  return (
    FIRST_BOXES.includes(firstBytes.toString('latin1', 4, 8)) || firstBytes.toString('hex', 0, 4) === MATROSKA_START
  );
}

/** What stays of a file's name: no path, nothing that is not seen or turns the text around it, 255 characters at most. */
export function shownName(name: string, { ext }: UploadType): string {
  const [last = ''] = name.split(/[\\/]/).slice(-1);
  const seen = last
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '');
  return [...seen].slice(0, MAX_NAME_LENGTH).join('').trim() || `upload.${ext}`;
}
