// Images as integers: the panel in the lab, by mouse and by keyboard, while the run rests.
import type { Page } from "@playwright/test";
import { expectNoViolation } from "./axe.ts";
import { expect, settled, test } from "./lab.ts";

const book = (page: Page) => page.getByTestId("book");
const code = (page: Page) => page.getByTestId("code").getByRole("button", { name: /^Integer/ });

/** The pixels of what the code decodes to. */
const decoded = (page: Page) =>
  page
    .getByTestId("from-code")
    .locator("canvas")
    .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());

test("an entry is dragged, a code is swapped, and eight integers are as good as one", async ({ lab, page }) => {
  await lab.open("?mode=lab&build=simd&model=#method=vqvae&hidden=16&book=16&panel=codes");
  await lab.oneStep.click();
  await expect(code(page)).toHaveCount(1);
  await expect(page.getByTestId("variants").getByRole("button")).toHaveCount(16);
  await expect(page.getByTestId("rate")).toHaveText("2.77 nats");
  await expectNoViolation(page);

  // Another entry, and what it decodes to.
  const own = Number(await settled(() => code(page).innerText()));
  const image = await decoded(page);
  await page
    .getByTestId("variants")
    .getByRole("button")
    .nth((own + 1) % 16)
    .click();
  await expect(code(page)).toHaveText(String((own + 1) % 16));
  await expect.poll(() => decoded(page)).not.toBe(image);
  await page.getByRole("button", { name: "The image's own" }).click();
  await expect(code(page)).toHaveText(String(own));

  // The image's entry goes far away by keys, and another one takes the image.
  await book(page).focus();
  for (let at = 0; at < own; at++) await page.keyboard.press("PageDown");
  for (let at = 0; at < 12; at++) await page.keyboard.press("Shift+ArrowRight");
  await expect.poll(() => code(page).innerText()).not.toBe(String(own));

  await page.getByRole("combobox", { name: /^Code/ }).selectOption({ label: "8 integers, 8 numbers an entry" });
  await expect(code(page)).toHaveCount(8);
  await expect(page.getByTestId("rate")).toHaveText("22.2 nats");
  await expect(book(page)).toHaveCount(0);
});
