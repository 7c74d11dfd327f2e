/**
 * Keeps the reader's session beyond the page: its runs, the history of the last of them, and own drawings. Loaded when
 * the lab can train; whatever the storage refuses, the lab goes on without it.
 */
import { effect } from "@lit-labs/preact-signals";
import { kept } from "../run/history/past.ts";
import { news } from "../run/notice.ts";
import type { Offer } from "./session-state.ts";
import { isOwn } from "./readable.ts";
import { Database } from "./storage.ts";
import type { LabStore } from "./lab-store.ts";

/** Between two times that the run is stored while it trains. */
const SAVE_MS = 10_000;
/** Between two checkpoints that are stored, which takes time from a page that is at work. */
const REST_MS = 100;
/** A page that was left may have the storage for a moment longer. */
const PATIENCE_MS = 1500;
const LOCK = "vae-lab.session";

/** Begins to keep a session, and gives back what ends that. */
export async function keepSession(store: LabStore): Promise<() => void> {
  const release = await alone();
  if (!release) {
    store.session.keeping.value = "elsewhere";
    return () => undefined;
  }
  try {
    const database = await Database.open();
    const { runs, last, checkpoints } = await database.read();
    store.session.runs.value = [...runs, ...store.session.runs.value];
    const own = await database.get("own");
    if (last) store.session.offer.value = { run: last, checkpoints, own: isOwn(own) ? own : undefined };
    store.session.keeping.value = "kept";
    const stop = follow(store, database);
    return () => {
      stop();
      database.close();
      release();
    };
  } catch {
    store.session.keeping.value = "unavailable";
    return release;
  }
}

/** Goes on where the reader was. */
export async function accept(store: LabStore, { run, checkpoints, own }: Offer): Promise<void> {
  store.session.offer.value = undefined;
  if (own) {
    store.session.drawings.value = own.drawings;
    store.session.repeats.value = own.repeats;
  }
  await store.run.reopen(run, checkpoints);
}

/** Stores what changes: at once when a run begins, pauses or is left, and now and then while it trains. */
function follow(store: LabStore, database: Database): () => void {
  let stored: unknown;
  let [ended, busy, wanted] = [false, false, false];
  let hurry = () => {};
  const write = async (work: () => Promise<void>) => {
    const { keeping } = store.session;
    const before = keeping.value;
    // There may be room again.
    if (before !== "kept" && before !== "full") return;
    try {
      await work();
      keeping.value = "kept";
      if (store.state.peek().notice?.message.code === "storage-full") store.run.dismiss();
    } catch (cause) {
      if (ended) return;
      const full = cause instanceof DOMException && cause.name === "QuotaExceededError";
      keeping.value = full ? "full" : "lost";
      if (keeping.value !== before) store.run.inform(news(full ? "storage-full" : "storage-lost"));
    }
  };
  /** Whether to go on: a newer state comes first. */
  const rest = async () => {
    if (store.state.peek().training && store.page.visible.peek() && !wanted)
      await new Promise<void>((done) => {
        hurry = done;
        setTimeout(done, REST_MS);
      });
    return !wanted;
  };
  const saveNow = async () => {
    const { checkpoints } = store.state.peek();
    const run = stored === checkpoints ? undefined : store.run.record();
    if (!run) return;
    await write(async () => {
      const all = await database.write(kept(store.session.runs.peek(), run), checkpoints, rest);
      stored = all ? checkpoints : undefined;
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
  let run: number | undefined;
  /** A run is stored as soon as there is anything of it. */
  const begin = () => {
    const number = store.run.record()?.number;
    if (number === undefined || number === run || ended) return;
    run = number;
    void save();
  };
  const ends = [
    effect(() => {
      if (store.state.value.checkpoints.length > 1) queueMicrotask(begin);
    }),
    effect(() => {
      const { training, past } = store.state.value;
      if (!training && !past && store.page.visible.value) queueMicrotask(() => void save());
    }),
    effect(() => {
      if (!store.page.visible.value) queueMicrotask(() => void save());
    }),
    effect(() => {
      const own = { drawings: store.session.drawings.value, repeats: store.session.repeats.value };
      if (!first) void write(() => database.put("own", own));
      first = false;
    }),
    // Training declines the offer; its run stays among the others.
    effect(() => {
      if (store.state.value.training) store.session.offer.value = undefined;
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
