// The whole training step, ours and other libraries', in one run: 784-400-2-400-784, batch 128.
import { figure, printTable, range, spread, verdict } from "./table.mjs";

const ROUNDS = 5;
const MILLISECONDS = 2000;

/** Multiply-adds of one image, forward and backward without the gradient of the input, twice for FLOP, times the batch. */
export const STEP_FLOP = 1_575_200 * 2 * 128;

const OURS = { simd: "VAE Lab, simd128", relaxed: "VAE Lab, relaxed" };
const OURS_GPU = { gpu: "VAE Lab", "gpu-followed": "VAE Lab, its weights looked at meanwhile" };
const PEERS_GPU = { "tfjs-webgpu": "TensorFlow.js WebGPU", "jax-js-webgpu": "jax-js WebGPU" };
const GPU_BAR = 3;
const PEERS = {
  "tfjs-plain": "TensorFlow.js wasm, as users write it",
  "tfjs-tuned": "TensorFlow.js wasm, tuned by hand",
  "jax-js": "jax-js wasm",
  burn: "Burn wasm",
};
/** How many times a peer's speed ours must have. @type {Record<string, number>} */
const BARS = { "tfjs-tuned": 3, "jax-js": 2.5, burn: 2 };
const STEP_BAR = 0.75;

/**
 * Steps per second of each contender, measured in turns so that a change of the machine's speed meets them all.
 * @param {import("@playwright/test").Page} page @param {string[]} names
 */
async function stepsPerSecond(page, names) {
  /** @type {Record<string, number[]>} */
  const rates = {};
  for (const name of names) {
    const url = name in OURS || name in OURS_GPU ? "ours.worker.mjs" : "../target/peers/worker.js";
    const fault = await page.evaluate(({ name, url }) => window.bench.open(name, url).catch(String), { name, url });
    if (fault) console.error(`${name} does not run: ${fault}`);
    else rates[name] = [];
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, measured] of Object.entries(rates)) {
      const { times } = await page.evaluate(
        ([name, time]) => window.bench.train(String(name), Number(time)),
        [name, MILLISECONDS],
      );
      measured.push(1000 / spread(times).median);
    }
  }
  for (const name of Object.keys(rates)) await page.evaluate((name) => window.bench.close(name), name);
  return rates;
}

/** @param {import("@playwright/test").Page} page @param {Record<string, number>} peaks GFLOP/s of this tab, by build */
export async function benchStep(page, peaks) {
  const rates = await stepsPerSecond(page, Object.keys(OURS));
  const rows = [["build", "steps/s", "GFLOP/s", "of the tab's peak", "bar"]];
  for (const [build, values] of Object.entries(rates)) {
    const rate = spread(values);
    const part = (rate.median * STEP_FLOP) / ((peaks[build] ?? Number.NaN) * 1e9);
    const gflops = figure((rate.median * STEP_FLOP) / 1e9);
    rows.push([build, range(rate), gflops, `${figure(part * 100)} %`, verdict(part >= STEP_BAR, "75 %")]);
  }
  printTable("Our training step (784-400-2-400-784, batch 128, 403 MFLOP)", rows);
  return Object.fromEntries(Object.entries(rates).map(([name, values]) => [name, spread(values)]));
}

/** @param {import("@playwright/test").Page} page */
export async function benchPeers(page) {
  const rates = await stepsPerSecond(page, [...Object.keys(OURS), ...Object.keys(PEERS)]);
  /** @type {Record<string, string>} */
  const labels = { ...OURS, ...PEERS };
  const ours = spread(rates.relaxed ?? [Number.NaN]).median;
  const rows = [["library", "steps/s", "ours is faster by", "bar"]];
  for (const [name, values] of Object.entries(rates)) {
    const rate = spread(values);
    const times = ours / rate.median;
    const bar = BARS[name];
    rows.push([
      labels[name] ?? name,
      range(rate),
      `${figure(times)} times`,
      bar ? verdict(times >= bar, `${bar} times`) : "",
    ]);
  }
  printTable("The same training step in other libraries, one thread each, in turns", rows);
  return Object.fromEntries(Object.entries(rates).map(([name, values]) => [name, spread(values)]));
}

/** The step on the GPU, ours and other libraries' on the same adapter. A software adapter is for tests: no bar holds it.
 * @param {import("@playwright/test").Page} page */
export async function benchGpu(page) {
  const info = await page.evaluate(async () => {
    const info = (await navigator.gpu.requestAdapter())?.info;
    return info && { name: `${info.vendor} ${info.architecture}`, software: info.isFallbackAdapter };
  });
  if (!info) throw new Error("the browser has no GPU adapter");
  const adapter = `${info.name}${info.software ? ", which is software" : ""}`;
  const labels = { ...OURS_GPU, ...PEERS_GPU };
  const rates = await stepsPerSecond(page, Object.keys(labels));
  const ours = spread(rates.gpu ?? [Number.NaN]).median;
  const rows = [["library", "steps/s", "ours is faster by", "bar"]];
  for (const [name, label] of Object.entries(labels)) {
    const measured = rates[name];
    if (!measured) continue;
    const rate = spread(measured);
    const times = ours / rate.median;
    const bar = name in PEERS_GPU && !info.software ? verdict(times >= GPU_BAR, `${GPU_BAR} times`) : "";
    rows.push([label, range(rate), `${figure(times)} times`, bar]);
  }
  printTable(`The same training step through WebGPU on ${adapter}, in turns`, rows);
  return { adapter, ...Object.fromEntries(Object.entries(rates).map(([name, values]) => [name, spread(values)])) };
}
