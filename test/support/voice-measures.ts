/** What a voice is like, measured as phoneticians do: its pitch, and how long the throat is that it comes from. */

const RATE = 12_000;
const FRAME = 480;
const HOP = 120;
const LOWEST_HZ = 60;
const HIGHEST_HZ = 550;
const VOICED = 0.55;
const ORDER = 14;
/** A curve of so many points, evenly spread over the logarithm of the frequency. */
const POINTS = 200;
const FROM_HZ = 250;
const TO_HZ = 5600;
const WIDEST_SHIFT = 0.5;

export interface VoiceSound {
  samples: Float32Array;
  sampleRate: number;
}

/** Pitch in Hz every 10 ms; 0 where nothing is voiced. */
export function pitchTrack(sound: VoiceSound): number[] {
  return framesOf(sound).map(pitchOfFrame);
}

/** What tells one voice from another. */
export interface VoicePrint {
  /** Median pitch of what is voiced. */
  hertz: number;
  /** The mean envelope of the voiced frames in dB, over the logarithm of the frequency. */
  envelope: number[];
}

export function voicePrint(sound: VoiceSound): VoicePrint {
  const frames = framesOf(sound);
  const loudest = Math.max(...frames.map(powerOf));
  const pitches = frames.map(pitchOfFrame);
  const voiced = frames.filter((frame, index) => powerOf(frame) > loudest / 100 && (pitches[index] as number) > 0);
  return { hertz: median(pitches.filter((hertz) => hertz > 0)), envelope: meanEnvelope(voiced) };
}

/** By which factor the resonances of one voice lie above those of another, where both say the same sentence. */
export function formantScale(voice: VoicePrint, reference: VoicePrint): number {
  const [one, other] = [voice.envelope, reference.envelope];
  const step = Math.log(TO_HZ / FROM_HZ) / (POINTS - 1);
  const most = Math.round(WIDEST_SHIFT / step);
  let best = 0;
  let least = Infinity;
  for (let shift = -most; shift <= most; shift++) {
    const from = Math.max(0, shift);
    const to = Math.min(POINTS, POINTS + shift);
    const gap = distance(one.slice(from, to), other.slice(from - shift, to - shift));
    if (gap < least) {
      least = gap;
      best = shift;
    }
  }
  return Math.exp(best * step);
}

/** Pearson's correlation of two curves of one length. */
export function correlation(one: number[], other: number[]): number {
  const [oneMean, otherMean] = [mean(one), mean(other)];
  let [product, onePower, otherPower] = [0, 0, 0];
  one.forEach((value, index) => {
    const [left, right] = [value - oneMean, (other[index] as number) - otherMean];
    product += left * right;
    onePower += left * left;
    otherPower += right * right;
  });
  return product / Math.sqrt(onePower * otherPower + 1e-12);
}

function framesOf(measured: VoiceSound): Float32Array[] {
  const sound = slowed(measured);
  const count = Math.max(0, Math.floor((sound.length - FRAME) / HOP) + 1);
  return Array.from({ length: count }, (_, index) => sound.subarray(index * HOP, index * HOP + FRAME));
}

/** At the measuring rate, without what would fold back: a windowed sinc. */
function slowed({ samples, sampleRate }: VoiceSound): Float32Array {
  const step = sampleRate / RATE;
  const cut = Math.min(0.5, 0.475 / step);
  const half = Math.ceil(8 * step);
  const taps = Array.from({ length: 2 * half + 1 }, (_, index) => {
    const place = index - half;
    const sinc = place === 0 ? 2 * cut : Math.sin(2 * Math.PI * cut * place) / (Math.PI * place);
    return sinc * (0.54 + 0.46 * Math.cos((Math.PI * place) / half));
  });
  // The pieces of a sample are left out: half a sample is too little to matter here.
  return Float32Array.from({ length: Math.floor(samples.length / step) }, (_, index) => {
    const at = Math.round(index * step);
    return taps.reduce((sum, tap, place) => sum + tap * (samples[at + place - half] ?? 0), 0);
  });
}

/** The first lag at which the frame is nearly as much like itself as anywhere. */
function pitchOfFrame(frame: Float32Array): number {
  if (powerOf(frame) < 1e-5) {
    return 0;
  }
  const shortest = Math.floor(RATE / HIGHEST_HZ);
  const longest = Math.ceil(RATE / LOWEST_HZ);
  const likeness = Array.from({ length: longest + 2 }, (_, lag) => (lag < shortest - 1 ? 0 : selfLikeness(frame, lag)));
  const most = Math.max(...likeness.slice(shortest, longest + 1));
  if (most < VOICED) {
    return 0;
  }
  const value = (lag: number) => likeness[lag] as number;
  for (let lag = shortest; lag <= longest; lag++) {
    if (value(lag) > 0.88 * most && value(lag) >= value(lag - 1) && value(lag) >= value(lag + 1)) {
      const bend = value(lag - 1) - 2 * value(lag) + value(lag + 1);
      const part = bend === 0 ? 0 : (0.5 * (value(lag - 1) - value(lag + 1))) / bend;
      return RATE / (lag + part);
    }
  }
  return 0;
}

function selfLikeness(frame: Float32Array, lag: number): number {
  let [product, one, other] = [0, 0, 0];
  for (let index = 0; index + lag < frame.length; index++) {
    const [left, right] = [frame[index] as number, frame[index + lag] as number];
    product += left * right;
    one += left * left;
    other += right * right;
  }
  return product / Math.sqrt(one * other + 1e-12);
}

/** Coefficients of the linear prediction of a frame (Levinson and Durbin). */
function predictionOf(frame: Float32Array): number[] {
  const shaped = Float32Array.from(frame, (value, index) => {
    const window = 0.54 - 0.46 * Math.cos((2 * Math.PI * index) / (FRAME - 1));
    return (value - 0.94 * (frame[index - 1] ?? 0)) * window;
  });
  // The lag window blurs single harmonics, which a high voice has few of.
  const lags = Array.from({ length: ORDER + 1 }, (_, lag) => {
    let sum = 0;
    for (let index = 0; index + lag < FRAME; index++) {
      sum += (shaped[index] as number) * (shaped[index + lag] as number);
    }
    return sum * Math.exp(-0.5 * ((2 * Math.PI * 60 * lag) / RATE) ** 2);
  });
  let coefficients = [1];
  let error = (lags[0] as number) * 1.0001 + 1e-9;
  for (let order = 1; order <= ORDER; order++) {
    const gap = coefficients.reduce((sum, value, index) => sum + value * (lags[order - index] as number), 0);
    const reflection = -gap / error;
    const before = [...coefficients, 0];
    coefficients = before.map((value, index) => value + reflection * (before[order - index] as number));
    error *= 1 - reflection * reflection;
  }
  return coefficients;
}

function levelAt(coefficients: number[], hertz: number): number {
  const angle = (2 * Math.PI * hertz) / RATE;
  let [real, imaginary] = [0, 0];
  coefficients.forEach((value, index) => {
    real += value * Math.cos(angle * index);
    imaginary -= value * Math.sin(angle * index);
  });
  return -10 * Math.log10(real * real + imaginary * imaginary + 1e-12);
}

function meanEnvelope(frames: Float32Array[]): number[] {
  const curves = frames.map((frame) => {
    const coefficients = predictionOf(frame);
    const levels = Array.from({ length: POINTS }, (_, point) =>
      levelAt(coefficients, FROM_HZ * (TO_HZ / FROM_HZ) ** (point / (POINTS - 1))),
    );
    const middle = mean(levels);
    return levels.map((level) => level - middle);
  });
  return Array.from({ length: POINTS }, (_, point) => mean(curves.map((curve) => curve[point] as number)));
}

function powerOf(frame: Float32Array): number {
  return frame.reduce((sum, value) => sum + value * value, 0) / frame.length;
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function median(values: number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Standard deviation of the difference of two curves. */
function distance(one: number[], other: number[]): number {
  const gaps = one.map((value, index) => value - (other[index] as number));
  const middle = mean(gaps);
  return Math.sqrt(mean(gaps.map((gap) => (gap - middle) ** 2)));
}
