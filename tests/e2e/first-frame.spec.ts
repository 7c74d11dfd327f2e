// No jump at the start: what a link names is there at once, and what is painted stays in its place.
import type { Page } from "@playwright/test";
import { expect, test } from "./lab.ts";

/** How much of the screen may move, as browsers measure it: a line of text in a corner. */
const STILL = 0.03;

/** The share of the screen that moved since the page was opened, but for the pin, which is led to its place. */
const moved = (page: Page) =>
  page.evaluate(() =>
    (window as unknown as { shifts: LayoutShift[] }).shifts
      .filter(({ sources }) => sources.some(({ currentRect: { width, height } }) => Math.max(width, height) > 80))
      .reduce((sum, { value }) => sum + value, 0),
  );

interface LayoutShift extends PerformanceEntry {
  value: number;
  sources: readonly { currentRect: DOMRect }[];
}

test.beforeEach(async ({ page }) => {
  await page.addInitScript(() => {
    const shifts: PerformanceEntry[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => shifts.push(...list.getEntries())).observe({
      type: "layout-shift",
      buffered: true,
    });
  });
});

const SIZES = [
  [1280, 800],
  [768, 1024],
  [360, 740],
] as const;

for (const [width, height] of SIZES) {
  test(`at ${width}×${height} a link to a lesson shows it at once`, async ({ lab, page }) => {
    await page.setViewportSize({ width, height });
    await page.goto(`${lab.url}?lesson=autoencoder`);
    await expect(page.getByRole("button", { name: "Latent plane" })).toBeVisible();
    // The lesson was there before.
    await expect(page.getByRole("region", { name: "Lesson" })).toBeVisible({ timeout: 1 });
    await expect(page.getByTestId("loss-heldOut")).toContainText(/\d{3}/);
    expect(await moved(page)).toBeLessThan(STILL);
  });

  test(`at ${width}×${height} a link to a model has its place from the beginning`, async ({ lab, page }) => {
    await page.setViewportSize({ width, height });
    await page.goto(`${lab.url}?model=mnist-20d`);
    await expect(page.getByTestId("shown")).toContainText("mnist-20d");
    await expect(page.getByTestId("loss-heldOut")).toContainText(/\d{2}/);
    expect(await moved(page)).toBeLessThan(STILL);
  });

  test(`at ${width}×${height} the guide has its place from the beginning`, async ({ lab, page }) => {
    await page.addInitScript(() => localStorage.removeItem("vae-lab.guided"));
    await page.setViewportSize({ width, height });
    await page.goto(`${lab.url}?mode=lab`);
    await expect(page.getByRole("region", { name: "Guide" })).toBeVisible();
    await expect(page.getByTestId("loss-heldOut")).toContainText(/\d{2}/);
    // Nothing of its first step is done before the reader does it.
    await expect(page.getByRole("region", { name: "Guide" })).not.toContainText("✓");
    expect(await moved(page)).toBeLessThan(STILL);
  });
}
