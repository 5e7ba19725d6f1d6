/** How a turn moves what is drawn for the front view: the new x of a point. */
export type Bend = (x: number, y: number) => number;

type Knots = readonly (readonly [from: number, to: number])[];

/**
 * Straight between two knots, by the same distance beyond them: what comes nearer to the far edge becomes narrower, as
 * on a round body.
 */
export function bendThrough(knots: Knots): Bend {
  return (x) => {
    const next = knots.findIndex(([from]) => x < from);
    const [from, to] = knots[next < 0 ? knots.length - 1 : Math.max(0, next - 1)] ?? [0, 0];
    const [nextFrom, nextTo] = knots[next] ?? [from, to];
    const slope = nextFrom === from ? 1 : (nextTo - to) / (nextFrom - from);
    return to + (x - from) * slope;
  };
}

export function mirroredBend(bend: Bend): Bend {
  return (x, y) => -bend(-x, y);
}

/** How wide things of some width about a point become. */
export function bentShare(bend: Bend, x: number, y: number): number {
  const reach = 10;
  return (bend(x + reach, y) - bend(x - reach, y)) / (2 * reach);
}

const STEP = /([MLHVCQZ])|(-?[\d.]+)/gi;
const NUMBERS = { M: 2, L: 2, H: 1, V: 1, C: 6, Q: 4, Z: 0 } as const;
type Command = keyof typeof NUMBERS;

/** The path with all its points moved; relative steps become absolute ones. */
export function bentPath(bend: Bend, data: string): string {
  let bent = '';
  let [x, y] = [0, 0];
  for (const { command, isRelative, numbers } of stepsOf(data)) {
    const [fromX, fromY] = isRelative ? [x, y] : [0, 0];
    if (command === 'H') {
      x = fromX + (numbers[0] ?? 0);
      bent += `H${rounded(bend(x, y))}`;
    } else if (command === 'V') {
      y = fromY + (numbers[0] ?? 0);
      bent += `V${rounded(y)}`;
    } else {
      bent += command;
      for (let index = 0; index < numbers.length; index += 2) {
        x = fromX + (numbers[index] ?? 0);
        y = fromY + (numbers[index + 1] ?? 0);
        bent += ` ${rounded(bend(x, y))} ${rounded(y)}`;
      }
    }
  }
  return bent;
}

const rounded = (value: number): string => String(Math.round(value * 100) / 100);

interface Step {
  command: Command;
  isRelative: boolean;
  numbers: number[];
}

/** A command may be followed by more numbers than it takes: it is then repeated. */
function stepsOf(data: string): Step[] {
  const steps: Step[] = [];
  for (const [, letter, number] of data.matchAll(STEP)) {
    const last = steps.at(-1);
    if (letter !== undefined) {
      const command = letter.toUpperCase() as Command;
      steps.push({ command, isRelative: letter !== command, numbers: [] });
    } else if (last && number !== undefined) {
      const isFull = last.numbers.length === NUMBERS[last.command];
      if (isFull) {
        steps.push({ ...last, numbers: [Number(number)] });
      } else {
        last.numbers.push(Number(number));
      }
    }
  }
  return steps;
}
