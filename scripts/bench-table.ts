/** A measured figure beside its goal. */
export interface Figure {
  what: string;
  measured: number;
  unit: string;
  /** `most`: it must not be more; `least`: not less. Without one it is for information. */
  goal?: { most: number } | { least: number };
}

/** As a table of Markdown, ready for docs/performance.md. */
export function printTable(title: string, figures: Figure[]): void {
  const lines = figures.map(({ what, measured, unit, goal }) => {
    const isMet = !goal || ('most' in goal ? measured <= goal.most : measured >= goal.least);
    const wanted = !goal ? '-' : 'most' in goal ? `≤ ${goal.most} ${unit}` : `≥ ${goal.least} ${unit}`;
    return `| ${what} | ${wanted} | ${rounded(measured)} ${unit} | ${goal ? (isMet ? 'yes' : '**no**') : ''} |`;
  });
  const head = [`\n## ${title}`, '| what | target | measured | met |', '|---|---|---|---|'];
  process.stdout.write(`${[...head, ...lines].join('\n')}\n`);
}

export function medianOf(values: number[]): number {
  return quantileOf(values, 0.5);
}

export function quantileOf(values: number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

function rounded(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
