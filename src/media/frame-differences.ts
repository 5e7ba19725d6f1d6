import { type FrameFeatures } from './frame-grid.js';

/** How two small pictures differ, and whether others are on the way from one of them to the other. */

/** Mean change of luma and of chroma, in levels. */
export function distance(one: FrameFeatures, other: FrameFeatures): number {
  const { lumaCells } = one;
  const { length } = one.cells;
  let [luma, chroma] = [0, 0];
  for (let cell = 0; cell < lumaCells; cell++) {
    luma += Math.abs((one.cells[cell] as number) - (other.cells[cell] as number));
  }
  for (let cell = lumaCells; cell < length; cell++) {
    chroma += Math.abs((one.cells[cell] as number) - (other.cells[cell] as number));
  }
  return luma / lumaCells + chroma / Math.max(1, length - lumaCells);
}

/** The part of the picture that has changed by more than this. */
export function changedShare(one: FrameFeatures, other: FrameFeatures, levels: number): number {
  let changed = 0;
  for (let cell = 0; cell < one.lumaCells; cell++) {
    if (Math.abs((one.cells[cell] as number) - (other.cells[cell] as number)) > levels) {
      changed += 1;
    }
  }
  return changed / one.lumaCells;
}

export interface Mix {
  /** How far the picture is from the first (0) to the last (1). */
  progress: number;
  /** What a dissolve does not explain, all cells going at once; as a part of what the two differ by. */
  beyondDissolve: number;
  /** What a wipe does not explain, each cell being of the first or of the last. */
  beyondWipe: number;
}

/** How well a picture is explained by a first one that goes over into a last one: what moves or is new is of neither. */
export function mixOf(first: FrameFeatures, last: FrameFeatures, between: FrameFeatures): Mix {
  const { lumaCells, cells } = first;
  let [way, squares, along, beyondWipe] = [0, 0, 0, 0];
  for (let cell = 0; cell < lumaCells; cell++) {
    const from = cells[cell] as number;
    const step = (last.cells[cell] as number) - from;
    const moved = (between.cells[cell] as number) - from;
    way += Math.abs(step);
    squares += step * step;
    along += step * moved;
    beyondWipe += Math.min(Math.abs(moved), Math.abs(moved - step));
  }
  const progress = squares === 0 ? 0 : along / squares;
  let beyondDissolve = 0;
  for (let cell = 0; cell < lumaCells; cell++) {
    const from = cells[cell] as number;
    const step = (last.cells[cell] as number) - from;
    beyondDissolve += Math.abs((between.cells[cell] as number) - from - progress * step);
  }
  return { progress, beyondDissolve: beyondDissolve / (way || 1), beyondWipe: beyondWipe / (way || 1) };
}

/** How alike two pictures are whatever their light, -1 to 1. */
export function likeness(one: FrameFeatures, other: FrameFeatures): number {
  const count = one.lumaCells;
  let [sumOne, sumOther, ones, others, both] = [0, 0, 0, 0, 0];
  for (let cell = 0; cell < count; cell++) {
    const [a, b] = [one.cells[cell] as number, other.cells[cell] as number];
    sumOne += a;
    sumOther += b;
    ones += a * a;
    others += b * b;
    both += a * b;
  }
  const covariance = both / count - (sumOne / count) * (sumOther / count);
  const variances = (ones / count - (sumOne / count) ** 2) * (others / count - (sumOther / count) ** 2);
  return variances <= 0 ? 0 : covariance / Math.sqrt(variances);
}
