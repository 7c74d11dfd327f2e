// `./build.sh bench [PART…]`: runs the parts in headless Chromium, prints their tables, writes target/bench.json.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { serve } from "../www/serve.mjs";
import { GPU_LAUNCH, launch } from "../tests/web/chromium.mjs";
import { benchFirstDrag } from "./first-drag.mjs";
import { benchGan } from "./gan.mjs";
import { benchGpuLatency, benchLatency, benchSizes, benchSteady } from "./page.mjs";
import { benchMemory, benchPage } from "./responsive.mjs";
import { benchGpu, benchPeers, benchStep } from "./train.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Unpacks MNIST where the page can fetch it. */
function unpackMnist() {
  const from = join(ROOT, "..", "shared", "data", "mnist");
  const to = join(ROOT, "target", "mnist");
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter((name) => name.endsWith(".gz"))) {
    writeFileSync(join(to, name.replace(/\.gz$/, "")), gunzipSync(readFileSync(join(from, name))));
  }
}

/** Runs a bench of its own, which prints its tables and fails when a bar is missed.
 * @param {string} command @param {string[]} args */
function run(command, ...args) {
  return { passed: spawnSync(command, args, { cwd: ROOT, stdio: "inherit" }).status === 0 };
}

/** The kernels' figures, GFLOP/s. @param {string[]} args */
function kernels(...args) {
  const file = join(ROOT, "target", "kernels.json");
  run("node", "benches/kernels/run.mjs", "--json", file, ...args);
  return JSON.parse(readFileSync(file, "utf8"));
}

/** The training step against the peak, which is measured right before: the clock of a machine drifts.
 * @param {import("@playwright/test").Page} page */
async function step(page) {
  const { builds } = kernels("--only", "tile");
  return benchStep(page, { simd: builds.simd128.peak, relaxed: builds["relaxed-simd"].peak });
}

/** What needs WebGPU, in a browser that has it. @param {string} site */
async function gpu(site) {
  const browser = await launch(GPU_LAUNCH);
  const page = await browser.newPage();
  await page.goto(`${site}benches/index.html`);
  await page.waitForFunction("window.bench");
  const step = await benchGpu(page);
  const latency = await benchGpuLatency(page, site);
  await browser.close();
  return { step, latency };
}

/** @type {Record<string, (page: import("@playwright/test").Page, site: string) => unknown>} */
const PARTS = {
  kernels: () => kernels(),
  step,
  peers: (page) => benchPeers(page),
  gan: benchGan,
  drag: benchFirstDrag,
  latency: benchLatency,
  steady: benchSteady,
  page: benchPage,
  memory: benchMemory,
  gpu: (_, site) => gpu(site),
  sizes: benchSizes,
  plan: () => run("cargo", "bench", "--quiet", "--bench", "plan"),
  recognition: () => run("cargo", "bench", "--quiet", "--bench", "recognition"),
  mnist: () => run("cargo", "bench", "--quiet", "--bench", "mnist"),
};

async function main() {
  const names = process.argv.slice(2);
  const unknown = names.find((name) => !(name in PARTS));
  if (unknown) throw new Error(`There is no bench '${unknown}': the parts are ${Object.keys(PARTS).join(", ")}.`);
  unpackMnist();
  const server = await serve(ROOT, 0);
  const browser = await launch();
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(`page: ${error}`));
  const where = { machine: `${cpus().length} × ${cpus()[0]?.model}`, browser: `Chromium ${browser.version()}` };
  /** @type {Record<string, unknown>} */
  const results = { ...where };
  console.log(`${where.machine}, ${where.browser}`);
  for (const [name, part] of Object.entries(PARTS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    await page.goto(`${server.url}benches/index.html`);
    await page.waitForFunction("window.bench");
    results[name] = await part(page, server.url);
  }
  writeFileSync(join(ROOT, "target", "bench.json"), `${JSON.stringify(results, null, 2)}\n`);
  await browser.close();
  server.close();
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
