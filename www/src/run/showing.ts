/** A pretrained model, which is shown until something is asked for that only the reader's own model does. */
import type { CurrentRun } from "./current.ts";
import type { Model, Verb } from "./protocol.ts";
import { type StandIn, shownModel } from "./state.ts";

/** Verbs that a pretrained model does not take: before these the reader's own model begins. */
const OWN_ALONE = new Set<Verb>([
  "train",
  "step",
  "reset",
  "newSeed",
  "restore",
  "setOptions",
  "loadDataset",
  "setOwnImages",
]);

/** What the showing needs of its run. */
interface Owner {
  load(weights: Uint8Array): Promise<Model>;
  /** The reader's own model begins in the worker. */
  begin(): Promise<void>;
  /** Another model is there: a pretrained one, or the reader's own. */
  renew(pretrained: Model | undefined): void;
}

export class Showing {
  /** Something was asked for that only the reader's own model does. */
  #begun = false;
  /** Ends when a pretrained model is there that was to be shown, and when the reader's own has taken its place. */
  #showing: Promise<void> | undefined;
  #beginning: Promise<void> | undefined;

  constructor(
    private readonly current: CurrentRun,
    private readonly owner: Owner,
  ) {}

  /** Shows a pretrained model without the engine until that shows it; with none, the engine alone answers from now on. */
  standIn(standIn: StandIn | undefined): void {
    if (this.#begun || this.#showing) standIn = undefined;
    if (standIn === this.current.state.standIn) return;
    this.current.set({ standIn });
    this.current.events.moved();
  }

  /** Shows a pretrained model until one with the present options begins; false where that is so already. */
  async show(weights: Uint8Array): Promise<boolean> {
    if (this.#begun) return false;
    this.#showing = this.owner.load(weights).then((pretrained) => this.owner.renew(pretrained));
    await this.#showing;
    return true;
  }

  /** Makes the pretrained model the reader's own, with its options. */
  adopt(): void {
    this.current.set({ ...shownModel(this.current.state), pretrained: undefined });
  }

  /** Whether `verb` needs the reader's own model, and may find a pretrained one. */
  isInTheWayOf(verb: Verb): boolean {
    return this.current.state.phase === "ready" && OWN_ALONE.has(verb);
  }

  /** The reader's own model takes the pretrained one's place, for good. */
  async makeWay(): Promise<void> {
    this.#begun = true;
    this.standIn(undefined);
    await this.#showing?.catch(() => undefined);
    if (this.current.state.pretrained) this.#beginning ??= this.#begin().finally(() => (this.#beginning = undefined));
    await this.#beginning;
  }

  async #begin(): Promise<void> {
    await this.owner.begin();
    this.owner.renew(undefined);
  }
}
