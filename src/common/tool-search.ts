import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { toolEnvironment } from './tool-environment.js';

/** Where programs are that may be there or not. */

const execute = promisify(execFile);

/** The program of this name that a shell would run; null: there is none. */
export async function onPath(name: string): Promise<string | null> {
  for (const directory of (toolEnvironment().PATH ?? '').split(delimiter).filter(Boolean)) {
    const candidate = join(directory, name);
    if (await isExecutable(candidate)) {
      return candidate;
    }
  }
  return null;
}

export async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** `setpriv` lets the kernel kill a tool when the process that started it dies; not every `setpriv` can. */
export async function findGuard(): Promise<string[]> {
  const setpriv = process.platform === 'linux' ? await onPath('setpriv') : null;
  if (!setpriv) {
    return [];
  }
  return usablePrefix([setpriv, '--pdeathsig', 'KILL']);
}

/** The prefix if it can be put before a command here, else none. */
export async function usablePrefix(prefix: string[]): Promise<string[]> {
  const [program = '', ...options] = prefix;
  return execute(program, [...options, 'true']).then(
    () => prefix,
    () => [],
  );
}
