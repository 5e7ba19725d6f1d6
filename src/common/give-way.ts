import { writeFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

const NICENESS = 19;
/** Who is not root may tell Linux the weight of a group ten times a second, of all groups together. */
const TRIES = 5;
const TRY_AGAIN_MS = 150;

/**
 * Who waits for an answer comes before a film. A process that leads a group of its own (`detached`) is weighed by Linux
 * against other groups, whatever its niceness is inside; in its parent's group it would have the parent's weight against
 * everybody else, PostgreSQL and Redis, too. So it is to have a group, and both have to be told (sched(7), "The autogroup
 * feature").
 */
export function giveWay(pid: number | undefined): void {
  if (pid === undefined) {
    return;
  }
  try {
    setPriority(pid, NICENESS);
  } catch {
    // It has ended already.
  }
  void weighLess(pid);
}

async function weighLess(pid: number): Promise<void> {
  for (let tries = TRIES; tries > 0; tries--) {
    try {
      return await writeFile(`/proc/${pid}/autogroup`, `${NICENESS}`);
    } catch (error) {
      // Not there on other systems, or where containers share out the time.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') {
        return;
      }
    }
    await delay(TRY_AGAIN_MS, undefined, { ref: false });
  }
}
