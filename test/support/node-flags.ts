import { readFileSync } from 'node:fs';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } };

/** What `npm start` gives to Node: a process of the build has the memory that users see. */
export const NODE_FLAGS = scripts.start.split(' ').filter((word) => word.startsWith('--max-'));
