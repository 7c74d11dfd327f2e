/**
 * Followers are kept up to date with the model while it trains. Each has its pace; none refreshes while the page is
 * hidden, and on a slow machine each waits longer, so that training keeps most of the time.
 */

/** A refresh takes at most one part in `SHARE + 1` of the time, unless it took so long that the reader would wait. */
const SHARE = 3;
const LONGEST_PAUSE = 500;
/** Between two rounds: followers that are due at nearly the same time refresh in one. */
const ROUND_MS = 16;

/** Something that is refreshed when the model has moved, at most every `pace` milliseconds. */
export interface Follower {
  readonly pace: number;
  refresh(): Promise<void>;
}

export class Live {
  /** The version that each has seen, and when it may refresh again. */
  #followers = new Map<Follower, { seen: number; due: number }>();
  #version = 0;
  #running = false;
  #busy = false;
  #wake: () => void = () => undefined;

  /** Lets followers refresh, or has them wait. */
  run(running: boolean): void {
    this.#running = running;
    void this.#rounds();
  }

  /** The model has moved: everything is to be drawn again. */
  touch(): void {
    this.#version++;
    void this.#rounds();
  }

  /** Adds a follower, and gives back what takes it away. */
  follow(follower: Follower): () => void {
    this.refresh(follower);
    return () => this.#followers.delete(follower);
  }

  /** Refreshes a follower as soon as possible. */
  refresh(follower: Follower): void {
    this.#followers.set(follower, { seen: -1, due: Number.NEGATIVE_INFINITY });
    this.#wake();
    void this.#rounds();
  }

  async #rounds(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    while (this.#running) {
      const stale = [...this.#followers].filter(([, { seen }]) => seen !== this.#version);
      if (stale.length === 0) break;
      stale.sort(([, a], [, b]) => a.due - b.due);
      for (const [follower, { due }] of stale) {
        const begun = performance.now();
        if (due > begun || !this.#followers.has(follower)) continue;
        const state = { seen: this.#version, due: begun + follower.pace };
        this.#followers.set(follower, state);
        // A refusal here is that of a lost worker, which the run reports; the next touch tries again.
        await follower.refresh().catch(() => undefined);
        const took = performance.now() - begun;
        state.due = begun + Math.max(follower.pace, took + Math.min(SHARE * took, LONGEST_PAUSE));
      }
      await this.#pause(ROUND_MS);
    }
    this.#busy = false;
  }

  /** Waits, unless the reader asks for something in the meantime. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, ms);
    });
  }
}
