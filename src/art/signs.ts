import { type SetName } from './look.js';

/** Sets with letters, numbers, charts or a clock: in a mirror these would read backwards. */
const WITH_SIGNS: ReadonlySet<SetName> = new Set([
  'garage',
  'platform',
  'playground',
  'station',
  'interior',
  'office',
  'classroom',
]);

export const hasSigns = (set: SetName): boolean => WITH_SIGNS.has(set);
