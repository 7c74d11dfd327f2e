/** Loads the engine. */
import { supports } from "../probe.ts";
import type { Build } from "../protocol.ts";
import { refusal } from "../refusal.ts";

/** Both binaries have the same surface. */
export type Engine = typeof import("../../../pkg/simd/vae_lab.js");
export type Lab = InstanceType<Engine["Lab"]>;

/** Loads the binary asked for, or the fastest one that this browser can run. */
export async function load(wanted?: Build): Promise<{ build: Build; engine: Engine }> {
  const build = wanted ?? (supports("relaxed") ? "relaxed" : "simd");
  if (!supports(build)) throw refusal("no-build", { build });
  const engine: Engine = await (build === "relaxed"
    ? import("../../../pkg/relaxed/vae_lab.js")
    : import("../../../pkg/simd/vae_lab.js"));
  await engine.default();
  engine.start();
  return { build, engine };
}
