/** The CPU as a trainer: the Lab itself. */
import type { StepMetrics } from "../protocol.ts";
import { yieldToEventLoop } from "./parts.ts";
import { Rate, type Trainer } from "./trainer.ts";
import type { Lab } from "./wasm.ts";

export class CpuTrainer implements Trainer {
  readonly rate = new Rate();

  /** `queriesDone` resolves when the model may change. */
  constructor(
    private readonly lab: Lab,
    private readonly queriesDone: () => Promise<unknown>,
  ) {}

  /** One step in parts: whatever is asked meanwhile waits for one of them at most. */
  async train(): Promise<StepMetrics[]> {
    await this.queriesDone();
    let spent = 0;
    for (let more = true; more; await yieldToEventLoop()) {
      const begun = this.#timed(() => this.lab.beginStep());
      more = begun.result;
      spent += begun.ms;
    }
    const { result, ms } = this.#timed(() => this.lab.step());
    this.rate.add(1, spent + ms);
    return [result];
  }

  #timed<T>(work: () => T): { result: T; ms: number } {
    const begun = performance.now();
    return { result: work(), ms: performance.now() - begun };
  }

  async settle(): Promise<void> {}
}
