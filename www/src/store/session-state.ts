/** The state of the reader's session: drawings, rules, and runs. `session.ts` keeps it beyond the page. */
import { computed, signal } from "@lit-labs/preact-signals";
import { comparable } from "../run/history/earlier.ts";
import type { PastRun } from "../run/history/past.ts";
import type { Checkpoint, Drawing, OwnImages } from "../run/protocol.ts";
import type { StopRules } from "../run/stop.ts";
import type { ModelState } from "./model-state.ts";

/**
 * Whether the session is kept, and if not why: the browser gives no storage, it is full or was lost, or
 * another page of this site keeps its own.
 */
export type Keeping = "kept" | "unavailable" | "full" | "lost" | "elsewhere";

/** Where the reader was when the page was left. */
export interface Offer {
  run: PastRun;
  checkpoints: readonly Checkpoint[];
  own: OwnImages | undefined;
}

export class SessionState {
  /** The reader's drawings to train on, and how often an epoch shows each of them. */
  readonly drawings = signal<readonly Drawing[]>([]);
  readonly repeats = signal(1);
  /** When training stops by itself. */
  readonly stopRules = signal<StopRules>({});
  /** Runs that made way for others, oldest first. */
  readonly runs = signal<readonly PastRun[]>([]);
  /** The curves of earlier runs that the present one can be compared with. */
  readonly earlier = computed(() =>
    comparable(this.runs.value, {
      dataset: this.model.dataset.value?.name,
      terms: this.model.spec.value.terms,
      options: this.model.options.value,
    }),
  );
  /** Where the reader was when the page was left, until the choice is made. */
  readonly offer = signal<Offer | undefined>(undefined);
  /** Whether the session is kept beyond this page; nothing before that is known. */
  readonly keeping = signal<Keeping | undefined>(undefined);

  constructor(private readonly model: ModelState) {}

  /** The number of the next run. */
  get nextNumber(): number {
    return 1 + Math.max(0, ...this.runs.value.map(({ number }) => number));
  }
}
