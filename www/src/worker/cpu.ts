/** The CPU as a trainer: the Lab itself. */
import type { StepMetrics } from "../protocol.ts";
import { breath } from "./parts.ts";
import { Rate, type Trainer } from "./trainer.ts";
import type { Lab } from "./wasm.ts";

export class CpuTrainer implements Trainer {
  readonly rate = new Rate();

  constructor(private readonly lab: Lab) {}

  /** One step in two parts: whatever is asked meanwhile waits for one of them at most. */
  async train(): Promise<StepMetrics[]> {
    const first = this.#timed(() => this.lab.beginStep());
    await breath();
    const rest = this.#timed(() => this.lab.step());
    this.rate.add(1, first.ms + rest.ms);
    return [rest.result];
  }

  #timed<T>(work: () => T): { result: T; ms: number } {
    const begun = performance.now();
    return { result: work(), ms: performance.now() - begun };
  }

  async settle(): Promise<void> {}
}
