/**
 * Keeps the site's files for a visit without a network, by the worker in `sw.ts`. Nothing here is needed to train.
 */

import { effect } from "@lit-labs/preact-signals";
import type { LabStore } from "../../store/lab-store.ts";

/** Training without a pause defers the download no longer than this. */
const PATIENCE_MS = 60_000;

/** Whether this page may keep files: it is our own and no frame in another's, and data is not to be saved. */
function wanted(): boolean {
  const connection = (navigator as { connection?: { saveData?: boolean } }).connection;
  return isSecureContext && "serviceWorker" in navigator && self === top && !connection?.saveData;
}

/** When the page is at rest: some hundred files take a second of both training and dragging. */
async function atRest({ state, page }: LabStore): Promise<void> {
  let stop: (() => void) | undefined;
  await new Promise<void>((rest) => {
    setTimeout(rest, PATIENCE_MS);
    stop = effect(() => {
      if (!state.value.training || !page.visible.value) rest();
    });
  });
  stop?.();
}

/** Rejects where the browser refuses it, has no room, or reaches no network to look for a newer build. */
export async function keepSite(store: LabStore): Promise<void> {
  if (!wanted()) return;
  await atRest(store);
  const registration = await navigator.serviceWorker.register("./sw.js");
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage(performance.getEntriesByType("resource").map(({ name }) => name));
  // Browsers may put off their own look for a newer worker for as long as the page is open.
  await registration.update();
}
