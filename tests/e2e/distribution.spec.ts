// `<vae-distribution>` on a page: toy data that the element loads itself, a decoder that learns it, and what is seen of it.
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import type { VaeElement } from "../../www/src/api.ts";
import { expect, test } from "./lab.ts";

const element = (page: Page) => page.locator("vae-distribution");
const held = (page: Page) => page.getByRole("slider");
const figures = (page: Page) => page.getByTestId("distribution-figures");
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const choice = (page: Page, name: string) => page.getByRole("radio", { name, exact: true });

/** The numbers of a text in their order. */
const numbers = (text: string | null) =>
  [...(text ?? "").replaceAll("−", "-").matchAll(/-?\d+(?:\.\d+)?/g)].map(([number]) => Number(number));

/** A page that is not ours, with the element in a column of some width; waits until it has its data. */
async function open(page: Page, site: string, attributes = 'lang="en"', width = 640): Promise<void> {
  const html = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>Article</title><link rel="icon" href="data:,"><script type="module" src="embed.js"></script>
    <body style="margin: 0"><main style="width: ${width}px">
    <vae-distribution build="simd" ${attributes}></vae-distribution></main>`;
  await page.route(`${site}article.html`, (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.goto(`${site}article.html`);
  await expect(held(page)).toBeVisible();
}

const scripted = (page: Page) =>
  page.evaluateHandle(() => document.querySelector("vae-distribution") as unknown as VaeElement);
const train = async (page: Page, steps: number) =>
  (await scripted(page)).evaluate((lab, count) => lab.step(count), steps);
const decode = async (page: Page, z: number[]): Promise<number[]> =>
  (await scripted(page)).evaluate(async (lab, place) => [...(await lab.decode(Float32Array.from(place)))], z);

/** How far p(x) is from the data, or which percentage of the samples lies off it. */
async function nearness(page: Page): Promise<number> {
  const text = await figures(page).innerText();
  return numbers(text.split(/distance of p\(x\) from the data|Samples off the data/)[1] ?? "")[0] ?? Number.NaN;
}

test("it loads data of one value, and training brings p(x) to it", async ({ lab, page }) => {
  await open(page, lab.url);
  await expect(choice(page, "Two bumps")).toBeChecked();
  await expect.poll(() => nearness(page)).toBeGreaterThan(0.6);
  await train(page, 4000);
  await expect.poll(() => nearness(page)).toBeLessThan(0.15);
  // As many of N(0, 1) lie below z as of the data below x̂ (above it, where the curve falls).
  await expect(page.getByText(/^z = 0.50 → .* Below z: 69\s% of N\(0, 1\)/)).toBeVisible();
  const reading = await page.getByText(/Below z:/).innerText();
  const [share = Number.NaN] = numbers(reading.split("of N(0, 1).")[1] ?? "");
  expect(Math.abs(share - 69)).toBeLessThan(15);
});

test("in two dimensions samples come to lie on the data", async ({ lab, page }) => {
  await open(page, lab.url);
  await choice(page, "Ring").check();
  await expect(page.getByRole("img", { name: /^The same samples/ })).toBeVisible();
  await expect.poll(() => nearness(page)).toBeGreaterThan(90);
  await train(page, 4000);
  await expect.poll(() => nearness(page)).toBeLessThan(25);
});

test("the z that is held follows keys and the mouse, and its x̂ is what the decoder says", async ({ lab, page }) => {
  await open(page, lab.url);
  /** Waits until the z that is held is as expected, and x̂ what the decoder makes of it; gives x̂. */
  const settles = async (expected: (z: number[]) => void, latent: number) => {
    let xhat: number[] = [];
    await expect(async () => {
      const said = numbers(await held(page).getAttribute("aria-valuetext"));
      const z = said.slice(0, latent);
      xhat = said.slice(latent);
      expected(z);
      // Both are said to two decimals, and these decoders are nowhere steep.
      const decoded = await decode(page, z);
      decoded.forEach((value, at) => expect(Math.abs(value - (xhat[at] as number))).toBeLessThan(0.02));
    }).toPass();
    return xhat;
  };
  const at =
    (...place: number[]) =>
    (z: number[]) =>
      expect(z).toEqual(place);
  await choice(page, "Uniform").check();
  await train(page, 1500);
  const [before = 0] = await settles(at(0.5), 1);
  await held(page).press("ArrowRight");
  await settles(at(0.55), 1);
  await held(page).press("Shift+ArrowLeft");
  const [after = 0] = await settles(at(0.05), 1);
  expect(Math.abs(after - before)).toBeGreaterThan(0.05);
  await held(page).press("Home");
  await settles(at(0), 1);

  await choice(page, "Spiral").check();
  await expect(page.getByRole("img", { name: /^The same samples/ })).toBeVisible();
  const box = await held(page).boundingBox();
  if (!box) throw new Error("the plane of z is not on the screen");
  await page.mouse.move(box.x + box.width * 0.75, box.y + box.height * 0.25);
  await settles((z) => expect(Math.min(...z)).toBeGreaterThan(1), 2);
  await held(page).press("Home");
  await held(page).press("ArrowDown");
  await settles(at(0, -0.05), 2);
});

test("the keys choose the data; the run starts, pauses and starts over; samples are drawn anew", async ({
  lab,
  page,
}) => {
  await open(page, lab.url);
  await choice(page, "Two bumps").focus();
  await page.keyboard.press("ArrowRight");
  await expect(choice(page, "Uniform")).toBeChecked();
  await button(page, "Train").click();
  await button(page, "Pause").click();
  await expect(page.getByRole("status").filter({ hasText: "Total variation distance of p(x)" })).toBeAttached();
  const picture = async () => (await held(page).screenshot()).toString("base64");
  const before = await picture();
  await button(page, "New samples of z").click();
  await expect.poll(picture).not.toBe(before);
  await button(page, "Reset").click();
  await expect(button(page, "Reset")).toBeDisabled();
  await expect.poll(() => scripted(page).then((lab) => lab.evaluate(({ metrics }) => metrics.step))).toBe(0);
});

test("with autoplay it trains on its own data", async ({ lab, page }) => {
  await open(page, lab.url, 'lang="en" autoplay');
  await expect(button(page, "Pause")).toBeVisible();
  await expect.poll(() => nearness(page)).toBeLessThan(0.3);
  await expect(choice(page, "Two bumps")).toBeChecked();
});

for (const [width, theme] of [
  [300, "light"],
  [640, "dark"],
  [1200, "light"],
] as const) {
  test(`it fits ${width} px in ${theme} colours, and can be used without seeing it`, async ({ lab, page }) => {
    await open(page, lab.url, `lang="en" theme="${theme}"`, width);
    for (const name of ["Two moons", "Skewed"]) {
      await choice(page, name).check();
      await expect(page.getByRole("img", { name: /^The same samples/ })).toHaveCount(name === "Two moons" ? 1 : 0);
      const overflow = await element(page).evaluate((host) => host.scrollWidth - host.clientWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      const { violations } = await new AxeBuilder({ page }).include("vae-distribution").analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`)).toEqual([]);
    }
  });
}

test("it speaks Chinese", async ({ lab, page }) => {
  await open(page, lab.url, 'lang="zh"');
  await expect(page.getByRole("heading", { name: "从 N(0, I) 到数据" })).toBeVisible();
  await expect(choice(page, "双峰")).toBeChecked();
});
