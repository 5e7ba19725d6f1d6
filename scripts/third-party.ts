import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Lists the npm packages that Jumu runs with, by licence, in `THIRD_PARTY_NOTICES.md`. */

const PAGE = 'THIRD_PARTY_NOTICES.md';
const START = '<!-- packages: made by scripts/third-party.ts -->';
const END = '<!-- /packages -->';

/** Their package.json names no licence, or in an old form; what stands here was read in their `LICENSE` files. */
const READ_BY_HAND: Record<string, string> = {
  decko: 'MIT',
  'passport-strategy': 'MIT',
  stickyfill: 'MIT',
  'xmlhttprequest-ssl': 'MIT',
};

interface LockedPackage {
  license?: string;
  dev?: boolean;
  link?: boolean;
}

/** A table of licences, the commonest first, each with its packages; without what only development needs. */
export function packageTable(lock: string): string {
  const { packages } = JSON.parse(lock) as { packages: Record<string, LockedPackage> };
  const byLicence = new Map<string, Set<string>>();
  for (const [path, { license, dev, link }] of Object.entries(packages)) {
    const [, name] = /.*node_modules\/(.+)$/.exec(path) ?? [];
    if (name === undefined || dev || link) {
      continue;
    }
    const licence = license ?? READ_BY_HAND[name];
    if (licence === undefined) {
      throw new Error(`${name} names no licence: read its LICENSE file, then add it to scripts/third-party.ts`);
    }
    byLicence.set(licence, (byLicence.get(licence) ?? new Set()).add(name));
  }
  const rows = [...byLicence]
    .sort(([a, some], [b, others]) => others.size - some.size || (a < b ? -1 : 1))
    .map(([licence, names]) => `| ${licence} | ${names.size} | ${[...names].sort().join(', ')} |`);
  return ['| licence | packages | which |', '|---|---|---|', ...rows].join('\n');
}

/** The page with the table in its place. */
export function withPackages(page: string, table: string): string {
  const [start, end] = [page.indexOf(START), page.indexOf(END)];
  if (start < 0 || end < start) {
    throw new RangeError(`${PAGE} has no ${START} … ${END}`);
  }
  return `${page.slice(0, start + START.length)}\n\n${table}\n\n${page.slice(end)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [page, lock] = await Promise.all([readFile(PAGE, 'utf8'), readFile('package-lock.json', 'utf8')]);
  await writeFile(PAGE, withPackages(page, packageTable(lock)));
}
