/** How long a change waits for Redis. */
const PATIENCE_MS = 100;

/** A Redis that hangs holds up nobody: who was not told finds it all in the tables. */
export async function withinPatience(telling: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)));
  await Promise.race([telling, late]);
  clearTimeout(timer);
}
