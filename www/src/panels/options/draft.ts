/** Changes of options that wait for a restart, and the decision which do. */
import { computed, signal } from "@lit-labs/preact-signals";
import { type Preset, PRESETS, presetOptions, presetData } from "../../run/options/presets.ts";
import type { Made } from "../../run/generated.ts";
import type { Options, OptionSpec, OptionValue } from "../../run/protocol.ts";
import { ownOptions } from "../../run/options/specs.ts";
import { Turns } from "../../run/turns.ts";
import type { LabStore } from "../../store/lab-store.ts";

/** The part of a lab that a draft needs. */
export interface Drafted extends Pick<LabStore, "state"> {
  readonly model: Pick<LabStore["model"], "specs" | "options" | "dataset">;
  readonly run: Pick<LabStore["run"], "ask" | "setOptions" | "loadDataset" | "pause" | "train">;
}

interface Pending {
  readonly options: Options;
  /** Other images to train on. */
  readonly data?: Made | undefined;
}

/** One change that waits: an option, or the images where there is no `spec`. */
export interface Change {
  spec: OptionSpec | undefined;
  from: OptionValue;
  to: OptionValue;
}

const NOTHING: Pending = { options: {} };

export const same = (a: OptionValue | undefined, b: OptionValue | undefined) => JSON.stringify(a) === JSON.stringify(b);

export class Draft {
  readonly #pending = signal(NOTHING);
  /** One that asks the worker what a change means must not forget those that come meanwhile. */
  readonly #turns = new Turns();

  /** The changes that wait, in the order of the form. */
  readonly changes = computed((): Change[] => {
    const { specs, options, dataset } = this.lab.model;
    const { options: wanted, data } = this.#pending.value;
    const changes = specs.value.flatMap((spec): Change[] => {
      const [from, to] = [options.value[spec.key], wanted[spec.key]];
      return from === undefined || to === undefined || same(from, to) ? [] : [{ spec, from, to }];
    });
    const images: Change[] =
      data && data !== dataset.value?.name ? [{ spec: undefined, from: dataset.value?.name ?? "", to: data }] : [];
    return [...images, ...changes];
  });

  /** The options as they will be after the restart. */
  readonly options = computed((): Options => ({ ...this.lab.model.options.value, ...this.#pending.value.options }));

  /** The preset that these are, if they are one. */
  readonly preset = computed((): Preset | undefined => {
    const { specs, dataset } = this.lab.model;
    const data = this.#pending.value.data ?? dataset.value?.name ?? "";
    return PRESETS.find((preset) => {
      const wanted = Object.entries(presetOptions(specs.value, preset));
      return !presetData(preset, data) && wanted.every(([key, value]) => same(this.options.value[key], value));
    });
  });

  constructor(private readonly lab: Drafted) {}

  /** Changes options: at once where the run goes on with them or nothing is lost, or else after a restart. */
  propose(change: Options): Promise<void> {
    const keys = Object.keys(change);
    // A slider must not wait for a question whose answer is known.
    const harmless = this.lab.model.specs.value.every(({ key, effect }) => effect !== "run" || !keys.includes(key));
    if (this.#pending.value === NOTHING && harmless) return this.lab.run.setOptions(change);
    return this.#turns.take(async () => {
      const pending = this.#pending.value;
      const together = this.#own({ ...pending.options, ...change });
      // Also refuses what cannot be, before anything waits for it.
      const restarts = await this.#restarts(together);
      if (pending.data === undefined && (!restarts || this.#fresh)) return this.#apply({ options: together });
      const waits = keys.some((key) => key in pending.options) || (await this.#restarts(change).catch(() => true));
      if (waits) this.#wait({ ...pending, options: together });
      else await this.lab.run.setOptions(change);
    });
  }

  /** Changes everything to a preset. */
  take(preset: Preset): Promise<void> {
    return this.#turns.take(async () => {
      const { specs, dataset } = this.lab.model;
      const options = presetOptions(specs.value, preset);
      const data = presetData(preset, dataset.value?.name ?? "");
      const restarts = data !== undefined || (await this.#restarts(options));
      if (restarts && !this.#fresh) this.#wait({ options, data });
      else await this.#apply({ options, data });
    });
  }

  /** Starts over with what waits. */
  restart(): Promise<void> {
    return this.#turns.take(() => this.#apply(this.#pending.value));
  }

  discard(): void {
    this.#pending.value = NOTHING;
  }

  /** Changes without those of options that the model to come does not have. */
  #own(changes: Options): Options {
    const { specs, options } = this.lab.model;
    return ownOptions(specs.value, changes, { ...options.value, ...changes });
  }

  /** Values that hold already wait for nothing. */
  #wait({ options, data }: Pending): void {
    const now = this.lab.model.options.value;
    const changed = Object.entries(options).filter(([key, value]) => !same(value, now[key]));
    this.#pending.value = { options: Object.fromEntries(changed), data };
  }

  /** Whether options would begin a new run; rejects with the reason why they are refused. */
  #restarts(options: Options): Promise<boolean> {
    return this.lab.run.ask("restarts", { options });
  }

  /** Whether a restart loses nothing. */
  get #fresh(): boolean {
    const { metrics, training } = this.lab.state.value;
    return metrics.step === 0 && !training;
  }

  async #apply({ options, data }: Pending): Promise<void> {
    const { training } = this.lab.state.value;
    const changed = data !== undefined;
    // No step is made with the new options on the old images.
    if (changed && training) await this.lab.run.pause();
    await this.lab.run.setOptions(options);
    if (changed) await this.lab.run.loadDataset({ kind: "generated", name: data });
    if (changed && training) await this.lab.run.train();
    this.discard();
  }
}
