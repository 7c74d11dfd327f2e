// What assistive technology meets: axe finds nothing to mend, at any size, in any theme and language, on any panel.
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, SIZES, test } from "./lab.ts";

// axe reads the whole page, again and again.
test.setTimeout(240_000);

async function expectNoViolation(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const said = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.flat().join(" ")).join("; ")}`,
  );
  expect(said).toEqual([]);
}

for (const language of ["en", "zh"]) {
  for (const theme of ["light", "dark"] as const) {
    test(`axe finds no violation at any size, ${theme}, ${language}`, async ({ lab, page }) => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await page.goto(`${lab.url}?build=simd&model=&lang=${language}`);
      await page.evaluate(() => document.querySelector("vae-lab")?.step(20));
      for (const [width, height] of SIZES) {
        await page.setViewportSize({ width, height });
        await expectNoViolation(page);
      }
    });
  }
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
  for (const theme of ["light", "dark"] as const) {
    test(`axe finds no violation in a lesson and in the list of lessons, ${theme}, ${language}`, async ({
      lab,
      page,
    }) => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await page.goto(`${lab.url}?build=simd&lesson=reparameterisation&lang=${language}`);
      const heading = page.getByRole("heading", { name: /An answer with a width|带宽度的回答/ });
      await expect(heading).toBeVisible();
      await expectNoViolation(page);
      await page.evaluate(() => document.querySelector("vae-lab")?.step(100));
      await expect(page.getByRole("status").filter({ hasText: "✓" })).toBeVisible();
      await page.setViewportSize({ width: 360, height: 740 });
      await expectNoViolation(page);
      await page.evaluate(() => document.querySelector("vae-lab")?.store.page.openLesson(""));
      await expect(heading).toHaveCount(0);
      await expectNoViolation(page);
    });
  }
}

test("axe finds no violation in the plane's menus", async ({ lab, page }) => {
  await lab.open("?build=simd&model=&latent=4");
  await page.evaluate(() => document.querySelector("vae-lab")?.step(20));
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    for (const name of ["Layers", "Axes"]) {
      await page.getByRole("button", { name }).click();
      await expectNoViolation(page);
      await page.keyboard.press("Escape");
    }
  }
});

for (const theme of ["light", "dark"] as const) {
  test(`axe finds no violation where pins, their path and an image are looked at, ${theme}`, async ({ lab, page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
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
      await expectNoViolation(page);
    }
  });
}
