import {
  averageShotSec,
  cutsIn,
  lengthOf,
  meanIn,
  meanOf,
  perMinute,
  rounded,
  shareOf,
  type Shot,
  type TimeSpan,
} from './film-measures.js';

/**
 * The acts of a film as its cutting, its motion and its speech tell them: stretches that are alike inside, found by optimal
 * partitioning. Nothing here knows the story, so the names of the acts are a guess from where they stand.
 */

export const ACTS = ['whole', 'opening', 'development', 'climax', 'ending'] as const;
export type Act = (typeof ACTS)[number];

/** One after the other, from the film's first moment to its last; each begins with a shot. */
export interface FilmSection {
  act: Act;
  start_sec: number;
  end_sec: number;
  shots: number;
  cuts_per_minute: number;
  /** In seconds. */
  average_shot_sec: number;
  /** In the scale in which it was measured. */
  motion: number;
  /** 0 to 1; null: nobody has listened. */
  speech_share: number | null;
}

export const MOST_SECTIONS = 7;
/** A section is no shorter than this, in seconds and of the film. */
const SHORTEST_SEC = 2;
const SHORTEST_SHARE = 1 / 12;
/** Longer films are looked at by groups of shots: the work grows with the square of their number. */
const MOST_UNITS = 120;
/** One or two units tell no act: it may be one long take. */
const FEWEST_UNITS = 3;
/** One more section has to explain this many times what chance explains, by the Bayesian information criterion. */
const CAUTION = 2;
/** Lengths that differ by less are the same to an eye: of their logarithms. */
const TEMPO_NOISE = 0.15;
/** Of a measure's deviation in the whole film: what changes evenly has no noise of its own. */
const LEAST_NOISE_SHARE = 0.25;

/** Some shots in a row, and what is measured of them. */
interface Unit extends TimeSpan {
  values: number[];
}

/** `speech`: in order, beside each other; null: nobody has listened. Empty where no shot is known. */
export function structureOf(shots: Shot[], speech: TimeSpan[] | null): FilmSection[] {
  if (shots.length === 0) {
    return [];
  }
  const units = scaled(unitsOf(shots, speech));
  const starts = partition(units).map((unit) => units[unit]?.startSec ?? 0);
  const filmSec = shots.at(-1)?.endSec ?? 0;
  const spans = starts.map((startSec, index) => ({ startSec, endSec: starts[index + 1] ?? filmSec }));
  const acts = actsOf(spans.map((span) => intensityOf(units, span)));
  return spans.map((span, index) => ({
    act: acts[index] ?? 'development',
    start_sec: rounded(span.startSec),
    end_sec: rounded(span.endSec),
    shots: shots.filter(({ startSec }) => startSec >= span.startSec && startSec < span.endSec).length,
    cuts_per_minute: perMinute(cutsIn(shots, span), lengthOf(span)),
    average_shot_sec: rounded(averageShotSec(shots, span)),
    motion: rounded(meanIn(shots, 'motion', span) ?? 0),
    speech_share: speech && rounded(shareOf(speech, span)),
  }));
}

/** Tempo first, then motion: these two make a section intense. Lengths of shots are spread as their logarithms are. */
function unitsOf(shots: Shot[], speech: TimeSpan[] | null): Unit[] {
  const size = Math.ceil(shots.length / MOST_UNITS);
  const groups = Array.from({ length: Math.ceil(shots.length / size) }, (_, index) =>
    shots.slice(index * size, (index + 1) * size),
  );
  return groups.map((group) => {
    const span = { startSec: group[0]?.startSec ?? 0, endSec: group.at(-1)?.endSec ?? 0 };
    const tempo = -meanOf(group.map((shot) => Math.log(lengthOf(shot))));
    const motion = meanIn(group, 'motion', span) ?? 0;
    return { ...span, values: [tempo, motion, ...(speech ? [shareOf(speech, span)] : [])] };
  });
}

/** Each measure from its mean, in units of its noise: of what it differs by from one unit to the next. */
function scaled(units: Unit[]): Unit[] {
  const scales = (units[0]?.values ?? []).map((_, measure) => {
    const values = units.map((unit) => unit.values[measure] ?? 0);
    const mean = meanOf(values);
    const deviation = Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
    const steps = values.slice(1).map((value, index) => (value - (values[index] ?? 0)) ** 2 / 2);
    const noise = Math.max(Math.sqrt(meanOf(steps)), deviation * LEAST_NOISE_SHARE, measure === 0 ? TEMPO_NOISE : 0);
    return { mean, noise };
  });
  return units.map(({ startSec, endSec, values }) => ({
    startSec,
    endSec,
    values: scales.map(({ mean, noise }, index) => (noise > 0 ? ((values[index] ?? 0) - mean) / noise : 0)),
  }));
}

interface Way {
  cost: number;
  /** The first unit of each section. */
  starts: number[];
}

const NO_WAY: Way = { cost: Infinity, starts: [0] };

/** The first unit of each section: of all ways to part the film, the one whose sections are most alike inside. */
function partition(units: Unit[]): number[] {
  const costOf = sectionCosts(units);
  const whole = { cost: costOf(0, units.length), starts: [0] };
  // The film's first units, up to each of them, as one section; then as two, and so on.
  let ways = [...units.keys(), units.length].map((to): Way => {
    const cost = isLong(units, 0, to) ? costOf(0, to) : Infinity;
    return { cost, starts: [0] };
  });
  const penalty = CAUTION * ((units[0]?.values.length ?? 0) + 1) * Math.log(units.length);
  let best: Way = whole;
  for (let sections = 2; sections <= MOST_SECTIONS; sections++) {
    const fewer = ways;
    ways = fewer.map((_, to) =>
      bestEnd(fewer, to, (from) => (isLong(units, from, to) ? costOf(from, to) + penalty : Infinity)),
    );
    const way = ways[units.length] ?? NO_WAY;
    best = way.cost < best.cost ? way : best;
  }
  return best.starts;
}

/** The best of all ways that have one section more than `fewer`, the last from some unit to `to`. */
function bestEnd(fewer: Way[], to: number, costFrom: (from: number) => number): Way {
  let cost = Infinity;
  let last = 0;
  for (let from = 1; from < to; from++) {
    const before = fewer[from]?.cost ?? Infinity;
    const sum = before === Infinity ? Infinity : before + costFrom(from);
    if (sum < cost) {
      cost = sum;
      last = from;
    }
  }
  return cost === Infinity ? NO_WAY : { cost, starts: [...(fewer[last]?.starts ?? []), last] };
}

function isLong(units: Unit[], from: number, to: number): boolean {
  const seconds = (units[to - 1]?.endSec ?? 0) - (units[from]?.startSec ?? 0);
  const least = Math.max(SHORTEST_SEC, (units.at(-1)?.endSec ?? 0) * SHORTEST_SHARE);
  return to - from >= FEWEST_UNITS && seconds >= least;
}

/** How unlike each other the units of a section are: squares of what they are off its mean. */
function sectionCosts(units: Unit[]): (from: number, to: number) => number {
  const measures = (units[0]?.values ?? []).map((_, measure) => {
    const sums = [0];
    const squares = [0];
    for (const [index, { values }] of units.entries()) {
      const value = values[measure] ?? 0;
      sums.push((sums[index] ?? 0) + value);
      squares.push((squares[index] ?? 0) + value ** 2);
    }
    return { sums, squares };
  });
  const within = (sums: number[], from: number, to: number) => (sums[to] ?? 0) - (sums[from] ?? 0);
  return (from, to) =>
    measures.reduce(
      (cost, { sums, squares }) => cost + within(squares, from, to) - within(sums, from, to) ** 2 / (to - from),
      0,
    );
}

/** How much faster and livelier a section is than the film: 0 is as the film is. */
function intensityOf(units: Unit[], { startSec, endSec }: TimeSpan): number {
  const inside = units.filter((unit) => unit.startSec >= startSec && unit.startSec < endSec);
  return meanOf(inside.map(({ values: [tempo = 0, motion = 0] }) => tempo + motion));
}

/** The climax is the most intense section after the opening, if it is more intense than the film; the rest is by place. */
function actsOf(intensities: number[]): Act[] {
  const last = intensities.length - 1;
  if (last <= 0) {
    return ['whole'];
  }
  const most = Math.max(...intensities.slice(1));
  return intensities.map((intensity, index) => {
    if (index === 0) {
      return 'opening';
    }
    if (intensity === most && most > 0) {
      return 'climax';
    }
    return index === last ? 'ending' : 'development';
  });
}
