/** What is known of the image whose p(x) is looked at, and how the reader looks at it. */
import { computed, signal } from "@lit-labs/preact-signals";
import type { Evidence, From } from "../../run/protocol.ts";
import type { LabStore } from "../../store/lab-store.ts";

/** Samples that are weighed. */
export const SAMPLES = 5000;
/** How many of them the importance-weighted bound takes. */
export const KS = [1, 2, 3, 5, 7, 10, 20, 30, 50, 70, 100, 200, 300, 500, 700, 1000, 2000, 3000, SAMPLES] as const;

const known = new WeakMap<LabStore, Judged>();

export class Judged {
  /** With what its samples were drawn from. */
  readonly evidence = signal<(Evidence & { from: From }) | undefined>(undefined);
  /** q was optimised for this image alone. */
  readonly optimised = signal(false);
  /** The place in `KS`. */
  readonly place = signal(KS.indexOf(50));
  readonly k = computed(() => KS[this.place.value] ?? 1);

  /** That of a lab. */
  static of(store: LabStore): Judged {
    const judged = known.get(store) ?? new Judged();
    known.set(store, judged);
    return judged;
  }
}
