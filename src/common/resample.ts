/**
 * Reads `target.length` samples from `source`, beginning at position `first` and going on by `step` samples each time,
 * through a cubic (Catmull-Rom) curve. Outside the source is silence.
 */
export function resampleInto(target: Float32Array, source: Float32Array, first: number, step: number): void {
  if (step === 1 && Number.isInteger(first) && first >= 0) {
    target.fill(0).set(source.subarray(first, first + target.length));
    return;
  }
  for (let index = 0; index < target.length; index++) {
    const position = first + index * step;
    const whole = Math.floor(position);
    const part = position - whole;
    const before = source[whole - 1] ?? 0;
    const left = source[whole] ?? 0;
    const right = source[whole + 1] ?? 0;
    const after = source[whole + 2] ?? 0;
    const slope = right - before;
    const bend = 2 * before - 5 * left + 4 * right - after;
    const twist = 3 * (left - right) + after - before;
    target[index] = left + 0.5 * part * (slope + part * (bend + part * twist));
  }
}

/** The same sound at another rate, or, played at the old rate, at another pitch: `step` source samples per sample. */
export function resample(source: Float32Array, step: number): Float32Array {
  if (step === 1) {
    return source;
  }
  const target = new Float32Array(Math.max(0, Math.floor(source.length / step)));
  resampleInto(target, source, 0, step);
  return target;
}
