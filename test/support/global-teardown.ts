/** Stops what `global-setup.ts` started, unless another run still uses it. */
export default async function stopTestServices(): Promise<void> {
  await globalThis.stopTestServices?.();
}
