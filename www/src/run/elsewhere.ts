/** Carriers for pages on which a worker cannot begin by its address: they are of another origin, or have a policy. */
import { begun, type Carrier } from "./carrier.ts";
import type { ToHost } from "./protocol.ts";

const REVOKE_MS = 60_000;

/** The engine panicked on the page itself, which has no other one. */
let broken = false;

/** A worker that begins as a blob, or else its code on the page itself, in slices. */
export async function carryElsewhere(fail: (reason: string) => void): Promise<Carrier> {
  const worker = await begun(blob, fail);
  if (worker) return worker;
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

/** What a page with Trusted Types makes of an address, if it allows a policy of this name. */
interface Policies {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

let policy: ReturnType<Policies["createPolicy"]> | undefined;

/** An address of ours as a policy has it that asks for Trusted Types. */
function trusted(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: Policies };
  policy ??= trustedTypes?.createPolicy("vae-lab", { createScriptURL: (url) => url });
  return policy?.createScriptURL(url) ?? url;
}

async function blob(): Promise<Worker> {
  const { default: script } = await import("./worker/worker.ts?worker&url");
  const address = new URL(script, location.href).href;
  // Policies count an import that is called as a script, and frames of no origin refuse workers that are modules.
  const code = `import(${JSON.stringify(address)}).catch((cause) => setTimeout(() => { throw cause; }))`;
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  try {
    return new Worker(trusted(url));
  } finally {
    // Not before the worker has read it.
    setTimeout(() => URL.revokeObjectURL(url), REVOKE_MS);
  }
}
