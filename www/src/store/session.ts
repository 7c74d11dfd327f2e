/**
 * Keeps the reader's session beyond the page: its runs, the history of the last of them, and own drawings. Loaded when
 * the lab can train; whatever the storage refuses, the lab goes on without it.
 */
import { effect } from "@lit-labs/preact-signals";
import { kept } from "../run/history/past.ts";
import { refusal } from "../run/refusal.ts";
import { Store } from "./storage.ts";
import type { Workbench, Offer } from "./workbench.ts";

/** Between two times that the run is stored while it trains. */
const SAVE_MS = 10_000;
/** Between two moments that are stored, which takes time from a page that is at work. */
const REST_MS = 100;
/** A page that was left may have the storage for a moment longer. */
const PATIENCE_MS = 1500;
const LOCK = "vae-lab.session";

/** Begins to keep a session, and gives back what ends that. */
export async function keepSession(bench: Workbench): Promise<() => void> {
  const release = await alone();
  if (!release) {
    bench.keeping.value = "elsewhere";
    return () => undefined;
  }
  try {
    const store = await Store.open();
    const { runs, last, moments } = await store.read();
    bench.runs.value = [...runs, ...bench.runs.value];
    if (last) bench.offer.value = { run: last, moments, own: await store.get("own") };
    bench.keeping.value = "kept";
    const stop = follow(bench, store);
    return () => {
      stop();
      store.close();
      release();
    };
  } catch {
    bench.keeping.value = "unavailable";
    return release;
  }
}

/** Goes on where the reader was. */
export async function accept(bench: Workbench, { run, moments, own }: Offer): Promise<void> {
  bench.offer.value = undefined;
  if (own) {
    bench.drawings.value = own.drawings;
    bench.repeats.value = own.repeats;
  }
  await bench.reopen(run, moments);
}

/** Stores what changes: now and then while it trains, at once when it pauses or the page is left. */
function follow(bench: Workbench, store: Store): () => void {
  let stored: unknown;
  let [ended, busy, wanted] = [false, false, false];
  let hurry = () => {};
  const write = async (work: () => Promise<void>) => {
    if (bench.keeping.value !== "kept") return;
    try {
      await work();
    } catch {
      if (ended) return;
      bench.keeping.value = "full";
      bench.run.remark(refusal("storage-full"));
    }
  };
  /** Whether to go on: a newer state comes first. */
  const rest = async () => {
    if (bench.state.peek().training && bench.visible.peek() && !wanted)
      await new Promise<void>((done) => {
        hurry = done;
        setTimeout(done, REST_MS);
      });
    return !wanted;
  };
  const saveNow = async () => {
    const { moments } = bench.state.peek();
    const run = stored === moments ? undefined : bench.run.record();
    if (!run) return;
    await write(async () => {
      const all = await store.write(kept(bench.runs.peek(), run), moments, rest);
      stored = all ? moments : undefined;
    });
  };
  const save = async () => {
    wanted = true;
    hurry();
    if (busy) return;
    busy = true;
    while (wanted && !ended) {
      wanted = false;
      await saveNow();
    }
    busy = false;
  };
  const timer = setInterval(() => void save(), SAVE_MS);
  let first = true;
  const ends = [
    effect(() => {
      const { training, past } = bench.state.value;
      if (!training && !past && bench.visible.value) queueMicrotask(() => void save());
    }),
    effect(() => {
      if (!bench.visible.value) queueMicrotask(() => void save());
    }),
    effect(() => {
      const own = { drawings: bench.drawings.value, repeats: bench.repeats.value };
      if (!first) void write(() => store.put("own", own));
      first = false;
    }),
    // Who trains has chosen to begin anew; where they were stays among the runs.
    effect(() => {
      if (bench.state.value.training) bench.offer.value = undefined;
    }),
  ];
  return () => {
    ended = true;
    clearInterval(timer);
    for (const end of ends) end();
  };
}

/** Waits a moment to be the only page of this site that keeps a session; gives back what lets another one. */
function alone(): Promise<(() => void) | undefined> {
  // Without a secure connection there are no locks.
  if (!navigator.locks) return Promise.resolve(() => undefined);
  return new Promise((resolve) => {
    const held = () => new Promise<void>((release) => resolve(release));
    const signal = AbortSignal.timeout(PATIENCE_MS);
    navigator.locks.request(LOCK, { signal }, held).catch(() => resolve(undefined));
  });
}
