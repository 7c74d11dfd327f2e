// log p(x) of one image, its bounds and the true posterior: in the lab, and as an element on a page.
import type { Page } from "@playwright/test";
import { expectNoViolation } from "./axe.ts";
import { expect, settled, test } from "./lab.ts";

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const slider = (page: Page) => page.getByRole("slider", { name: /samples of z$/ });

/** A number of the panel by its name, once it is known. */
async function figure(page: Page, name: RegExp): Promise<number> {
  const row = page.locator("vae-evidence-panel dl > div").filter({ has: page.locator("dt", { hasText: name }) });
  const text = (await row.getByRole("definition").innerText()).replace("−", "-");
  return Number(text);
}

/** Those of the first part, once they are of one answer. */
async function figures(page: Page) {
  await expect.poll(() => figure(page, /^log p\(x\), exact/)).toBeLessThan(0);
  const [exact, bound, gap] = await settled(() =>
    Promise.all([figure(page, /^log p\(x\), exact/), figure(page, /^Bound: the ELBO/), figure(page, /^Gap/)]),
  );
  return { exact, bound, gap };
}

/** −ELBO and −log p(x), or −L, of the chart while the model trains, and the gap where it is known. */
async function charted(page: Page): Promise<number[]> {
  const texts = await page.getByTestId("evidences").getByRole("definition").allInnerTexts();
  return texts.map((text) => Number(text.replace("−", "-")));
}

/** How many pixels of the layer on the plane are painted. */
const painted = (page: Page) =>
  page.getByTestId("judged").evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((value, at) => at % 4 === 3 && value > 0).length;
  });

test("the panel has log p(x), the gap in its parts, and bounds that climb", async ({ lab, page }) => {
  await page.goto(`${lab.url}?mode=lab&build=simd#panel=evidence`);
  const { exact, bound, gap } = await figures(page);
  expect(gap).toBeGreaterThan(0);
  expect(Math.abs(exact - bound - gap)).toBeLessThan(0.02);
  expect(Math.abs((await figure(page, /^Bits/)) + exact / Math.LN2)).toBeLessThan(0.1);
  await expect.poll(() => painted(page)).toBeGreaterThan(100);

  await button(page, "Optimise q for this image").click();
  const parts = [await figure(page, /^by amortisation/), await figure(page, /^by the family/)];
  expect(Math.abs((parts[0] ?? 0) + (parts[1] ?? 0) - gap)).toBeLessThan(0.02);
  expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);

  await slider(page).press("Home");
  const one = await figure(page, /^Bound of 1 samples/);
  expect(Math.abs(one - bound)).toBeLessThan(0.3);
  await slider(page).press("End");
  const most = await figure(page, /^Bound of 5,000 samples/);
  expect(most).toBeGreaterThan(one);
  expect(Math.abs(most - exact)).toBeLessThan(0.3);
  const ofQ = await figure(page, /^Effective/);

  await button(page, "True posterior").click();
  await expect.poll(() => figure(page, /^Effective/)).toBeGreaterThan(4500);
  await button(page, "Prior").click();
  await expect.poll(() => figure(page, /^Effective/)).toBeLessThan(ofQ);
  await button(page, "q(z|x)").click();
  await expect.poll(() => figure(page, /^Effective/)).toBe(ofQ);
  await expectNoViolation(page);

  // With grey pixels it is no log-likelihood, and no bits are claimed.
  await expect(page.getByText(/is a cross-entropy, not a log-likelihood/)).toBeHidden();
  await button(page, "Binarise").click();
  await expect(page.getByText(/is a cross-entropy, not a log-likelihood/)).toBeVisible();
  await expect(page.getByText("Bits to store it")).toBeHidden();
  await button(page, "Binarise").last().click();
  await expect.poll(() => figure(page, /^log p\(x\), exact/)).toBe(exact);

  await page.getByRole("button", { name: /^Next/ }).click();
  await expect.poll(() => figure(page, /^log p\(x\), exact/)).not.toBe(exact);
  await page.getByRole("tab", { name: "Live" }).click();
  await expect(page.getByTestId("judged")).toBeHidden();
});

test("while it trains log p(x) follows; more dimensions have estimates, and a plain autoencoder nothing", async ({
  lab,
  page,
}) => {
  await lab.open("?mode=lab&build=simd&model=#panel=evidence&hidden=64");
  const before = await figures(page);
  await lab.play.click();
  await expect.poll(() => figure(page, /^log p\(x\), exact/), { timeout: 40_000 }).toBeGreaterThan(before.exact + 100);
  // The charts have it of held-out images, once it is asked for.
  await page.getByRole("tab", { name: "Charts" }).click();
  await expect(page.getByTestId("evidences")).toBeHidden();
  await button(page, "Show while it trains").click();
  const curve = page.getByRole("slider", { name: "−log p(x) and −ELBO over the steps" });
  const last = async () => Number(await curve.getAttribute("aria-valuemax"));
  await expect.poll(last).toBeGreaterThan(0);
  const step = await last();
  await expect.poll(last).toBeGreaterThan(step);
  await lab.pause.click();
  await expect(page.getByTestId("evidences")).toContainText("−log p(x), exact");
  const [elbo = 0, exact = 0, gap = 0] = await settled(() => charted(page));
  expect(exact).toBeGreaterThan(0);
  expect(gap).toBeGreaterThan(0);
  expect(Math.abs(elbo - exact - gap)).toBeLessThan(0.11);
  await curve.press("Home");
  await expect(curve).toHaveAttribute("aria-valuetext", /−log p\(x\), exact .*, −ELBO/);
  await page.goto("about:blank");
  await lab.open("?mode=lab&build=simd&model=#panel=evidence&hidden=64&latent=5");
  await expect(page.getByText(/With 5 there are only estimates/)).toBeVisible();
  await expect(button(page, "True posterior")).toBeDisabled();
  await expect.poll(() => figure(page, /^log p\(x\), at least/)).toBeLessThan(0);
  await page.getByRole("tab", { name: "Charts" }).click();
  await button(page, "Show while it trains").click();
  await expect(page.getByTestId("evidences")).toContainText("−L of 100 samples");
  await expect(page.getByText("it is at least L, by importance weights")).toBeVisible();
  const [above = 0, best = 0] = await charted(page);
  expect(above).toBeGreaterThan(best);
  await page.goto("about:blank");
  await lab.open("?mode=lab&build=simd&model=#panel=evidence&method=ae");
  await expect(page.getByRole("tab", { name: "Live" })).toBeVisible();
  await expect(page.getByRole("tab", { name: "Evidence" })).toBeHidden();
});

test("an article shows it beside the plane, for a drawing too", async ({ lab, page }) => {
  const html = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>Article</title><link rel="icon" href="data:,"><script type="module" src="embed.js"></script>
    <main style="width: 640px"><vae-evidence build="simd" lang="en"></vae-evidence></main>`;
  await page.route(`${lab.url}article.html`, (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.goto(`${lab.url}article.html`);
  const { exact } = await figures(page);
  await expect.poll(() => painted(page)).toBeGreaterThan(100);
  await button(page, "Draw one").click();
  const box = await page.getByRole("application", { name: "Drawing pad" }).boundingBox();
  if (!box) throw new Error("there is no pad");
  await page.mouse.move(box.x + 0.5 * box.width, box.y + 0.2 * box.height);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.48 * box.width, box.y + 0.8 * box.height, { steps: 8 });
  await page.mouse.up();
  await expect.poll(() => figure(page, /^log p\(x\), exact/)).not.toBe(exact);
  expect((await figures(page)).gap).toBeGreaterThan(0);
});
