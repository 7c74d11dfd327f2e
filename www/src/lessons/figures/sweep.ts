/** Small models with few and with many latent dimensions, trained in the background on the data and options of now. */
import { signal } from "@lit-labs/preact-signals";
import { differences } from "../../run/history/differences.ts";
import type { Refusal } from "../../run/refusal.ts";
import { Run } from "../../run/run.ts";
import { valueOf } from "../../run/terms.ts";
import type { LabStore } from "../../store/lab-store.ts";

export const DIMENSIONS = [1, 2, 5, 10, 20] as const;
/** Training steps of each. */
export const STEPS = 200;
/** Steps made at a time: between two of them it can be cancelled. */
const PART = 20;

export interface Point {
  latent: number;
  /** −ELBO of held-out images, in nats per image. */
  bound: number;
}

const nothing = () => undefined;
const all = new WeakMap<LabStore, Sweep>();

export class Sweep {
  static of(store: LabStore): Sweep {
    const known = all.get(store) ?? new Sweep(store);
    all.set(store, known);
    return known;
  }

  readonly points = signal<readonly Point[]>([]);
  /** The model that is trained now; undefined while none is. */
  readonly training = signal<{ latent: number; step: number } | undefined>(undefined);
  #run: Run | undefined;

  private constructor(private readonly store: LabStore) {}

  async start(): Promise<void> {
    this.cancel();
    const run = new Run({
      changed: nothing,
      moved: nothing,
      metrics: nothing,
      error: nothing,
      ended: nothing,
      number: () => 1,
    });
    this.#run = run;
    this.points.value = [];
    this.training.value = { latent: DIMENSIONS[0], step: 0 };
    const { options } = this.store.run.state;
    try {
      await run.open(this.store.run.beginning);
      for (const latent of DIMENSIONS) {
        const { specs, options: own } = run.state;
        const changed = differences(specs, own, { ...options, latent });
        await run.setOptions(Object.fromEntries(changed.map(({ spec, to }) => [spec.key, to])));
        await this.#train(run, latent);
        const { terms } = await run.ask("evaluate", {});
        if (run !== this.#run) return;
        const of = (key: string) => valueOf(run.state.model.terms, terms, key);
        this.points.value = [...this.points.value, { latent, bound: of("recon") + of("kl") }];
      }
    } catch (reason) {
      // What is cancelled rejects, too.
      if (run === this.#run) this.store.run.fail(reason as Refusal);
    } finally {
      if (run === this.#run) this.cancel();
    }
  }

  /** Ends it; the points that there are stay. */
  cancel(): void {
    this.#run?.close();
    this.#run = undefined;
    this.training.value = undefined;
  }

  async #train(run: Run, latent: number): Promise<void> {
    for (let [before, step] = [-1, 0]; step < STEPS && step > before;) {
      if (run !== this.#run) return;
      this.training.value = { latent, step };
      await run.step(Math.min(PART, STEPS - step));
      // One that makes no step any more has diverged.
      [before, step] = [step, run.state.metrics.step];
    }
  }
}
