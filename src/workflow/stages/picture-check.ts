import { type Check, MOST_FILLING } from '../../media/timeline.js';

/** Whether a vendor's picture can be filmed. What is to be seen in it is not asked here. */

export interface MeasuredPicture {
  width: number;
  height: number;
  /** How far its greys are from one another, 0 to 127: the standard deviation of a small copy. */
  contrast: number;
}

/** Of the film's short side. */
const LEAST_SHARE = 0.5;
/** The darkest of our own night scenes have more than three times as much, a blank page's noise has less than 1. */
const LEAST_CONTRAST = 4;

export function pictureChecks(
  { width, height, contrast }: MeasuredPicture,
  wanted: { width: number; height: number },
): Check[] {
  const [shape, wantedShape] = [width / height, wanted.width / wanted.height];
  const off = Math.max(shape / wantedShape, wantedShape / shape);
  const leastSide = Math.min(wanted.width, wanted.height) * LEAST_SHARE;
  return [
    judged('picture_shape', off <= MOST_FILLING, rounded(shape), rounded(wantedShape)),
    judged('picture_short_side', Math.min(width, height) >= leastSide, Math.min(width, height), leastSide),
    judged('picture_contrast', contrast >= LEAST_CONTRAST, rounded(contrast), LEAST_CONTRAST),
  ];
}

function judged(name: string, isGood: boolean, value: number, limit: number): Check {
  const reason = isGood ? null : `${name} is ${value}, not ${limit}`;
  return { name, status: isGood ? 'passed' : 'failed', value, limit, reason };
}

const rounded = (value: number) => Math.round(value * 100) / 100;
