// How an image becomes a loss: the picture with live numbers, slow motion, formulas that light up.
import type { Locator, Page } from "@playwright/test";
import { type Lab, expect, test } from "./lab.ts";

const flow = (page: Page) => page.getByRole("tabpanel");
const button = (page: Page, name: string) => flow(page).getByRole("button", { name, exact: true });
const part = (page: Page, name: RegExp) => flow(page).getByRole("group", { name });
const caption = (page: Page) => page.getByTestId("caption");
/** The numbers of a row of the table under the formula. */
const terms = async (page: Page, name: string) => {
  const texts = await flow(page).getByRole("row", { name }).getByRole("cell").allInnerTexts();
  return texts.map(Number);
};

async function open(lab: Lab, page: Page): Promise<void> {
  await lab.open();
  await page.getByRole("tab", { name: "Flow" }).click();
  await expect.poll(async () => (await terms(page, "this image")).filter(Number.isFinite)).toHaveLength(3);
}

test("the picture follows the model while it trains, with the image that is chosen", async ({ lab, page }) => {
  await open(lab, page);
  const [before = 0, recon = 0, kl = 0] = await terms(page, "this image");
  expect(before).toBeCloseTo(recon + kl, 0);
  await lab.play.click();
  await expect.poll(async () => (await terms(page, "this image"))[0]).toBeLessThan(0.8 * before);
  await lab.pause.click();
  const z = part(page, /^z = /);
  const first = await z.innerText();
  await button(page, "Image 3").click();
  await expect(z).not.toHaveText(first);
  await expect(button(page, "Image 3")).toHaveAttribute("aria-pressed", "true");
  const third = await z.innerText();
  await button(page, "Draw ε again").click();
  await expect(z).not.toHaveText(third);
});

test("the program beside the picture lights up with it, and marks what an option changed", async ({ lab, page }) => {
  await open(lab, page);
  const listing = flow(page).getByRole("listbox", { name: "The same in PyTorch" });
  const line = (text: string) => listing.getByRole("option").filter({ hasText: text });
  const pointed = () => page.evaluate(() => document.querySelector("vae-lab")!.store.page.pointed.value);
  // Beside the names in it, each of which is a quantity of its own.
  await line("z = mean + torch.exp(logvar / 2)").hover({ position: { x: 40, y: 8 } });
  expect(await pointed()).toBe("z");
  await expect(flow(page).locator(".flow")).toHaveAttribute("data-pointed", "z");
  await page.getByRole("heading", { name: "Latent plane" }).hover();
  await listing.press("ArrowDown");
  const selected = listing.getByRole("option", { selected: true });
  await expect(selected).toContainText("self.mean = nn.Linear");
  expect(await pointed()).toBe("mu");
  await listing.press("ArrowDown");
  expect(await pointed()).toBe("sigma");
  await expect(line("BETA = 0.001, 1")).not.toContainText("changed");
  await page.evaluate(() => document.querySelector("vae-lab")!.setOptions({ beta: 4 }));
  await expect(line("BETA = 0.001, 4")).toContainText("changed");
  await expect(listing.getByText("changed")).toHaveCount(1);
});

test("slow motion walks through the step that is then made, and its numbers are the step's own", async ({
  lab,
  page,
}) => {
  await open(lab, page);
  await lab.oneStep.click();
  await expect.poll(() => lab.steps()).toBe(1);
  await button(page, "Slow motion").click();
  await expect(caption(page)).toContainText("Training step 2 will take 128 of the 20,000");
  // What is not reached yet is not shown.
  await expect(part(page, /^μ/)).toHaveText(/–/);
  await button(page, "Next").click();
  await expect(caption(page)).toContainText("encoder");
  await expect(part(page, /^μ/)).toHaveText(/\d/);
  await expect(part(page, /^z = /)).toHaveText(/–/);
  await button(page, "Next").click();
  const z = await part(page, /^z = /).innerText();
  await button(page, "Back").click();
  await expect(part(page, /^z = /)).toHaveText(/–/);
  await button(page, "Next").click();
  expect(await part(page, /^z = /).innerText()).toBe(z);
  await button(page, "Next").click();
  await button(page, "Next").click();
  const [loss = 0, recon = 0, kl = 0] = await terms(page, "this batch");
  expect(loss).toBeCloseTo(recon + kl, 0);
  await button(page, "Next").click();
  await expect(page.getByTestId("layers").getByRole("row")).toHaveCount(5);
  expect(await lab.steps()).toBe(1);
  await button(page, "Make the step").click();
  await expect(caption(page)).toContainText(`Step 2 is done; its −ELBO was ${loss.toFixed(1)}`);
  expect(await lab.steps()).toBe(2);
  // Back and forth again makes no other step.
  await button(page, "Back").click();
  await button(page, "Next").click();
  expect(await lab.steps()).toBe(2);
  await button(page, "Next step").click();
  await expect(caption(page)).toContainText("Training step 3");
  expect(await lab.steps()).toBe(2);
});

test("slow motion pauses training, goes by keys, and ends when training goes on", async ({ lab, page }) => {
  await open(lab, page);
  await lab.play.click();
  await lab.reach(10);
  await button(page, "Slow motion").click();
  await expect(lab.play).toBeVisible();
  await button(page, "Next").focus();
  for (const word of ["encoder", "drawn", "decoder", "batch: "]) {
    await page.keyboard.press("ArrowRight");
    await expect(caption(page)).toContainText(word);
  }
  await page.keyboard.press("ArrowLeft");
  await expect(caption(page)).toContainText("decoder");
  await lab.play.click();
  await expect(caption(page)).toBeHidden();
  await lab.pause.click();
  await button(page, "Slow motion").click();
  await expect(caption(page)).toBeVisible();
  await button(page, "End the slow motion").click();
  await expect(caption(page)).toBeHidden();
});

test("an option that changes on the way changes the step that is looked into", async ({ lab, page }) => {
  await open(lab, page);
  await button(page, "Slow motion").click();
  await page.evaluate(() => document.querySelector("vae-lab")!.setOptions({ batch: 64 }));
  await expect(caption(page)).toContainText("will take 64");
  await lab.reset.click();
  await expect(caption(page)).toBeHidden();
});

test("what is pointed at in the formula lights up in the picture, and the reverse", async ({ lab, page }) => {
  await open(lab, page);
  const lit = (of: Locator) => of.evaluate((element) => getComputedStyle(element).backgroundColor);
  const recon = part(page, /^reconstruction/);
  const term = flow(page).locator("math [data-quantity=recon]").first();
  const [dark, plain] = [await lit(recon), await lit(term)];
  // What scrolls under a resting mouse is pointed at, too.
  await page.mouse.move(0, 0);
  await term.focus();
  await expect.poll(() => lit(recon)).not.toBe(dark);
  await part(page, /^μ/).focus();
  await expect.poll(() => lit(recon)).toBe(dark);
  await recon.hover();
  await expect.poll(() => lit(term)).not.toBe(plain);
});

for (const [width, direction] of [
  [360, "down"],
  [660, "right"],
] as const) {
  test(`the picture goes ${direction} at ${width} px and fits`, async ({ lab, page }) => {
    await page.setViewportSize({ width, height: 740 });
    await open(lab, page);
    const boxes = await Promise.all([/^x, /, /^μ/, /^z = /, /^x̂/].map((name) => part(page, name).boundingBox()));
    const along = boxes.map((box) => (direction === "down" ? box?.y : box?.x) ?? 0);
    expect(along).toEqual(along.toSorted((a, b) => a - b));
    for (const box of boxes) expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
}

test("slow motion goes through the pretrained model and makes its next step", async ({ lab, page }) => {
  await lab.open("?build=simd");
  await page.getByRole("tab", { name: "Flow" }).click();
  await expect(flow(page).getByText("784 → 64 → 2")).toBeVisible();
  await button(page, "Slow motion").click();
  for (let stage = 1; stage <= 5; stage++) await button(page, "Next").click();
  const [loss = 0] = await terms(page, "this batch");
  // An untrained model is at some 540 nats.
  expect(loss).toBeLessThan(200);
  await button(page, "Make the step").click();
  await expect(caption(page)).toContainText(`Step 1 is done; its −ELBO was ${loss.toFixed(1)}`);
  expect(await lab.steps()).toBe(1);
});
