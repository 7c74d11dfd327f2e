// Rounds of a GAN on points: products so small that starting them costs as much as making them.
import { loadavg } from "node:os";
import { figure, printTable, range, spread, verdict } from "./table.mjs";

const ROUNDS = 5;
const MILLISECONDS = 1500;

/** Options beside those that all have, rounds a second that are wanted, and multiply-adds of a round, in millions. */
const PLAYERS = /** @type {const} */ ({
  "1:1": { options: {}, bar: 300, million: 51 },
  "WGAN-GP, 5:1": { options: { adversary: "wasserstein", penalty: 0.1, dsteps: 5, beta2: 0.9 }, bar: 60, million: 0 },
  "1:5 with the anchor": { options: { gsteps: 5, anchor: 1 }, bar: 0, million: 0 },
});
const COMMON = { method: "gan", hidden: [128, 128], activation: "leaky-relu", batch: 256, beta1: 0.5 };

/** Rounds a second, one thread, in turns. @param {import("@playwright/test").Page} page */
export async function benchGan(page) {
  /** @type {Record<string, number[]>} */
  const rates = Object.fromEntries(Object.keys(PLAYERS).map((name) => [name, []]));
  for (let turn = 0; turn < ROUNDS; turn++) {
    for (const [name, { options }] of Object.entries(PLAYERS)) {
      const rate = await page.evaluate(measure, { options: { ...COMMON, ...options }, milliseconds: MILLISECONDS });
      rates[name]?.push(rate);
    }
  }
  const rows = [["players", "rounds/s", "GFLOP/s", "bar"]];
  for (const [name, { bar, million }] of Object.entries(PLAYERS)) {
    const rate = spread(rates[name] ?? []);
    const gflops = million ? figure((rate.median * 2 * million) / 1e3) : "";
    rows.push([name, range(rate), gflops, bar ? verdict(rate.median >= bar, String(bar)) : ""]);
  }
  const load = loadavg()[0] ?? Number.NaN;
  printTable(`Rounds of a GAN on points (2-128-128-2, 2-128-128-1, batch 256), load ${figure(load)}`, rows);
  return { load, ...Object.fromEntries(Object.entries(rates).map(([name, values]) => [name, spread(values)])) };
}

/** In the page: the middle of the times of some rounds. @param {{ options: object, milliseconds: number }} what */
async function measure({ options, milliseconds }) {
  const { default: init, Lab } = await import(new URL("../pkg/relaxed/vae_lab.js", location.href).href);
  await init();
  const lab = new Lab(0);
  lab.configure(options);
  lab.loadGenerated("eight", 0);
  for (let round = 0; round < 10; round++) lab.step();
  const times = [];
  const end = performance.now() + milliseconds;
  for (let now = performance.now(); now < end;) {
    lab.step();
    const then = performance.now();
    times.push(then - now);
    now = then;
  }
  lab.free();
  return 1000 / (times.sort((a, b) => a - b)[times.length >> 1] ?? Number.NaN);
}
