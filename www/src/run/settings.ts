/** What is set of a run beside its images: options, the class that is given, and the rules by which training stops. */
import type { CurrentRun } from "./current.ts";
import { ownOptions } from "./options/specs.ts";
import type { Args, Model, Options, Result, Verb } from "./protocol.ts";
import type { Refusal } from "./refusal.ts";
import { type StopRules, stopText } from "./stop.ts";

/** What the settings need of their run. */
interface Owner {
  ask<V extends Verb>(verb: V, args: Args<V>): Promise<Result<V>>;
  call<V extends Verb>(verb: V, args: Args<V>): Promise<Result<V>>;
  /** Another run is there. */
  renew(model: Model): void;
}

export class Settings {
  #stop: StopRules = {};
  #mark: number | undefined;
  #givenClass = 0;

  constructor(
    private readonly current: CurrentRun,
    private readonly owner: Owner,
  ) {}

  /** All options of the reader's own model. */
  get options(): Options {
    const { specs, options } = this.current.state;
    return ownOptions(specs, options);
  }

  async configure(options: Options): Promise<void> {
    const { restarted, ...now } = await this.owner.call("setOptions", { options });
    if (restarted) this.owner.renew(now);
    else this.current.set(now);
  }

  /** Takes the options that are allowed, and gives back why the others are not. */
  async try(options: Options): Promise<Map<string, Refusal>> {
    const refused = new Map<string, Refusal>();
    for (const left = { ...options }; ;) {
      const reason = await this.configure(left).then(
        () => undefined,
        (reason: Refusal) => reason,
      );
      const key = reason?.params["option"];
      if (!reason || key === undefined || !(key in left)) {
        if (reason) this.current.fail(reason);
        return refused;
      }
      refused.set(key, reason);
      delete left[key];
    }
  }

  async setGivenClass(label: number): Promise<void> {
    if (label === this.#givenClass) return;
    this.#givenClass = label;
    await this.owner.ask("setGivenClass", { label });
  }

  async setStopRules(rules: StopRules): Promise<void> {
    if (stopText(rules) === stopText(this.#stop)) return;
    this.#stop = rules;
    await this.owner.ask("setStopRules", { rules });
  }

  async setMark(step: number | undefined): Promise<void> {
    if (step === this.#mark) return;
    this.#mark = step;
    await this.owner.ask("setMark", { step });
  }

  /** Tells a new worker what the lost one knew beside the options. */
  async restore(): Promise<void> {
    await this.owner.call("setStopRules", { rules: this.#stop });
    await this.owner.call("setMark", { step: this.#mark });
    await this.owner.call("setGivenClass", { label: this.#givenClass });
  }
}
