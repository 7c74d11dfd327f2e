// The latent plane's layers, view and keys, as a person finds them.
import type { Page } from "@playwright/test";
import { expect, test } from "./lab.ts";

/** What the plane's two canvases show, as one number. */
const drawn = (page: Page) =>
  page
    .getByTestId("latent-plane")
    .locator("canvas")
    .evaluateAll((canvases) => {
      const texts = canvases.map((canvas) => (canvas as HTMLCanvasElement).toDataURL()).join();
      let hash = 0;
      for (let at = 0; at < texts.length; at++) hash = (31 * hash + texts.charCodeAt(at)) | 0;
      return hash;
    });

/** The same, once it has come to rest. */
async function rested(page: Page): Promise<number> {
  let last: number | undefined;
  await expect
    .poll(
      async () => {
        const now = await drawn(page);
        const still = now === last;
        last = now;
        return still;
      },
      { intervals: [700] },
    )
    .toBe(true);
  return last ?? 0;
}

const layer = (page: Page, name: string) => page.getByRole("switch", { name, exact: true });

test("every layer is a switch in one menu, and changes what the plane shows", async ({ lab, page }) => {
  await lab.open();
  await page.evaluate(() => document.querySelector("vae-lab")?.step(60));
  await page.getByRole("button", { name: "Layers" }).click();
  // Far enough in for the images to have room.
  for (let i = 0; i < 4; i++) await page.getByTestId("latent-plane").press("+");
  for (const name of ["Encodings", "Images", "q(z|x)", "Prior", "Decoded", "Aggregate posterior", "Holes"]) {
    await page.getByRole("button", { name: "Layers" }).focus();
    if (!(await layer(page, name).isVisible())) await page.getByRole("button", { name: "Layers" }).click();
    const before = await drawn(page);
    const on = await layer(page, name).isChecked();
    await layer(page, name).press("Space");
    await expect(layer(page, name)).toBeChecked({ checked: !on });
    await expect.poll(() => drawn(page), { message: name }).not.toBe(before);
  }
  await layer(page, "Decoder sensitivity").check();
  await expect(page.getByText(/^‖∂x̂\/∂z‖ ≤ \d/)).toBeVisible();
});

test("the menu closes by Escape, by a press elsewhere, and when the focus leaves it", async ({ lab, page }) => {
  await lab.open();
  const menu = page.getByRole("button", { name: "Layers" });
  await menu.press("Enter");
  await expect(layer(page, "Encodings")).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(layer(page, "Encodings")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(layer(page, "Encodings")).toBeHidden();
  await expect(menu).toBeFocused();
  await menu.click();
  await page.getByRole("heading", { name: "VAE Lab" }).click();
  await expect(layer(page, "Encodings")).toBeHidden();
  await menu.click();
  await lab.play.focus();
  await expect(layer(page, "Encodings")).toBeHidden();
});

test("the density of encodings and its holes are told in numbers", async ({ lab, page }) => {
  await lab.open();
  await page.getByRole("button", { name: "Layers" }).click();
  await layer(page, "Aggregate posterior").check();
  await layer(page, "Holes").check();
  await expect(page.getByText(/^q\(z\) ≤ \d/)).toBeVisible();
  await page.evaluate(() => document.querySelector("vae-lab")?.step(100));
  await expect(page.getByText(/^holes: \d+ % of the prior$/)).toBeVisible();
});

test("the decoder is asked at normal quantiles, as many as are chosen", async ({ lab, page }) => {
  await lab.open();
  await page.evaluate(() => document.querySelector("vae-lab")?.step(20));
  await page.getByRole("button", { name: "Layers" }).click();
  await page.getByLabel("Decoded places").selectOption("normal quantiles");
  await page.getByLabel("Places along each axis").selectOption("40 × 40");
  const forty = await rested(page);
  await page.getByLabel("Places along each axis").selectOption("10 × 10");
  await expect.poll(() => drawn(page)).not.toBe(forty);
});

test("keys and the wheel move the view of a plane that has the focus", async ({ lab, page }) => {
  await lab.open();
  const plane = page.getByTestId("latent-plane");
  const view = () =>
    page.evaluate(() => {
      const view = document.querySelector("vae-lab")?.store.plane.view.value;
      return view ? [view.x, view.y, view.radius] : [];
    });
  expect(await view()).toEqual([]);
  await plane.press("ArrowRight");
  await plane.press("Shift+ArrowUp");
  const [x = 0, y = 0, radius = 0] = await view();
  expect(x).toBeGreaterThan(0);
  expect(y).toBeCloseTo(5 * x, 5);
  await plane.press("+");
  expect((await view())[2]).toBeLessThan(radius);
  await plane.press("0");
  expect(await view()).toEqual([]);
  await plane.hover();
  await page.mouse.wheel(0, -300);
  await expect.poll(async () => (await view())[2] ?? 99).toBeLessThan(radius);
});

test("a space of more dimensions is cut along two of them, and moved along the others with the pin", async ({
  lab,
  page,
}) => {
  await lab.open("?latent=5&build=simd");
  await page.evaluate(() => document.querySelector("vae-lab")?.step(30));
  const pin = () => page.evaluate(() => document.querySelector("vae-lab")?.store.plane.pins.value[0]?.z ?? []);
  await page.getByRole("button", { name: "Axes" }).click();
  // Dimensions are told apart by what they say.
  await expect(page.getByLabel("To the right").locator("option").first()).toContainText(/^\s*z.* · (KL|inactive)/);
  const picture = await lab.picture();
  const slider = page.getByRole("slider", { name: "z₄" });
  await slider.fill("1.5");
  expect(await pin()).toEqual([0.5, 0.5, 0, 1.5, 0]);
  await expect.poll(() => lab.picture()).not.toBe(picture);
  await page.getByLabel("To the right").selectOption({ value: "3" });
  await page.getByLabel("Up", { exact: true }).selectOption({ value: "0" });
  // The pin stays where it is, and is seen from another side.
  expect(await pin()).toEqual([0.5, 0.5, 0, 1.5, 0]);
  await expect(lab.pin).toHaveAttribute("aria-valuetext", /off the plane/);
  await page.getByRole("button", { name: "Through the pin" }).click();
  await expect(lab.pin).not.toHaveAttribute("aria-valuetext", /off the plane/);
  await expect(page.getByRole("slider", { name: "z₂" })).toHaveValue("0.5");
  await lab.pin.press("Home");
  const [z1, z2, , z4] = await pin();
  expect([z1, z2, z4]).toEqual([0, 0.5, 0]);
});

test("principal components are directions too, and say how much varies along them", async ({ lab, page }) => {
  await lab.open("?latent=5&build=simd");
  await page.evaluate(() => document.querySelector("vae-lab")?.step(60));
  await page.getByRole("button", { name: "Axes" }).click();
  const before = await drawn(page);
  await page.getByLabel("Principal components").check();
  await expect.poll(() => drawn(page)).not.toBe(before);
  const options = page.getByLabel("To the right").locator("option");
  await expect(options).toHaveCount(5);
  const shares = (await options.allInnerTexts()).map((text) => Number(text.match(/(\d+) %/)?.[1]));
  expect(shares).toEqual(shares.toSorted((a, b) => b - a));
  expect(shares.reduce((a, b) => a + b)).toBeGreaterThan(95);
});

test("a line has the densities of encodings and prior above it", async ({ lab, page }) => {
  await lab.open("?latent=1&build=simd");
  await page.evaluate(() => document.querySelector("vae-lab")?.step(30));
  await expect(page.getByRole("button", { name: "Axes" })).toHaveCount(0);
  await page.getByRole("button", { name: "Layers" }).click();
  for (const name of ["Aggregate posterior", "Prior"]) {
    const before = await drawn(page);
    await layer(page, name).press("Space");
    await expect.poll(() => drawn(page)).not.toBe(before);
  }
});

test("layers, view and axes are in the address and come back with it", async ({ lab, page }) => {
  await lab.open("?latent=4&build=simd");
  await page.getByRole("button", { name: "Layers" }).click();
  await layer(page, "Holes").check();
  await page.getByRole("button", { name: "Axes" }).click();
  await page.getByLabel("To the right").selectOption({ value: "2" });
  await page.getByTestId("latent-plane").press("+");
  await expect.poll(() => new URL(page.url()).hash).toMatch(/layers=holes&view=0,0,\d.*cut=dimensions:2,1/);
  const link = page.url();
  await page.goto("about:blank");
  await page.goto(link);
  await expect(lab.play).toBeEnabled();
  await page.getByRole("button", { name: "Layers" }).click();
  await expect(layer(page, "Holes")).toBeChecked();
  await page.getByRole("button", { name: "Axes" }).click();
  await expect(page.getByLabel("To the right")).toHaveValue("2");
  await expect(lab.notice).toHaveCount(0);
});

test("what is pointed at elsewhere lights up on the plane", async ({ lab, page }) => {
  await lab.open();
  await page.evaluate(() => document.querySelector("vae-lab")?.step(30));
  const point = (quantity: string | undefined) =>
    page.evaluate((quantity) => {
      const lab = document.querySelector("vae-lab");
      if (lab) lab.store.page.pointed.value = quantity as never;
    }, quantity);
  const plain = await rested(page);
  for (const quantity of ["mu", "sigma", "kl", "prior", "xhat"]) {
    await point(quantity);
    await expect.poll(() => drawn(page), { message: quantity }).not.toBe(plain);
    await point(undefined);
    await expect.poll(() => drawn(page), { message: quantity }).toBe(plain);
  }
});

test("while a digit is awaited the plane leaves it two frames, and no more", async ({ lab, page }) => {
  await lab.open();
  await lab.play.click();
  const gaps = await page.evaluate(async () => {
    const lab = document.querySelector("vae-lab")!;
    const context = CanvasRenderingContext2D.prototype;
    const clear = context.clearRect;
    /** Frames in which the points or what is behind them were drawn. */
    const drawn = new Set<number>();
    let frame = 0;
    context.clearRect = function (...args) {
      if (/marks|backdrop/.test(this.canvas.className)) drawn.add(frame);
      clear.apply(this, args);
    };
    Object.defineProperty(lab.store.plane, "decoding", { get: () => true });
    for (; frame < 120; frame++) await new Promise(requestAnimationFrame);
    context.clearRect = clear;
    const frames = [...drawn];
    return frames.slice(1).map((at, number) => at - (frames[number] as number));
  });
  expect(gaps.length).toBeGreaterThan(5);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(3);
});
