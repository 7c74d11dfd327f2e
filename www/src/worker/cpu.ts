/** The CPU as a trainer: the Lab itself. */
import type { StepMetrics } from "../protocol.ts";
import { Rate, type Trainer } from "./trainer.ts";
import type { Lab } from "./wasm.ts";

export class CpuTrainer implements Trainer {
  readonly rate = new Rate();

  constructor(private readonly lab: Lab) {}

  /** One step, so that whatever is asked meanwhile waits for one step at most. */
  async train(): Promise<StepMetrics[]> {
    const begun = performance.now();
    const metrics = this.lab.step();
    this.rate.add(1, performance.now() - begun);
    return [metrics];
  }

  async settle(): Promise<void> {}
}
