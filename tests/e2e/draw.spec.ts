// Drawing a digit: its way through the model, and into the training images and out again.
import type { Page } from "@playwright/test";
import { idxImages } from "./idx.ts";
import { type Lab, expect, settled, test } from "./lab.ts";

/** A seven, in sides of the pad. */
const SEVEN = [
  [0.3, 0.2],
  [0.7, 0.2],
  [0.45, 0.85],
] as const;
const ONE = [
  [0.5, 0.15],
  [0.48, 0.85],
] as const;

function parts(page: Page) {
  const button = (name: string | RegExp) => page.getByRole("button", { name, exact: true });
  /** The numbers of a row of the posterior's table: μ, σ, ε and z. */
  const numbers = async (dimension: number) => {
    const row = page.getByRole("row", { name: new RegExp(`^${dimension}\\b`) });
    const cells = await row.getByRole("cell").allInnerTexts();
    return cells.map((text) => Number(text.replace("−", "-")));
  };
  return {
    pad: page.getByRole("application", { name: "Drawing pad" }),
    x: page.getByRole("img", { name: /^Your drawing x/ }),
    xhat: page.getByRole("img", { name: /^The image x̂/ }),
    again: button("New ε"),
    wander: button("ε wanders"),
    undo: button("Undo"),
    clear: button("Clear"),
    digit: (digit: number) => button(`Digit ${digit}`),
    own: page.getByRole("list", { name: "Your digits" }).getByRole("listitem"),
    figures: page.getByTestId("own-figures"),
    drawn: page.getByTestId("drawn"),
    numbers,
    /** Waits until the whole drawing went through a model at rest. */
    seen: async () => {
      await expect(button("New ε")).toBeEnabled();
      await settled(() => Promise.all([numbers(1), numbers(2)]), 600);
    },
    draw: async (points: readonly (readonly [number, number])[]) => {
      const pad = page.getByRole("application", { name: "Drawing pad" });
      await pad.scrollIntoViewIfNeeded();
      const box = await pad.boundingBox();
      if (!box) throw new Error("the pad is not on the screen");
      for (const [index, [x, y]] of points.entries()) {
        await page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 6 });
        if (index === 0) await page.mouse.down();
      }
      await page.mouse.up();
    },
  };
}

async function open(lab: Lab, page: Page) {
  await lab.open();
  await page.getByRole("tab", { name: "Draw" }).click();
  const draw = parts(page);
  await expect(draw.pad).toBeVisible();
  return draw;
}

const picture = async (of: { screenshot(): Promise<Buffer> }) => (await of.screenshot()).toString("base64");

test("a drawing is seen by the model, its posterior appears on the plane, and ε moves z and x̂", async ({
  lab,
  page,
}) => {
  const draw = await open(lab, page);
  await page.evaluate(() => document.querySelector("vae-lab")?.step(60));
  await expect(draw.again).toBeDisabled();
  const empty = await picture(draw.x);
  await draw.draw(SEVEN);
  await draw.seen();
  expect(await picture(draw.x)).not.toBe(empty);
  await expect(draw.drawn.locator("ellipse")).toHaveCount(2);
  // The numbers shown are those of z = μ + σ ε.
  for (const dimension of [1, 2]) {
    const [mu = 0, sigma = 0, epsilon = 0, z = 0] = await draw.numbers(dimension);
    expect(sigma).toBeGreaterThan(0);
    expect(Math.abs(mu + sigma * epsilon - z)).toBeLessThan(0.03);
  }
  const before = await draw.numbers(1);
  const x = await picture(draw.x);
  const xhat = await picture(draw.xhat);
  await draw.again.click();
  await expect.poll(async () => (await draw.numbers(1))[3]).not.toBe(before[3]);
  expect((await draw.numbers(1)).slice(0, 2)).toEqual(before.slice(0, 2));
  await expect.poll(() => picture(draw.xhat)).not.toBe(xhat);
  expect(await picture(draw.x)).toBe(x);
  // ε by itself, until it is stopped.
  await draw.wander.click();
  const seen = new Set<number | undefined>();
  await expect.poll(async () => seen.add((await draw.numbers(1))[2]).size).toBeGreaterThan(3);
  await draw.wander.click();
  const rest = await draw.numbers(1);
  expect(await settled(() => draw.numbers(1))).toEqual(rest);
  await test.step("a model that has burst has no place for it, and nothing is logged", async () => {
    await page.evaluate(() => {
      const { run } = document.querySelector("vae-lab")!.store;
      const ask = run.ask.bind(run);
      const burst = { mu: Float32Array.of(1e8, 0), logvar: Float32Array.of(3000, 3000) };
      run.ask = ((...asked: Parameters<typeof ask>) =>
        asked[0] === "encode" ? Promise.resolve(burst) : ask(...asked)) as typeof ask;
    });
    await draw.draw(ONE);
    await expect(draw.drawn.locator("ellipse, line, circle, text")).toHaveCount(0);
  });
  await draw.clear.click();
  await expect(draw.drawn.locator("ellipse")).toHaveCount(0);
  expect(await picture(draw.x)).toBe(empty);
});

test("a pin begins at the drawing's μ, to be dragged away from there", async ({ lab, page }) => {
  const draw = await open(lab, page);
  await draw.draw(SEVEN);
  await draw.seen();
  const mu = [(await draw.numbers(1))[0], (await draw.numbers(2))[0]];
  await page.getByRole("button", { name: "Pin at μ" }).click();
  const pins = await page.evaluate(() => document.querySelector("vae-lab")!.store.plane.pins.value);
  expect(pins).toHaveLength(2);
  pins[1]?.z.forEach((value, at) => expect(Math.abs(value - (mu[at] ?? 9))).toBeLessThan(0.02));
});

test("the posterior follows the model while it learns", async ({ lab, page }) => {
  const draw = await open(lab, page);
  await draw.draw(SEVEN);
  await draw.seen();
  const before = await draw.numbers(1);
  await lab.play.click();
  await lab.reach(40);
  await expect.poll(async () => (await draw.numbers(1))[0]).not.toBe(before[0]);
  await test.step("a spoiled drawing is mended, and training goes on with such ones", async () => {
    await lab.pause.click();
    await page.getByText("Spoil it, and have it mended").click();
    const error = page.getByTestId("error-mended");
    await expect(error).toHaveText(/squared error/);
    const [train, untrained] = [page.getByRole("button", { name: "Train with it" }), page.getByText("no such noise")];
    await expect(untrained).toBeVisible();
    await page.getByRole("slider", { name: "Erased pixels" }).fill("0.25");
    const trained = await lab.steps();
    await train.click();
    await expect(train).toHaveAttribute("aria-pressed", "true");
    await expect(page.getByText("noise of σ = 0.40, 25 % of the pixels erased")).toBeVisible();
    await lab.reach(trained + 20);
    await train.click();
    await expect(untrained).toBeVisible();
    expect(await page.evaluate(() => document.querySelector("vae-lab")!.store.model.options.value["corrupt"])).toBe(0);
  });
});

test("a model whose training erased pixels mends better than its twin that saw them all", async ({ lab, page }) => {
  await lab.open("?build=simd&model=&hidden=64&lr=0.004");
  await page.getByRole("tab", { name: "Draw", exact: true }).click();
  await page.getByText("Spoil it, and have it mended").click();
  await page.getByRole("slider", { name: "Erased pixels" }).fill("0.7");
  await page.getByRole("button", { name: "A second model beside it" }).click();
  await expect(page.getByText("Train: the second model makes as many steps as the first.")).toBeVisible();
  await page.evaluate(() => document.querySelector("vae-lab")!.step(400));
  await expect(page.getByText("the same seed and 400 steps. Training shows it noise of σ = 0.40")).toBeVisible();
  const error = async (which: string) =>
    Number((await page.getByTestId(`error-${which}`).innerText()).match(/error ([\d.]+)/)?.[1]);
  const errors = await settled(() => Promise.all(["seen", "mended", "beside"].map(error)));
  const [seen = 0, mended = 0, beside = 0] = errors;
  expect(beside, String(errors)).toBeLessThan(mended);
  expect(mended, String(errors)).toBeLessThan(seen);
  await page.getByRole("button", { name: "A second model beside it" }).click();
  await expect(page.getByTestId("error-beside")).toHaveCount(0);
});

test("the whole drawing by keyboard", async ({ lab, page }) => {
  const draw = await open(lab, page);
  await draw.pad.focus();
  const press = async (key: string, times = 1) => {
    for (let time = 0; time < times; time++) await page.keyboard.press(key);
  };
  await press("Shift+ArrowUp", 2);
  await press("Space");
  await expect(page.getByRole("status").filter({ hasText: "Pen down" })).toBeAttached();
  await press("Shift+ArrowDown", 4);
  await press("Space");
  await draw.seen();
  // What was drawn is told, once.
  await expect(page.getByRole("status").filter({ hasText: "q(z|x): μ = (" })).toBeAttached();
  const one = await picture(draw.x);
  await press("ArrowRight", 3);
  await press("Space");
  await press("ArrowRight", 5);
  await expect.poll(() => picture(draw.x)).not.toBe(one);
  await press("Backspace");
  await expect.poll(() => picture(draw.x)).toBe(one);
  await press("Backspace");
  await expect(draw.again).toBeDisabled();
});

test("own digits join the training images, change, and leave again, while it trains", async ({ lab, page }) => {
  const draw = await open(lab, page);
  await lab.play.click();
  await expect(draw.digit(7)).toBeDisabled();
  await draw.draw(SEVEN);
  await draw.digit(7).click();
  await expect(lab.dataset).toContainText("20,001");
  await expect(draw.own).toHaveCount(1);
  await expect(draw.digit(7)).toHaveAttribute("aria-pressed", "true");
  // A stroke now is another drawing.
  await draw.draw(ONE);
  await expect(draw.digit(7)).toHaveAttribute("aria-pressed", "false");
  await draw.digit(1).click();
  await expect(draw.own).toHaveCount(2);
  await expect(draw.drawn.locator("circle.own")).toHaveCount(2);
  await page.getByRole("button", { name: "10 times each" }).click();
  await expect(draw.figures).toHaveText("20 of 20,020 training images are yours.");
  await lab.reach((await lab.steps()) + 10);
  // Another label.
  await draw.digit(4).click();
  await expect(page.getByRole("button", { name: "Your digit 2: 4" })).toBeVisible();
  await page.getByRole("button", { name: "Take out digit 1: 7" }).click();
  await expect(draw.own).toHaveCount(1);
  await expect(lab.dataset).toContainText("20,010");
  await page.getByRole("button", { name: "Take out all" }).click();
  await expect(lab.dataset).toContainText("20,000");
  await lab.reach((await lab.steps()) + 10);
});

test("own digits go with the reader to images of another size", async ({ lab, page }) => {
  const draw = await open(lab, page);
  await draw.draw(SEVEN);
  await draw.digit(7).click();
  await expect(lab.dataset).toContainText("20,001");
  const buffer = idxImages(500, 12, 10);
  await lab.files.setInputFiles([{ name: "images", mimeType: "application/octet-stream", buffer }]);
  await expect(lab.dataset).toContainText("451");
  await expect(draw.x).toHaveAccessibleName(/10×12/);
  await draw.seen();
  await lab.play.click();
  await lab.reach(10);
});

test("own digits are there when a lost worker is replaced", async ({ lab, page }) => {
  test.setTimeout(90_000);
  const draw = await open(lab, page);
  await draw.draw(SEVEN);
  await draw.digit(7).click();
  await expect(lab.dataset).toContainText("20,001");
  // One that has said that it is busy may be silent for minutes.
  await draw.seen();
  const [worker] = page.workers();
  await worker?.evaluate(() => self.close()).catch(() => undefined);
  await expect(lab.notice).toContainText("lost", { timeout: 30_000 });
  await expect(lab.notice).toContainText("continues", { timeout: 30_000 });
  await expect(lab.dataset).toContainText("20,001");
  await lab.play.click();
  await lab.reach(5);
});

test("a reset gives the same run with own digits among the images", async ({ lab, page }) => {
  const draw = await open(lab, page);
  await draw.draw(SEVEN);
  await draw.digit(7).click();
  await expect(lab.dataset).toContainText("20,001");
  const run = async () => {
    await page.evaluate(() => document.querySelector("vae-lab")?.step(15));
    return page.evaluate(() => document.querySelector("vae-lab")?.metrics.loss);
  };
  const first = await run();
  await lab.reset.click();
  await expect.poll(() => lab.steps()).toBe(0);
  expect(await run()).toBe(first);
});
