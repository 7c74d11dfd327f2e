/**
 * Workers. On the lab's own page each run has one; as a guest in another's page all runs share one. Where the page is
 * not of the site's origin the worker begins as a blob that imports the script; where a policy allows no worker at all,
 * its code runs on the page itself, in slices.
 */
import type { FromHost, FromWorker, Request, ToHost } from "./protocol.ts";

/** One run's end of the wire. */
export interface Connection {
  send(request: Request, transfer: Transferable[]): void;
  /** Ends this run's part of the worker. */
  close(): void;
  /** Ends the worker, which cannot be trusted any more: every run on it loses it. */
  fail(reason: string): void;
}

/** The receiver of messages, and of the loss of the worker. */
export interface Listener {
  receive(message: FromWorker): void;
  lost(reason: string): void;
}

/** The executing end: a worker, or a port to a server on the page itself. */
interface Carrier {
  postMessage(message: ToHost, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<FromHost>) => void) | null;
  end(): void;
}

class Host {
  #carrier: Carrier | undefined;
  /** Messages that were sent before there was a carrier. */
  #waiting: Parameters<Carrier["postMessage"]>[] = [];
  readonly #runs = new Map<number, Listener>();
  #count = 0;
  #ended = false;

  /** `gone` is called when no run is left. */
  constructor(private readonly gone: () => void) {
    carry((reason) => this.#fail(reason)).then(
      (carrier) => this.#begin(carrier),
      (cause: Error) => this.#fail(cause.message),
    );
  }

  connect(listener: Listener): Connection {
    const run = ++this.#count;
    this.#runs.set(run, listener);
    const close = () => {
      if (!this.#runs.delete(run)) return;
      this.#send({ run, request: null }, []);
      if (this.#runs.size === 0) this.#end();
    };
    const send = (request: Request, transfer: Transferable[]) => this.#send({ run, request }, transfer);
    return { send, close, fail: (reason) => this.#fail(reason) };
  }

  #begin(carrier: Carrier): void {
    if (this.#ended) return carrier.end();
    this.#carrier = carrier;
    carrier.onmessage = ({ data: { run, message } }) => this.#runs.get(run)?.receive(message);
    for (const sent of this.#waiting.splice(0)) carrier.postMessage(...sent);
  }

  #send(...message: Parameters<Carrier["postMessage"]>): void {
    if (this.#carrier) this.#carrier.postMessage(...message);
    else this.#waiting.push(message);
  }

  #fail(reason: string): void {
    const runs = [...this.#runs.values()];
    this.#runs.clear();
    this.#end();
    for (const run of runs) run.lost(reason);
  }

  #end(): void {
    this.#ended = true;
    this.gone();
    this.#carrier?.end();
  }
}

let sharing = false;
let shared: Host | undefined;

/** From now on all runs share one worker, as figures in another's page do. */
export function shareOneWorker(): void {
  sharing = true;
}

/** A new wire to a worker. */
export function connect(listener: Listener): Connection {
  if (!sharing) return new Host(() => undefined).connect(listener);
  shared ??= new Host(() => (shared = undefined));
  return shared.connect(listener);
}

/** The first way that the browser and the page's policy allow. */
async function carry(fail: (reason: string) => void): Promise<Carrier> {
  for (const begin of [direct, blob]) {
    const worker = await begun(begin, fail);
    if (worker) return Object.assign(worker, { end: () => worker.terminate() });
  }
  if (broken) throw new Error("the engine broke off");
  const { Server } = await import("./worker/server.ts");
  const { port1: near, port2: far } = new MessageChannel();
  const server = new Server(far, () => (broken = true));
  far.onmessage = ({ data }: MessageEvent<ToHost>) => server.receive(data);
  const end = () => {
    near.close();
    server.end();
  };
  return Object.assign(near, { end });
}

/** The engine panicked on the page itself, which has no other one. */
let broken = false;

/** Written so that bundlers see a worker in it. */
const direct = () => new Worker(new URL("./worker/worker.ts", import.meta.url), { type: "module" });

async function blob(): Promise<Worker> {
  const { default: script } = await import("./worker/worker.ts?worker&url");
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
async function begun(
  begin: () => Worker | Promise<Worker>,
  fail: (reason: string) => void,
): Promise<Worker | undefined> {
  try {
    const worker = await begin();
    return await new Promise((resolve) => {
      let there = false;
      worker.onmessage = () => {
        there = true;
        resolve(worker);
      };
      worker.addEventListener("error", (event) => {
        event.preventDefault();
        if (there) return fail(event.message);
        worker.terminate();
        resolve(undefined);
      });
    });
  } catch {
    // On another origin than the script's, and where a policy forbids it.
    return undefined;
  }
}
