/**
 * What outlives the page: runs with their last states, the history of the last of them, and what else is put under a
 * name, in IndexedDB. Bounded, because all that is put here is.
 */
import type { Moment } from "./history.ts";
import type { PastRun } from "./past.ts";

const NAME = "vae-lab";
const VERSION = 1;
/** Object stores. `moments` are by [run, step], `things` by name. */
const STORES = ["runs", "moments", "things"] as const;

/** Why nothing is kept: the browser gives no storage, it is full, or another page of this site has it. */
export type Unkept = "unavailable" | "full" | "elsewhere";

/** What was kept. */
export interface Kept {
  /** Oldest first. */
  runs: PastRun[];
  /** Of the last run. */
  moments: Moment[];
}

export class Store {
  /** Moments that are stored: their run, and their steps. */
  #run: number | undefined;
  #steps = new Set<number>();

  private constructor(private readonly database: IDBDatabase) {}

  /** Rejects where the browser gives no storage, as in some private windows and frames. */
  static async open(name = NAME): Promise<Store> {
    const request = indexedDB.open(name, VERSION);
    request.onupgradeneeded = () => {
      for (const store of STORES) request.result.createObjectStore(store);
    };
    const database = await answer(request);
    // Another page may want to change or delete it.
    database.onversionchange = () => database.close();
    return new Store(database);
  }

  close(): void {
    this.database.close();
  }

  async read(): Promise<Kept> {
    const stores = this.database.transaction(["runs", "moments"]);
    const runs: PastRun[] = await answer(stores.objectStore("runs").getAll());
    runs.sort((a, b) => a.number - b.number);
    const last = runs.at(-1);
    const moments: Moment[] = last ? await answer(stores.objectStore("moments").getAll(ofRun(last.number))) : [];
    return { runs, moments };
  }

  /** Keeps these runs and no others, and the light moments of the last of them. Rejects where there is no room. */
  async write(runs: readonly PastRun[], moments: readonly Moment[]): Promise<void> {
    const last = runs.at(-1);
    if (!last) return;
    const transaction = this.database.transaction(["runs", "moments"], "readwrite");
    const done = finished(transaction);
    const table = transaction.objectStore("runs");
    const numbers = new Set<IDBValidKey>(runs.map(({ number }) => number));
    for (const key of await answer(table.getAllKeys())) if (!numbers.has(key)) table.delete(key);
    for (const run of runs) if (!this.#known.has(run)) table.put(run, run.number);

    const store = transaction.objectStore("moments");
    if (this.#run !== last.number) {
      store.clear();
      this.#run = last.number;
      this.#steps.clear();
    }
    const steps = new Set(moments.map(({ step }) => step));
    for (const step of this.#steps) if (!steps.has(step)) store.delete([last.number, step]);
    for (const { step, epoch, light } of moments)
      if (!this.#steps.has(step)) store.put({ step, epoch, light, whole: undefined }, [last.number, step]);
    try {
      await done;
      this.#steps = steps;
      for (const run of runs) this.#known.add(run);
    } catch (cause) {
      // What is stored now is not known any more.
      this.#run = undefined;
      throw cause;
    }
  }

  #known = new WeakSet<PastRun>();

  async get<T>(name: string): Promise<T | undefined> {
    return answer(this.database.transaction("things").objectStore("things").get(name));
  }

  async put(name: string, value: unknown): Promise<void> {
    const transaction = this.database.transaction("things", "readwrite");
    transaction.objectStore("things").put(value, name);
    await finished(transaction);
  }

  /** Forgets everything. */
  async clear(): Promise<void> {
    const transaction = this.database.transaction(STORES, "readwrite");
    for (const store of STORES) transaction.objectStore(store).clear();
    this.#run = undefined;
    await finished(transaction);
  }
}

function ofRun(number: number): IDBKeyRange {
  return IDBKeyRange.bound([number, 0], [number, Number.POSITIVE_INFINITY]);
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** When all of a transaction is on its way to the disk. */
function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}
