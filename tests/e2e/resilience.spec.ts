// A run survives a dead worker and a loss that is not finite.
import { expect, test } from "./lab.ts";

test("a killed worker is replaced, its run and its newest options restored", async ({ lab, page }) => {
  test.setTimeout(90_000);
  await lab.open();
  await lab.play.click();
  await lab.reach(30);
  const old = page.workers();
  expect(old).toHaveLength(1);
  // The run that is restored is the newest full checkpoint; there is one every few seconds.
  const kept = () =>
    page.evaluate(() =>
      document.querySelector("vae-lab")!.store.state.value.checkpoints.some(({ step, full }) => full && step > 0),
    );
  await expect.poll(kept).toBe(true);
  const before = await lab.steps();
  await page.evaluate(() => document.querySelector("vae-lab")?.setOptions({ beta: 2.5 }));
  await old[0]?.evaluate(() => self.close()).catch(() => undefined);
  await expect(lab.notice).toContainText("lost", { timeout: 30_000 });
  await expect.poll(() => page.workers().some((worker) => worker !== old[0])).toBe(true);
  await expect.poll(() => lab.steps()).toBeGreaterThan(0);
  await lab.reach(before + 5);
  // The file that the new worker writes tells what it trains with.
  const file = await page.evaluate(async () => {
    const bytes = await document.querySelector("vae-lab")?.saveWeights();
    return new TextDecoder().decode(bytes?.subarray(0, 4096));
  });
  expect(file).toMatch(/\\"beta\\":\s*2\.5/);
});

test("a worker that is lost over the first images is replaced, and has handwriting", async ({ lab, page }) => {
  const asked = page.waitForRequest(/\/silent\.idx$/);
  await page.route(/\/silent\.idx$/, () => new Promise(() => undefined));
  await page.goto(`${lab.url}?build=simd&data=silent.idx`);
  await asked;
  await page.workers()[0]?.evaluate(() => {
    setTimeout(() => {
      throw new Error("more than it could bear");
    });
  });
  await expect(lab.notice).toContainText("lost (Uncaught Error: more than it could bear)");
  await expect(lab.dataset).toContainText("Handwriting");
  await lab.oneStep.click();
  await expect.poll(() => lab.steps()).toBe(1);
});

test("a loss that is not finite goes back to the last good state and says what to try", async ({ lab, page }) => {
  await lab.open();
  await lab.play.click();
  await lab.reach(20);
  await page.evaluate(async () => {
    const lab = document.querySelector("vae-lab");
    await lab?.setOptions({ optimizer: "sgd", lr: 10, clip: 0 });
  });
  await expect(lab.notice).toContainText("learning rate");
  await expect(lab.play).toBeVisible();
});

test("a browser without wasm SIMD is told so", async ({ page, lab }) => {
  await page.addInitScript(() => {
    WebAssembly.validate = () => false;
  });
  await page.goto(`${lab.url}?mode=lab`);
  await expect(lab.notice).toContainText("WebAssembly SIMD");
  // Another try would be of no use.
  await expect(lab.notice.getByRole("button")).toHaveCount(0);
});

test("an engine that is long in coming is waited for", async ({ lab, page }) => {
  await page.route(/\.wasm$/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    await route.continue();
  });
  await lab.open();
  await expect(lab.notice).toHaveCount(0);
  await lab.oneStep.click();
  await expect.poll(() => lab.steps()).toBe(1);
});

test("an engine that breaks off on its way is fetched again", async ({ lab, page }) => {
  let broken = 0;
  await page.route(/\.wasm$/, (route) => (broken++ < 2 ? route.abort() : route.continue()));
  await lab.open();
  expect(broken).toBe(3);
  await expect(lab.notice).toHaveCount(0);
  await lab.oneStep.click();
  await expect.poll(() => lab.steps()).toBe(1);
});

test("where the engine cannot be fetched, the reader is told so, and can go on when it is there", async ({
  lab,
  page,
}) => {
  await page.route(/\.wasm$/, (route) => route.abort());
  await page.goto(`${lab.url}?mode=lab`);
  await expect(lab.notice).toContainText(/The engine could not be loaded \(.+\)\. Reload the page/);
  await expect(lab.play).toBeDisabled();
  // The way on stays.
  await expect(lab.notice.getByRole("button")).toHaveText(["Reload the page"]);
  await page.unroute(/\.wasm$/);
  await lab.notice.getByRole("button").click();
  await expect(lab.play).toBeEnabled();
  await expect(lab.notice).toHaveCount(0);
});
