/**
 * Loops over planes of 8-bit samples, eight at a time. They know addresses in their one memory and nothing of pictures:
 * `src/media/screen.ts` and `src/media/sprite.ts` lay that memory out. Compiled by `npm run kernels`.
 */

/** An entry of a table of columns: where to read (i32, padded to 16 bytes), which bytes to take, their weights. */
const ENTRY: usize = 48;
/** Two neighbours share this weight: a row of weighted samples is 7 bits finer than its bytes. */
const WHOLE: f64 = 128.0;

/**
 * A piece of `source`, resampled bilinearly, over a piece of `target`: `columns` x `rows` samples whose first lies at
 * (`x`, `y`) of the source, the next ones `stepX` and `stepY` (at most 2) further. Samples are multiplied by their alpha already; without an
 * `alpha` plane (0) they cover what is there. `gain` of 256 shows them as they are. `work` has room for a table and four rows.
 */
export function drawPlane(
  target: usize,
  targetStride: usize,
  columns: i32,
  rows: i32,
  source: usize,
  alpha: usize,
  width: i32,
  height: i32,
  x: f64,
  y: f64,
  stepX: f64,
  stepY: f64,
  gain: i32,
  work: usize,
): void {
  const groups = (columns + 7) >> 3;
  const rowBytes = (<usize>groups) << 4;
  let upper = work + <usize>groups * ENTRY;
  let lower = upper + rowBytes;
  let upperAlpha = lower + rowBytes;
  let lowerAlpha = upperAlpha + rowBytes;
  planColumns(work, groups, x, stepX, width);
  let held = -2;
  for (let row = 0; row < rows; row++) {
    const at = max(0.0, min(<f64>(height - 1), y + stepY * <f64>row));
    const top = <i32>at;
    const below = min(top + 1, height - 1);
    if (top !== held) {
      if (top === held + 1) {
        const free = upper;
        upper = lower;
        lower = free;
        const freeAlpha = upperAlpha;
        upperAlpha = lowerAlpha;
        lowerAlpha = freeAlpha;
      } else {
        weighRow(source + <usize>(top * width), upper, work, groups);
        if (alpha) weighRow(alpha + <usize>(top * width), upperAlpha, work, groups);
      }
      weighRow(source + <usize>(below * width), lower, work, groups);
      if (alpha) weighRow(alpha + <usize>(below * width), lowerAlpha, work, groups);
      held = top;
    }
    const share = i16x8.splat(<i16>((at - <f64>top) * 32767.0));
    const line = target + <usize>row * targetStride;
    if (alpha) {
      blendRow(line, columns, upper, lower, upperAlpha, lowerAlpha, share, gain);
    } else {
      coverRow(line, columns, upper, lower, share);
    }
  }
}

/** `columns` x `rows` samples with their alpha over as many others, place by place. */
export function layPlane(
  target: usize,
  targetStride: usize,
  columns: i32,
  rows: i32,
  source: usize,
  alpha: usize,
  stride: usize,
  gain: i32,
): void {
  for (let row = 0; row < rows; row++) {
    const line = target + <usize>row * targetStride;
    const from = <usize>row * stride;
    for (let column = 0; column < columns; column += 8) {
      const opacity = v128.load_ext<u8>(alpha + from + column);
      if (!v128.any_true(opacity)) continue;
      const sample = v128.load_ext<u8>(source + from + column);
      store(line + column, columns - column, over(line + column, faded(sample, gain), faded(opacity, gain)));
    }
  }
}

/** `count` samples of `source` mixed into as many of `target`; `weight` runs from 0 (none) to 256 (nothing else). */
export function mixPlane(target: usize, source: usize, count: i32, weight: i32): void {
  const incoming = i16x8.splat(<i16>weight);
  const staying = i16x8.splat(<i16>(256 - weight));
  const half = i16x8.splat(128);
  for (let index = 0; index < count; index += 8) {
    const old = i16x8.mul(v128.load_ext<u8>(target + index), staying);
    const fresh = i16x8.mul(v128.load_ext<u8>(source + index), incoming);
    const sum = i16x8.add(i16x8.add(old, fresh), half);
    store(target + index, count - index, i16x8.shr_u(sum, 8));
  }
}

/** `count` samples on their way to one `level`. */
export function levelPlane(target: usize, count: i32, level: i32, weight: i32): void {
  const fresh = i16x8.splat(<i16>(level * weight + 128));
  const staying = i16x8.splat(<i16>(256 - weight));
  for (let index = 0; index < count; index += 8) {
    const old = i16x8.mul(v128.load_ext<u8>(target + index), staying);
    store(target + index, count - index, i16x8.shr_u(i16x8.add(old, fresh), 8));
  }
}

/**
 * RGBA pixels, their colours not multiplied by alpha, to planes of BT.709 in video range that are `width` x `height` (even)
 * large, the picture `inset` samples from their corner. Without planes of alpha (0) the picture is opaque and its last
 * column and row are repeated.
 */
export function splitPixels(
  pixels: usize,
  pictureWidth: i32,
  pictureHeight: i32,
  inset: i32,
  width: i32,
  height: i32,
  luma: usize,
  blue: usize,
  red: usize,
  alpha: usize,
  halfAlpha: usize,
): void {
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      let sumBlue: f32 = 0;
      let sumRed: f32 = 0;
      let sumAlpha = 0;
      for (let corner = 0; corner < 4; corner++) {
        const column = x + (corner & 1);
        const row = y + (corner >> 1);
        let fromX = column - inset;
        let fromY = row - inset;
        if (alpha) {
          if (fromX < 0 || fromY < 0 || fromX >= pictureWidth || fromY >= pictureHeight) continue;
        } else {
          fromX = min(fromX, pictureWidth - 1);
          fromY = min(fromY, pictureHeight - 1);
        }
        const pixel = pixels + <usize>((fromY * pictureWidth + fromX) << 2);
        const opacity = alpha ? <i32>load<u8>(pixel, 3) : 255;
        if (opacity === 0) continue;
        const r = <f32>load<u8>(pixel);
        const g = <f32>load<u8>(pixel, 1);
        const b = <f32>load<u8>(pixel, 2);
        const share: f32 = <f32>opacity / 255;
        const place = <usize>(row * width + column);
        store8(luma + place, <i32>(share * (16 + 0.182586 * r + 0.614231 * g + 0.062007 * b) + 0.5));
        sumBlue += share * (128 - 0.100644 * r - 0.338572 * g + 0.439216 * b);
        sumRed += share * (128 + 0.439216 * r - 0.398942 * g - 0.040274 * b);
        sumAlpha += opacity;
        if (alpha) store8(alpha + place, opacity);
      }
      const half = <usize>((y >> 1) * (width >> 1) + (x >> 1));
      store8(blue + half, <i32>(sumBlue / 4 + 0.5));
      store8(red + half, <i32>(sumRed / 4 + 0.5));
      if (alpha) store8(halfAlpha + half, (sumAlpha + 2) >> 2);
    }
  }
}

/** The way back: opaque RGBA pixels of planes without alpha. */
export function joinPixels(pixels: usize, width: i32, height: i32, luma: usize, blue: usize, red: usize): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const half = <usize>((y >> 1) * (width >> 1) + (x >> 1));
      const bright: f32 = 1.164384 * <f32>(<i32>load<u8>(luma + <usize>(y * width + x)) - 16);
      const cb = <f32>(<i32>load<u8>(blue + half) - 128);
      const cr = <f32>(<i32>load<u8>(red + half) - 128);
      const pixel = pixels + <usize>((y * width + x) << 2);
      store8(pixel, byteOf(bright + 1.792741 * cr));
      store8(pixel + 1, byteOf(bright - 0.213249 * cb - 0.532909 * cr));
      store8(pixel + 2, byteOf(bright + 2.112402 * cb));
      store8(pixel + 3, 255);
    }
  }
}

function byteOf(value: f32): i32 {
  return <i32>max<f32>(0, min<f32>(255, value + 0.5));
}

/** Eight outputs at a step of 2 lie within 16 samples: one load and one shuffle fetch both neighbours of each. */
function planColumns(table: usize, groups: i32, x: f64, step: f64, width: i32): void {
  for (let group = 0; group < groups; group++) {
    const entry = table + <usize>group * ENTRY;
    const base = columnAt(x + step * <f64>(group * 8), width);
    i32.store(entry, base);
    for (let lane = 0; lane < 8; lane++) {
      const at = max(0.0, min(<f64>(width - 1), x + step * <f64>(group * 8 + lane)));
      const left = <i32>at;
      const right = min(left + 1, width - 1);
      const weight = <i32>((at - <f64>left) * WHOLE + 0.5);
      store8(entry + 16 + lane, left - base);
      store8(entry + 24 + lane, right - base);
      store8(entry + 32 + lane, 128 - weight);
      store8(entry + 40 + lane, weight);
    }
  }
}

function columnAt(x: f64, width: i32): i32 {
  return <i32>max(0.0, min(<f64>(width - 1), x));
}

function store8(address: usize, value: i32): void {
  i32.store8(address, value);
}

function weighRow(source: usize, row: usize, table: usize, groups: i32): void {
  for (let group = 0; group < groups; group++) {
    const entry = table + <usize>group * ENTRY;
    const pair = i8x16.swizzle(v128.load(source + <usize>i32.load(entry)), v128.load(entry, 16));
    const weights = v128.load(entry, 32);
    const left = i16x8.extmul_low_i8x16_u(pair, weights);
    const right = i16x8.extmul_high_i8x16_u(pair, weights);
    v128.store(row + ((<usize>group) << 4), i16x8.add(left, right));
  }
}

function coverRow(line: usize, columns: i32, upper: usize, lower: usize, share: v128): void {
  for (let column = 0; column < columns; column += 8) {
    const place = (<usize>column) << 1;
    store(line + column, columns - column, between(upper + place, lower + place, share));
  }
}

function blendRow(
  line: usize,
  columns: i32,
  upper: usize,
  lower: usize,
  upperAlpha: usize,
  lowerAlpha: usize,
  share: v128,
  gain: i32,
): void {
  for (let column = 0; column < columns; column += 8) {
    const place = (<usize>column) << 1;
    const opacity = between(upperAlpha + place, lowerAlpha + place, share);
    if (!v128.any_true(opacity)) continue;
    const sample = between(upper + place, lower + place, share);
    store(line + column, columns - column, over(line + column, faded(sample, gain), faded(opacity, gain)));
  }
}

/** Eight samples between two weighted rows, as 16-bit lanes. */
function between(upper: usize, lower: usize, share: v128): v128 {
  const first = v128.load(upper);
  const way = i16x8.q15mulr_sat_s(i16x8.sub(v128.load(lower), first), share);
  return i16x8.shr_u(i16x8.add(i16x8.add(first, way), i16x8.splat(64)), 7);
}

function faded(samples: v128, gain: i32): v128 {
  return gain === 256 ? samples : i16x8.shr_u(i16x8.mul(samples, i16x8.splat(<i16>gain)), 8);
}

/** What is at `place` under samples that let a part of it through; the division by 255 is exact. */
function over(place: usize, sample: v128, opacity: v128): v128 {
  const rest = i16x8.sub(i16x8.splat(255), opacity);
  const kept = i16x8.add(i16x8.mul(v128.load_ext<u8>(place), rest), i16x8.splat(128));
  return i16x8.add(sample, i16x8.shr_u(i16x8.add(kept, i16x8.shr_u(kept, 8)), 8));
}

/** The first `left` of eight lanes as bytes. */
function store(place: usize, left: i32, lanes: v128): void {
  const bytes = i8x16.narrow_i16x8_u(lanes, lanes);
  if (left >= 8) {
    v128.store64_lane(place, bytes, 0);
  } else {
    storePart(place, left, i64x2.extract_lane(bytes, 0));
  }
}

function storePart(place: usize, left: i32, bytes: i64): void {
  for (let index = 0; index < left; index++) {
    i32.store8(place + index, <i32>(bytes >>> (index << 3)));
  }
}
