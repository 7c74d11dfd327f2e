/**
 * What follows the model while it trains. Each follower has its pace; none looks while the page is hidden, and on a
 * slow machine each waits longer, so that training keeps most of the time.
 */

/** A look takes at most one part in `SHARE + 1` of the time, unless it took so long that the reader would wait. */
const SHARE = 3;
const LONGEST_PAUSE = 500;
/** Between two rounds: followers that are due at nearly the same time look in one. */
const ROUND_MS = 16;

/** Something that is drawn anew when the model has moved, at most every `pace` milliseconds. */
export interface Follower {
  readonly pace: number;
  look(): Promise<void>;
}

export class Live {
  /** The version that each has seen, and when it may look again. */
  #followers = new Map<Follower, { seen: number; due: number }>();
  #version = 0;
  #running = false;
  #busy = false;
  #wake: () => void = () => undefined;

  /** Lets followers look, or has them wait. */
  run(running: boolean): void {
    this.#running = running;
    void this.#refresh();
  }

  /** The model has moved: everything is to be drawn again. */
  touch(): void {
    this.#version++;
    void this.#refresh();
  }

  /** Adds a follower, and gives back what takes it away. */
  follow(follower: Follower): () => void {
    this.look(follower);
    return () => this.#followers.delete(follower);
  }

  /** Has a follower look as soon as possible. */
  look(follower: Follower): void {
    this.#followers.set(follower, { seen: -1, due: Number.NEGATIVE_INFINITY });
    this.#wake();
    void this.#refresh();
  }

  async #refresh(): Promise<void> {
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
        await follower.look().catch(() => undefined);
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
