/** What a test file has started and not ended yet: it would go on while other files run, and take their work. */
const running = new Map<object, () => Promise<unknown>>();

/** Remembers something that works by itself; `end` ends it, whatever state it is in. */
export function startedHere(what: object, end: () => Promise<unknown>): void {
  running.set(what, end);
}

export function endedHere(what: object): void {
  running.delete(what);
}

/** Ends what the test file has forgotten; returns how much that was. */
export async function endLeftRunning(): Promise<number> {
  const ends = [...running.values()];
  running.clear();
  await Promise.all(ends.map((end) => end()));
  return ends.length;
}
