import { type EventEmitter } from 'node:events';

/** How long is waited for what need not be done before others go on: telling Redis above all. */
const PATIENCE_MS = 100;

/** Resolves when something is done, or has taken too long: a Redis that hangs holds up nobody, and all is in the tables. */
export function withinPatience(telling: Promise<void>): Promise<void> {
  return within(telling, PATIENCE_MS);
}

/** Resolves when the promise does, or the time is over; rejects as it does. */
export async function within(promise: Promise<unknown>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, limitMs)));
  try {
    await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether what takes data says within the time that it takes more; not if it closes first. */
export function takesMore(sink: EventEmitter, limitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (isTaking: boolean) => {
      clearTimeout(timer);
      sink.off('drain', onDrain).off('close', onEnd);
      resolve(isTaking);
    };
    const onDrain = () => settle(true);
    const onEnd = () => settle(false);
    const timer = setTimeout(onEnd, limitMs);
    sink.on('drain', onDrain).on('close', onEnd);
  });
}

/** What cannot be stopped, but nobody has to wait for: rejects with the signal's reason when that comes first. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason as Error);
  if (signal.aborted) {
    abort();
  }
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
