/** Elements that are not on the first screen: their module is fetched when they are first to be shown. */
import { signal } from "@lit-labs/preact-signals";
import { refusal } from "../run/refusal.ts";
import type { LabStore } from "../store/lab-store.ts";

/**
 * A function that says whether a module which defines elements is there, with the texts that it needs: the first screen's,
 * or all. Its first call begins to fetch both. A `render` that calls it runs again when they are there. A failure becomes the notice,
 * and the next call tries again.
 */
export function lazyElement(
  load: () => Promise<unknown>,
  texts: "first" | "all" = "all",
): (store: LabStore) => boolean {
  const ready = signal(false);
  let fetching = false;
  return (store) => {
    const whole = texts === "first" || store.page.speech.value.whole;
    if (!(ready.value && whole) && !fetching) {
      fetching = true;
      Promise.all([load(), whole || store.page.speakWhole()])
        .then(() => (ready.value = true))
        .catch(() => store.run.fail(refusal("part-missing")))
        .finally(() => (fetching = false));
    }
    return ready.value && whole;
  };
}
