import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

describe('docs/media-traps.md', () => {
  const rows = read('docs/media-traps.md')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (-+|trap +) \|/.test(line));

  it('has a test for each trap', () => {
    expect(rows.length).toBeGreaterThan(30);
    expect(rows.filter((row) => !/`test\/[\w./-]+\.spec\.ts` › \S/.test(row))).toEqual([]);
  });

  it('names tests that exist', () => {
    const named = rows.map((row) => /`(test\/[\w./-]+\.spec\.ts)` › (.+?) *\|$/.exec(row) ?? []);
    const missing = named.filter(([, path = '', name = '?']) => !read(path).includes(name));
    expect(missing.map(([found]) => found)).toEqual([]);
  });
});
