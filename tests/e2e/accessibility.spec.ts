// What assistive technology meets: axe finds nothing to mend, in any layout, theme and language, on any panel.
import type { Page } from "@playwright/test";
import { expectContrast, expectNoViolation } from "./axe.ts";
import { expect, LAYOUTS, test } from "./lab.ts";

// axe reads the whole page, again and again.
test.setTimeout(240_000);

const LIGHT = { colorScheme: "light", reducedMotion: "reduce" } as const;

/** Every rule holds in the light, where the page is already, and contrast in the dark too. */
async function expectNoViolationInBoth(page: Page): Promise<void> {
  await expectNoViolation(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectContrast(page);
  await page.emulateMedia(LIGHT);
}

for (const language of ["en", "zh"]) {
  test(`axe finds no violation in any layout and theme, ${language}`, async ({ lab, page }) => {
    await page.emulateMedia(LIGHT);
    await page.goto(`${lab.url}?build=simd&model=&lang=${language}`);
    await page.evaluate(() => document.querySelector("vae-lab")?.step(20));
    for (const [width, height] of LAYOUTS) {
      await page.setViewportSize({ width, height });
      await expectNoViolationInBoth(page);
    }
  });
}

test("axe finds no violation on any panel", async ({ lab, page }) => {
  await lab.open();
  await page.evaluate(() => document.querySelector("vae-lab")?.step(20));
  const tabs = page.getByRole("tab");
  for (let index = 0; index < (await tabs.count()); index++) {
    await tabs.nth(index).click();
    await expect(page.getByRole("tabpanel").locator("*").first()).toBeVisible();
    await expectNoViolation(page);
  }
});

test("axe finds no violation in the guide, beside the pretrained model", async ({ lab, page }) => {
  await lab.open("?build=simd");
  await page.getByRole("button", { name: "Guide" }).click();
  await expect(page.getByRole("region", { name: "Guide" })).toBeVisible();
  await expectNoViolation(page);
});

for (const language of ["en", "zh"]) {
  test(`axe finds no violation in a lesson and in the list of lessons, ${language}`, async ({ lab, page }) => {
    await page.emulateMedia(LIGHT);
    await page.goto(`${lab.url}?build=simd&lesson=reparameterisation&lang=${language}`);
    const heading = page.getByRole("heading", { name: /A distribution, not a point|给出分布，而不是一个点/ });
    await expect(heading).toBeVisible();
    await expectNoViolationInBoth(page);
    await page.evaluate(() => document.querySelector("vae-lab")?.step(100));
    await expect(page.getByRole("status").filter({ hasText: "✓" })).toBeVisible();
    await page.setViewportSize({ width: 360, height: 740 });
    await expectNoViolationInBoth(page);
    // One that asks for a prediction first.
    await page.evaluate(() => document.querySelector("vae-lab")?.store.page.openLesson("elbo"));
    await expect(page.getByRole("group", { name: /Prediction|预测/ })).toBeVisible();
    await expectNoViolation(page);
    await page.evaluate(() => document.querySelector("vae-lab")?.store.page.openLesson(""));
    await expect(heading).toHaveCount(0);
    await expectNoViolationInBoth(page);
  });
}

test("axe finds no violation in the plane's menus", async ({ lab, page }) => {
  await page.emulateMedia(LIGHT);
  await lab.open("?build=simd&model=&latent=4");
  await page.evaluate(() => document.querySelector("vae-lab")?.step(20));
  for (const name of ["Layers", "Axes"]) {
    await page.getByRole("button", { name }).click();
    await expectNoViolationInBoth(page);
    await page.keyboard.press("Escape");
  }
});

test("axe finds no violation where pins, their path and an image are looked at", async ({ lab, page }) => {
  await page.emulateMedia(LIGHT);
  await lab.open("?build=simd&latent=5&model=");
  await page.evaluate(() => document.querySelector("vae-lab")?.step(20));
  await lab.pin.press("Enter");
  await page.getByRole("slider", { name: "Held-out images" }).press("Enter");
  await expect(page.getByTestId("inspector")).toBeVisible();
  await page.getByRole("slider", { name: "Place on the path" }).press("End");
  for (const [width, height] of [
    [360, 740],
    [1280, 800],
  ] as const) {
    await page.setViewportSize({ width, height });
    await expectNoViolationInBoth(page);
  }
});

test("contrast themes keep the keys to colours, and show what is pressed", async ({ lab, page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await lab.open();
  const key = page.getByRole("button", { name: "Highlight class 0" }).locator("i");
  const colours = await Promise.all(
    [key, page.getByRole("button", { name: "Highlight class 1" }).locator("i")].map((one) =>
      one.evaluate((element) => getComputedStyle(element).backgroundColor),
    ),
  );
  expect(new Set(colours).size).toBe(2);
  const pressed = page.getByRole("button", { name: "Encodings", exact: true });
  expect(await pressed.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe("solid");
  expect(await lab.play.evaluate((element) => getComputedStyle(element).borderTopStyle)).toBe("solid");
});
