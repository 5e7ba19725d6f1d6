/** How long is waited for what need not be done before others go on: telling Redis above all. */
const PATIENCE_MS = 100;

/** Resolves when something is done, or has taken too long: a Redis that hangs holds up nobody, and all is in the tables. */
export async function withinPatience(telling: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)));
  await Promise.race([telling, late]);
  clearTimeout(timer);
}
