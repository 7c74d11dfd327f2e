/** Loads the engine, and says what it can do. */
import { supports } from "../probe.ts";
import type { Build, DatasetInfo, Evaluation, Options, OptionSpec, Preset, StepMetrics } from "../protocol.ts";
import { refusal } from "../refusal.ts";

/** The engine's surface, as `src/web` exports it. Whatever it refuses it throws as `{ code, params, message }`. */
export interface Lab {
  options(): Options;
  configure(patch: Options): { restarted: boolean };
  loadHandwriting(seed: number): DatasetInfo;
  growDataset(count: number): number;
  loadIdx(names: string[], files: Uint8Array[]): DatasetInfo;
  dataset(): DatasetInfo;
  step(): StepMetrics;
  metrics(): { step: number; epoch: number };
  evaluate(limit: number): Evaluation;
  encode(pixels: Float32Array): { mu: Float32Array; logvar: Float32Array };
  decode(z: Float32Array): Float32Array;
  sample(count: number, draw: number): Float32Array;
  grid(side: number): Float32Array;
  heldOut(count: number): { pixels: Uint8Array; labels?: Uint8Array };
  encodeHeldOut(count: number): { mu: Float32Array; logvar: Float32Array };
  reconstruct(count: number): Float32Array;
  reset(): void;
  reseed(seed: number): void;
  snapshot(): Uint8Array;
  restore(bytes: Uint8Array): void;
  saveWeights(): Uint8Array;
  loadWeights(bytes: Uint8Array): void;
  executor(): string;
}

export interface Engine {
  default(): Promise<unknown>;
  start(): void;
  Lab: {
    new (seed: number): Lab;
    specs(): OptionSpec[];
    presets(): Preset[];
    seed(): number;
  };
}

/** Loads the binary asked for, or the fastest one that this browser can run. */
export async function load(wanted?: Build): Promise<{ build: Build; engine: Engine }> {
  if (!supports("simd")) throw refusal("no-simd");
  const build = wanted ?? (supports("relaxed") ? "relaxed" : "simd");
  if (!supports(build)) throw refusal("no-build", { build });
  const engine: unknown = await (build === "relaxed"
    ? import("../../../pkg/relaxed/vae_lab.js")
    : import("../../../pkg/simd/vae_lab.js"));
  await (engine as Engine).default();
  (engine as Engine).start();
  return { build, engine: engine as Engine };
}
