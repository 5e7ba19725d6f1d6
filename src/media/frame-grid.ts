/** A small picture in a few numbers, by which it is compared with others. */

/** Means of its cells: all of luma, then those of both kinds of chroma, which has half as many each way. */
export interface FrameFeatures {
  cells: Float32Array;
  /** How many of them are luma. */
  lumaCells: number;
  /** Mean of luma, 0 (black) to 1. */
  brightness: number;
  /** How far its luma is from one grey: the mean distance from the middle one, in levels. A few words change little of it. */
  contrast: number;
}

/** Of the longer side, in cells. */
const MOST_CELLS = 32;
const BLACK_LEVEL = 16;
const LEVELS = 219;

/** Where the cells of a plane begin, and where the last one ends. */
interface Plane {
  offset: number;
  width: number;
  columns: number[];
  rows: number[];
}

export class FrameGrid {
  readonly cells: number;
  private readonly luma: Plane;
  private readonly chroma: [Plane, Plane];

  /** For frames of YUV 4:2:0 of this even size. */
  constructor(width: number, height: number) {
    const [half, size] = [[width / 2, height / 2] as const, width * height];
    const scale = Math.min(1, MOST_CELLS / Math.max(width, height));
    const cellsOf = (side: number, share: number): number => Math.max(1, Math.round(side * scale * share));
    const plane = (offset: number, [across, down]: readonly [number, number], share: number): Plane => ({
      offset,
      width: across,
      columns: edges(across, Math.min(across, cellsOf(width, share))),
      rows: edges(down, Math.min(down, cellsOf(height, share))),
    });
    this.luma = plane(0, [width, height], 1);
    this.chroma = [plane(size, half, 0.5), plane(size + size / 4, half, 0.5)];
    this.cells = [this.luma, ...this.chroma].reduce((sum, each) => sum + cellsIn(each), 0);
  }

  featuresOf(frame: Uint8Array): FrameFeatures {
    const cells = new Float32Array(this.cells);
    const lumaCells = cellsIn(this.luma);
    measure(frame, this.luma, cells, 0);
    measure(frame, this.chroma[0], cells, lumaCells);
    measure(frame, this.chroma[1], cells, lumaCells + cellsIn(this.chroma[0]));
    const { mean, spread } = spreadOf(cells.subarray(0, lumaCells));
    return {
      cells,
      lumaCells,
      brightness: Math.min(1, Math.max(0, (mean - BLACK_LEVEL) / LEVELS)),
      contrast: spread,
    };
  }
}

/** The middle one is found by counting. */
function spreadOf(values: Float32Array): { mean: number; spread: number } {
  const counts = new Uint16Array(256);
  let sum = 0;
  for (const value of values) {
    sum += value;
    counts[value | 0] = (counts[value | 0] as number) + 1;
  }
  let [middle, seen] = [0, counts[0] as number];
  while (seen * 2 < values.length) {
    seen += counts[++middle] as number;
  }
  let spread = 0;
  for (const value of values) {
    spread += Math.max(0, Math.abs(value - (middle + 0.5)) - 0.5);
  }
  return { mean: sum / values.length, spread: spread / values.length };
}

function edges(length: number, count: number): number[] {
  return Array.from({ length: count + 1 }, (_, index) => Math.round((index * length) / count));
}

function cellsIn({ columns, rows }: Plane): number {
  return (columns.length - 1) * (rows.length - 1);
}

/** The inner loop of a scan: it sees each sample of each frame. */
function measure(frame: Uint8Array, { offset, width, columns, rows }: Plane, cells: Float32Array, first: number): void {
  const across = columns.length - 1;
  const sums = new Float64Array(across);
  for (let row = 0; row < rows.length - 1; row++) {
    const [top, bottom] = [rows[row] as number, rows[row + 1] as number];
    sums.fill(0);
    for (let line = top; line < bottom; line++) {
      let place = offset + line * width;
      for (let column = 0; column < across; column++) {
        const end = offset + line * width + (columns[column + 1] as number);
        let sum = 0;
        while (place < end) {
          sum += frame[place++] as number;
        }
        sums[column] = (sums[column] as number) + sum;
      }
    }
    for (let column = 0; column < across; column++) {
      const count = (bottom - top) * ((columns[column + 1] as number) - (columns[column] as number));
      cells[first + row * across + column] = (sums[column] as number) / count;
    }
  }
}
