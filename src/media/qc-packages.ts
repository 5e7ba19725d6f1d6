import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The packages of `qc/`, which are mostly not there: `npm run setup:qc` installs them. Nothing of them is loaded here. */

/** Goes up when the same clip gets another verdict than before. */
export const DEEP_CHECKS_VERSION = 2;

const DIRECTORY = findDirectory(dirname(fileURLToPath(import.meta.url)));

/** Whether they can be had, which may change while we run: the installation writes this file last. */
export function hasQcPackages(): boolean {
  return DIRECTORY !== null && existsSync(join(DIRECTORY, 'node_modules/.jumu-lock'));
}

/** Loads one of them, or a file in it by its name below the package's folder. */
export function qcPackage<T>(name: string): T {
  return createRequire(join(DIRECTORY ?? '', 'package.json'))(name) as T;
}

export function qcFile(packageName: string, file: string): string {
  return join(DIRECTORY ?? '', 'node_modules', packageName, file);
}

/** It lies above the sources as well as above `dist`; not where somebody has left it out. */
function findDirectory(folder: string): string | null {
  if (existsSync(join(folder, 'qc/package.json'))) {
    return join(folder, 'qc');
  }
  const parent = dirname(folder);
  return parent === folder ? null : findDirectory(parent);
}
