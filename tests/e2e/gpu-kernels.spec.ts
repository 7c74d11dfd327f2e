// The GPU's kernels as the browser compiles them, against the CPU's curves.
import { GPU_LAUNCH } from "../web/chromium.mjs";
import { curves, executors, expectSame, inDisguise, open } from "./gpu.ts";
import { idxImages } from "./idx.ts";
import { expect, test } from "./lab.ts";

test.use({ launchOptions: GPU_LAUNCH });

const STEPS = 30;
const BASE = { hidden: [16], batch: 16, latent: 2 };
const CASES: Record<string, Record<string, unknown>> = {
  "a batch of one": { batch: 1 },
  "sizes off every tile": { hidden: [37, 11], batch: 13, latent: 3 },
  "one latent dimension": { latent: 1 },
  "many latent dimensions": { latent: 19 },
  "no hidden layer": { hidden: [] },
  "a Gaussian": { likelihood: "gaussian", sigma: 0.5 },
  "a Gaussian with learned variance": { likelihood: "gaussian-learned" },
  "the sampled KL": { estimator: "a" },
  "three samples": { samples: 3 },
  "binary pixels": { binarize: true },
  tanh: { activation: "tanh" },
  softplus: { activation: "softplus" },
  GELU: { activation: "gelu" },
  AdaGrad: { optimizer: "adagrad", lr: 0.01 },
  RMSprop: { optimizer: "rmsprop" },
  "SGD with momentum": { optimizer: "sgd", lr: 1e-4, momentum: 0.9 },
  "clipping, warm-up and a schedule": { clip: 5, warmup: 0.5, beta: 4, schedule: "one-cycle", epochs: 1 },
};

test("every option trains as on the CPU", async ({ lab, page }) => {
  test.setTimeout(180_000);
  await open(lab, page);
  const defaults = await page.evaluate(() => document.querySelector("vae-lab")!.store.run.state.options);
  for (const [what, changed] of Object.entries(CASES)) {
    expectSame(await curves(page, { ...defaults, ...BASE, ...changed }, STEPS), what);
  }
});

test("images of 64×64 pixels train as on the CPU", async ({ lab, page }) => {
  await open(lab, page);
  await lab.files.setInputFiles([{ name: "large", mimeType: "", buffer: idxImages(200, 64, 64) }]);
  await expect(lab.dataset).toContainText("64×64");
  expectSame(await curves(page, BASE, 15), "64×64");
});

test("two hundred steps of handwriting stay within one per cent", async ({ lab, page }) => {
  test.setTimeout(120_000);
  await lab.open("?build=simd&hidden=32&batch=32");
  expectSame(await curves(page, {}, 200), "handwriting");
});

test("an adapter that does not say that it is software is raced", async ({ lab, page }) => {
  // SwiftShader takes a second or two for each of these kernels.
  test.setTimeout(480_000);
  await inDisguise(page);
  await lab.open("?hidden=16&batch=16");
  await lab.play.click();
  const known = async () => {
    const { cpu, gpu } = await executors(page);
    return gpu.stepsPerSecond > 0 && cpu.stepsPerSecond > 0;
  };
  await expect.poll(known, { timeout: 200_000 }).toBe(true);
  await lab.reach((await lab.steps()) + 20);
  const { cpu, gpu, active } = await executors(page);
  expect(gpu).toMatchObject({ name: "google disguised", software: false, status: "ready" });
  expect(active).toBe(gpu.stepsPerSecond > cpu.stepsPerSecond ? "gpu" : "cpu");
});
