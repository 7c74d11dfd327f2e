// The worker of one peer, which is the name of the worker.
import { serveTrainer } from "../trainer.mjs";
import type { Trainer } from "./model.ts";

const PEERS: Record<string, () => Promise<Trainer>> = {
  "tfjs-plain": async () => (await import("./tfjs.ts")).plain(),
  "tfjs-tuned": async () => (await import("./tfjs.ts")).tuned(),
  "tfjs-webgpu": async () => (await import("./tfjs-webgpu.ts")).tfjsWebGpu(),
  "jax-js": async () => (await import("./jax.ts")).jaxJs("wasm"),
  "jax-js-webgpu": async () => (await import("./jax.ts")).jaxJs("webgpu"),
  burn: async () => (await import("./burn.ts")).burn(),
};

serveTrainer(PEERS[self.name]);
