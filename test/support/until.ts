/** A little less than a test is given: what was waited for is told, and not only that something hangs. */
export const PATIENCE_MS = 500_000;

/**
 * Waits for a condition that nobody announces. What the check throws counts as "not yet": services under test are away
 * at times. The error at the deadline says what was waited for.
 */
export async function until(
  what: string,
  check: () => boolean | Promise<boolean>,
  { timeoutMs = PATIENCE_MS, everyMs }: { timeoutMs?: number; everyMs?: number } = {},
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  let pauseMs = everyMs ?? 10;
  for (;;) {
    const found = await Promise.resolve()
      .then(check)
      .catch((error: unknown) => ({ error }));
    if (found === true) {
      return;
    }
    if (performance.now() > deadline) {
      throw new Error(`Not in ${timeoutMs} ms: ${what}`, { cause: found === false ? undefined : found.error });
    }
    await pass(pauseMs);
    // Who has waited for long looks less often: each look costs those who are waited for.
    pauseMs = everyMs ?? Math.min(200, pauseMs * 1.2);
  }
}

/** Lets time go by: between two looks, or where a fault is to last. */
export function pass(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
