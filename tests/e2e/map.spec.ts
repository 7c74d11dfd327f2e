// The map: from the lab to it and back, by a click and by keys; each card sets the lab up, and what was tried is remembered.
import { expectNoViolation } from "./axe.ts";
import { expect, test } from "./lab.ts";

test("a card of the map sets the lab up for its method, and the way to it lights up", async ({ lab, page }) => {
  await lab.open("?build=simd&model=&hidden=32&batch=16");
  await page.getByRole("button", { name: "Map", exact: true }).click();
  const map = page.getByRole("region", { name: "The map" });
  await expect(map.getByRole("heading", { name: "The map" })).toBeFocused();
  // Options of the reader's own are no card of the map.
  const card = (name: string) => map.getByRole("button", { name: new RegExp(`^${name} `) });
  await expect(map.locator("[aria-current]")).toHaveCount(0);
  await expectNoViolation(page);
  await card("Autoencoder").press("Enter");
  await expect(page.getByRole("combobox", { name: "Method" })).toHaveValue("ae");
  // A page that is opened by the map's link has both ends of the way lit.
  await page.goto(`${lab.url}?build=simd&map`);
  await card("Variational autoencoder").click();
  await expect(page.getByRole("combobox", { name: "Method" })).toHaveValue("vae");
  await expect(lab.play).toBeEnabled();
  await page.getByRole("button", { name: "Map", exact: true }).click();
  await expect(card("Variational autoencoder")).toHaveAttribute("aria-current", "true");
  await expect(map.locator("path.lit")).toHaveCount(1);
  await card("GAN with the anchor").click();
  await expect(lab.dataset).toContainText("Eight");
  await lab.oneStep.click();
  await expect.poll(() => lab.steps()).toBe(1);
  await expect(lab.notice).toHaveCount(0);
  // From points to images again; the class of an image is known there.
  await page.getByRole("button", { name: "Map", exact: true }).click();
  await card("Conditional VAE").click();
  await expect(lab.dataset).toContainText("Handwriting");
  await lab.oneStep.click();
  await expect.poll(() => lab.steps()).toBe(1);
  await expect(lab.notice).toHaveCount(0);
});

test("a reader of an article is shown where it leads", async ({ lab, page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`${lab.url}?build=simd&from=https://kexue.fm/archives/5253&lang=zh`);
  const map = page.getByRole("region", { name: "地图" });
  await expect(map).toContainText("你从这篇文章来：变分自编码器（一）：原来是这么一回事");
  await expectNoViolation(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await map.getByRole("button", { name: /^课程/ }).first().click();
  await expect(page.getByRole("region", { name: "课程", exact: true })).toBeVisible();
  // The options lead back, in the place of the lesson, and so does the list of lessons.
  await page.getByRole("button", { name: "地图", exact: true }).click();
  await expect(map).toBeVisible();
  await page.getByRole("button", { name: "学习", exact: true }).click();
  const list = page.getByRole("region", { name: "课程", exact: true });
  await list.getByRole("button", { name: "地图", exact: true }).click();
  await expect(map).toBeVisible();
});
