/** Loads the engine. */
import { fastest, supports } from "../probe.ts";
import type { Build } from "../protocol.ts";
import { refusal } from "./refused.ts";

/** Both binaries have the same surface. */
export type Engine = typeof import("../../../../pkg/simd/vae_lab.js");
export type Lab = InstanceType<Engine["Lab"]>;

/** Milliseconds to wait before each further attempt: a line that broke off comes back. */
const RETRIES = [500, 2000];

/** Loads the binary asked for, or the fastest one that this browser can run. */
export async function load(wanted?: Build): Promise<{ build: Build; engine: Engine }> {
  const build = wanted ?? fastest();
  if (!supports(build)) throw refusal("no-build", { build });
  let failures = 0;
  for (;;) {
    try {
      return { build, engine: await fetchEngine(build, failures > 0) };
    } catch (cause) {
      const wait = RETRIES[failures++];
      if (wait === undefined) throw refusal("no-engine", { reason: (cause as Error).message });
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/** `anew`: what came last was no engine, and is to be asked for past every cache. */
async function fetchEngine(build: Build, anew: boolean): Promise<Engine> {
  const engine: Engine = await (build === "relaxed"
    ? import("../../../../pkg/relaxed/vae_lab.js")
    : import("../../../../pkg/simd/vae_lab.js"));
  await engine.default(anew ? { module_or_path: fetch(ADDRESSES[build], { cache: "reload" }) } : undefined);
  engine.start();
  return engine;
}

const ADDRESSES: Readonly<Record<Build, URL>> = {
  simd: new URL("../../../../pkg/simd/vae_lab_bg.wasm", import.meta.url),
  relaxed: new URL("../../../../pkg/relaxed/vae_lab_bg.wasm", import.meta.url),
};
