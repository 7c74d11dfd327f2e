// The PyTorch programs that the page writes: each is run, with the weights that the engine exported.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { initSync, Lab } from "../../pkg/simd/vae_lab.js";
import type { Options } from "../../www/src/run/protocol.ts";
import { byKey } from "../../www/src/run/terms.ts";
import { viewOf } from "../../www/src/models/index.ts";
import { written } from "../../www/src/models/pieces/pytorch.ts";
import { ROOT, wasmPath } from "./files.mjs";
import { byPython } from "./python.ts";

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
  full: { hidden: [30], latent: 3, posterior: "full", estimator: "a", samples: 2 },
  ae: { hidden: [30], method: "ae", likelihood: "gaussian-learned", schedule: "cosine" },
  denoising: { hidden: [30], method: "ae", corrupt: 0.5 },
  erased: { hidden: [30], latent: 3, mask: 0.3, corrupt: 0.1, few: 90, without: "1" },
  conditional: {
    hidden: [30],
    latent: 3,
    condition: "concat",
    samples: 2,
    reduction: "mean",
    beta: 0.01,
    corrupt: 0.2,
  },
  priors: { hidden: [30], latent: 3, condition: "prior", lr: 0.003, schedule: "cosine", without: "7" },
  chosen: { hidden: [30], condition: "prior", samples: 3, estimator: "a", mask: 0.2, optimizer: "rmsprop" },
  adversarial: { hidden: [30], method: "aae", critic: [20], prior: "ring", clip: 5, schedule: "cosine" },
  entropic: { hidden: [30], method: "eae", latent: 3, entropy: 20, activation: "tanh" },
  book: { hidden: [30], method: "vqvae", codes: 2, book: 16, latent: 4, revive: true },
  countedCodes: { hidden: [30], method: "vqvae", codes: 2, book: 16, latent: 4, codeprior: "counts" },
  maskedCodes: { hidden: [30], method: "vqvae", codes: 2, book: 16, latent: 4, codeprior: "made" },
  learnedBook: { hidden: [30], method: "vqvae", codes: 1, book: 16, latent: 2, update: "gradient" },
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
  /** Images that a program has to train on, of those that are held out here. */
  const seen = new Map<string, number>();
  for (const [name, options] of Object.entries<Options>(CASES)) {
    const lab = new Lab(0);
    lab.loadGenerated("handwriting", 0);
    lab.configure(options);
    for (let step = 0; step < 60; step++) lab.step();
    const { pixels, labels } = lab.heldOut(IMAGES);
    const first = labels!.subarray(0, Number(options["few"] ?? IMAGES));
    seen.set(name, first.filter((label) => String(label) !== options["without"]).length);
    const z = Float32Array.from({ length: 4 * Number(lab.options()["latent"]) }, (_, at) => Math.sin(at + 1));
    const { mu, logvar } = lab.encodeHeldOut(0, IMAGES);
    const evaluated = byKey(lab.model().terms, lab.evaluate(IMAGES).terms);
    const view = await viewOf(lab.model().method);
    const size = { height: 28, width: 28, planes: 1 };
    writeFileSync(join(folder, `${name}.py`), await written(view.pytorch!, lab.options(), size, lab.dataset().classes));
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

  const results = byPython("tests/web/pytorch.py", folder);
  expect(results.map((result) => result.case)).toEqual(Object.keys(CASES).sort());
  for (const { case: name, errors, shown, losses } of results) {
    expect(shown, name).toBe(seen.get(name));
    const drawn = ["recon", "kl"];
    for (const [what, error] of Object.entries(errors)) {
      // Both are means over draws of their own.
      expect(error, `${name}: ${what}`).toBeLessThan(drawn.includes(what) ? 0.03 : 1e-5);
    }
    const mean = (part: number[]) => part.reduce((sum, loss) => sum + loss, 0) / part.length;
    expect(mean(losses.slice(-10)), name).toBeLessThan(mean(losses.slice(0, 10)));
  }
});

test("a program says of classes which one is left out, and which prior each has", async () => {
  initSync({ module: readFileSync(wasmPath("simd")) });
  const program = async (options: Options, classes = 10) => {
    const lab = new Lab(0);
    lab.loadGenerated("handwriting", 0);
    lab.configure(options);
    const { pytorch } = await viewOf(lab.model().method);
    const text = await written(pytorch!, lab.options(), { height: 28, width: 28, planes: 1 }, classes);
    lab.free();
    return text;
  };
  const leaves = ["WITHOUT = 7  # the class", "train-labels*", "images = images[labels != WITHOUT]"];
  for (const method of ["vae", "ae", "vqvae", "eae", "aae", "gan", "ali"]) {
    const text = await program({ method, without: "7" });
    for (const part of leaves) expect(text, method).toContain(part);
    // No method of its own cuts the constructor short.
    const made = text.split("def __init__(self):")[1]?.split("\n    def ")[0];
    expect(made, method).toMatch(/self\.(output|generator) = /);
    expect(await program({ method }), method).not.toContain("WITHOUT");
    expect(await program({ method, without: "7" }, 0), method).not.toContain("WITHOUT");
  }

  const priors = { condition: "prior", few: 90, without: "7" };
  const own = await program(priors);
  const means = [
    "CLASSES = 10",
    "self.prior = nn.Embedding(CLASSES, LATENT)",
    "kl = ((mean - y @ self.prior.weight) ** 2 + logvar.exp() - logvar - 1) / 2",
    '"lr": 10 * LEARNING_RATE',
    "sizes = [HEIGHT * WIDTH, *HIDDEN]",
    '"train-labels*")))[:90].flatten()',
  ];
  for (const part of means) expect(own).toContain(part);
  const sampled = await program({ ...priors, estimator: "a", samples: 3, corrupt: 0.2, schedule: "cosine" });
  const drawn = [
    "kl = ((z - y @ self.prior.weight) ** 2 - noise**2 - logvar) / 2",
    "mean, logvar, x, y = (t.repeat(SAMPLES, 1) for t in (mean, logvar, x, y))",
    "self.encode(seen[:, : HEIGHT * WIDTH])",
    "zip(stepper.param_groups, (1, 10))",
  ];
  for (const part of drawn) expect(sampled).toContain(part);
});

/** Every branch of the programs of two players. */
const GAMES = {
  gan: { method: "gan", critic: [20], activation: "leaky-relu", anchor: 2, gsteps: 5, clip: 1 },
  saturating: { method: "gan", adversary: "saturating", schedule: "one-cycle" },
  wasserstein: { method: "gan", adversary: "wasserstein", dsteps: 5, penalty: 0.1 },
  ali: { method: "ali", ali: "kexue", schedule: "cosine" },
  bigan: { method: "ali", ali: "minimax", encoder: "point", hidden: [] },
};

test("programs of two players are Python, and say what is played", async () => {
  test.skip(spawnSync("python3", ["--version"]).status !== 0, "no python3");
  initSync({ module: readFileSync(wasmPath("simd")) });
  const programs = new Map<string, string>();
  for (const [name, options] of Object.entries(GAMES)) {
    const lab = new Lab(0);
    lab.loadGenerated("eight", 0);
    lab.configure(options);
    const { pytorch } = await viewOf(lab.model().method);
    const text = await written(pytorch!, lab.options(), { height: 1, width: 2, planes: 1 }, 0);
    const parsed = spawnSync("python3", ["-c", "import ast, sys; ast.parse(sys.stdin.read())"], { input: text });
    expect(parsed.stderr.toString(), name).toBe("");
    // Each layer that the engine saves has its place.
    for (const layer of ["generator", "discriminator"]) expect(text).toContain(`self.${layer} = network(`);
    programs.set(name, text);
    lab.free();
  }
  const has = (name: string, ...parts: string[]) => parts.forEach((part) => expect(programs.get(name)).toContain(part));
  has("gan", "F.softplus(-model.judge(fake))", "ANCHOR * moved", "DSTEPS, GSTEPS = 1, 5", "CLIP = 1");
  has("saturating", "-F.softplus(model.judge(fake))", "rate(step, total)");
  has("wasserstein", "PENALTY * slope(model, x, fake).mean()", "torch.rand(len(x), 1)", "1e-12");
  has("ali", "F.softplus(-p) + F.softplus(-q)", "self.logvar = nn.Linear");
  has("bigan", "-F.softplus(-p) - F.softplus(q)", "code = self.encode(x)");
  expect(programs.get("bigan")).not.toContain("logvar");
});
