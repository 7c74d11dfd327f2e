/**
 * What outlives the page: runs with their last states, the history of the last of them, and what else is put under a
 * name, in IndexedDB. Bounded, because all that is put here is.
 */
import type { Moment } from "./history.ts";
import type { OwnImages } from "../protocol.ts";
import type { PastRun } from "./past.ts";

const NAME = "vae-lab";
const VERSION = 2;
/** Object stores. `moments` are by [run, step], `things` by name. */
const STORES = ["runs", "moments", "things"] as const;
type StoreName = (typeof STORES)[number];

/** A moment as it is stored: in blobs, because the page's own thread would copy the bytes of an array. */
type StoredMoment = Omit<Moment, "light" | "whole"> & { light: Blob; whole: Blob | undefined };
type StoredRun = Omit<PastRun, "end"> & { end: StoredMoment };

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
      // What an older version has stored cannot be read by this one.
      for (const store of request.result.objectStoreNames) request.result.deleteObjectStore(store);
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
    const storedRuns: StoredRun[] = await answer(stores.objectStore("runs").getAll());
    const storedMoments: StoredMoment[] =
      number === undefined ? [] : await answer(stores.objectStore("moments").getAll(ofRun(number)));
    const runs = await Promise.all(storedRuns.map(async (run) => ({ ...run, end: await restored(run.end) })));
    runs.sort((a, b) => a.number - b.number);
    const last = runs.find((run) => run.number === number);
    return { runs, last, moments: last ? await Promise.all(storedMoments.map(restored)) : [] };
  }

  /**
   * Keeps these runs and no others, with the light moments of the last of them, and rests before each of those. Rejects
   * where there is no room.
   */
  async write(runs: readonly PastRun[], moments: readonly Moment[], rest: () => Promise<void>): Promise<void> {
    const last = runs.at(-1);
    if (!last) return;
    try {
      await this.#writeRuns(runs, last);
      await this.#writeMoments(last.number, moments, rest);
    } catch (cause) {
      // What is stored now is not known any more.
      this.#run = undefined;
      throw cause;
    }
  }

  async #writeRuns(runs: readonly PastRun[], last: PastRun): Promise<void> {
    await this.#change(["runs", "things"], async (transaction) => {
      const table = transaction.objectStore("runs");
      const numbers = new Set<IDBValidKey>(runs.map(({ number }) => number));
      for (const key of await answer(table.getAllKeys())) if (!numbers.has(key)) table.delete(key);
      for (const run of runs) if (!this.#known.has(run)) table.put(stored(run, run === last), run.number);
      transaction.objectStore("things").put(last.number, "last");
    });
    for (const run of runs) this.#known.add(run);
  }

  async #writeMoments(run: number, moments: readonly Moment[], rest: () => Promise<void>): Promise<void> {
    const change = (work: (store: IDBObjectStore) => void) =>
      this.#change(["moments"], (transaction) => work(transaction.objectStore("moments")));
    if (this.#run !== run) {
      await change((store) => store.clear());
      this.#steps.clear();
      this.#run = run;
    }
    const steps = new Set(moments.map(({ step }) => step));
    for (const step of [...this.#steps].filter((step) => !steps.has(step))) {
      await change((store) => store.delete([run, step]));
      this.#steps.delete(step);
    }
    for (const { step, epoch, light } of moments) {
      if (this.#steps.has(step)) continue;
      await rest();
      await change((store) => store.put(blobs({ step, epoch, light, whole: undefined }), [run, step]));
      this.#steps.add(step);
    }
  }

  /** Does some work on stores and waits until it is on its way to the disk. */
  async #change(stores: StoreName[], work: (transaction: IDBTransaction) => void | Promise<void>): Promise<void> {
    const transaction = this.database.transaction(stores, "readwrite");
    const done = finished(transaction);
    // Whoever waits for the work is told of a failure by it.
    done.catch(() => undefined);
    await work(transaction);
    await done;
  }

  async get<T extends keyof Things>(name: T): Promise<Things[T] | undefined> {
    return answer(this.database.transaction("things").objectStore("things").get(name));
  }

  async put<T extends keyof Things>(name: T, value: Things[T]): Promise<void> {
    await this.#change(["things"], (transaction) => void transaction.objectStore("things").put(value, name));
  }

  /** Forgets everything. */
  async clear(): Promise<void> {
    this.#run = undefined;
    await this.#change([...STORES], (transaction) => STORES.forEach((store) => transaction.objectStore(store).clear()));
  }
}

const MOST_BYTES = 64 << 20;

/** A run as it is stored. Files of images are large: only those of the last run are kept, if at all. */
function stored(run: PastRun, last: boolean): StoredRun {
  const end = blobs(run.end);
  if (run.source.kind !== "files") return { ...run, end };
  const { files } = run.source;
  const small = files.reduce((bytes, { blob }) => bytes + blob.size, 0) <= MOST_BYTES;
  return { ...run, end, source: { kind: "files", files: last && small ? files : [] } };
}

function blobs({ light, whole, ...rest }: Moment): StoredMoment {
  const blob = (bytes: Uint8Array) => new Blob([bytes as Uint8Array<ArrayBuffer>]);
  return { ...rest, light: blob(light), whole: whole && blob(whole) };
}

async function restored({ light, whole, ...rest }: StoredMoment): Promise<Moment> {
  const bytes = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());
  return { ...rest, light: await bytes(light), whole: whole && (await bytes(whole)) };
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
