/** The CPU as a trainer: the Lab itself. */
import type { StepMetrics } from "../protocol.ts";
import { yieldToEventLoop } from "./parts.ts";
import { Rate, type Trainer } from "./trainer.ts";
import type { Lab } from "./wasm.ts";

export class CpuTrainer implements Trainer {
  readonly rate = new Rate();

  /** How many parts the last step had. */
  #parts = Number.POSITIVE_INFINITY;

  /** `queriesDone` resolves when the model may change; `busy` is called before work that may take long. */
  constructor(
    private readonly lab: Lab,
    private readonly queriesDone: () => Promise<unknown>,
    private readonly busy: (done?: number) => void,
  ) {}

  /** One step in parts: whatever is asked meanwhile waits for one of them at most. */
  async train(): Promise<StepMetrics[]> {
    await this.queriesDone();
    let [spent, parts] = [0, 0];
    const part = <T>(work: () => T): T => {
      if (this.rate.long) this.busy(this.rate.known ? Math.min(parts / this.#parts, 1) : undefined);
      const begun = performance.now();
      const result = work();
      spent += performance.now() - begun;
      parts++;
      return result;
    };
    for (let more = true; more; await yieldToEventLoop()) more = part(() => this.lab.beginStep());
    const metrics = part(() => this.lab.step());
    this.rate.add(1, spent);
    this.#parts = parts;
    return [metrics];
  }

  async settle(): Promise<void> {}
}
