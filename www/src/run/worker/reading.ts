import type { DatasetInfo, Source } from "../protocol.ts";
import { refusal } from "./refused.ts";
import type { Lab } from "./wasm.ts";

/** The seed of what the engine makes: the same for every run, so that held-out figures can be compared. */
const DATA_SEED = 0;

/** Has a Lab take a dataset that is there. */
type Load = (lab: Lab) => DatasetInfo;

/** The images of a run: those that were asked for last. */
export class Reading {
  #stop = new AbortController();
  #ahead: { key: string; load: Load } | undefined;

  /** Reads images ahead of their turn. */
  async begin(source: Source): Promise<undefined> {
    const load = await this.#read(source);
    this.#ahead = { key: JSON.stringify(source), load };
  }

  /** The images, which may have been read already. */
  async take(source: Source): Promise<Load> {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    return source.kind === "urls" && ahead?.key === JSON.stringify(source) ? ahead.load : this.#read(source);
  }

  async #read(source: Source): Promise<Load> {
    this.#stop.abort(refusal("data-superseded"));
    const stop = (this.#stop = new AbortController());
    if (source.kind === "generated") return (lab) => lab.loadGenerated(source.name, DATA_SEED);
    const { readFiles } = await import("./files.ts").catch(() => {
      throw refusal("part-missing");
    });
    const { names, bytes } = await readFiles(source, stop);
    return (lab) => lab.loadIdx(names, bytes);
  }

  /** Nobody waits for images any more. */
  end(): void {
    this.#stop.abort();
  }
}
