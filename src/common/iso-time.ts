/** A time from the database (a Date, or text from a raw query) as the wire has it: ISO-8601 UTC with milliseconds. */
export function isoTime(time: Date | string): string;
export function isoTime(time: Date | string | null): string | null;
export function isoTime(time: Date | string | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
