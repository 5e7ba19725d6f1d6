import { fileTypeFromBuffer } from 'file-type';
import { type ForeignFormat } from '../media/media.js';
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
export const M4A: RecordingType = { kind: 'audio', mime: 'audio/mp4', ext: 'm4a', format: 'mov' };
const MP4: RecordingType = { kind: 'video', mime: 'video/mp4', ext: 'mp4', format: 'mov' };
const OGG: RecordingType = { kind: 'audio', mime: 'audio/ogg', ext: 'ogg', format: 'ogg' };

const MAX_NAME_LENGTH = 255;

/** By the types that `file-type` tells apart. */
const TYPES = new Map<string, UploadType>([
  ['image/jpeg', { kind: 'image', mime: 'image/jpeg', ext: 'jpg' }],
  ['image/png', { kind: 'image', mime: 'image/png', ext: 'png' }],
  // Animated; its first picture is taken.
  ['image/apng', { kind: 'image', mime: 'image/png', ext: 'png' }],
  ['image/webp', { kind: 'image', mime: 'image/webp', ext: 'webp' }],
  ['audio/wav', { kind: 'audio', mime: 'audio/wav', ext: 'wav', format: 'wav' }],
  ['audio/mpeg', { kind: 'audio', mime: 'audio/mpeg', ext: 'mp3', format: 'mp3' }],
  ['audio/x-m4a', M4A],
  ['audio/mp4', M4A],
  ['audio/ogg', OGG],
  ['audio/ogg; codecs=opus', OGG],
  ['audio/flac', { kind: 'audio', mime: 'audio/x-flac', ext: 'flac', format: 'flac' }],
  ['video/mp4', MP4],
  ['video/x-m4v', MP4],
  ['video/quicktime', { kind: 'video', mime: 'video/quicktime', ext: 'mov', format: 'mov' }],
  ['video/webm', { kind: 'video', mime: 'video/webm', ext: 'webm', format: 'matroska' }],
]);

/** What a file claims to be by its first bytes, or null; a real probe has to follow. */
export async function typeOf(firstBytes: Buffer): Promise<UploadType | null> {
  const found = await fileTypeFromBuffer(firstBytes);
  return TYPES.get(found?.mime ?? '') ?? null;
}

/** What stays of a file's name: no path, nothing that is not seen or turns the text around it, 255 characters at most. */
export function shownName(name: string, { ext }: UploadType): string {
  const [last = ''] = name.split(/[\\/]/).slice(-1);
  const seen = last
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '');
  return [...seen].slice(0, MAX_NAME_LENGTH).join('').trim() || `upload.${ext}`;
}
