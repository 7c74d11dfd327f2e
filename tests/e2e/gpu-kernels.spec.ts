// The GPU's kernels as the browser compiles them, against the CPU's curves.
import { GPU_LAUNCH } from "../web/chromium.mjs";
import { curves, executors, expectSame, inDisguise, open } from "./gpu.ts";
import { idxImages } from "./idx.ts";
import { expect, test } from "./lab.ts";

test.use({ launchOptions: GPU_LAUNCH });

// Every option is compared natively, `tests/models/gpu.rs`, and every op of the browser's own in `tests/web/ops.spec.ts`.
test("images of 64×64 pixels and sizes off every tile train as on the CPU", async ({ lab, page }) => {
  test.setTimeout(240_000);
  await open(lab, page);
  await lab.files.setInputFiles([{ name: "large", mimeType: "", buffer: idxImages(200, 64, 64) }]);
  await expect(lab.dataset).toContainText("64×64");
  expectSame(await curves(page, { hidden: [157], latent: 3, batch: 13 }, 10), "64×64");
});

test("handwriting that is still being made trains as on the CPU", async ({ lab, page }) => {
  test.setTimeout(120_000);
  await lab.open("?build=simd&hidden=32&batch=32");
  expectSame(await curves(page, {}, 30), "handwriting");
});

test("an adapter that does not say that it is software is raced", async ({ lab, page }) => {
  test.setTimeout(480_000);
  await inDisguise(page);
  await lab.open("?hidden=&batch=16");
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
