// The real page: how long a decode waits, and whether training keeps its speed.
import { readFileSync } from "node:fs";
import { BUILDS, gzipSize, siteFiles, wasmPath } from "../tests/web/files.mjs";
import { figure, printTable, quantile, spread, verdict } from "./table.mjs";

const FRAME = 16;
/** Milliseconds that the true posterior of an image may take. */
const POSTERIOR_BAR = 100;
const STEADY_BAR = 0.95;
const STEADY_SECONDS = 60;
const WINDOW = 10;
const FILES = [
  "train-images-idx3-ubyte",
  "train-labels-idx1-ubyte",
  "t10k-images-idx3-ubyte",
  "t10k-labels-idx1-ubyte",
];

/** Opens the site with MNIST loaded. @param {import("@playwright/test").Page} page @param {string} root */
async function openPage(page, root) {
  await page.goto(`${root}dist/index.html`);
  await page.evaluate(async (files) => {
    const lab = document.querySelector("vae-lab");
    if (!lab) throw new Error("the page has no <vae-lab>");
    await lab.ready;
    const load = async (/** @type {string} */ name) =>
      new File([await (await fetch(`../target/mnist/${name}`)).blob()], name);
    await lab.loadDataset(await Promise.all(files.map(load)));
  }, FILES);
}

/** Milliseconds of `count` decodes of `points` points through the worker, one after the other, a pause between them.
 * @param {import("@playwright/test").Page} page @param {number} points @param {number} count @param {boolean} training */
function decodeTimes(page, points, count, training) {
  return page.evaluate(
    async ({ points, count, training }) => {
      const lab = document.querySelector("vae-lab");
      if (!lab) throw new Error("the page has no <vae-lab>");
      await (training ? lab.train() : lab.pause());
      const times = [];
      for (let i = -20; i < count; i++) {
        const z = Float32Array.from({ length: 2 * points }, () => 4 * Math.random() - 2);
        const start = performance.now();
        await lab.decode(z);
        if (i >= 0) times.push(performance.now() - start);
        await new Promise((resolve) => setTimeout(resolve, 10 * Math.random()));
      }
      await lab.pause();
      return times;
    },
    { points, count, training },
  );
}

/** Milliseconds until the true posterior of a held-out image is known, with so many samples weighed beside it, while the
 * model trains. @param {import("@playwright/test").Page} page @param {number} samples @param {number} count */
function posteriorTimes(page, samples, count) {
  return page.evaluate(
    async ({ samples, count }) => {
      const { store } = document.querySelector("vae-lab") ?? {};
      if (!store) throw new Error("the page has no <vae-lab>");
      const { pixels } = await store.run.ask("heldOut", { count });
      const size = pixels.length / count;
      await store.run.train();
      const times = [];
      for (let image = 0; image < count; image++) {
        const bytes = pixels.subarray(image * size, (image + 1) * size);
        const x = Float32Array.from(bytes, (byte) => (byte > 127 ? 1 : 0));
        const start = performance.now();
        const { exact } = await store.run.ask("evidence", { pixels: x, from: "q", samples, draw: 1 });
        if (!exact) throw new Error("there is no true posterior");
        times.push(performance.now() - start);
        await new Promise((resolve) => setTimeout(resolve, 100 * Math.random()));
      }
      await store.run.pause();
      return times;
    },
    { samples, count },
  );
}

/** The true posterior, on a lattice that follows the model. @param {import("@playwright/test").Page} page */
async function benchPosterior(page) {
  const rows = [["while training", "median ms", "99th percentile ms", "slowest ms", "bar"]];
  /** @type {Record<string, object>} */
  const results = {};
  for (const { name, samples, bar } of [
    { name: "the true posterior of an image", samples: 1, bar: true },
    { name: "the same, and 5,000 importance weights", samples: 5000, bar: false },
  ]) {
    const times = await posteriorTimes(page, samples, 100);
    const { median, max } = spread(times);
    const p99 = quantile(times, 0.99);
    results[name] = { median, p99, max };
    const told = bar ? verdict(median < POSTERIOR_BAR, `median under ${POSTERIOR_BAR} ms`) : "";
    rows.push([name, figure(median), figure(p99), figure(max), told]);
  }
  printTable("p(z|x) in the page, on a lattice with finer cells where it is (784-400-2-400-784)", rows);
  return results;
}

/** @param {import("@playwright/test").Page} page @param {string} root */
export async function benchLatency(page, root) {
  await openPage(page, root);
  const cases = [
    { name: "one point, paused", points: 1, count: 300, training: false },
    { name: "20x20 grid, paused", points: 400, count: 100, training: false },
    { name: "one point (the pin), while training", points: 1, count: 1000, training: true },
  ];
  const rows = [["decode through the worker", "median ms", "99th percentile ms", "slowest ms", "bar"]];
  /** @type {Record<string, object>} */
  const results = {};
  for (const { name, points, count, training } of cases) {
    const times = await decodeTimes(page, points, count, training);
    const { median, max } = spread(times);
    const p99 = quantile(times, 0.99);
    results[name] = { median, p99, max };
    const bar = training ? verdict(p99 < FRAME, `99th percentile under ${FRAME} ms`) : "";
    rows.push([name, figure(median), figure(p99), figure(max), bar]);
  }
  printTable("Decoding in the page (784-400-2-400-784)", rows);
  return { ...results, ...(await benchPosterior(page)) };
}

/** The pin while the GPU trains. @param {import("@playwright/test").Page} page @param {string} root */
export async function benchGpuLatency(page, root) {
  await openPage(page, root);
  await page.evaluate(() => document.querySelector("vae-lab")?.setExecutor("gpu"));
  const times = await decodeTimes(page, 1, 1000, true);
  const { executor, step, software } = await page.evaluate(() => {
    const lab = document.querySelector("vae-lab");
    const { executor, step } = lab?.metrics ?? { executor: "", step: 0 };
    return { executor, step, software: lab?.executors.gpu.software };
  });
  if (executor !== "gpu" || step === 0) throw new Error("the GPU did not train");
  const { median, max } = spread(times);
  const p99 = quantile(times, 0.99);
  // A software adapter is for tests, and trains on the processor that the page needs.
  const bar = software ? "" : verdict(p99 < FRAME, `under ${FRAME} ms`);
  printTable("Decoding in the page while the GPU trains (784-400-2-400-784)", [
    ["decode through the worker", "median ms", "99th percentile ms", "slowest ms", "bar"],
    ["one point (the pin)", figure(median), figure(p99), figure(max), bar],
  ]);
  return { median, p99, max };
}

/** @param {import("@playwright/test").Page} page @param {string} root */
export async function benchSteady(page, root) {
  await openPage(page, root);
  const counts = await page.evaluate(async (seconds) => {
    const lab = document.querySelector("vae-lab");
    if (!lab) throw new Error("the page has no <vae-lab>");
    const wait = (/** @type {number} */ time) => new Promise((resolve) => setTimeout(resolve, time));
    await lab.train();
    await wait(1000);
    /** @type {{ time: number, step: number }[]} */
    const marks = [];
    const mark = () => marks.push({ time: performance.now() / 1000, step: lab.metrics.step });
    mark();
    for (let second = 0; second < seconds; second++) {
      await wait(1000);
      mark();
    }
    await lab.pause();
    return marks;
  }, STEADY_SECONDS);
  const rate = (/** @type {typeof counts} */ marks) => {
    const [from, to] = [marks[0], marks.at(-1)];
    return from && to ? (to.step - from.step) / (to.time - from.time) : Number.NaN;
  };
  const first = rate(counts.slice(0, WINDOW + 1));
  const last = rate(counts.slice(-WINDOW - 1));
  const steps = counts.at(-1)?.step ?? 0;
  const bar = verdict(last >= STEADY_BAR * first, "at least 95 %");
  const part = `${figure((last / first) * 100)} %`;
  printTable(`${STEADY_SECONDS} seconds of training on MNIST in the page`, [
    ["first 10 s", "last 10 s", "last of first", "steps", "bar"],
    [`${figure(first)} steps/s`, `${figure(last)} steps/s`, part, String(steps), bar],
  ]);
  return { first, last, steps };
}

/** Sizes after gzip, in bytes. A test holds what the first screen fetches of the scripts to its limit. */
export function benchSizes() {
  const page = siteFiles().filter(({ path }) => /\.(js|css|html)$/.test(path));
  const sizes = {
    ...Object.fromEntries(BUILDS.map((build) => [`wasm, ${build}`, gzipSize(readFileSync(wasmPath(build)))])),
    "wasm for the GPU, loaded where there is one": gzipSize(readFileSync(wasmPath("gpu"))),
    "all scripts, styles and pages": page.reduce((sum, { bytes }) => sum + gzipSize(bytes), 0),
  };
  const rows = Object.entries(sizes).map(([name, size]) => {
    const limit = name.startsWith("wasm,") ? 150 : 170;
    const bar = name.startsWith("wasm") ? verdict(size < limit * 1000, `under ${limit} kB`) : "";
    return [name, `${figure(size / 1000)} kB`, bar];
  });
  printTable("Sizes after gzip", [["part", "size", "bar"], ...rows]);
  return sizes;
}
