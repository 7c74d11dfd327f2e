// `<vae-gan>` on a page: two players that it begins itself, steps of one alone, slow motion, a critic, and D over one value; and
// `<vae-clouds>`, whose critic follows a cloud that is dragged; `<vae-entropy>`, whose points are dragged or climb; and
// `<vae-square>`, whose sums fall as a VAE, EM and a GAN move.
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./lab.ts";

async function open(page: Page, site: string, element: string): Promise<void> {
  const html = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>Article</title><link rel="icon" href="data:,"><script type="module" src="embed.js"></script>
    <body style="margin: 0"><main style="width: 640px"><${element} build="simd" lang="en"></${element}></main>`;
  await page.route(`${site}article.html`, (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.goto(`${site}article.html`);
}

test("two players train on points, by hand and by themselves, and what is exact stands beside them", async ({
  lab,
  page,
}) => {
  test.setTimeout(120_000);
  await open(page, lab.url, "vae-gan");
  const modes = page.getByTestId("modes");
  const step = page.getByTestId("gan-step");
  await expect(modes).toHaveText("Modes found: 0 of 8");
  await expect(page.getByText(/^Mode 8: .* lost$/)).toBeAttached();
  // One player alone: each of its steps is a round.
  await page.getByRole("button", { name: "D: +5, the discriminator alone" }).click();
  await expect(step).toHaveText("Round 5");
  const picture = page.getByTestId("gan-picture");
  const look = async () => (await picture.screenshot()).toString("base64");
  const before = await look();
  await page.getByRole("button", { name: "G: +1, the generator alone" }).click();
  await expect(step).toHaveText("Round 6");
  await expect.poll(look).not.toBe(before);
  // Slow motion makes a round run by run.
  await page.getByTestId("gsteps").selectOption("2");
  await page.getByRole("button", { name: "Slow motion" }).click();
  const turn = page.getByTestId("turn");
  await expect(turn).toHaveText(/^D’s step 1 of 1/);
  await expect(turn).toHaveText(/^G’s step 2 of 2/);
  await expect(step).toHaveText("Round 7");
  await page.getByRole("button", { name: "Slow motion" }).click();
  const slider = page.getByRole("slider", { name: /Anchor/ });
  await slider.press("End");
  await expect(page.getByTestId("anchor")).toHaveText("100");
  await slider.press("Home");
  // One value: the best discriminator, exactly; then a critic, whose W₁ has the exact one beside it.
  await page.getByRole("radio", { name: "Two bumps" }).check();
  await expect(page.getByRole("img", { name: /beside the best there is/ })).toBeVisible();
  const figures = page.getByTestId("gan-figures");
  const variation = async () => Number(/exact\s+([\d.]+)/.exec(await figures.innerText())?.[1]);
  await expect.poll(variation).toBeGreaterThan(0.5);
  await page.getByRole("button", { name: "Train", exact: true }).click();
  await expect.poll(variation, { timeout: 60_000 }).toBeLessThan(0.45);
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await page.getByTestId("adversary").selectOption("wasserstein");
  await expect(page.getByTestId("dsteps")).toHaveValue("5");
  await expect(figures).toContainText("W₁ as the critic sees it");
  await expect(figures).toContainText(/exact: \d/);
  const { violations } = await new AxeBuilder({ page }).include("vae-gan").analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
});

test("a critic follows a cloud that is dragged, and stands beside the exact distance", async ({ lab, page }) => {
  await open(page, lab.url, "vae-clouds");
  const figures = page.getByTestId("clouds-figures");
  const numbers = async () =>
    [...(await figures.innerText()).matchAll(/ (\d+\.\d+)/g)].map(([, number]) => Number(number));
  const apart = async () => {
    const [said = Number.NaN, exact = Number.NaN] = await numbers();
    return Math.abs(said / exact - 1);
  };
  await expect.poll(apart, { timeout: 60_000 }).toBeLessThan(0.08);
  const [, before = Number.NaN] = await numbers();
  const cloud = page.getByRole("slider", { name: "The cloud q, to drag" });
  const box = (await cloud.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x + 0.21 * box.width, y - 0.12 * box.height);
  await page.mouse.down();
  await page.mouse.move(x + 0.05 * box.width, y - 0.3 * box.height, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await numbers())[1]).not.toBe(before);
  await expect.poll(apart, { timeout: 60_000 }).toBeLessThan(0.08);
  const { violations } = await new AxeBuilder({ page }).include("vae-clouds").analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
});

test("points tell their entropy as they are dragged, by mouse and keys, and lie like N(0, I) once it has risen", async ({
  lab,
  page,
}) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await open(page, lab.url, "vae-entropy");
  const figures = page.getByTestId("entropy-figures");
  const numbers = async () => [...(await figures.innerText()).matchAll(/\d+\.\d+/g)].map(([number]) => Number(number));
  const plane = page.getByRole("group", { name: /^Fifty points/ });
  await expect(figures).toContainText("H of N(0, I) 2.838 nats");
  const [first = Number.NaN] = await numbers();
  await plane.press("ArrowRight");
  await expect.poll(async () => (await numbers())[0]).not.toBe(first);
  await plane.press("PageDown");
  await expect(page.locator("#point")).toContainText("Point 2 at");
  // Onto one another: where two are in one place there is next to no distance.
  const place = async () => {
    const text = (await page.locator("#point").innerText()).replaceAll("−", "-");
    const [, x, y] = /at (-?[\d.]+), (-?[\d.]+)/.exec(text)!;
    const box = (await plane.boundingBox())!;
    const scale = (0.84 * box.width) / 6;
    return [box.x + (Number(x) + 3) * scale, box.y + box.height - (Number(y) + 3) * scale] as const;
  };
  const own = await place();
  await plane.press("PageDown");
  const other = await place();
  await page.mouse.move(...own);
  await page.mouse.down();
  await page.mouse.move(...other, { steps: 4 });
  await page.mouse.up();
  await expect(page.locator("#point")).toContainText("Point 2 at");
  expect((await numbers())[0]).toBeLessThan(first - 0.1);
  await page.getByRole("button", { name: "Two heaps" }).click();
  const [, , far = Number.NaN] = await numbers();
  expect(far).toBeGreaterThan(0.2);
  await page.getByRole("button", { name: "Let H rise" }).click();
  await expect(figures).toContainText("Steps up 800");
  const [risen = 0, , x = 1, y = 1] = await numbers();
  expect(risen).toBeGreaterThan(2.838);
  expect(Math.max(x, y)).toBeLessThan(0.08);
  await expect(page.getByText(/which no distribution of variance 1 can be/)).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include("vae-entropy").analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
});

test("three methods bring two joint distributions together, and the sums over cells agree", async ({ lab, page }) => {
  await open(page, lab.url, "vae-square");
  const sum = async (name: string) => Number((await page.getByTestId(`square-${name}`).innerText()).replace("−", "-"));
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  await expect.poll(() => sum("joint")).toBeGreaterThan(1);
  await button("Train").click();
  await expect.poll(() => sum("joint"), { timeout: 60_000 }).toBeLessThan(0.2);
  await expect(page.getByText("the sum of the next two, off by 0.0000 ✓")).toHaveCount(2);
  // EM stops what trains; its E-step leaves no gap, its M-step lowers the divergence.
  await button("EM").click();
  await expect(page.getByTestId("square-step")).toHaveText("Step 0");
  await button("E-step").click();
  await expect(page.getByTestId("square-conditional")).toHaveText("0.000");
  const before = await sum("joint");
  await button("M-step").click();
  await expect.poll(() => sum("joint")).toBeLessThan(before);
  await button("Run EM").click();
  await expect.poll(() => sum("joint"), { timeout: 30_000 }).toBeLessThan(0.01);
  await expect(button("Run EM")).toBeVisible({ timeout: 30_000 });
  // A GAN has no encoder: nothing is left but the margins of x.
  await button("GAN").click();
  await expect(page.getByRole("img", { name: /^x across, z up/ })).toBeVisible();
  await expect(page.getByTestId("square-conditional")).toHaveText("0.000");
  expect(await sum("joint")).toBe(await sum("x"));
  await button("Only q").click();
  const { violations } = await new AxeBuilder({ page }).include("vae-square").analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
});
