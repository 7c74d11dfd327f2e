// `<vae-svd>` on a page: a linear model that it begins itself, held to the components of its images, and a table of characters.
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import type { VaeElement } from "../../www/src/api.ts";
import { expect, test } from "./lab.ts";

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
/** The numbers of a part, in their order. */
const numbers = async (page: Page, part: string) =>
  [...(await page.getByTestId(part).innerText()).replaceAll("−", "-").matchAll(/-?\d+(?:\.\d+)?/g)].map(([number]) =>
    Number(number),
  );
const train = (page: Page, steps: number) =>
  page.evaluate((count) => (document.querySelector("vae-svd") as unknown as VaeElement).step(count), steps);

async function open(page: Page, site: string, attributes: string, width = 640): Promise<void> {
  const html = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>Article</title><link rel="icon" href="data:,"><script type="module" src="embed.js"></script>
    <body style="margin: 0"><main style="width: ${width}px"><vae-svd build="simd" ${attributes}></vae-svd></main>`;
  await page.route(`${site}article.html`, (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.goto(`${site}article.html`);
}

test("a linear autoencoder falls on the curve of the SVD, and a linear VAE keeps as many dimensions as predicted", async ({
  lab,
  page,
}) => {
  test.setTimeout(120_000);
  await open(page, lab.url, 'lang="en"');
  await expect(button(page, "Linear autoencoder")).toHaveAttribute("aria-pressed", "true");
  // A new model knows nothing; the components of 20,000 images take seconds.
  const error = page.getByRole("img", { name: /^Squared error that the first k/ });
  await expect(error).toBeVisible({ timeout: 60_000 });
  const excess = async () => (await numbers(page, "linear-errors"))[2] ?? Number.NaN;
  const angle = async () => (await numbers(page, "linear-angle"))[0] ?? Number.NaN;
  await expect.poll(excess).toBeGreaterThan(50);
  await expect.poll(angle).toBeGreaterThan(70);
  await train(page, 1500);
  await expect.poll(excess).toBeLessThan(1);
  expect(await excess()).toBeGreaterThan(-1);
  // The subspace is found, its columns are not the components until the rotation is taken out.
  await expect.poll(angle).toBeLessThan(35);
  const picture = () =>
    page
      .getByRole("img", { name: /^model, its|^model$/ })
      .last()
      .screenshot();
  const turned = (await picture()).toString("base64");
  await button(page, "Un-rotate").click();
  await expect.poll(async () => (await picture()).toString("base64")).not.toBe(turned);
  const { violations } = await new AxeBuilder({ page }).include("vae-svd").analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`)).toEqual([]);

  await button(page, "Linear VAE").click();
  await expect(page.getByText("Which dimensions are worth their nats")).toBeVisible();
  await expect.poll(async () => (await numbers(page, "linear-alive")).slice(0, 2)).toEqual([6, 8]);
  await train(page, 1500);
  await expect.poll(() => numbers(page, "linear-alive")).toEqual([6, 8, 6]);
  // −ELBO is above −log p(x), by little.
  const [loss = Number.NaN, best = Number.NaN] = (await numbers(page, "linear-evidence")).slice(-2);
  expect(loss - best).toBeLessThan(0.5);
  expect(loss - best).toBeGreaterThan(-0.5);
  // A larger σ is said to leave fewer, and the run goes on.
  await page.getByRole("slider", { name: /^Pixel σ/ }).press("PageUp");
  await expect.poll(async () => (await numbers(page, "linear-alive"))[0]).toBeLessThan(6);
  expect(await page.evaluate(() => (document.querySelector("vae-svd") as unknown as VaeElement).metrics.step)).toBe(
    1500,
  );
});

for (const [width, lang, theme] of [
  [320, "zh", "dark"],
  [690, "en", "light"],
] as const)
  test(`the table of characters is filled in ${lang}, in ${width} px and ${theme} colours`, async ({ lab, page }) => {
    await open(page, lab.url, `lang="${lang}" theme="${theme}"`, width);
    const said = page.getByTestId("characters");
    await expect(said).toContainText("0.50");
    await expect(said).toContainText("2.92, 0.68");
    const overflow = await page.locator("vae-svd").evaluate((host) => host.scrollWidth - host.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    const count = page.getByRole("spinbutton", { name: "魔术" });
    const made = page.getByRole("table").nth(1);
    // What is negative is cut off, unless the reader wants to see it.
    await count.fill("-9");
    await count.press("Enter");
    await expect(made).not.toContainText("−");
    await page.getByRole("checkbox", { name: "ReLU" }).uncheck();
    await expect(made).toContainText("−");
    // What is no number, or out of range, changes nothing or goes to the end of the range.
    await count.fill("");
    await count.press("Enter");
    await expect(count).toHaveValue("-9");
    await count.fill("100");
    await count.press("Enter");
    await expect(count).toHaveValue("9");
    await page.getByRole("button", { name: lang === "en" ? "Restore the table" : "恢复表格" }).click();
    await expect(said).toContainText("2.92, 0.68");
    // Of rank 2 it is the table itself.
    await page.getByRole("button", { name: lang === "en" ? "rank 2" : "秩 2", exact: true }).click();
    await expect(said).toContainText("0.00");
    const { violations } = await new AxeBuilder({ page }).include("vae-svd").analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`)).toEqual([]);
  });
