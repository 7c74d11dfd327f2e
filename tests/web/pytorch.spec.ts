// The PyTorch programs that the page writes: each is run, with the weights that the engine exported.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { initSync, Lab } from "../../pkg/simd/vae_lab.js";
import { byKey } from "../../www/src/run/terms.ts";
import { VIEWS } from "../../www/src/models/index.ts";
import { program } from "../../www/src/models/pieces/pytorch.ts";
import { ROOT, wasmPath } from "./files.mjs";

const IMAGES = 200;
/** The class of what is decoded, for a model that is given one. */
const GIVEN = 3;

/** Together they have every branch of a program. */
const CASES = {
  plain: { hidden: [40], latent: 2 },
  fast: { hidden: [50, 20], latent: 5, activation: "tanh", schedule: "one-cycle", lr: 0.004, beta2: 0.99, beta: 2 },
  gaussian: { hidden: [30], activation: "gelu", likelihood: "gaussian", sigma: 0.3, optimizer: "rmsprop", beta2: 0.99 },
  learned: {
    hidden: [30],
    activation: "softplus",
    likelihood: "gaussian-learned",
    optimizer: "adagrad",
    lr: 0.01,
    clip: 5,
  },
  weighted: { hidden: [30], bound: "iwae", samples: 5, beta: 0.5 },
  sampled: { hidden: [30], estimator: "a", samples: 3, warmup: 0.5, schedule: "cosine", epochs: 2 },
  linear: { hidden: [30], activation: "leaky-relu", likelihood: "gaussian", output: "linear", method: "ae" },
  shared: { hidden: [], latent: 3, lr: 0.01, likelihood: "gaussian-shared", output: "linear", posterior: "shared" },
  ae: { hidden: [30], method: "ae", likelihood: "gaussian-learned", schedule: "cosine" },
  conditional: { hidden: [30], latent: 3, condition: "concat", samples: 2, reduction: "mean", beta: 0.01 },
  binarized: { hidden: [30], binarize: true, optimizer: "sgd", lr: 0.001, clip: 1, momentum: 0.8 },
};

test("a program for any options computes what the engine does, and trains", async () => {
  test.setTimeout(180_000);
  test.skip(
    spawnSync("python3", ["-c", "import numpy, torch, safetensors"]).status !== 0,
    "no python3 with torch, numpy and safetensors",
  );
  initSync({ module: readFileSync(wasmPath("simd")) });
  const folder = join(ROOT, "target/pytorch");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, options] of Object.entries(CASES)) {
    const lab = new Lab(0);
    lab.loadGenerated("handwriting", 0);
    lab.configure(options);
    for (let step = 0; step < 60; step++) lab.step();
    const { pixels, labels } = lab.heldOut(IMAGES);
    const z = Float32Array.from({ length: 4 * Number(lab.options()["latent"]) }, (_, at) => Math.sin(at + 1));
    const { mu, logvar } = lab.encodeHeldOut(0, IMAGES);
    const evaluated = byKey(lab.model().terms, lab.evaluate(IMAGES).terms);
    const { view } = await VIEWS[lab.model().method]!();
    const { code } = await view.pytorch!();
    writeFileSync(
      join(folder, `${name}.py`),
      program(lab.options(), { height: 28, width: 28, planes: 1 }, code(lab.options(), lab.dataset().classes)),
    );
    writeFileSync(join(folder, `${name}.safetensors`), lab.saveWeights());
    const rows = Array.from({ length: IMAGES }, (_, row) => [...pixels.subarray(row * 784, (row + 1) * 784)]);
    const decoded = [...lab.decode(z, GIVEN)];
    const engine = {
      images: rows,
      labels: [...labels!],
      given: GIVEN,
      mu: [...mu],
      logvar: [...(logvar ?? [])],
      z: [...z],
      decoded,
      ...evaluated,
    };
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(engine));
    lab.free();
  }

  const python = spawnSync("python3", ["-B", join(ROOT, "tests/web/pytorch.py"), folder], { encoding: "utf8" });
  expect(python.stderr).toBe("");
  const results = python.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(results.map((result) => result.case)).toEqual(Object.keys(CASES).sort());
  for (const { case: name, errors, losses } of results) {
    const drawn = ["recon", "kl"];
    for (const [what, error] of Object.entries(errors)) {
      // Both are means over draws of their own.
      expect(error, `${name}: ${what}`).toBeLessThan(drawn.includes(what) ? 0.03 : 1e-5);
    }
    const mean = (part: number[]) => part.reduce((sum, loss) => sum + loss, 0) / part.length;
    expect(mean(losses.slice(-10)), name).toBeLessThan(mean(losses.slice(0, 10)));
  }
});
