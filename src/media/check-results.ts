import { CHECK_SENTENCES, type CheckReason } from '../common/check-catalogue.js';
import { type Check } from './timeline.js';

/** How checks are told: a name that never changes, what was found, its limit, and why that is no good. */

type Told = NonNullable<Check['told']>;

export function passed(name: string, found: Partial<Pick<Check, 'value' | 'limit'>> = {}): Check {
  return { name, status: 'passed', value: null, limit: null, reason: null, ...found };
}

export function failed(name: string, key: CheckReason, args: Told['args'] = {}): Check {
  return { name, status: 'failed', value: null, limit: null, ...reasonOf(key, args) };
}

/** What was not judged, and why not. */
export function skipped(name: string, key: CheckReason, args: Told['args'] = {}): Check {
  return { name, status: 'skipped', value: null, limit: null, ...reasonOf(key, args) };
}

export function exactly(name: string, value: string | number | null, limit: string | number): Check {
  return judged(name, value === limit, { value, limit, key: value === null ? 'missing' : 'other' });
}

export function atMost(name: string, value: number, limit: number): Check {
  return judged(name, value <= limit, { value: rounded(value), limit, key: 'over' });
}

export function atLeast(name: string, value: number, limit: number): Check {
  return judged(name, value >= limit, { value: rounded(value), limit, key: 'under' });
}

/** The same check with a reason that says more, where it failed. */
export function explained(check: Check, key: CheckReason, args: Told['args'] = {}): Check {
  return check.status === 'failed' ? { ...check, ...reasonOf(key, args) } : check;
}

/** A check that failed, where that is no fault: what was found is told all the same. */
export function excused(check: Check, key: CheckReason): Check {
  return { ...check, status: 'skipped', ...reasonOf(key, {}) };
}

function judged(
  name: string,
  isGood: boolean,
  { value, limit, key }: Pick<Check, 'value' | 'limit'> & { key: CheckReason },
): Check {
  const reason = isGood ? { reason: null } : reasonOf(key, { value: value ?? '?', limit: limit ?? '?' });
  return { name, status: isGood ? 'passed' : 'failed', value, limit, ...reason };
}

/** For logs and whoever reads English; `told` is for the others. */
function reasonOf(key: CheckReason, args: Told['args']): Pick<Check, 'reason' | 'told'> {
  const reason = CHECK_SENTENCES[key].en.replace(/\{(\w+)\}/g, (_, name: string) => String(args[name] ?? '…'));
  return { reason, told: { key, args } };
}

/** JSON knows no infinity. */
export function rounded(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 1000) / 1000 : null;
}
