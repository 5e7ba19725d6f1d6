/**
 * Does something again and again, the first time after `everyMs`. A round that is still under way is not begun twice; one
 * that fails is told of, and the next one tries again. Returns what ends it, and resolves when the last round is over.
 */
export function inRounds(everyMs: number, work: () => Promise<void>, failed: (error: unknown) => void) {
  let underWay: Promise<void> | null = null;
  const timer = setInterval(() => {
    underWay ??= work()
      .catch(failed)
      .finally(() => (underWay = null));
  }, everyMs);
  return async (): Promise<void> => {
    clearInterval(timer);
    await underWay;
  };
}
