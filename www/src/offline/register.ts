/**
 * Has the site's files kept for a visit without a network, by the worker in `sw.ts`. Nothing here is needed to train.
 */

/** Whether this is a page of our own that may keep something: not a frame in another's, and nobody is saving data. */
function wanted(): boolean {
  const connection = (navigator as { connection?: { saveData?: boolean } }).connection;
  return isSecureContext && "serviceWorker" in navigator && self === top && !connection?.saveData;
}

/** Rejects where the browser refuses it, or has no room. */
export async function keepSite(): Promise<void> {
  if (!wanted()) return;
  await navigator.serviceWorker.register("./sw.js");
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage(performance.getEntriesByType("resource").map(({ name }) => name));
}
