/** The images of a run as the page sees them: which are wanted, which there are, and the reader's drawings among them. */
import type { CurrentRun } from "./current.ts";
import type { Args, DatasetInfo, Look, OwnImages, Result, Source, Verb } from "./protocol.ts";
import { refusal } from "./refusal.ts";

/** What the images need of their run. */
interface Owner {
  /** Asks the worker, once the run is open. */
  ask<V extends Verb>(verb: V, args: Args<V>): Promise<Result<V>>;
  /** Asks the worker at once. */
  call<V extends Verb>(verb: V, args: Args<V>): Promise<Result<V>>;
  /** Does work when it is its turn among the changes of the run. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** This run is over: it is kept to its last step. */
  leave(): Promise<void>;
  /** Another run is there, on these images. */
  renew(now: { dataset: DatasetInfo; look: Look | undefined }): void;
}

export class Datasets {
  #own: OwnImages | undefined;
  /** Counts the datasets that were asked for. */
  #wishes = 0;

  constructor(
    private readonly current: CurrentRun,
    private readonly owner: Owner,
  ) {}

  /** Begins a run on these images, if none are asked for meanwhile. */
  async wish(source: Source): Promise<void> {
    await this.announce(source);
    await this.owner.inTurn(() => this.exchange(source));
  }

  /** Says what is wanted next. What comes from elsewhere is read before it is its turn: nothing waits for that. */
  async announce(source: Source, there = false): Promise<void> {
    const wish = ++this.#wishes;
    if (source.kind !== "urls" || there) return;
    this.current.set({ reading: true });
    try {
      await this.owner.ask("readDataset", { source });
    } finally {
      if (wish === this.#wishes) this.current.set({ reading: false });
    }
    if (wish !== this.#wishes) throw refusal("data-superseded");
  }

  /** Ends the run, and begins one on these images. */
  async exchange(source: Source): Promise<void> {
    await this.owner.leave();
    this.current.set({ reading: true });
    try {
      await this.load(source);
      this.current.dismiss();
    } finally {
      this.current.set({ reading: false });
    }
  }

  async load(source: Source): Promise<void> {
    const dataset = await this.owner.call("loadDataset", { source });
    // The run that ends by that is one on the images before.
    this.owner.renew({ dataset, look: source.kind === "files" ? source.look : undefined });
    this.current.source = source;
  }

  /** Trains on these drawings too, and on no others. */
  async setOwn(own: OwnImages): Promise<void> {
    if (own.drawings.length === 0 && !this.#own) return;
    const dataset = await this.owner.ask("setOwnImages", { own });
    this.#own = own;
    this.current.set({ dataset });
  }

  /** Gives a new worker the images that the lost one had. */
  async restore(): Promise<void> {
    if (this.#own) await this.owner.call("setOwnImages", { own: this.#own });
    const dataset = await this.owner.call("loadDataset", { source: this.current.source });
    this.current.set({ dataset });
  }
}
