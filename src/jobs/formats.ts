import { type AspectRatio } from '../common/vocabulary.js';

/** The files that a film can be had as. */
export const FORMATS = [
  'mp4',
  'mp4_9x16',
  'mp4_16x9',
  'hls',
  'srt',
  'vtt',
  'ass',
  'poster',
  'contact_sheet',
  'gif',
  'fcpxml',
  'edl',
  'otio',
  'capcut',
] as const;
export type Format = (typeof FORMATS)[number];

/** What a film's last steps make of it, where that is wanted. */
export const EXPORTS = ['hls', 'contact_sheet', 'gif', 'fcpxml', 'edl', 'otio', 'capcut'] as const satisfies Format[];
export type ExportFormat = (typeof EXPORTS)[number];

/** Those that hand a film over to an editing program, with its sounds apart. */
export const INTERCHANGE: readonly Format[] = ['fcpxml', 'edl', 'otio', 'capcut'];

const SHAPES: Record<AspectRatio, Format> = { '16:9': 'mp4_16x9', '9:16': 'mp4_9x16' };

/** What a film of a shape is called among the formats. */
export function shapeFormat(aspectRatio: AspectRatio): Format {
  return SHAPES[aspectRatio];
}

export function otherShape(aspectRatio: AspectRatio): AspectRatio {
  return aspectRatio === '16:9' ? '9:16' : '16:9';
}
