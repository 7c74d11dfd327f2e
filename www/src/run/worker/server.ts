/** The worker's end of the wire: the runs by their numbers, each with its loop until it is closed. */
import type { FromHost, FromWorker, ToHost } from "../protocol.ts";
import { Loop } from "./loop.ts";

export class Server {
  readonly #loops = new Map<number, Loop>();

  /** `panicked` is called where the engine cannot be trusted any more. */
  constructor(
    private readonly wire: { postMessage(message: FromHost, transfer: Transferable[]): void },
    private readonly panicked: () => void,
  ) {}

  receive({ run, request }: ToHost): void {
    if (request) return this.#loop(run).receive(request);
    this.#close(run);
  }

  /** Ends all runs. */
  end(): void {
    for (const run of this.#loops.keys()) this.#close(run);
  }

  #close(run: number): void {
    // After a panic there may be nothing left that can be freed.
    this.#loops
      .get(run)
      ?.close()
      .catch(() => undefined);
    this.#loops.delete(run);
  }

  /** The one thread is busy for every run. */
  #post(run: number, message: FromWorker, transfer: Transferable[]): void {
    this.wire.postMessage({ run, message }, transfer);
    if (!("event" in message) || message.event !== "busy") return;
    for (const other of this.#loops.keys())
      if (other !== run) this.wire.postMessage({ run: other, message: { event: "busy" } }, []);
  }

  #loop(run: number): Loop {
    let loop = this.#loops.get(run);
    if (!loop) {
      loop = new Loop((message, transfer = []) => this.#post(run, message, transfer), this.panicked);
      this.#loops.set(run, loop);
    }
    return loop;
  }
}
