import { readdir, readFile } from 'node:fs/promises';
import { until } from './until.js';

/** Pids of all processes that a process has started, and they. */
export async function descendants(pid: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const entry of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const stat = await statOf(Number(entry));
    if (stat) {
      parents.set(Number(entry), stat.parent);
    }
  }
  const found = [pid];
  for (const each of found) {
    found.push(...[...parents].filter(([, parent]) => parent === each).map(([child]) => child));
  }
  return found.slice(1);
}

/** Whether a process of this program is at work below another. */
export async function isRunningBelow(pid: number, program: string): Promise<boolean> {
  const stats = await Promise.all((await descendants(pid)).map(statOf));
  return stats.some((stat) => stat !== null && stat.state !== 'Z' && stat.program === program);
}

/** Until nobody of them is left. */
export async function allGone(pids: number[], timeoutMs = 30_000): Promise<void> {
  await until(`the end of the processes ${pids.join(', ')}`, async () => !(await anyAlive(pids)), { timeoutMs });
}

async function anyAlive(pids: number[]): Promise<boolean> {
  const stats = await Promise.all(pids.map(statOf));
  return stats.some((stat) => stat !== null && stat.state !== 'Z');
}

async function statOf(pid: number): Promise<{ program: string; state: string; parent: number } | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field is the command in brackets and may itself hold spaces and brackets.
  const [state = '', parent = ''] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const program = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
  return text === '' ? null : { program, state, parent: Number(parent) };
}
