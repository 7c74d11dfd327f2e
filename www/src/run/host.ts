/**
 * Workers. On the lab's own page each run has one; as a guest in another's page all runs share one. Where the page is
 * not of the site's origin the worker begins as a blob that imports the script; where a policy allows no worker at all,
 * its code runs on the page itself, in slices.
 */
import { begun, type Carrier } from "./carrier.ts";
import type { FromWorker, Request } from "./protocol.ts";

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
  return (await begun(direct, fail)) ?? (await import("./elsewhere.ts")).carryElsewhere(fail);
}

/** Written so that bundlers see a worker in it. */
const direct = () => new Worker(new URL("./worker/worker.ts", import.meta.url), { type: "module" });
