// Open the page and train.
import { beforeWorker } from "./gpu.ts";
import { expect, settled, test } from "./lab.ts";

test("opens ready to train, the latent plane the largest thing on it", async ({ lab, page }) => {
  await lab.open();
  await expect(page).toHaveTitle(/VAE Lab/);
  await expect(lab.dataset).toContainText("Handwriting");
  const plane = await page.getByTestId("latent-plane").boundingBox();
  const view = page.viewportSize();
  expect(plane && view && (plane.width * plane.height) / (view.width * view.height)).toBeGreaterThan(0.15);
  for (const picture of ["decoded", "reconstructions", "samples"])
    await expect(page.getByTestId(picture)).toBeVisible();
});

test("Firefox on x86 gets the exact binary, others the one with relaxed SIMD", async ({ lab, page }) => {
  const badge = page.getByTestId("executor");
  await lab.open("?model=");
  await expect(badge).toContainText("cpu-relaxed-simd");
  // By this it is known there.
  await beforeWorker(page, () => Object.assign(self, { InternalError: Error }));
  await lab.open("?model=");
  await expect(badge).toContainText(process.arch === "x64" ? "cpu-simd128" : "cpu-relaxed-simd");
});

test("the loss falls while it trains", async ({ lab }) => {
  await lab.open();
  await lab.oneStep.click();
  await lab.reach(1);
  const before = await lab.loss();
  await lab.play.click();
  await lab.reach(150);
  await lab.pause.click();
  expect(before).toBeGreaterThan(300);
  expect(await lab.loss()).toBeLessThan(0.7 * before);
});

test("shows its speed, the epoch and held-out losses while it trains", async ({ lab, page }) => {
  await lab.open();
  await lab.play.click();
  await expect(page.getByTestId("stepsPerSecond")).toHaveText(/\d/);
  await expect(page.getByTestId("imagesPerSecond")).toHaveText(/\d/);
  await expect(page.getByTestId("executor")).toHaveText(/cpu/);
  await expect(page.getByTestId("loss-heldOut")).toHaveText(/\d/);
  await expect(page.getByTestId("epoch")).not.toHaveText("0.00");
});

test("pause stops, one step makes exactly one", async ({ lab }) => {
  await lab.open();
  await lab.play.click();
  await lab.reach(20);
  await lab.pause.click();
  await expect(lab.play).toBeVisible();
  const paused = await lab.steps();
  expect(await settled(() => lab.steps())).toBe(paused);
  await lab.oneStep.click();
  await expect.poll(() => lab.steps()).toBe(paused + 1);
  expect(await settled(() => lab.steps())).toBe(paused + 1);
});

test("steps that are asked for one after the other are all made", async ({ lab, page }) => {
  await lab.open();
  await page.evaluate(async () => {
    const lab = document.querySelector("vae-lab");
    await Promise.all([lab?.step(1), lab?.step(2), lab?.step(1)]);
  });
  await expect.poll(() => lab.steps()).toBe(4);
});

test("reset gives the same curve again, a new seed another", async ({ lab }) => {
  await lab.open();
  const curve = async () => {
    const losses: number[] = [];
    for (let step = 1; step <= 5; step++) {
      await lab.oneStep.click();
      await expect.poll(() => lab.steps()).toBe(step);
      losses.push(await lab.loss());
    }
    return losses;
  };
  const first = await curve();
  await lab.reset.click();
  await expect.poll(() => lab.steps()).toBe(0);
  expect(await curve()).toEqual(first);
  await lab.newSeed.click();
  await expect.poll(() => lab.steps()).toBe(0);
  expect(await curve()).not.toEqual(first);
});

test("options change in the middle of a run, a new shape starts over", async ({ lab, page }) => {
  await lab.open();
  await lab.play.click();
  await lab.reach(20);
  await page.getByLabel("Batch", { exact: false }).first().fill("64");
  await page.keyboard.press("Enter");
  const changed = await lab.steps();
  expect(changed).toBeGreaterThanOrEqual(20);
  await lab.reach(changed + 20);
  await expect(lab.notice).toBeHidden();
});

test("starts over after a reload", async ({ lab, page }) => {
  await lab.open();
  await lab.play.click();
  await lab.reach(20);
  await page.reload();
  await expect(lab.play).toBeEnabled();
  await lab.oneStep.click();
  await expect.poll(() => lab.steps()).toBeGreaterThanOrEqual(1);
});
