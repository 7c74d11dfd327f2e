import type { Source } from "../protocol.ts";
import { type Load, loader } from "./files.ts";
import { refusal } from "./refused.ts";

/** The images that are read: what was asked for last. */
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

  #read(source: Source): Promise<Load> {
    this.#stop.abort(refusal("data-superseded"));
    this.#stop = new AbortController();
    this.#ahead = undefined;
    return loader(source, this.#stop);
  }

  /** Nobody waits for images any more. */
  end(): void {
    this.#stop.abort();
  }
}
