/**
 * The storage that outlives the page: runs with their last states, the history of the last of them, and values under a
 * name, in IndexedDB. Bounded, because all that is put here is.
 */
import type { PastRun } from "../run/history/past.ts";
import type { Checkpoint, CheckpointKind, OwnImages } from "../run/protocol.ts";
import type { FirstRelease } from "./first-release.ts";
import { isCheckpoint, isRun } from "./readable.ts";

const NAME = "vae-lab";
const VERSION = 1;
/** Object stores. `moments` are by [run, step], `things` by name. */
const STORES = ["runs", "moments", "things"] as const;
type StoreName = (typeof STORES)[number];

/** Bytes as they are stored: in a blob where the browser takes it, because the page's own thread would copy an array. */
type Bytes = Blob | Uint8Array<ArrayBuffer>;
/** A checkpoint by the names that the first release stored: `light` for the weights, `whole` for the full state. */
type StoredCheckpoint = Omit<Checkpoint, CheckpointKind> & { light: Bytes; whole: Bytes | undefined };
type StoredRun = Omit<PastRun, "end"> & { end: StoredCheckpoint };
type StoredFirst = Omit<StoredRun, keyof FirstRelease> & FirstRelease;

/** The stored session. */
export interface Kept {
  /** Oldest first. */
  runs: PastRun[];
  /** The one that was trained last, and checkpoints of it. */
  last: PastRun | undefined;
  checkpoints: Checkpoint[];
}

/** Values that are stored under a name. */
interface Things {
  /** The number of the run that was trained last. */
  last: number;
  own: OwnImages;
  /** Nothing, to see whether it is taken. */
  blob: Blob;
}

export class Database {
  /** Checkpoints that are stored: their run, and by their steps what they were stored from. */
  #run: number | undefined;
  #checkpoints = new Map<number, Checkpoint["weightsF16"]>();
  /** Runs that are stored as they are. */
  #known = new WeakSet<PastRun>();
  #takesBlobs = true;

  private constructor(private readonly database: IDBDatabase) {}

  /** Rejects where the browser gives no storage, as in some private windows and frames. */
  static async open(name = NAME): Promise<Database> {
    const request = indexedDB.open(name, VERSION);
    request.onupgradeneeded = () => {
      for (const store of STORES) request.result.createObjectStore(store);
    };
    const database = await answer(request);
    // Another page may want to change or delete it.
    database.onversionchange = () => database.close();
    const store = new Database(database);
    // Safari refuses them in private windows.
    await store.put("blob", new Blob()).catch(() => (store.#takesBlobs = false));
    return store;
  }

  close(): void {
    this.database.close();
  }

  async read(): Promise<Kept> {
    const number: unknown = await this.get("last");
    const stores = this.database.transaction(["runs", "moments"]);
    const storedRuns = await answer(stores.objectStore("runs").getAll());
    const ofLast = typeof number === "number" ? await answer(stores.objectStore("moments").getAll(ofRun(number))) : [];
    const runs = await readable((storedRuns.filter(isRun) as (StoredRun | StoredFirst)[]).map(restoredRun));
    runs.sort((a, b) => a.number - b.number);
    for (const run of runs) this.#known.add(run);
    const last = runs.find((run) => run.number === number);
    if (!last) return { runs, last, checkpoints: [] };
    const checkpoints = await readable((ofLast.filter(isCheckpoint) as StoredCheckpoint[]).map(restored));
    this.#run = last.number;
    this.#checkpoints = new Map(checkpoints.map(({ step, weightsF16 }) => [step, weightsF16]));
    return { runs, last, checkpoints };
  }

  /**
   * Stores these runs and no others, with the weights of the last run's checkpoints. `rest` is called before each of
   * those; the result is false where it ended that. Rejects where there is no room.
   */
  async write(
    runs: readonly PastRun[],
    checkpoints: readonly Checkpoint[],
    rest: () => Promise<boolean>,
  ): Promise<boolean> {
    const last = runs.at(-1);
    if (!last) return true;
    try {
      await this.#writeRuns(runs, last);
      return await this.#writeCheckpoints(last.number, checkpoints, rest);
    } catch (cause) {
      // The contents of the storage are not known any more.
      this.#run = undefined;
      throw cause;
    }
  }

  async #writeRuns(runs: readonly PastRun[], last: PastRun): Promise<void> {
    // At once and before anything is waited for: a page that is left may not live to see an answer.
    await this.#change(["runs", "things"], (transaction) => {
      const table = transaction.objectStore("runs");
      for (const run of runs) if (!this.#known.has(run)) table.put(this.#storedRun(run, run === last), run.number);
      transaction.objectStore("things").put(last.number, "last");
    });
    for (const run of runs) this.#known.add(run);
    const numbers = new Set<IDBValidKey>(runs.map(({ number }) => number));
    const stored = await answer(this.database.transaction("runs").objectStore("runs").getAllKeys());
    const gone = stored.filter((key) => !numbers.has(key));
    if (gone.length > 0)
      await this.#change(["runs"], (transaction) => {
        for (const key of gone) transaction.objectStore("runs").delete(key);
      });
  }

  async #writeCheckpoints(
    run: number,
    checkpoints: readonly Checkpoint[],
    rest: () => Promise<boolean>,
  ): Promise<boolean> {
    const change = (work: (store: IDBObjectStore) => void) =>
      this.#change(["moments"], (transaction) => work(transaction.objectStore("moments")));
    if (this.#run !== run) {
      await change((store) => store.clear());
      this.#checkpoints.clear();
      this.#run = run;
    }
    const wanted = new Map(checkpoints.map(({ step, weightsF16 }) => [step, weightsF16]));
    for (const [step, weightsF16] of this.#checkpoints) {
      if (wanted.get(step) === weightsF16) continue;
      await change((store) => store.delete([run, step]));
      this.#checkpoints.delete(step);
    }
    for (const { step, epoch, weightsF16 } of checkpoints) {
      if (this.#checkpoints.has(step)) continue;
      if (!(await rest())) return false;
      await change((store) => store.put(this.#stored({ step, epoch, weightsF16, full: undefined }), [run, step]));
      this.#checkpoints.set(step, weightsF16);
    }
    return true;
  }

  /** Does some work on stores and waits until it is on its way to the disk. */
  async #change(stores: StoreName[], work: (transaction: IDBTransaction) => void): Promise<void> {
    const transaction = this.database.transaction(stores, "readwrite");
    const done = finished(transaction);
    // A failure is reported by the work.
    done.catch(() => undefined);
    work(transaction);
    // It is made whether or not the page lives to hear of it.
    transaction.commit();
    await done;
  }

  async get<T extends keyof Things>(name: T): Promise<Things[T] | undefined> {
    const things = this.database.transaction("things").objectStore("things");
    return (await answer(things.get(name))) as Things[T] | undefined;
  }

  async put<T extends keyof Things>(name: T, value: Things[T]): Promise<void> {
    await this.#change(["things"], (transaction) => void transaction.objectStore("things").put(value, name));
  }

  /** Files of images are large: only those of the last run are kept, if at all. */
  #storedRun(run: PastRun, last: boolean): StoredRun {
    const end = this.#stored(run.end);
    if (run.source.kind !== "files") return { ...run, end };
    const { files } = run.source;
    const small = files.reduce((bytes, { blob }) => bytes + blob.size, 0) <= MOST_BYTES;
    return { ...run, end, source: { ...run.source, files: last && small ? files : [] } };
  }

  #stored({ weightsF16, full, ...rest }: Checkpoint): StoredCheckpoint {
    const bytes = (array: Uint8Array) => {
      const own = array as Uint8Array<ArrayBuffer>;
      return this.#takesBlobs ? new Blob([own]) : own;
    };
    return { ...rest, light: bytes(weightsF16), whole: full && bytes(full) };
  }
}

const MOST_BYTES = 64 << 20;

/** What can be read of a list: the rest is left out, and goes when the list is stored again. */
async function readable<T>(restoring: readonly Promise<T>[]): Promise<T[]> {
  return (await Promise.all(restoring.map((each) => each.catch(() => undefined)))).filter((each) => each !== undefined);
}

async function restoredRun(stored: StoredRun | StoredFirst): Promise<PastRun> {
  const run = { ...stored, end: await restored(stored.end) };
  // What reads the form of then is fetched by those alone who have such runs.
  return "terms" in run.curve ? (run as PastRun) : (await import("./first-release.ts")).fromFirstRelease(run);
}

async function restored({ light, whole, ...rest }: StoredCheckpoint): Promise<Checkpoint> {
  const bytes = async (bytes: Bytes) => new Uint8Array(await new Blob([bytes]).arrayBuffer());
  return { ...rest, weightsF16: await bytes(light), full: whole && (await bytes(whole)) };
}

function ofRun(number: number): IDBKeyRange {
  return IDBKeyRange.bound([number, 0], [number, Number.POSITIVE_INFINITY]);
}

/** A transaction that was ended on purpose has no error of its own. */
const errorOf = ({ error }: IDBRequest | IDBTransaction) => error ?? new DOMException("ended", "AbortError");

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(errorOf(request));
  });
}

/** When all of a transaction is on its way to the disk. */
function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(errorOf(transaction));
  });
}
