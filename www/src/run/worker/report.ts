/** The steps of a run that the page has not yet been told of. */
import { type FromWorker, type StepMetrics } from "../protocol.ts";

type Progress = Extract<FromWorker, { event: "progress" }>;

export class StepReport {
  #steps: StepMetrics[] = [];
  #last: StepMetrics | undefined;
  #reported = 0;
  /** When the last step ended. */
  #stepped = 0;

  /** The last step of the run, whether it was reported or not. */
  get last(): StepMetrics | undefined {
    return this.#last;
  }

  /** Training begins: the time before it belongs to no step. */
  begin(): void {
    this.#reported = this.#stepped = performance.now();
  }

  add(steps: StepMetrics[]): void {
    this.#steps.push(...steps);
    this.#last = steps.at(-1) ?? this.#last;
    this.#stepped = performance.now();
  }

  clear(): void {
    this.#steps.length = 0;
    this.#last = undefined;
  }

  /** What the page is told of the steps since the last report; undefined where there were none. `batch`: images a step. */
  take(batch: number): Progress | undefined {
    if (!this.#last || this.#steps.length === 0) return undefined;
    const stepsPerSecond = (this.#steps.length * 1000) / Math.max(this.#stepped - this.#reported, 1);
    const values = Float32Array.from(this.#steps.flatMap(({ step, terms }) => [step, ...terms]));
    const curve = { columns: values.length / this.#steps.length, values };
    this.#steps.length = 0;
    this.#reported = this.#stepped;
    const imagesPerSecond = stepsPerSecond * batch;
    return { event: "progress", metrics: this.#last, stepsPerSecond, imagesPerSecond, curve };
  }
}
