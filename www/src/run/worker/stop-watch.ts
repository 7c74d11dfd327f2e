/** When training stops by itself. */
import type { Progress } from "../protocol.ts";
import { RULES, type StopRule, type StopRules } from "../stop.ts";

/** Floats count epochs, and a GPU's are short. */
const EPOCHS_SLACK = 1e-6;

/** Watches a run for its rules. One that holds already when training begins, or when it is set, does not stop it. */
export class StopWatch {
  #rules: StopRules = {};
  #passed = new Set<StopRule>();
  /** Milliseconds of training before the present stretch, and when that began. */
  #before = 0;
  #since: number | undefined;
  #heldOut = Number.NaN;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** A training step of which the figures are wanted; the run goes on behind it. */
  mark: number | undefined;

  set(rules: StopRules, run: Progress): void {
    this.#rules = rules;
    this.#pass(run);
  }

  /** Training begins. */
  begin(run: Progress): void {
    this.end();
    this.#since = this.now();
    this.#pass(run);
  }

  /** Training is over for now. */
  end(): void {
    this.#before = this.#spent;
    this.#since = undefined;
  }

  /** Another run is there, at its start. */
  renew(): void {
    this.#before = 0;
    if (this.#since !== undefined) this.#since = this.now();
    this.#heldOut = Number.NaN;
    this.#passed.clear();
  }

  /** The loss on held-out images was measured; NaN where the model has none. */
  evaluated(loss: number): void {
    this.#heldOut = loss;
  }

  /** The first rule that has come to hold. */
  met(run: Progress): StopRule | undefined {
    return RULES.find((rule) => !this.#passed.has(rule) && this.#holds(rule, run));
  }

  limit(rule: StopRule): number {
    return this.#rules[rule] ?? Number.NaN;
  }

  /** Training steps until a rule holds, as far as steps decide. */
  left(run: Progress, imagesInEpoch: number, batch: number): number {
    const steps = this.#passed.has("steps") ? Infinity : (this.#rules.steps ?? Infinity) - run.step;
    const epochs = this.#passed.has("epochs") ? Infinity : (this.#rules.epochs ?? Infinity) - run.epoch;
    return Math.max(1, Math.min(steps, Math.ceil((epochs * imagesInEpoch) / batch - EPOCHS_SLACK)));
  }

  /** Training steps until the mark; Infinity where it is not ahead. */
  toMark({ step }: Progress): number {
    return this.mark === undefined || this.mark <= step ? Infinity : this.mark - step;
  }

  #pass(run: Progress): void {
    this.#passed = new Set(RULES.filter((rule) => this.#holds(rule, run)));
  }

  get #spent(): number {
    return this.#before + (this.#since === undefined ? 0 : this.now() - this.#since);
  }

  #holds(rule: StopRule, run: Progress): boolean {
    const limit = this.limit(rule);
    switch (rule) {
      case "steps":
        return run.step >= limit;
      case "epochs":
        return run.epoch >= limit * (1 - EPOCHS_SLACK);
      case "seconds":
        return this.#spent >= limit * 1000;
      case "target":
        return this.#heldOut <= limit;
    }
  }
}
