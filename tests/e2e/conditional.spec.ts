// The variational autoencoder that is given the image's class: the reader says which class a point is decoded to.
import { expect, test } from "./lab.ts";

const QUERY = "?build=simd&model=&condition=concat&hidden=64";

test("one point becomes an image of each class, while it trains and after", async ({ lab, page }) => {
  await lab.open(QUERY);
  const given = page.getByLabel("The class y that the model is given");
  await expect(given.getByRole("option")).toHaveText("0123456789".split(""));
  await lab.play.click();
  await lab.reach(300);
  await lab.pause.click();
  const manifold = page.getByTestId("latent-plane");
  await page.getByRole("button", { name: "Encodings", exact: true }).click();
  const seen = new Set<string>();
  const planes = new Set<string>();
  for (const label of ["1", "0", "7"]) {
    const before = await lab.picture();
    await given.selectOption(label);
    await expect.poll(() => lab.picture()).not.toBe(before);
    seen.add(await lab.picture());
    await expect
      .poll(async () => planes.has((await manifold.screenshot()).toString("base64")), { message: label })
      .toBe(false);
    planes.add((await manifold.screenshot()).toString("base64"));
  }
  expect(seen.size).toBe(3);
  // The element's methods take a class, or the one that is chosen: the seven of the picture is no zero.
  const [chosen, seven, zero] = await page.evaluate(async () => {
    const lab = document.querySelector("vae-lab")!;
    const z = new Float32Array([0, 0]);
    return Promise.all([undefined, 7, 0].map(async (label) => [...(await lab.decode(z, label))]));
  });
  expect(chosen).toEqual(seven);
  expect(zero).not.toEqual(seven);
});

test("slow motion shows the class of the image, and the formulas what is given", async ({ lab, page }) => {
  await lab.open(QUERY);
  await page.getByRole("tab", { name: "Flow", exact: true }).click();
  const shown = page.getByRole("group", { name: "y, the class of the image, which both networks are given" });
  await expect(shown).toHaveCount(2);
  await expect(shown.first()).toHaveText(/y = \d/);
  for (const sizes of ["794 → 64 → 2", "12 → 64 → 784"]) await expect(page.getByText(sizes)).toBeVisible();
});

test("images without classes are refused, and the model stays", async ({ lab }) => {
  await lab.open(QUERY);
  const { idxImages } = await import("./idx.ts");
  await lab.files.setInputFiles([{ name: "images", mimeType: "", buffer: idxImages(60, 28, 28) }]);
  await expect(lab.notice).toContainText("have no labels");
  await expect(lab.dataset).not.toContainText("60");
  await lab.oneStep.click();
  await expect.poll(() => lab.steps()).toBe(1);
});
