/** Elements that the first screen does without: their module is fetched when they are first to be shown. */
import { signal } from "@lit-labs/preact-signals";
import { refusal } from "../run/refusal.ts";
import type { LabStore } from "../store/lab-store.ts";

/**
 * What has a module fetched that defines elements, with the texts beyond the first screen's, and says whether both are
 * there; who asks in `render` is drawn again when they are. Where it cannot be fetched the reader is told, and it is tried anew when next asked for.
 */
export function late(load: () => Promise<unknown>): (store: LabStore) => boolean {
  const ready = signal(false);
  let fetching = false;
  return (store) => {
    const whole = store.page.speech.value.whole;
    if (!(ready.value && whole) && !fetching) {
      fetching = true;
      Promise.all([load(), store.page.speakWhole()])
        .then(() => (ready.value = true))
        .catch(() => store.run.fail(refusal("part-missing")))
        .finally(() => (fetching = false));
    }
    return ready.value && whole;
  };
}
