import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { censor } from '../src/offline/censor.js';

/**
 * How well the offline censor tells harmful lines from harmless ones. `held-out` was written before the lists were tuned and
 * `tuned` is what they were tuned on: both have to be judged well. `fresh` was written when the lists were done, in other
 * words than theirs, and shows what a list of words can't do; nothing is to be tuned on it either.
 */

export const WANTED_SETS = ['held-out', 'tuned'] as const;
export const SETS = [...WANTED_SETS, 'fresh'] as const;
export const LEAST_RECALL = 0.9;
export const MOST_FALSE_ALARMS = 0.05;

const ROOT = join(fileURLToPath(import.meta.url).split(/(?:dist\/)?scripts\//)[0] ?? '.', 'test/fixtures/moderation');

/** A line of a set: `category` is null where it is harmless, `dress` how it is written, `why` what makes it worth a line. */
export interface LabelledLine {
  text: string;
  language: 'zh' | 'en';
  category: string | null;
  dress: string;
  why: string;
}

export interface Score {
  harmful: number;
  caught: number;
  harmless: number;
  falseAlarms: number;
}

export function linesOf(set: (typeof SETS)[number]): LabelledLine[] {
  const text = readFileSync(join(ROOT, `${set}.jsonl`), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LabelledLine);
}

/** Whether somebody will look at a line, or it is refused at once. */
export const isStopped = (text: string): boolean => censor([text]).verdict !== 'pass';

export function scoreOf(lines: readonly LabelledLine[]): Score {
  const harmful = lines.filter(({ category }) => category !== null);
  const harmless = lines.filter(({ category }) => category === null);
  const stoppedIn = (some: readonly LabelledLine[]): number => some.filter(({ text }) => isStopped(text)).length;
  return {
    harmful: harmful.length,
    caught: stoppedIn(harmful),
    harmless: harmless.length,
    falseAlarms: stoppedIn(harmless),
  };
}

const NOTHING: Score = { harmful: 1, caught: 0, harmless: 1, falseAlarms: 1 };

export const recallOf = ({ caught, harmful }: Score): number => caught / harmful;
export const falseAlarmsOf = ({ falseAlarms, harmless }: Score): number => falseAlarms / harmless;
export const isGoodEnough = (score: Score): boolean =>
  recallOf(score) >= LEAST_RECALL && falseAlarmsOf(score) <= MOST_FALSE_ALARMS;

function groupsOf(lines: readonly LabelledLine[], by: (line: LabelledLine) => string): Map<string, LabelledLine[]> {
  const groups = new Map<string, LabelledLine[]>();
  for (const line of lines) {
    groups.set(by(line), [...(groups.get(by(line)) ?? []), line]);
  }
  return groups;
}

function row(name: string, score: Score): string {
  const share = (part: number, whole: number): string =>
    whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} % (${part} of ${whole})`;
  return `| ${name} | ${share(score.caught, score.harmful)} | ${share(score.falseAlarms, score.harmless)} |`;
}

function report(set: (typeof SETS)[number]): Score {
  const lines = linesOf(set);
  const all = scoreOf(lines);
  const tables = {
    category: ({ category }: LabelledLine) => category ?? 'harmless',
    language: ({ language }: LabelledLine) => language,
    dress: ({ dress }: LabelledLine) => dress,
    written: ({ dress }: LabelledLine) => (dress === 'plain' ? 'plainly' : 'in disguise'),
  };
  console.log(`\n## ${set}: ${lines.length} lines`);
  console.log('| what | recall | false alarms |\n|---|---|---|');
  console.log(row('**all**', all));
  for (const [name, by] of Object.entries(tables)) {
    for (const [value, some] of groupsOf(lines, by)) {
      console.log(row(`${name} ${value}`, scoreOf(some)));
    }
  }
  return all;
}

/** Milliseconds for 1,000 characters of harmless film text, when everything is warm. */
function speed(): number {
  const lines = SETS.flatMap(linesOf).filter(({ category }) => category === null);
  const text = lines.map((line) => line.text).join('\n');
  const rounds = 20;
  censor([text]);
  const start = performance.now();
  for (let round = 0; round < rounds; round++) {
    censor([text]);
  }
  return ((performance.now() - start) / (rounds * text.length)) * 1000;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const before = process.memoryUsage().heapUsed;
  const scores = new Map(SETS.map((set) => [set, report(set)]));
  const heap = (process.memoryUsage().heapUsed - before) / 1e6;
  console.log(`\nTime: ${speed().toFixed(2)} ms for 1,000 characters; heap: ${heap.toFixed(1)} MB`);
  if (!WANTED_SETS.every((set) => isGoodEnough(scores.get(set) ?? NOTHING))) {
    console.error(`Not good: recall has to be ${LEAST_RECALL} at least, false alarms ${MOST_FALSE_ALARMS} at most.`);
    process.exitCode = 1;
  }
}
