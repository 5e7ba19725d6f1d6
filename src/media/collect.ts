/** Of a film at work it is up to 230 MB; with more, something has grown old that nobody needs. */
const MOST_EXTERNAL_BYTES = 256 * 1024 * 1024;

/**
 * In a render process: bitmaps and what comes through pipes lie outside the heap, where the collector sees little of them,
 * and lets hundreds of megabytes gather. Most are young, and looking at what is young only costs a twentieth.
 */
export function collect(): void {
  globalThis.gc?.({ type: process.memoryUsage().external > MOST_EXTERNAL_BYTES ? 'major' : 'minor' });
}
