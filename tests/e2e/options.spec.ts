// Options as a person changes them: what waits for a restart, presets, sliders, stop rules.
import { expect, test } from "./lab.ts";

test("changes that need a restart wait on a button that names them; others take effect at once", async ({
  lab,
  page,
}) => {
  await lab.open();
  await lab.play.click();
  await lab.reach(10);
  await page.getByLabel("Latent dimensions").fill("8");
  await page.keyboard.press("Enter");
  await page.getByLabel("Hidden layers").fill("64");
  await page.keyboard.press("Enter");
  const restart = page.getByRole("button", { name: /^Restart with/ });
  await expect(restart).toHaveAccessibleName("Restart with 2 changes Hidden layers 400 → 64 Latent dimensions 2 → 8");
  // β in the middle of the run.
  const slider = page.getByRole("slider", { name: "KL weight" });
  await slider.fill("0");
  await expect(page.getByRole("spinbutton", { name: /^KL weight/ })).toHaveValue("0");
  const step = await lab.steps();
  expect(step).toBeGreaterThanOrEqual(10);
  await lab.reach(step + 5);
  await lab.pause.click();
  await restart.press("Enter");
  await expect(restart).toBeHidden();
  // Keys go on from where the button was.
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("VAE-LAB");
  await expect.poll(() => lab.steps()).toBe(0);
  await expect(page.getByLabel("Latent dimensions")).toHaveValue("8");
});

test("what is being typed stays, whatever changes meanwhile", async ({ lab, page }) => {
  await lab.open();
  const hidden = page.getByLabel("Hidden layers");
  await hidden.fill("12");
  await page.evaluate(() => document.querySelector("vae-lab")?.setOptions({ beta: 2 }));
  await expect(page.getByRole("spinbutton", { name: /^KL weight/ })).toHaveValue("2");
  await expect(hidden).toHaveValue("12");
  await page.keyboard.type("8");
  await page.keyboard.press("Enter");
  const now = () => page.evaluate(() => document.querySelector("vae-lab")?.store.model.options.value["hidden"]);
  await expect.poll(now).toEqual([128]);
});

test("what is refused is said beside its control, and nothing waits for it", async ({ lab, page }) => {
  await lab.open();
  await lab.oneStep.click();
  await expect.poll(() => lab.steps()).toBe(1);
  await page.getByLabel("Latent dimensions").fill("65");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("from 1 to 64");
  await expect(page.getByLabel("Latent dimensions")).toHaveValue("2");
  await expect(page.getByRole("button", { name: /^Restart with/ })).toBeHidden();
  await page.getByLabel("Latent dimensions").fill("3");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Discard the changes" }).click();
  await expect(page.getByLabel("Latent dimensions")).toHaveValue("2");
  expect(await lab.steps()).toBe(1);
});

test("a preset says what it shows, and brings its data", async ({ lab, page }) => {
  await lab.open();
  await page.getByLabel("Preset").selectOption("Noise instead of digits");
  await expect(lab.dataset).toContainText("Noise");
  await expect(page.getByText("There is nothing to learn")).toBeVisible();
  await page.getByLabel("Preset").selectOption("Too small");
  await expect(page.getByLabel("Hidden layers")).toHaveValue("8");
  await expect(lab.dataset).toContainText("Handwriting");
  await page.getByLabel("KL weight").first().fill("2");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Preset").locator("option:checked")).toHaveText("Your own choice");
});

test("the collapse preset collapses: KL comes down to nothing", async ({ lab, page }) => {
  await lab.open("?build=simd&preset=collapse&hidden=64");
  await lab.play.click();
  const kl = () => page.evaluate(() => document.querySelector("vae-lab")?.metrics.kl);
  await expect.poll(kl, { timeout: 40_000 }).toBeLessThan(0.05);
});

test("training stops by itself where it is told to, also unseen, and goes on when asked", async ({ lab, page }) => {
  await lab.open("?build=simd&hidden=16");
  await page.getByText("Stop automatically").click();
  await page.getByLabel("Steps", { exact: true }).fill("30");
  await page.keyboard.press("Enter");
  // An unseen page draws nothing, but its worker goes on.
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
    document.dispatchEvent(new Event("visibilitychange"));
    void document.querySelector("vae-lab")?.train();
  });
  await expect.poll(() => page.evaluate(() => document.querySelector("vae-lab")?.metrics.step)).toBe(30);
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => false });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await expect(lab.notice).toHaveText(/stopped automatically at 30 steps/);
  await expect(lab.play).toBeVisible();
  // The epoch's rule is met in the middle of a batch: a fifth of 20,000 images are 31.25 batches of 128.
  await page.getByLabel("Epochs", { exact: true }).fill("0.3");
  await page.keyboard.press("Enter");
  await lab.play.click();
  await expect(lab.notice).toHaveText(/at 0.3 epochs/);
  expect(await lab.steps()).toBe(47);
  // At first such a model is above 400 nats.
  await page.getByLabel("Held-out loss, nats").fill("250");
  await page.keyboard.press("Enter");
  await lab.play.click();
  await expect(lab.notice).toHaveText(/at a held-out loss of 250 nats/, { timeout: 40_000 });
  // Another evaluation, at the step where it waits, may be a little above again.
  const heldOut = await page.evaluate(() => document.querySelector("vae-lab")!.store.run.curve.heldOut);
  expect(Math.min(...heldOut.slice(-2).map(({ values }) => values[0] ?? Number.NaN))).toBeLessThanOrEqual(250);
  await page.getByLabel("Seconds of training").fill("0");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("a number from 1");
});

test("a decimal comma and a Chinese full stop are typed as what they mean", async ({ lab, page }) => {
  await lab.open();
  const beta = page.getByRole("spinbutton", { name: "KL weight" });
  for (const typed of ["0,5", "0。5", "０．５"]) {
    await beta.fill("");
    await beta.focus();
    // As a keyboard of that language does, one after the other.
    for (const one of typed) await page.keyboard.insertText(one);
    await expect(beta).toHaveValue("0.5");
  }
});

test("a class can be left out where training has more than one", async ({ lab, page }) => {
  for (const [data, classes] of [
    ["handwriting", true],
    ["pulse", false],
  ] as const) {
    await lab.open(`?build=simd&model=&data=${data}`);
    await page.getByRole("button", { name: "More options" }).click();
    await expect(page.getByLabel("Batch size")).toBeVisible();
    await expect(page.getByLabel("Left-out class")).toBeVisible({ visible: classes });
  }
});
