/**
 * What outlives the page: runs with their last states, the history of the last of them, and what else is put under a
 * name, in IndexedDB. Bounded, because all that is put here is.
 */
import type { Moment } from "./history.ts";
import type { OwnImages } from "../protocol.ts";
import type { PastRun } from "./past.ts";

const NAME = "vae-lab";
const VERSION = 1;
/** Object stores. `moments` are by [run, step], `things` by name. */
const STORES = ["runs", "moments", "things"] as const;

/** What was kept. */
export interface Kept {
  /** Oldest first. */
  runs: PastRun[];
  /** The one that was trained last, and moments of it. */
  last: PastRun | undefined;
  moments: Moment[];
}

/** What is kept under a name. */
interface Things {
  /** The number of the run that was trained last. */
  last: number;
  own: OwnImages;
}

export class Store {
  /** Moments that are stored: their run, and their steps. */
  #run: number | undefined;
  #steps = new Set<number>();
  /** Runs that are stored as they are. */
  #known = new WeakSet<PastRun>();

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
    const number = await this.get("last");
    const stores = this.database.transaction(["runs", "moments"]);
    const runs: PastRun[] = await answer(stores.objectStore("runs").getAll());
    runs.sort((a, b) => a.number - b.number);
    const last = runs.find((run) => run.number === number);
    const moments: Moment[] = last ? await answer(stores.objectStore("moments").getAll(ofRun(last.number))) : [];
    return { runs, last, moments };
  }

  /** Keeps these runs and no others, with the light moments of the last of them. Rejects where there is no room. */
  async write(runs: readonly PastRun[], moments: readonly Moment[]): Promise<void> {
    const last = runs.at(-1);
    if (!last) return;
    const transaction = this.database.transaction(STORES, "readwrite");
    const done = finished(transaction);
    try {
      const table = transaction.objectStore("runs");
      const numbers = new Set<IDBValidKey>(runs.map(({ number }) => number));
      for (const key of await answer(table.getAllKeys())) if (!numbers.has(key)) table.delete(key);
      // Each has a task of its own: copying them all at once would hold the page up.
      for (const run of runs) if (!this.#known.has(run)) await answer(table.put(stored(run, run === last), run.number));
      transaction.objectStore("things").put(last.number, "last");
      await this.#writeMoments(transaction.objectStore("moments"), last.number, moments);
      await done;
      for (const run of runs) this.#known.add(run);
    } catch (cause) {
      done.catch(() => undefined);
      // What is stored now is not known any more.
      this.#run = undefined;
      throw cause;
    }
  }

  async #writeMoments(store: IDBObjectStore, run: number, moments: readonly Moment[]): Promise<void> {
    if (this.#run !== run) {
      store.clear();
      this.#run = run;
      this.#steps.clear();
    }
    const steps = new Set(moments.map(({ step }) => step));
    for (const step of this.#steps) if (!steps.has(step)) store.delete([run, step]);
    for (const { step, epoch, light } of moments)
      if (!this.#steps.has(step)) await answer(store.put({ step, epoch, light, whole: undefined }, [run, step]));
    this.#steps = steps;
  }

  async get<T extends keyof Things>(name: T): Promise<Things[T] | undefined> {
    return answer(this.database.transaction("things").objectStore("things").get(name));
  }

  async put<T extends keyof Things>(name: T, value: Things[T]): Promise<void> {
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

const MOST_BYTES = 64 << 20;

/** A run as it is stored. Files of images are large: only those of the last run are kept, if at all. */
function stored(run: PastRun, last: boolean): PastRun {
  if (run.source.kind !== "files") return run;
  const { files } = run.source;
  const small = files.reduce((bytes, { blob }) => bytes + blob.size, 0) <= MOST_BYTES;
  return last && small ? run : { ...run, source: { kind: "files", files: [] } };
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
