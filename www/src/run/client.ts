/** The page's end of the wire: a promise for every request, and the news that a worker is lost. */
import { Heart } from "./heart.ts";
import { connect } from "./host.ts";
import type { Args, FromWorker, Request, Result, Verb, WorkerEvent } from "./protocol.ts";
import { asRefusal, Refusal, refusal } from "./refusal.ts";

interface Waiting {
  resolve: (result: unknown) => void;
  reject: (reason: Refusal) => void;
}

export class Client {
  #connection = connect({
    receive: (message) => this.#receive(message),
    lost: (reason) => this.#lose(reason),
  });
  #waiting = new Map<number, Waiting>();
  #count = 0;
  readonly #heart = new Heart(
    () => this.#send("ping", {}),
    () => this.#connection.fail("it does not answer"),
  );
  #closed = false;

  /** `onLost` is called once, with what was the matter, when the worker panicked, failed or fell silent. */
  constructor(
    private readonly onEvent: (event: WorkerEvent) => void,
    private readonly onLost: (reason: Refusal) => void,
  ) {
    this.#send("ping", {});
  }

  call<V extends Verb>(verb: V, args: Args<V>, transfer: Transferable[] = []): Promise<Result<V>> {
    if (this.#closed) return Promise.reject(refusal("worker-lost", { reason: "closed" }));
    return new Promise((resolve, reject) => {
      try {
        const id = this.#send(verb, args, transfer);
        this.#waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
      } catch (cause) {
        // There are things that no message can carry.
        reject(asRefusal(cause));
      }
    });
  }

  /** Ends the run's part of the worker; pending requests are rejected. */
  close(reason: Refusal = refusal("worker-lost", { reason: "closed" })): void {
    this.#closed = true;
    this.#heart.stop();
    this.#connection.close();
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }

  #send<V extends Verb>(verb: V, args: Args<V>, transfer: Transferable[] = []): number {
    const id = ++this.#count;
    this.#connection.send({ id, verb, args } as Request, transfer);
    return id;
  }

  #receive(message: FromWorker): void {
    this.#heart.heard("event" in message && message.event === "busy");
    if (!("id" in message)) {
      if (message.event === "panic") this.#connection.fail(message.message);
      else this.onEvent(message);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    if (!waiting) return;
    this.#waiting.delete(message.id);
    if ("refused" in message) waiting.reject(Refusal.from(message.refused));
    else waiting.resolve(message.result);
  }

  #lose(reason: string): void {
    if (this.#closed) return;
    const lost = refusal("worker-lost", { reason });
    this.close(lost);
    this.onLost(lost);
  }
}
