/** How long a delivery waits after its first, second, … failure (spec §9); after one more it has failed for good. */
export const RETRY_AFTER_SEC = [5, 30, 2 * 60, 10 * 60, 60 * 60, 6 * 60 * 60];

export const DELIVERY_STATES = ['pending', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

const GONE = 410;

/** What becomes of a delivery after its `tries`-th try, which got this HTTP status (null: no answer). */
export function decide(status: number | null, tries: number): { state: DeliveryState; retryAfterSec: number } {
  if (status !== null && status >= 200 && status < 300) {
    return { state: 'delivered', retryAfterSec: 0 };
  }
  const retryAfterSec = RETRY_AFTER_SEC[tries - 1];
  return status === GONE || retryAfterSec === undefined
    ? { state: 'failed', retryAfterSec: 0 }
    : { state: 'pending', retryAfterSec };
}
