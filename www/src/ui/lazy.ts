/** Elements that are not on the first screen: their module is fetched when they are first to be shown. */
import { signal } from "@lit-labs/preact-signals";
import { refusal } from "../run/refusal.ts";
import type { LabStore } from "../store/lab-store.ts";
import type { Part } from "../texts/index.ts";

/**
 * A function that says whether a module which defines elements is there, with the part of the texts that it needs besides the
 * first screen's, if any. Its first call begins to fetch both. A `render` that calls it runs again when they are there. A
 * failure becomes the notice, and the next call tries again.
 */
export function lazyElement(load: () => Promise<unknown>, part: Part | "" = "panels"): (store: LabStore) => boolean {
  const ready = signal(false);
  let fetching = false;
  return (store) => {
    const said = !part || store.page.speech.value.parts.includes(part);
    if (!(ready.value && said) && !fetching) {
      fetching = true;
      Promise.all([load(), said || store.page.speak(part)])
        .then(() => (ready.value = true))
        .catch(() => store.run.fail(refusal("part-missing")))
        .finally(() => (fetching = false));
    }
    return ready.value && said;
  };
}
