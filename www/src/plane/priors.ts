/** The means m of the classes' priors N(m, I), or of a mixture, kept up to date with the model; nothing where N(0, I) is the prior. */
import { type ReadonlySignal, computed, signal } from "@lit-labs/preact-signals";
import type { ModelSpec } from "../run/protocol.ts";
import type { LabStore } from "../store/lab-store.ts";

/** What learns from classes and has no prior for all, has one for each. */
const hasMeans = ({ labels, prior, spread }: ModelSpec) => (labels && !prior) || spread > 0;

const PACE_MS = 200;

const known = new WeakMap<LabStore, ReadonlySignal<Float32Array | undefined>>();

/** Row by row. */
export function priorMeans(store: LabStore): ReadonlySignal<Float32Array | undefined> {
  const there = known.get(store);
  if (there) return there;
  const means = signal<Float32Array | undefined>(undefined);
  const has = computed(() => hasMeans(store.model.spec.value));
  store.follow({
    pace: PACE_MS,
    refresh: async () => {
      means.value = has.peek() ? await store.run.ask("priorMeans", {}) : undefined;
    },
  });
  const shown = computed(() => (has.value ? means.value : undefined));
  known.set(store, shown);
  return shown;
}
