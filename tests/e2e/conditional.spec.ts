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

test("where only the prior knows the class, each has its circle and its samples", async ({ lab, page }) => {
  await lab.open("?build=simd&model=&condition=prior&hidden=64&lr=0.004");
  const plane = page.getByTestId("latent-plane");
  await lab.play.click();
  await lab.reach(300);
  await lab.pause.click();
  await expect(page.getByText("priors N(m, I) of the classes")).toBeVisible();
  const samples = page.getByTestId("samples");
  const before = await samples.screenshot();
  await page.getByLabel("The class y that the model is given").selectOption("1");
  await expect.poll(async () => (await samples.screenshot()).equals(before)).toBe(false);
  // The circles are a layer.
  const backdrop = plane.locator("canvas.backdrop");
  const pixels = () => backdrop.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  const shown = await pixels();
  await page.getByRole("button", { name: "Layers" }).click();
  await page.getByRole("switch", { name: "Prior" }).click();
  await expect.poll(pixels).not.toBe(shown);
  await expect(page.getByText("priors N(m, I) of the classes")).toBeHidden();
  // No other prior takes their place.
  await expect(page.getByText("prior N(0, I)")).toBeHidden();
});

test("in an article a drawn digit is recognised, and the others follow in its hand", async ({ lab, page }) => {
  const html = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>Article</title><link rel="icon" href="data:,"><script type="module" src="embed.js"></script>
    <main style="width: 640px"><vae-conditional build="simd" lang="en" options="hidden=64&lr=0.004"></vae-conditional></main>`;
  await page.route(`${lab.url}article.html`, (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.goto(`${lab.url}article.html`);
  const panel = page.locator("vae-conditional-panel");
  const ten = panel.getByRole("img", { name: /^z decoded as / });
  await expect(ten).toHaveCount(10);
  await panel.getByRole("button", { name: "Train" }).click();
  const steps = async () => Number((await panel.getByText(/^step/).innerText()).replace(/\D/g, ""));
  await expect.poll(steps).toBeGreaterThan(400);
  await panel.getByRole("button", { name: "Pause" }).click();
  const first = await ten.nth(8).screenshot();
  const box = await page.getByRole("application", { name: "Drawing pad" }).boundingBox();
  if (!box) throw new Error("there is no pad");
  await page.mouse.move(box.x + 0.55 * box.width, box.y + 0.15 * box.height);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.45 * box.width, box.y + 0.85 * box.height, { steps: 8 });
  await page.mouse.up();
  await expect(panel.getByText("Likeliest: 1")).toBeVisible();
  await expect(panel.getByRole("combobox", { name: "I wrote a" })).toHaveValue("1");
  await expect.poll(async () => (await ten.nth(8).screenshot()).equals(first)).toBe(false);
  await panel.getByRole("button", { name: "Tell the class of 300 held-out images" }).click();
  await expect(panel.getByTestId("accuracy")).toContainText(" of 300 right");
  const right = Number((await panel.getByTestId("accuracy").innerText()).split(" ")[0]);
  expect(right).toBeGreaterThan(150);
});

test("an autoencoder and a VAE of the same seed stand beside it, trained as long", async ({ lab, page }) => {
  const html = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>Article</title><link rel="icon" href="data:,"><script type="module" src="embed.js"></script>
    <main style="width: 640px"><vae-conditional build="simd" lang="en" options="hidden=64&lr=0.004"></vae-conditional></main>`;
  await page.route(`${lab.url}article.html`, (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.goto(`${lab.url}article.html`);
  const figure = page.locator("vae-conditional");
  const images = page.getByRole("img", { name: /^The same (z, decoded|hand in) / });
  await figure.evaluate((element) => (element as HTMLElement & { ready: Promise<void> }).ready);
  await expect(images).toHaveCount(0);
  await page.getByRole("button", { name: "An autoencoder and a VAE beside it" }).click();
  await expect(images).toHaveCount(3);
  await figure.evaluate((element) => (element as HTMLElement & { step(n: number): Promise<void> }).step(200));
  await expect(page.getByText("One z in three models: one seed, the same images, 200 steps each.")).toBeVisible();
  const pictures = () =>
    Promise.all([0, 1, 2].map(async (at) => (await images.nth(at).screenshot()).toString("base64")));
  const first = await pictures();
  expect(new Set(first).size).toBe(3);
  // Each is of the same z: all follow the pin.
  await figure.evaluate((element) => {
    (element as HTMLElement & { pins: string }).pins = "2,-1.5";
  });
  for (const at of [0, 1, 2]) await expect.poll(async () => (await pictures())[at] !== first[at]).toBe(true);
  // They go as they came.
  await page.getByRole("button", { name: "An autoencoder and a VAE beside it" }).click();
  await expect(images).toHaveCount(0);
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
