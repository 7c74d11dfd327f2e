/** Who has the run: verbs have it to themselves, in the order in which they came, and queries come between. */
import { Turns } from "../turns.ts";
import type { Executors } from "./executors.ts";
import type { Lab } from "./wasm.ts";

/** What is known once the engine is there. */
interface Engine {
  readonly lab: Lab;
  readonly executors: Executors;
}

export class Access {
  /** Of those that have the run to themselves: slices of training, and verbs. */
  readonly #turns = new Turns();
  /** Of queries in parts while the GPU trains. */
  readonly #queries = new Turns();
  /** Verbs that wait for the run, or have it. */
  #verbs = 0;

  /** `busy` is called before work that may take long, `free` whenever a verb is over. */
  constructor(
    private readonly engine: () => Engine,
    private readonly busy: () => void,
    private readonly free: () => void,
  ) {}

  /** A verb waits for the run, or has it. */
  get claimed(): boolean {
    return this.#verbs > 0;
  }

  /** Resolves when all queries in parts are over. */
  get queriesDone(): Promise<unknown> {
    return this.#queries.over;
  }

  /** Does work when it is its turn to have the run. */
  take<T>(work: () => T | Promise<T>): Promise<T> {
    return this.#turns.take(work);
  }

  /** Does work on the run between slices of training; later requests wait for it. */
  alone<T>(work: () => T | Promise<T>): Promise<T> {
    this.#verbs++;
    return this.#turns
      .take(async () => {
        await this.#queries.over;
        this.busy();
        return work();
      })
      .finally(() => {
        this.#verbs--;
        this.free();
      });
  }

  /** Answers a query at once from the Lab, unless a verb that was asked for earlier may change it. */
  query<T>(work: (lab: Lab) => T): T | Promise<T> {
    const answer = this.#noted(work);
    return this.#verbs === 0 ? answer() : this.#turns.take(answer);
  }

  /** A query in parts: other requests are answered between them, and the model stays as it is. */
  async inParts<T>(work: (lab: Lab) => Promise<T>): Promise<T> {
    const answer = this.#noted(work);
    if (!this.engine().executors.onGpu || this.#verbs > 0) return this.#turns.take(answer);
    // A query need not wait for a slice of the GPU's; the weights that it brings wait for the query.
    return this.#queries.take(answer);
  }

  /** Has the executors know of a query, and gives back what answers it. */
  #noted<T>(work: (lab: Lab) => T): () => T {
    const { lab, executors } = this.engine();
    executors.noteQuery();
    return () => {
      if (executors.long) this.busy();
      return work(lab);
    };
  }

  /** Gives something that must be of the run exactly as it is now. */
  state<T>(work: (lab: Lab) => T | Promise<T>): Promise<T> {
    return this.alone(async () => {
      const { lab, executors } = this.engine();
      await executors.settle();
      return work(lab);
    });
  }
}
