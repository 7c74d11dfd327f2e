/** When training stops by itself. */
import type { Progress } from "../../../pkg/simd/vae_lab.js";

/**
 * Every rule, in the order of the form, with what its limit may be: training steps, epochs and seconds of training of
 * the run, and a loss on held-out images in nats.
 */
export const STOP_RULES = {
  steps: { min: 1, max: 1e9 },
  epochs: { min: 0.001, max: 1e6 },
  seconds: { min: 1, max: 1e7 },
  target: { min: -1e6, max: 1e6 },
} as const;

export type StopRule = keyof typeof STOP_RULES;

/** The limits of the rules that are in force. */
export type StopRules = Readonly<Partial<Record<StopRule, number>>>;

const KEYS = Object.keys(STOP_RULES) as StopRule[];

/** Whether a rule can have this limit. */
export function allowed(rule: StopRule, limit: number): boolean {
  const { min, max } = STOP_RULES[rule];
  return limit >= min && limit <= max;
}

/** The rules as a text, `steps:1000,target:95`; empty where there are none. */
export function stopText(rules: StopRules): string {
  const said = KEYS.filter((rule) => rules[rule] !== undefined);
  return said.map((rule) => `${rule}:${rules[rule]}`).join(",");
}

/** The way back; undefined where the text is none of these. */
export function readStop(text: string): StopRules | undefined {
  const parts = text.split(",").map((part) => part.split(":"));
  const read = parts.map(([key, limit = ""]): [StopRule, number] => [key as StopRule, Number(limit || "NaN")]);
  return read.every(([rule, limit]) => KEYS.includes(rule) && allowed(rule, limit))
    ? Object.fromEntries(read)
    : undefined;
}

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
    return KEYS.find((rule) => !this.#passed.has(rule) && this.#holds(rule, run));
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

  #pass(run: Progress): void {
    this.#passed = new Set(KEYS.filter((rule) => this.#holds(rule, run)));
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
