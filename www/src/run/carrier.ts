/** Executing ends: a worker, or a port to a server on the page itself. */
import type { FromHost, ToHost } from "./protocol.ts";

export interface Carrier {
  postMessage(message: ToHost, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<FromHost>) => void) | null;
  end(): void;
}

/** A worker that has said that it is there; none where it cannot begin. */
export async function begun(
  begin: () => Worker | Promise<Worker>,
  fail: (reason: string) => void,
): Promise<Carrier | undefined> {
  try {
    const worker = await begin();
    return await new Promise((resolve) => {
      let there = false;
      worker.onmessage = () => {
        there = true;
        resolve(Object.assign(worker, { end: () => worker.terminate() }));
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
