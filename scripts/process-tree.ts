import { readFile, readdir } from 'node:fs/promises';

/** What a process and all that it has started use, as Linux counts it. */
export interface TreeUse {
  /** Since each began, with what it has waited for. */
  cpuSec: number;
  /** Of the largest process now. */
  largestMb: number;
}

interface Process {
  parent: number;
  cpuSec: number;
  residentMb: number;
}

const TICKS_PER_SEC = 100;
const PAGES_PER_MB = 256;

export async function treeUse(root: number): Promise<TreeUse> {
  const all = await processes();
  const isOfTree = (pid: number): boolean => pid === root || (all.has(pid) && isOfTree(all.get(pid)?.parent ?? 0));
  const tree = [...all].filter(([pid]) => isOfTree(pid)).map(([, each]) => each);
  return {
    cpuSec: tree.reduce((sum, { cpuSec }) => sum + cpuSec, 0),
    largestMb: Math.max(0, ...tree.map(({ residentMb }) => residentMb)),
  };
}

async function processes(): Promise<Map<number, Process>> {
  const found = new Map<number, Process>();
  for (const name of await readdir('/proc')) {
    const stat = /^\d+$/.test(name) ? await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '') : '';
    // The name of the program, in brackets, may hold anything.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    if (fields.length > 21) {
      const [, parent = 0, ...rest] = fields;
      // utime, stime, cutime and cstime are the fields 14 to 17 of proc(5), rss is 24.
      const ticks = rest.slice(9, 13).reduce((sum, each) => sum + each, 0);
      found.set(Number(name), {
        parent,
        cpuSec: ticks / TICKS_PER_SEC,
        residentMb: (rest[19] ?? 0) / PAGES_PER_MB,
      });
    }
  }
  return found;
}
