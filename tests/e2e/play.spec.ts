// The mode that opens first: the plane, one button, one slider, and an opening of six acts.
import type { Page } from "@playwright/test";
import { expectNoViolation } from "./axe.ts";
import { expect, settled, test } from "./lab.ts";

const next = (page: Page) => page.getByRole("button", { name: "Next" });
const word = (page: Page) => page.getByRole("region", { name: "Opening" });

test("a newcomer drags, draws, trains and turns β, and finds the lab as they left the plane", async ({ lab, page }) => {
  await lab.open("");
  await expect(page.getByRole("combobox", { name: "Activation" })).toHaveCount(0);
  await expect(word(page)).toContainText("Drag the pin.");
  await test.step("the pin moves by itself until it is taken", async () => {
    await expect.poll(() => lab.place()).not.toEqual([0.5, 0.5]);
    await lab.pin.focus();
    await page.keyboard.press("ArrowRight");
    const place = await settled(() => lab.place());
    await page.keyboard.press("ArrowRight");
    expect((await settled(() => lab.place()))[0]).toBeGreaterThan(place[0]);
  });
  await test.step("a drawing becomes a place and an image", async () => {
    await next(page).click();
    const pad = await page.locator("vae-pad").boundingBox();
    if (!pad) throw new Error("there is no pad");
    await page.mouse.move(pad.x + pad.width / 2, pad.y + pad.height / 5);
    await page.mouse.down();
    await page.mouse.move(pad.x + pad.width / 2, pad.y + (4 * pad.height) / 5, { steps: 5 });
    await page.mouse.up();
    await expect(word(page)).toContainText(/\(−?\d\.\d+, −?\d\.\d+\)/);
  });
  await test.step("the opening goes on where it was left for another door", async () => {
    await expect(word(page)).toContainText("2 of 6");
    for (const door of ["Learn", "Play"]) await page.getByRole("button", { name: door, exact: true }).click();
    await expect(word(page)).toContainText("2 of 6");
  });
  await test.step("training starts anew", async () => {
    await next(page).click();
    await expect(word(page)).toContainText("20,000 images");
    await lab.play.click();
    await expect(word(page)).toContainText(/Step \d/);
  });
  await test.step("what was learned is watched again, and training goes on", async () => {
    const state = (what: "training" | "checkpoints") =>
      page.evaluate((what) => {
        const value = document.querySelector("vae-lab")!.store.run.state[what];
        return typeof value === "boolean" ? value : value.length >= 3;
      }, what);
    await expect.poll(() => state("checkpoints")).toBe(true);
    await next(page).click();
    await expect(word(page)).toContainText(/So far it has learned for \d+ s/);
    await word(page).getByRole("button", { name: "Watch" }).click();
    await expect(word(page)).toContainText(/^\s*step \d+/);
    await expect(lab.play).toBeDisabled();
    await expect.poll(() => state("training")).toBe(true);
    await expect(lab.pause).toBeEnabled();
  });
  await test.step("β", async () => {
    await next(page).click();
    const beta = page.getByRole("slider", { name: "KL weight" });
    await beta.fill("150");
    await expect
      .poll(() => page.evaluate(() => Number(document.querySelector("vae-lab")!.store.run.state.options["beta"])))
      .toBe(9);
  });
  await next(page).click();
  await word(page).getByRole("button", { name: "Lab" }).click();
  await expect(page.getByRole("spinbutton", { name: "KL weight" })).toHaveValue("9");
  await expect.poll(() => lab.steps()).toBeGreaterThan(0);
  await expect(page).toHaveURL(/#v=1&beta=9/);
});

test("links open the lab as before, and what is played with is played with again", async ({ lab, page }) => {
  const current = page.getByRole("navigation", { name: "Ways in" }).locator("[aria-current]");
  for (const [query, open] of [
    ["?mode=lab", "Lab"],
    ["?latent=3", "Lab"],
    ["#v=1&beta=4", "Lab"],
    ["?lang=en", "Play"],
    ["#v=1&beta=4&mode=play", "Play"],
    ["?mode=learn", "Learn"],
  ] as const) {
    await page.goto("about:blank");
    await lab.open(query);
    await expect(current, query).toHaveText(open);
    await expect(lab.notice).toHaveCount(0);
  }
  await test.step("a mode that there is not is told of, and opens what the bare address opens", async () => {
    for (const [query, said] of [
      ["?mode=labb", "The attribute mode cannot be 'labb'; it accepts: play, lab, map, class, learn."],
      ["?mode=labb&lang=zh", "属性 mode 不能是“labb”；可用的值：play, lab, map, class, learn。"],
    ] as const) {
      await page.goto(lab.url + query);
      await expect(lab.notice).toContainText(said);
      await expect(page.locator("vae-play")).toBeVisible();
    }
  });
  await page.addInitScript(() => localStorage.clear());
  await lab.open("?mode=learn");
  await expect(page.getByRole("region", { name: "Lessons" }).getByRole("listitem").first()).toBeVisible();
  // Nor does the guide of a newcomer take its place.
  const guided = page.evaluate(() => {
    const lab = document.querySelector("vae-lab")!;
    return lab.ready.then(() => lab.store.page.guiding.value);
  });
  expect(await guided).toBe(false);
  await current.page().getByRole("button", { name: "Play", exact: true }).click();
  await expect(word(page)).toBeVisible();
});

test("β is turned on the model that one sees, which trains on; a link that is pasted opens the lab", async ({
  lab,
  page,
}) => {
  await lab.open("");
  await expect.poll(() => lab.place()).not.toEqual([0.5, 0.5]);
  await page.getByRole("slider", { name: "KL weight" }).fill("150");
  await expect(lab.pause).toBeVisible();
  const seen = () =>
    page.evaluate(() => {
      const { state } = document.querySelector("vae-lab")!.store.run;
      return { beta: state.options["beta"], hidden: state.options["hidden"], pretrained: state.pretrained };
    });
  await expect.poll(seen).toEqual({ beta: 9, hidden: [64], pretrained: undefined });
  // A model that begins is at some 540 nats.
  await expect.poll(() => page.evaluate(() => document.querySelector("vae-lab")!.metrics.recon)).toBeLessThan(300);
  await page.evaluate(() => (location.hash = "#v=1&latent=3"));
  await expect(page.getByRole("spinbutton", { name: "Latent dimensions" })).toHaveValue("3");
});

for (const [width, height] of [
  [360, 640],
  [768, 1024],
  [1280, 720],
] as const) {
  test(`at ${width}×${height} everything is on one screen, and axe finds nothing`, async ({ lab, page }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ reducedMotion: "reduce" });
    for (const lang of ["en", "zh"]) {
      await page.goto(`${lab.url}?lang=${lang}`);
      for (const seen of [
        page.getByTestId("pin"),
        page.locator("vae-play input[type=range]"),
        page.locator("vae-play .train"),
      ])
        await expect(seen).toBeInViewport({ ratio: 1 });
      await expectNoViolation(page);
    }
  });
}
