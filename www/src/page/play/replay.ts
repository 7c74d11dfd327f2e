/** Shows a run's training again from the checkpoints that were kept of it. */
import type { LabStore } from "../../store/lab-store.ts";

/** Milliseconds that the whole of it takes, and that one checkpoint has at least. */
const LENGTH_MS = 4000;
const FRAME_MS = 120;

/** At most so many of some things, evenly chosen, with the first and the last. */
function thinned<T>(things: readonly T[], most: number): T[] {
  if (things.length <= most) return [...things];
  const places = Array.from({ length: most }, (_, at) => Math.round((at * (things.length - 1)) / (most - 1)));
  return things.filter((_, at) => places.includes(at));
}

/** Takes the page through the checkpoints and back to now; `ended` stops it on the way. */
export async function replay(store: LabStore, ended: AbortSignal): Promise<void> {
  const shown = thinned(store.state.peek().checkpoints, Math.floor(LENGTH_MS / FRAME_MS));
  try {
    for (const { step } of shown) {
      if (ended.aborted) break;
      await store.run.showPast(step);
      await new Promise((next) => setTimeout(next, LENGTH_MS / shown.length));
    }
  } finally {
    await store.run.back();
  }
}
