import { drawLabel, labelSize } from './cards.js';
import { atLeast } from './check-results.js';
import { type Check, type RenderProfile } from './timeline.js';

/** Whether the AI label that was planned can be seen in the pictures of a finished film. */

/** GB 45438-2025: so much of the short side is a character high at least, and so long the label is there. */
const LEAST_SHARE = 0.05;
const LEAST_SECONDS = 2;
/** It is looked for in what comes first. */
export const LABEL_WITHIN_SECONDS = 3;
/**
 * How much of its letters, and of the dark around them, is there at least. Of the label itself it is 0.998 and more, for it
 * lies above all else and lets a third of that through; with other words it is 0.95 at most, and 0 without any.
 */
const LEAST_LIKENESS = 0.97;
const SOLID_ALPHA = 128;
/** Of 255. What lies between is the edge of a letter, and counts for neither. */
const LETTER_LUMA = 200;
const GROUND_LUMA = 20;
const BRIGHT_LUMA = 150;

/** Where in the picture the label is, in pixels; all even, as the colours of a picture are stored. */
export interface Patch {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface LabelPatch extends Patch {
  /** How bright each of its pixels is, where it covers the picture. */
  pixels: { index: number; luma: number }[];
}

/** Null: none of its characters can be drawn. */
export function labelPatch(text: string, profile: RenderProfile): LabelPatch | null {
  const overlay = drawLabel(text, profile);
  if (!overlay) {
    return null;
  }
  const { width: drawnWidth, height: drawnHeight } = overlay.canvas;
  const [shiftX, shiftY] = [overlay.x & 1, overlay.y & 1];
  const width = evenly(drawnWidth + shiftX);
  const { data } = overlay.canvas.getContext('2d').getImageData(0, 0, drawnWidth, drawnHeight);
  const pixels: LabelPatch['pixels'] = [];
  for (let index = 0; index < drawnWidth * drawnHeight; index++) {
    const alpha = data[index * 4 + 3] ?? 0;
    if (alpha > SOLID_ALPHA) {
      const [x, y] = [(index % drawnWidth) + shiftX, Math.floor(index / drawnWidth) + shiftY];
      pixels.push({ index: y * width + x, luma: ((data[index * 4 + 1] ?? 0) * alpha) / 255 });
    }
  }
  return { x: overlay.x - shiftX, y: overlay.y - shiftY, width, height: evenly(drawnHeight + shiftY), pixels };
}

function evenly(length: number): number {
  return length + (length & 1);
}

/** From the grey pixels of its place in some of a film's first frames, evenly spread. */
export function labelChecks(patch: LabelPatch | null, grey: Buffer, film: FilmStart): Check[] {
  const { profile, frames } = film;
  const bytes = (patch?.width ?? 0) * (patch?.height ?? 0);
  let [seen, looked] = [0, 0];
  for (let start = 0; patch && start + bytes <= grey.length; start += bytes) {
    seen += likeness(patch, grey.subarray(start, start + bytes)) >= LEAST_LIKENESS ? 1 : 0;
    looked += 1;
  }
  const seconds = frames / profile.fps;
  const visible = (seen / Math.max(1, looked)) * Math.min(LABEL_WITHIN_SECONDS, seconds);
  const share = patch ? labelSize(profile) / Math.min(profile.width, profile.height) : 0;
  return [
    atLeast('label_visible_seconds', visible, Math.min(LEAST_SECONDS, seconds)),
    atLeast('label_height', share, LEAST_SHARE),
  ];
}

interface FilmStart {
  profile: RenderProfile;
  frames: number;
}

/** The part of the label's letters that is bright, or that of their ground that is dark: the smaller one. */
export function likeness({ pixels }: Pick<LabelPatch, 'pixels'>, grey: Uint8Array): number {
  const [letters, ground] = [
    pixels.filter(({ luma }) => luma > LETTER_LUMA),
    pixels.filter(({ luma }) => luma < GROUND_LUMA),
  ];
  const bright = letters.filter(({ index }) => (grey[index] ?? 0) > BRIGHT_LUMA);
  const dark = ground.filter(({ index }) => (grey[index] ?? 255) < BRIGHT_LUMA);
  return Math.min(bright.length / Math.max(1, letters.length), dark.length / Math.max(1, ground.length));
}

const FIELDS = [
  ...['Label', 'ContentProducer', 'ProduceID', 'ReservedCode1'],
  ...['ContentPropagator', 'PropagateID', 'ReservedCode2'],
];

/** The fields of the metadata label that are not there, or not as they were planned. */
export function labelFaults(found: string, planned: string): string[] {
  const [has, wants] = [fieldsOf(found), fieldsOf(planned)];
  return FIELDS.filter((name) => typeof has[name] !== 'string' || has[name] !== wants[name]);
}

function fieldsOf(json: string): Record<string, unknown> {
  try {
    const fields: unknown = JSON.parse(json);
    return typeof fields === 'object' && fields !== null ? { ...fields } : {};
  } catch {
    return {};
  }
}
