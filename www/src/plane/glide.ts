/** Points that glide to where a new encoding puts them. */
const GLIDE_MS = 110;
export const STILL = matchMedia("(prefers-reduced-motion: reduce)");

export class Glide {
  #from = new Float32Array();
  #to = new Float32Array();
  #start = 0;

  /** Starts from the present places. */
  go(to: Float32Array<ArrayBuffer>): void {
    const still = this.#to.length !== to.length || STILL.matches;
    this.#from = still ? to : this.now();
    this.#to = to;
    this.#start = performance.now();
  }

  /** Where they glide to. */
  get aim(): Float32Array<ArrayBuffer> {
    return this.#to;
  }

  get moving(): boolean {
    return this.#done < 1;
  }

  now(): Float32Array<ArrayBuffer> {
    const done = this.#done;
    if (done === 1) return this.#to;
    return this.#to.map((to, at) => (this.#from[at] ?? 0) * (1 - done) + to * done);
  }

  get #done(): number {
    return Math.min((performance.now() - this.#start) / GLIDE_MS, 1);
  }
}
