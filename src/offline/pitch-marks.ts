/** Where the periods of a voice lie: the vocal cords' own beat, found in the sound. */

export interface PitchMark {
  /** Place in the sound, in samples; between two of them, too. */
  at: number;
  /** Samples to the next mark. */
  period: number;
  isVoiced: boolean;
}

const SEARCH_RATE = 6000;
const FRAME_SEC = 0.008;
const WINDOW_SEC = 0.025;
const LOWEST_HZ = 60;
const HIGHEST_HZ = 550;
/** A frame that is less like itself one period later is breath or noise. */
const VOICED_LIKENESS = 0.5;
/** Of several periods that fit nearly as well as the best, the shortest is the true one; the others are its multiples. */
const NEARLY_BEST = 0.86;
/** Frames 40 dB below the loudest have no voice. */
const QUIETEST_POWER = 1e-4;
const UNVOICED_SEC = 0.005;
/** How far, in periods, the next mark may be from where it is expected. */
const LEEWAY = 0.2;

/** Marks from the beginning of a sound to its end: one a period where it is voiced, one every 5 ms elsewhere. */
export function pitchMarks(sound: Float32Array, sampleRate: number): PitchMark[] {
  const periods = periodsOf(sound, sampleRate);
  const hop = FRAME_SEC * sampleRate;
  const marks: PitchMark[] = [];
  let at = 0;
  for (let frame = 0; frame < periods.length;) {
    const isVoiced = (periods[frame] as number) > 0;
    let end = frame + 1;
    while (end < periods.length && (periods[end] as number) > 0 === isVoiced) {
      end++;
    }
    const until = end === periods.length ? sound.length : end * hop;
    if (isVoiced) {
      const expected = (place: number): number => {
        return periods[Math.max(frame, Math.min(end - 1, Math.floor(place / hop)))] as number;
      };
      marks.push(...voicedMarks(sound, at, until, expected));
    } else {
      marks.push(...evenMarks(at, until, UNVOICED_SEC * sampleRate));
    }
    const last = marks.at(-1);
    at = last ? last.at + last.period : until;
    frame = end;
  }
  return marks;
}

function evenMarks(from: number, until: number, period: number): PitchMark[] {
  const count = Math.max(0, Math.ceil((until - from) / period));
  return Array.from({ length: count }, (_, index) => ({ at: from + index * period, period, isVoiced: false }));
}

/** From one period to the next, each where the wave looks most like the one before. */
function voicedMarks(
  sound: Float32Array,
  from: number,
  until: number,
  expected: (place: number) => number,
): PitchMark[] {
  const marks: PitchMark[] = [];
  let at = highestNear(sound, from, expected(from));
  while (at < until) {
    const period = nextPeriod(sound, Math.round(at), expected(at));
    marks.push({ at, period, isVoiced: true });
    at += period;
  }
  return marks;
}

function highestNear(sound: Float32Array, from: number, period: number): number {
  let best = Math.ceil(from);
  for (let index = best; index < from + period && index < sound.length; index++) {
    if (Math.abs(sound[index] as number) > Math.abs(sound[best] as number)) {
      best = index;
    }
  }
  return best;
}

function nextPeriod(sound: Float32Array, at: number, period: number): number {
  const shortest = Math.floor(period * (1 - LEEWAY));
  const longest = Math.ceil(period * (1 + LEEWAY));
  const half = Math.round(period / 2);
  const [from, size] = [Math.max(0, at - half), 2 * half];
  if (from + size + longest + 1 >= sound.length) {
    return period;
  }
  return peakBetween(shortest, longest, (lag) => likeness(sound, from, lag, size)).lag || period;
}

/** Periods in samples, one for each 8 ms; 0 where nothing is voiced. */
function periodsOf(sound: Float32Array, sampleRate: number): number[] {
  const step = Math.max(1, Math.round(sampleRate / SEARCH_RATE));
  const coarse = averaged(sound, step);
  const rate = sampleRate / step;
  const count = Math.max(1, Math.ceil(sound.length / (FRAME_SEC * sampleRate)));
  const window = Math.round(WINDOW_SEC * rate);
  const centre = (frame: number): number => Math.round((frame + 0.5) * FRAME_SEC * rate);
  const powers = Array.from({ length: count }, (_, frame) => powerAround(coarse, centre(frame), window));
  const loudest = powers.reduce((most, power) => Math.max(most, power), 0);
  const raw = powers.map((power, frame) =>
    power > loudest * QUIETEST_POWER ? periodAround(coarse, centre(frame), window, rate) * step : 0,
  );
  return raw.map((_, frame) => middleOf([raw[frame - 1] ?? 0, raw[frame] as number, raw[frame + 1] ?? 0]));
}

function periodAround(sound: Float32Array, centre: number, window: number, rate: number): number {
  const shortest = Math.floor(rate / HIGHEST_HZ);
  const longest = Math.ceil(rate / LOWEST_HZ);
  const alike = (lag: number): number => likeness(sound, centre - ((window + lag) >> 1), lag, window);
  const best = peakBetween(shortest, longest, alike);
  if (best.height < VOICED_LIKENESS) {
    return 0;
  }
  for (const parts of [4, 3, 2]) {
    const [low, high] = [Math.floor((best.lag / parts) * 0.93), Math.ceil((best.lag / parts) * 1.07)];
    const part = low >= shortest ? peakBetween(low, high, alike) : null;
    if (part && part.height > NEARLY_BEST * best.height) {
      return part.lag;
    }
  }
  return best.lag;
}

/** The lag at which a curve is highest, and how high; the lag lies between whole samples. */
function peakBetween(from: number, to: number, heightAt: (lag: number) => number): { lag: number; height: number } {
  let lag = 0;
  let height = -Infinity;
  const heights: number[] = [];
  for (let candidate = from; candidate <= to; candidate++) {
    const value = heightAt(candidate);
    heights.push(value);
    if (value > height) {
      [lag, height] = [candidate, value];
    }
  }
  const [before, after] = [heights[lag - from - 1], heights[lag - from + 1]];
  if (before === undefined || after === undefined) {
    return { lag, height };
  }
  const bend = before - 2 * height + after;
  return { lag: bend < 0 ? lag + (0.5 * (before - after)) / bend : lag, height };
}

/** How much `size` samples look like those `lag` later: 1 for the same shape, 0 for none in common. */
function likeness(sound: Float32Array, from: number, lag: number, size: number): number {
  let product = 0;
  let onePower = 1e-9;
  let otherPower = 1e-9;
  const start = Math.max(0, from);
  const end = Math.min(from + size, sound.length - lag);
  for (let index = start; index < end; index++) {
    const one = sound[index] as number;
    const other = sound[index + lag] as number;
    product += one * other;
    onePower += one * one;
    otherPower += other * other;
  }
  return product / Math.sqrt(onePower * otherPower);
}

function averaged(sound: Float32Array, step: number): Float32Array {
  return new Float32Array(Math.floor(sound.length / step)).map((_, index) => {
    let sum = 0;
    for (let offset = 0; offset < step; offset++) {
      sum += sound[index * step + offset] as number;
    }
    return sum / step;
  });
}

function powerAround(sound: Float32Array, centre: number, window: number): number {
  const piece = sound.subarray(Math.max(0, centre - (window >> 1)), centre + (window >> 1));
  return piece.reduce((sum, value) => sum + value * value, 0) / Math.max(1, piece.length);
}

function middleOf(values: number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >> 1] as number;
}
