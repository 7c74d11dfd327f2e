/** The images of a run in the worker: what is read, what still grows while it is trained on, and the reader's drawings. */
import type { DatasetInfo, OwnImages, Source } from "../protocol.ts";
import { adding, NO_OWN } from "./own.ts";
import { Reading } from "./reading.ts";
import type { Lab } from "./wasm.ts";

/** Images drawn at a time while the handwriting grows: a few milliseconds. */
const GROW_IMAGES = 50;

export class Datasets {
  #own: OwnImages = NO_OWN;
  readonly #reading = new Reading();
  #loaded = false;
  #growing = false;
  #wanted = false;
  #growsNext = false;
  #grown: () => void = () => undefined;
  #complete: Promise<void> = Promise.resolve();

  /** There are images. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** Some of the images are still to be made, and not only for later. */
  get growing(): boolean {
    return this.#growing && this.#wanted;
  }

  /** From now on images are made as soon as there is time for them. Until then nobody trains on them. */
  want(): void {
    this.#wanted = true;
  }

  /** When the images are all there: a promise of its own for each dataset. */
  get complete(): Promise<void> {
    return this.#complete;
  }

  /** Reads images ahead of their turn. */
  read(source: Source): Promise<undefined> {
    return this.#reading.begin(source);
  }

  /** Reads images, and gives back what loads them. */
  async take(source: Source): Promise<(lab: Lab) => Promise<DatasetInfo>> {
    const load = await this.#reading.take(source);
    return async (lab) => {
      const add = await adding(this.#own);
      load(lab);
      this.#loaded = true;
      // Handwriting is made while it is trained on; of the rest nothing is left to make.
      this.#growing = source.kind === "generated";
      this.#complete = this.#growing ? new Promise((resolve) => (this.#grown = resolve)) : Promise.resolve();
      return add(lab);
    };
  }

  /** Replaces the reader's drawings, which wait for a dataset where there is none. */
  async setOwn(lab: Lab, own: OwnImages): Promise<DatasetInfo | undefined> {
    const add = await adding(own);
    this.#own = own;
    return this.#loaded ? add(lab) : undefined;
  }

  /** Whether it is the turn of some more images; beside training, every other time. */
  isTurn(trains: boolean): boolean {
    this.#growsNext = this.growing && (!trains || !this.#growsNext);
    return this.#growsNext;
  }

  /** Makes some more images; tells of the dataset when it is complete. */
  grow(lab: Lab): DatasetInfo | undefined {
    this.#growing = lab.growDataset(GROW_IMAGES) > 0;
    if (this.#growing) return undefined;
    this.#grown();
    return lab.dataset();
  }

  /** Nobody waits for images any more. */
  end(): void {
    this.#reading.end();
  }
}
