// What surprises a model: the panel in the lab and as an element on a page, and the lesson on its trap.
import type { Page } from "@playwright/test";
import type { VaeElement } from "../../www/src/api.ts";
import { expectNoViolation } from "./axe.ts";
import { expect, settled, test } from "./lab.ts";
import { act, answer, compared, expectClosed, go, open, predict, prediction, title, train } from "./lesson.ts";

const panel = (page: Page) => page.locator("vae-anomalies");
const axis = (page: Page) => panel(page).getByRole("img", { name: /^Scores of 1,000 held-out images/ });
const threshold = (page: Page) => panel(page).getByRole("slider", { name: "Threshold" });
const drawn = (page: Page) => panel(page).getByTestId("drawn");

/** A number of the panel, once there is one. */
async function number(page: Page, id: string): Promise<number> {
  return Number((await panel(page).getByTestId(id).innerText()).replace(" %", ""));
}

/** What the threshold is, finds and flags, as it is said. */
async function cut(page: Page): Promise<[at: number, found: number, alarms: number]> {
  const text = (await threshold(page).getAttribute("aria-valuetext")) ?? "";
  const numbers = [...text.matchAll(/-?[\d.]+/g)].map(([number]) => Number(number));
  const [at = Number.NaN, found = Number.NaN, alarms = Number.NaN] = numbers;
  return [at, found, alarms];
}

/** Draws an upright stroke on the pad. */
async function stroke(page: Page): Promise<void> {
  const pad = page.getByRole("application", { name: "Drawing pad" });
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (!box) throw new Error("there is no pad");
  await page.mouse.move(box.x + 0.55 * box.width, box.y + 0.15 * box.height);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.45 * box.width, box.y + 0.85 * box.height, { steps: 8 });
  await page.mouse.up();
}

test("a threshold is moved by keys and by mouse, and says what it finds and what it flags", async ({ lab, page }) => {
  await lab.open("?build=simd&model=#hidden=64&latent=8&lr=0.004&without=0&panel=anomaly");
  await lab.play.click();
  await lab.reach(250);
  await lab.pause.click();
  await expect.poll(() => number(page, "auroc")).toBeGreaterThan(0.6);
  await settled(() => number(page, "auroc"));
  await expect(panel(page).getByTestId("images")).toHaveText(/^\d+ of 1,000$/);
  await expectNoViolation(page);
  // Until the reader moves it, it flags one in twenty of the others.
  const [begin, , alarms] = await cut(page);
  expect(alarms).toBeGreaterThanOrEqual(4);
  expect(alarms).toBeLessThanOrEqual(5);

  await threshold(page).press("ArrowRight");
  const [right] = await cut(page);
  expect(right).toBeGreaterThan(begin);
  await threshold(page).press("PageDown");
  expect((await cut(page))[0]).toBeLessThan(begin);
  // Below all scores everything is found, and everything flagged; and what is said is what stands below.
  await threshold(page).press("Home");
  expect((await cut(page)).slice(1)).toEqual([100, 100]);
  expect([await number(page, "found"), await number(page, "alarms")]).toEqual([100, 100]);
  await threshold(page).press("End");
  expect((await cut(page))[2]).toBeLessThanOrEqual(1);

  await axis(page).scrollIntoViewIfNeeded();
  const box = await axis(page).boundingBox();
  if (!box) throw new Error("the axis is not on the screen");
  await page.mouse.move(box.x + 0.95 * box.width, box.y + 0.5 * box.height);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.4 * box.width, box.y + 0.5 * box.height, { steps: 4 });
  const [dragged, ...shares] = await cut(page);
  await page.mouse.move(box.x + 0.2 * box.width, box.y + 0.5 * box.height, { steps: 4 });
  const [further, ...more] = await cut(page);
  await page.mouse.up();
  expect(further).toBeLessThan(dragged);
  expect(Math.min(...more)).toBeGreaterThanOrEqual(Math.max(0, Math.min(...shares)));
  expect([await number(page, "found"), await number(page, "alarms")]).toEqual(more);

  // Another score has another threshold, and another ROC curve.
  const curve = panel(page).getByRole("img", { name: /^ROC curve, with the area/ });
  const name = await curve.getAttribute("aria-label");
  await panel(page).getByRole("combobox", { name: "Score" }).selectOption("KL divergence, nats");
  await expect(curve).not.toHaveAttribute("aria-label", name ?? "");
  expect((await cut(page))[0]).not.toBe(further);
  for (const id of ["most", "least"]) await expect(panel(page).getByTestId(id).getByRole("listitem")).toHaveCount(8);

  await panel(page).getByRole("combobox", { name: "Left-out class" }).selectOption("none");
  await expect(panel(page)).toContainText("Leave out a class");
  await expect(threshold(page)).toHaveCount(0);
});

test("faulty heartbeats are curves with names, and no class is to be left out of them", async ({ lab, page }) => {
  await lab.open("?build=simd&model=#hidden=32&latent=4&lr=0.004&data=pulse&panel=anomaly");
  await lab.play.click();
  await lab.reach(100);
  await lab.pause.click();
  await expect(panel(page)).toContainText("One in ten held-out images has a beat that is");
  await expect(panel(page).getByRole("combobox", { name: "Left-out class" })).toHaveCount(0);
  await expect(panel(page).getByTestId("images")).toHaveText("100 of 1,000");
  const most = panel(page).getByTestId("most").getByRole("img");
  await expect(most).toHaveCount(4);
  await expect(most.first()).toHaveAccessibleName(/^(sound|(missing|wide|flipped), an anomaly)$/);
  await expect(panel(page).getByRole("application")).toHaveCount(0);
});

test("in an article a class is left out from the beginning, and a drawing takes its place on the axis", async ({
  lab,
  page,
}) => {
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>Article</title><link rel="icon" href="data:,"><script type="module" src="embed.js"></script>
    <main style="width: 640px"><h1>Surprise</h1><vae-anomaly build="simd" lang="en" options="hidden=64&lr=0.004"></vae-anomaly></main>`;
  await page.route(`${lab.url}article.html`, (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.goto(`${lab.url}article.html`);
  await expect(panel(page)).toContainText("Training never sees class 1.");
  await panel(page).getByRole("button", { name: "Train" }).click();
  const steps = () =>
    page.evaluate(() => (document.querySelector("vae-anomaly") as unknown as VaeElement).metrics.step);
  await expect.poll(steps).toBeGreaterThan(200);
  await panel(page).getByRole("button", { name: "Pause" }).click();
  const auroc = await settled(() => number(page, "auroc"));
  // The trap: what training never saw is less surprising than what it saw.
  expect(auroc).toBeLessThan(0.5);

  const own = panel(page).getByTestId("own");
  await expect(own).toHaveText("Draw something: it takes its place on the axis.");
  await expect(drawn(page)).toHaveCount(0);
  await stroke(page);
  await expect(own).toHaveText(/Your drawing has [\d.]+: more surprising than \d+ % of the held-out images\./);
  const said = Number(/has ([\d.]+)/.exec(await own.innerText())?.[1]);
  await expect(drawn(page).locator("title")).toHaveText(`Your drawing: ${said.toFixed(1)}`);
  // It stands where the threshold has that score.
  const far = async () => {
    const [at, mark] = [await threshold(page).boundingBox(), await drawn(page).boundingBox()];
    return at && mark && (mark.x + mark.width / 2 - at.x) / at.width;
  };
  const place = (await far()) ?? Number.NaN;
  expect(place).toBeGreaterThanOrEqual(0);
  expect(place).toBeLessThanOrEqual(1);
  await threshold(page).fill(String(Math.round(400 * place)));
  const [low, high] = await Promise.all([
    cut(page),
    threshold(page)
      .press("ArrowRight")
      .then(() => cut(page)),
  ]);
  expect(Math.abs(low[0] - said)).toBeLessThan(12 * Math.abs(high[0] - low[0]) + 0.2);
  await panel(page).getByRole("button", { name: "Clear" }).click();
  await expect(drawn(page)).toHaveCount(0);
  await expectNoViolation(page);
});

test("what it has never seen: a class that surprises, one that does not, and the threshold between", async ({
  lab,
  page,
}) => {
  test.setTimeout(120_000);
  await open(lab, "anomaly");
  await expectClosed(page, "A digit that is never seen");
  await predict(lab, "0.7");
  await train(lab);
  const [, auroc] = await compared(page);
  expect(auroc).toBeGreaterThanOrEqual(0.9);

  await go(page);
  await expectClosed(page, "The trap");
  await answer(page, "The 1, the plainest");
  await panel(page).getByRole("combobox", { name: "Left-out class" }).selectOption("1");
  await expect.poll(() => lab.steps()).toBe(0);
  await train(lab);
  await expect(prediction(page)).toContainText("A 1 has few pixels of ink");
  expect(await settled(() => number(page, "auroc"))).toBeLessThan(0.5);

  await go(page);
  await expect(title(page)).toHaveText("What to trust");
  await panel(page).getByRole("combobox", { name: "Score" }).selectOption("Squared error");
  const [before] = await cut(page);
  await threshold(page).press("ArrowLeft");
  expect((await cut(page))[0]).toBeLessThan(before);
  await answer(page, "A trace that is flatter and calmer than all");
  await go(page);
  await expect(title(page)).toHaveText("Done: What it has never seen");
  await expect(act(page, "Next: Two players, lost modes")).toBeVisible();
});
