// Times the matrix products of a training step in a tab, each against the tab's peak and two crates.
//
//   node benches/kernels/run.mjs [--json FILE] [--rounds N] [--only PART-OF-A-NAME] [--build simd128|relaxed-simd]
//
// Builds the bench crate twice (simd128, simd128 + relaxed-simd), runs both in headless Chromium
// (CHROMIUM, else /usr/bin/chromium), and prints a table: medians over rounds in which every contender
// takes its turn, since the machine's clock drifts. The peak is the larger of what a register-only kernel
// and the best product reach in the same run. On a busy machine the medians sink with the peak; the column
// `best` (each contender's best round) is steadier.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../../target/kernel-bench");
const { values: flags } = parseArgs({
  options: {
    json: { type: "string" },
    rounds: { type: "string", default: "41" },
    only: { type: "string", default: "" },
    build: { type: "string", default: "" },
  },
});

// As build.sh's: LLVM's own order of the instructions keeps more vectors alive than there are registers, and its
// loop strength reduction turns the loads' constant offsets into additions.
const CODE_GENERATION = "-C llvm-args=-pre-RA-sched=source -C llvm-args=-disable-lsr";

const BUILDS = { simd128: "+simd128", "relaxed-simd": "+simd128,+relaxed-simd" };

// name, m, k, n, transposed A, transposed B, share of zeros in A
const CASES = [
  ["tile 96x256x96", 96, 256, 96, false, false, 0],
  ["x W1", 128, 784, 400, false, false, 0],
  ["x W1, 80% zeros", 128, 784, 400, false, false, 0.8],
  ["h W4", 128, 400, 784, false, false, 0],
  ["h W4, 50% zeros", 128, 400, 784, false, false, 0.5],
  ["d W4'", 128, 784, 400, false, true, 0],
  ["h' d", 400, 128, 784, true, false, 0],
  ["h' d, 50% zeros", 400, 128, 784, true, false, 0.5],
  ["x' d", 784, 128, 400, true, false, 0],
  ["x' d, 80% zeros", 784, 128, 400, true, false, 0.8],
  ["h W2", 128, 400, 2, false, false, 0.5],
  ["h W2, latent 20", 128, 400, 20, false, false, 0.5],
  ["z W3", 128, 2, 400, false, false, 0],
  ["d W2'", 128, 2, 400, false, true, 0],
  ["h' d, latent", 400, 128, 2, true, false, 0.5],
  ["d W3'", 128, 400, 2, false, true, 0],
  ["decode 1", 1, 400, 784, false, false, 0.5],
  ["decode 400", 400, 400, 784, false, false, 0.5],
  ["encode 1000", 1000, 784, 400, false, false, 0.8],
];

function build(features) {
  execFileSync(
    "cargo",
    ["build", "--quiet", "--release", "--target", "wasm32-unknown-unknown", "--target-dir", target],
    {
      cwd: here,
      stdio: "inherit",
      env: { ...process.env, RUSTFLAGS: `-C target-feature=${features} ${CODE_GENERATION}` },
    },
  );
  return readFileSync(join(target, "wasm32-unknown-unknown/release/kernel_bench.wasm"));
}

// Runs in the tab.
async function measure({ wasm, cases, rounds }) {
  const bytes = Uint8Array.from(atob(wasm), (c) => c.charCodeAt(0));
  const module = await WebAssembly.compile(bytes);
  // The bindings that the library imports are never called here.
  const imports = {};
  for (const { module: name, name: item } of WebAssembly.Module.imports(module)) {
    (imports[name] ??= {})[item] = () => {
      throw new Error(`${item} is not part of the bench`);
    };
  }
  const { exports } = await WebAssembly.instantiate(module, imports);
  const contenders = [{ name: "peak", operations: exports.peak_operations(), run: (times) => exports.peak(times) }];
  for (const [name, m, k, n, transposeA, transposeB, zeros] of cases) {
    const handle = exports.case(m, k, n, transposeA, transposeB, zeros);
    for (const by of ["ours", "matrixmultiply", "gemm"]) {
      contenders.push({ name, by, operations: 2 * m * k * n, run: (times) => exports[by](handle, times) });
    }
  }
  const time = (contender, times) => {
    const start = performance.now();
    contender.run(times);
    return performance.now() - start;
  };
  for (const contender of contenders) {
    // Compiled by the optimising tier first, then as many times as take some 2 ms: shorter than the
    // operating system's turns.
    for (let start = performance.now(); performance.now() - start < 60;) contender.run(1);
    await new Promise((resolve) => setTimeout(resolve));
    let times = 1;
    while (time(contender, times) < 2) times *= 2;
    contender.times = times;
    contender.rates = [];
  }
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      contender.rates.push((contender.operations * contender.times) / time(contender, contender.times) / 1e6);
    }
    await new Promise((resolve) => setTimeout(resolve));
  }
  return contenders.map(({ name, by, rates }) => ({ name, by, rates }));
}

const quantile = (list, q) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(q * list.length))];
const median = (list) => quantile(list, 0.5);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--headless=new",
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const report = { browser: browser.version(), builds: {} };
try {
  for (const [name, features] of Object.entries(BUILDS)) {
    if (!name.includes(flags.build)) continue;
    const wasm = build(features).toString("base64");
    // Isolated from other sites, so that the clock is exact to microseconds.
    const page = await browser.newPage();
    await page.route("http://localhost/", (route) =>
      route.fulfill({
        contentType: "text/html",
        headers: { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" },
        body: "<!doctype html>",
      }),
    );
    await page.goto("http://localhost/");
    const results = await page.evaluate(measure, {
      wasm,
      cases: CASES.filter(([name]) => name.includes(flags.only)),
      rounds: Number(flags.rounds),
    });
    await page.close();
    const registers = median(results[0].rates);
    const dense = new Set(CASES.filter(([, , , , , , zeros]) => zeros === 0).map(([name]) => name));
    const products = results.filter(({ name, by }) => by && dense.has(name)).map(({ rates }) => median(rates));
    const peak = Math.max(registers, ...products);
    const best = results.filter(({ name, by }) => !by || dense.has(name)).flatMap(({ rates }) => rates);
    const bestPeak = Math.max(...best);
    console.log(`\n${name}: peak ${peak.toFixed(1)} GFLOP/s (register-only kernel ${registers.toFixed(1)})`);
    console.log("product               ours (10-90 %)    of peak  best of peak   matrixmultiply  gemm     ms");
    const rows = [];
    for (const [name, m, k, n] of CASES) {
      if (!name.includes(flags.only)) continue;
      const rates = Object.fromEntries(results.filter((r) => r.name === name).map(({ by, rates }) => [by, rates]));
      const ours = median(rates.ours);
      const row = {
        name,
        ours,
        low: quantile(rates.ours, 0.1),
        high: quantile(rates.ours, 0.9),
        share: ours / peak,
        bestShare: Math.max(...rates.ours) / bestPeak,
        matrixmultiply: median(rates.matrixmultiply),
        gemm: median(rates.gemm),
        milliseconds: (2 * m * k * n) / ours / 1e6,
      };
      rows.push(row);
      const spread = `(${row.low.toFixed(1)}-${row.high.toFixed(1)})`;
      console.log(
        `${name.padEnd(20)} ${ours.toFixed(1).padStart(6)} ${spread.padEnd(15)} ${(100 * row.share).toFixed(0).padStart(6)} %` +
          `${(100 * row.bestShare).toFixed(0).padStart(10)} % ${row.matrixmultiply.toFixed(1).padStart(14)} ${row.gemm.toFixed(1).padStart(8)} ${row.milliseconds.toFixed(3).padStart(9)}`,
      );
    }
    report.builds[name] = { peak, bestPeak, registers, products: rows };
  }
} finally {
  await browser.close();
}
if (flags.json) writeFileSync(flags.json, JSON.stringify(report, null, 2));
