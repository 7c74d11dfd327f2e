/** Elements that the first screen does without: their module is fetched when they are first to be shown. */
import { signal } from "@lit-labs/preact-signals";
import { refusal } from "../refusal.ts";
import type { Workbench } from "../workbench.ts";

/**
 * What has a module fetched that defines elements, and says whether it is there; who asks in `render` is drawn again
 * when it is. Where it cannot be fetched the reader is told, and it is tried anew when next asked for.
 */
export function late(load: () => Promise<unknown>): (bench: Workbench) => boolean {
  const ready = signal(false);
  let fetching = false;
  return (bench) => {
    if (!ready.value && !fetching) {
      fetching = true;
      load()
        .then(() => (ready.value = true))
        .catch(() => bench.run.fail(refusal("part-missing")))
        .finally(() => (fetching = false));
    }
    return ready.value;
  };
}
