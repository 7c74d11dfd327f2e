// The information bottleneck: the lesson on what a price makes a classifier forget.
import type { Page } from "@playwright/test";
import { expect, test } from "./lab.ts";
import { act, answer, beta, compared, expectClosed, go, lesson, open, predict, title, train } from "./lesson.ts";

/** A figure of the panel. */
async function figure(page: Page, key: string): Promise<number> {
  return Number.parseFloat(await page.getByTestId(`bottleneck-${key}`).innerText());
}

/** The percentages that are left in the code, by what they are of. */
async function left(page: Page): Promise<Map<string, number>> {
  const rows = page.getByTestId("left");
  const [names, shares] = await Promise.all([
    rows.getByRole("term").allInnerTexts(),
    rows.getByRole("definition").allInnerTexts(),
  ]);
  return new Map(names.map((name, at) => [name, Number.parseFloat(shares[at] ?? "")]));
}

test("forgetting generalises: a price, fewer nats, fewer errors, and what is left", async ({ lab, page }) => {
  test.setTimeout(300_000);
  await open(lab, "forgetting");
  await expectClosed(page, "A classifier that pays");
  await predict(lab, "10");
  await train(lab);
  const [, rate = 0] = await compared(page);
  expect(rate).toBeGreaterThan(12);

  await go(page);
  await expectClosed(page, "A higher price");
  await answer(page, "It hardly changes, or falls");
  await act(page, "Go to β").click();
  await beta(page).fill("0.03");
  await beta(page).press("Tab");
  await train(lab);
  expect(await figure(page, "rate")).toBeLessThanOrEqual(12);

  await go(page);
  await expectClosed(page, "Few images, no price");
  await predict(lab, "10");
  await train(lab);
  const [, byHeart = 0] = await compared(page);
  await expect.poll(async () => (await left(page)).get("class")).toBeGreaterThan(80);
  const before = await left(page);

  await go(page);
  await expectClosed(page, "The same images, forgotten");
  await predict(lab, "10");
  await train(lab);
  const [, forgotten = 100] = await compared(page);
  expect(forgotten).toBeLessThan(byHeart);
  await expect.poll(async () => (await left(page)).get("thickness")).toBeLessThan((before.get("thickness") ?? 0) / 2);

  await go(page);
  await expect(title(page)).toHaveText("What is left");
  await expect(page.getByRole("region", { name: /^Reconstructions/ })).toBeVisible();
  await answer(page, "What the class does not need");
  await go(page);
  await expect(title(page)).toHaveText("Done: Forgetting generalises");
  // The summary has the four steps with goals.
  await expect(lesson(page).getByText("Goal reached")).toHaveCount(4);
});
