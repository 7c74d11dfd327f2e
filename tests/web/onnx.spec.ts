// The ONNX files that the page writes: ONNX Runtime computes from them what the engine does.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { initSync, Lab } from "../../pkg/simd/vae_lab.js";
import type { Options } from "../../www/src/run/protocol.ts";
import { onnx } from "../../www/src/share/onnx/onnx.ts";
import { ROOT, wasmPath } from "./files.mjs";
import { byPython } from "./python.ts";

const IMAGES = 100;
/** The class of what is decoded, for a model that is given one. */
const GIVEN = 3;

/** Together they have every method, activation and head. */
const CASES: Record<string, Options & { data?: string }> = {
  plain: { hidden: [40], latent: 2 },
  deep: { hidden: [50, 20], latent: 5, activation: "tanh" },
  wide: { hidden: [30], activation: "gelu", likelihood: "gaussian-learned" },
  shared: { hidden: [], latent: 3, likelihood: "gaussian-shared", output: "linear", posterior: "shared" },
  conditional: { hidden: [30], latent: 3, condition: "concat", activation: "softplus" },
  priors: { hidden: [30], latent: 3, condition: "prior" },
  ae: { hidden: [30], method: "ae", activation: "leaky-relu" },
  aae: { hidden: [30], method: "aae", critic: [20] },
  eae: { hidden: [30], method: "eae", latent: 3 },
  vqvae: { hidden: [30], method: "vqvae", codes: 2, book: 16, latent: 4 },
  learnedBook: { hidden: [30], method: "vqvae", codes: 1, book: 16, latent: 2, update: "gradient" },
  vib: { hidden: [30], method: "vib" },
  gan: { hidden: [30], method: "gan", critic: [20] },
  ali: { hidden: [30], method: "ali", critic: [20] },
  points: { hidden: [30], method: "ali", critic: [20], data: "ring" },
  ring: { hidden: [30], data: "ring" },
};

test("ONNX Runtime computes from the files what the engine does, on 100 images, for any model", () => {
  test.skip(
    spawnSync("python3", ["-c", "import numpy, onnx, onnxruntime"]).status !== 0,
    "no python3 with onnx, onnxruntime and numpy",
  );
  initSync({ module: readFileSync(wasmPath("simd")) });
  const folder = join(ROOT, "target/onnx");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, { data = "handwriting", ...options }] of Object.entries(CASES)) {
    const lab = new Lab(0);
    lab.loadGenerated(data, 0);
    lab.configure(options);
    for (let step = 0; step < 30; step++) lab.step();
    const { pixels, labels } = lab.heldOut(IMAGES);
    const { dimensions } = lab.model();
    const z = Float32Array.from({ length: IMAGES * dimensions }, (_, at) => 2 * Math.sin(at + 1));
    const encodes = options["method"] !== "gan";
    const { mu, logvar } = encodes ? lab.encodeHeldOut(0, IMAGES) : { mu: [], logvar: [] };
    const engine = {
      images: [...pixels],
      labels: [...(labels ?? new Uint8Array(IMAGES))],
      given: GIVEN,
      mu: [...mu],
      logvar: [...(logvar ?? [])],
      z: [...z],
      decoded: [...lab.decode(z, GIVEN)],
    };
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(engine));
    for (const [half, file] of Object.entries(onnx(lab.saveWeights())))
      writeFileSync(join(folder, `${name}.${half}.onnx`), file);
    lab.free();
  }

  const results = byPython("tests/web/onnx.py", folder);
  expect(results.map((result) => result.case)).toEqual(Object.keys(CASES).sort());
  for (const { case: name, errors } of results)
    for (const [what, error] of Object.entries(errors)) expect(error, `${name}: ${what}`).toBeLessThan(1e-5);
});
