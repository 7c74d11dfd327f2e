/**
 * Workers. Each run has a port of its own to one: on the lab's own page each run has a worker, as a guest in another's
 * page all of them share one. Where the page is not of the site's origin the worker begins as a blob that imports the
 * script; where a policy allows no worker at all, its code runs on the page itself, in slices.
 */
import script from "./worker/worker.ts?worker&url";

/** One run's end of the wire. */
export interface Connection {
  readonly port: MessagePort;
  /** Ends this run's part of the worker. */
  close(): void;
  /** Ends the worker, which cannot be trusted any more: every run on it loses it. */
  fail(reason: string): void;
}

/** What carries out requests: a worker, or the page itself. */
interface Carrier {
  /** Takes the far end of a wire. */
  take(port: MessagePort): void;
  end(): void;
}

class Host {
  readonly #carrier: Promise<Carrier>;
  readonly #runs = new Map<MessagePort, (reason: string) => void>();

  /** `gone` is called when nobody is left. */
  constructor(private readonly gone: () => void) {
    this.#carrier = carry((reason) => this.#fail(reason));
    this.#carrier.catch((cause: Error) => this.#fail(cause.message));
  }

  connect(lost: (reason: string) => void): Connection {
    const { port1: port, port2: far } = new MessageChannel();
    this.#runs.set(port, lost);
    this.#carrier.then(
      (carrier) => carrier.take(far),
      () => undefined,
    );
    const close = () => {
      if (!this.#runs.delete(port)) return;
      port.postMessage(null);
      port.close();
      if (this.#runs.size === 0) this.#end();
    };
    return { port, close, fail: (reason) => this.#fail(reason) };
  }

  #fail(reason: string): void {
    const runs = [...this.#runs];
    this.#runs.clear();
    this.#end();
    for (const [port, lost] of runs) {
      port.close();
      lost(reason);
    }
  }

  #end(): void {
    this.gone();
    this.#carrier.then(
      (carrier) => carrier.end(),
      () => undefined,
    );
  }
}

let guest = false;
let shared: Host | undefined;

/** From now on all runs share one worker: the page belongs to somebody else. */
export function beGuest(): void {
  guest = true;
}

/** A new wire to a worker; `lost` is called when that is lost. */
export function connect(lost: (reason: string) => void): Connection {
  if (!guest) return new Host(() => undefined).connect(lost);
  shared ??= new Host(() => (shared = undefined));
  return shared.connect(lost);
}

/** The first way that the browser and the page's policy allow. */
async function carry(fail: (reason: string) => void): Promise<Carrier> {
  for (const begin of [direct, blob]) {
    const worker = await begun(begin, fail);
    if (worker) return { take: (port) => worker.postMessage(port, [port]), end: () => worker.terminate() };
  }
  if (broken) throw new Error("the engine broke off");
  const { serve } = await import("./worker/serve.ts");
  return { take: (port) => serve(port, () => (broken = true)), end: () => undefined };
}

/** The engine panicked on the page itself, which has no other one. */
let broken = false;

/** Written so that bundlers see a worker in it. */
const direct = () => new Worker(new URL("./worker/worker.ts", import.meta.url), { type: "module" });

function blob(): Worker {
  const address = new URL(script, import.meta.url).href;
  // Policies count an import that is called as a script, and frames of no origin refuse workers that are modules.
  const code = `import(${JSON.stringify(address)}).catch((cause) => setTimeout(() => { throw cause; }))`;
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  try {
    return new Worker(url);
  } finally {
    // Not before the worker has read it.
    setTimeout(() => URL.revokeObjectURL(url), REVOKE_MS);
  }
}

const REVOKE_MS = 60_000;

/** A worker that has said that it is there; none where it cannot begin. */
function begun(begin: () => Worker, fail: (reason: string) => void): Promise<Worker | undefined> {
  return new Promise((resolve) => {
    let there = false;
    try {
      const worker = begin();
      worker.addEventListener("message", () => {
        there = true;
        resolve(worker);
      });
      worker.addEventListener("error", (event) => {
        event.preventDefault();
        if (there) return fail(event.message);
        worker.terminate();
        resolve(undefined);
      });
    } catch {
      // On another origin than the script's, and where a policy forbids it.
      resolve(undefined);
    }
  });
}
