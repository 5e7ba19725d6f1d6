/** Rows of letters in what a network says of each pixel: how likely it belongs to one. */

export interface TextRow {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const LEAST_LIKELY = 0.3;
/** A spot is text if so likely in the mean, and not smaller. */
const LEAST_MEAN = 0.5;
const LEAST_SIDE = 5;
/** The network marks the core of a row only; by so much of its area by its outline letters reach farther. */
const OUTLINE = 1.6;
/** Pieces no farther apart than so many heights are one row. */
const MOST_GAP = 1.5;

/** From top to bottom, and from left to right. */
export function rowsIn(likely: Float32Array, width: number, height: number): TextRow[] {
  const boxes = spotsIn(likely, width, height).sort((one, other) => one.left - other.left);
  const rows: Box[] = [];
  for (const box of boxes) {
    const row = rows.find((each) => isSameRow(each, box));
    if (row) {
      Object.assign(row, around(row, box));
    } else {
      rows.push({ ...box });
    }
  }
  return rows
    .map(({ left, top, right, bottom }) => ({ x: left, y: top, width: right - left, height: bottom - top }))
    .sort((one, other) => one.y + one.height / 2 - (other.y + other.height / 2));
}

function isSameRow(row: Box, box: Box): boolean {
  const shared = Math.min(row.bottom, box.bottom) - Math.max(row.top, box.top);
  const [lower, higher] = [row.bottom - row.top, box.bottom - box.top].sort((one, other) => one - other);
  return shared > (lower ?? 0) * 0.6 && box.left - row.right < (higher ?? 0) * MOST_GAP;
}

function around(one: Box, other: Box): Box {
  return {
    left: Math.min(one.left, other.left),
    top: Math.min(one.top, other.top),
    right: Math.max(one.right, other.right),
    bottom: Math.max(one.bottom, other.bottom),
  };
}

/** Connected pixels, each spot widened to where its letters end. */
function spotsIn(likely: Float32Array, width: number, height: number): Box[] {
  const seen = new Uint8Array(width * height);
  const boxes: Box[] = [];
  for (let start = 0; start < seen.length; start++) {
    if (seen[start] === 0 && (likely[start] ?? 0) > LEAST_LIKELY) {
      const spot = spotAt(start, likely, seen, { width, height });
      const box = grown(spot, { width, height });
      if (spot.mean >= LEAST_MEAN && Math.min(spot.right - spot.left, spot.bottom - spot.top) >= LEAST_SIDE) {
        boxes.push(box);
      }
    }
  }
  return boxes;
}

function spotAt(
  start: number,
  likely: Float32Array,
  seen: Uint8Array,
  { width, height }: { width: number; height: number },
): Box & { mean: number } {
  const open = [start];
  seen[start] = 1;
  const spot = { left: width, top: height, right: 0, bottom: 0 };
  let sum = 0;
  let count = 0;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const [x, y] = [at % width, Math.floor(at / width)];
    Object.assign(spot, around(spot, { left: x, top: y, right: x + 1, bottom: y + 1 }));
    sum += likely[at] ?? 0;
    count += 1;
    const beside = [x > 0 ? at - 1 : at, x < width - 1 ? at + 1 : at, at - width, at + width];
    for (const next of beside) {
      if (seen[next] === 0 && (likely[next] ?? 0) > LEAST_LIKELY) {
        seen[next] = 1;
        open.push(next);
      }
    }
  }
  return { ...spot, mean: sum / count };
}

function grown({ left, top, right, bottom }: Box, { width, height }: { width: number; height: number }): Box {
  const [across, down] = [right - left, bottom - top];
  const by = Math.ceil((across * down * OUTLINE) / (2 * (across + down)));
  return {
    left: Math.max(0, left - by),
    top: Math.max(0, top - by),
    right: Math.min(width, right + by),
    bottom: Math.min(height, bottom + by),
  };
}
