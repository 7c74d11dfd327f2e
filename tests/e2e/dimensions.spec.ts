// The latent dimensions: what each says, looks like and follows.
import { expectNoViolation } from "./axe.ts";
import { expect, type Lab, settled, test } from "./lab.ts";

/** Pauses, and waits until the figures are those of the last step. */
async function pause(lab: Lab): Promise<void> {
  await lab.pause.click();
  await expect(lab.play).toBeVisible();
  const evaluated = () =>
    lab.page.evaluate(() => {
      const { run, state } = document.querySelector("vae-lab")!.store;
      return run.curve.heldOut.at(-1)?.step === state.value.metrics.step;
    });
  await expect.poll(evaluated).toBe(true);
}

test("dimensions are sorted by their KL, and those that say nothing say so", async ({ lab, page }) => {
  test.slow();
  // So strong a pull to the prior that hardly a dimension is worth it.
  await lab.open("?build=simd&latent=8&beta=16&batch=32&hidden=64");
  await lab.play.click();
  await page.getByRole("tab", { name: "Dimensions" }).click();
  const rows = page.getByTestId("dimension");
  await expect(rows).toHaveCount(8);
  await expect(rows.last()).toContainText("inactive", { timeout: 60_000 });
  await pause(lab);
  const texts = await settled(() => rows.allInnerTexts());
  const kl = texts.map((text) => Number(/\d+\.\d+/.exec(text)?.[0]));
  expect(kl).toEqual([...kl].sort((a, b) => b - a));
  // The texts round it.
  const exact = await page.evaluate(
    () => document.querySelector("vae-lab")!.store.model.evaluation.value!.byDimension["kl"]!,
  );
  const sorted = [...exact].sort((a, b) => b - a);
  for (const [at, text] of texts.entries()) {
    expect(text.includes("inactive")).toBe((sorted[at] as number) < 0.01);
    expect(kl[at]).toBeCloseTo(sorted[at] as number, 2);
    expect(text).toMatch(/mean [−\d.]+\s*variance [\d.]+/);
  }
  // An inactive dimension's posterior is the prior.
  expect(Number(/variance ([\d.]+)/.exec(texts.at(-1) as string)?.[1])).toBeCloseTo(1, 0);

  // The KL in its two parts, which together are that of the images' own q(z|x).
  const parts = page.getByRole("group").filter({ hasText: "The KL in two parts" });
  await parts.getByText("The KL in two parts").click();
  const read = async () => {
    const [information, marginal] = await Promise.all(
      ["information", "marginal"].map(async (key) =>
        Number((await parts.getByTestId(key).innerText()).replace("−", "-")),
      ),
    );
    const [, total, images] = /KL ([\d.]+) nats, of (\d+) encoded images/.exec(await parts.innerText()) ?? [];
    return { information: information!, marginal: marginal!, total: Number(total), images: Number(images) };
  };
  const { information, marginal, total, images } = await read();
  expect(information).toBeGreaterThan(0);
  expect(information + marginal).toBeCloseTo(total, 6);
  const divergence = await page.evaluate((images) => {
    const { mu, logvar } = document.querySelector("vae-lab")!.store.model.encodings.value!;
    const each = Array.from(
      mu.subarray(0, 8 * images),
      (mean, at) => mean ** 2 + Math.exp(logvar![at]!) - logvar![at]! - 1,
    );
    return each.reduce((sum, value) => sum + value / 2, 0) / images;
  }, images);
  // Two roundings of the parts.
  expect(Math.abs(total - divergence)).toBeLessThan(0.011);
  // It is live.
  await page.evaluate(async () => {
    const lab = document.querySelector("vae-lab")!;
    await lab.setOptions({ beta: 0 });
    await lab.step(40);
  });
  await expect.poll(async () => (await read()).total).toBeGreaterThan(total + 0.5);
  await expectNoViolation(page);
});

test("a strip shows a dimension from end to end and sets it at the pin", async ({ lab, page }) => {
  await lab.open();
  await lab.play.click();
  await lab.reach(60);
  await lab.pause.click();
  await page.getByRole("tab", { name: "Dimensions" }).click();
  const strip = page.getByRole("slider", { name: "z₂ of the pin" });
  await expect(strip).toHaveAttribute("aria-valuetext", "z₂ = 0.50");
  await strip.focus();
  await page.keyboard.press("ArrowRight");
  await expect(strip).toHaveAttribute("aria-valuetext", "z₂ = 0.60");
  await page.keyboard.press("Shift+ArrowLeft");
  await expect(strip).toHaveAttribute("aria-valuetext", "z₂ = 0.10");
  await page.keyboard.press("End");
  expect(await lab.place()).toEqual([0.5, 3]);
  const box = await strip.boundingBox();
  if (!box) throw new Error("no strip");
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  expect((await lab.place())[1]).toBeCloseTo(0, 1);
});

test("with handwriting, the table says which factors the dimensions follow, and goes on saying it", async ({
  lab,
  page,
}) => {
  await lab.open();
  await lab.play.click();
  await lab.reach(100);
  await page.getByRole("tab", { name: "Dimensions" }).click();
  const table = page.getByRole("table", { name: "Which factors did it find?" });
  for (const factor of [
    "digit",
    "slant",
    "thickness",
    "width",
    "rotation",
    "curvature",
    "pressure",
    "wobble",
    "style",
  ]) {
    await expect(table.getByRole("columnheader", { name: factor })).toBeVisible();
  }
  const values = async () =>
    (await table.getByRole("cell").allInnerTexts()).map((text) => Number(text.replace("−", "-")));
  const before = await values();
  expect(before).toHaveLength(2 * 9);
  for (const value of before) expect(Math.abs(value)).toBeLessThanOrEqual(1);
  expect(Math.max(...before.map(Math.abs))).toBeGreaterThan(0.3);
  await expect.poll(values).not.toEqual(before);
  await pause(lab);
  const pearson = await settled(values);
  await page.getByRole("button", { name: "Rank" }).click();
  await expect.poll(values).not.toEqual(pearson);
  await expect(page.getByText("Spearman's ρ")).toBeVisible();
});
