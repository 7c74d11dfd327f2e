// The pin on the latent plane: dragged with a mouse, the keyboard and a finger, it decodes live.
import { expect, settled, test } from "./lab.ts";

test("a mouse drags the pin and the digit changes while the model trains", async ({ lab, page }) => {
  await lab.open();
  await lab.play.click();
  await lab.reach(100);
  const start = await lab.place();
  const { x, y } = await lab.pinCentre();
  const stepsBefore = await lab.steps();
  const pictures = new Set([await lab.picture()]);
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let i = 1; i <= 5; i++) {
    await page.mouse.move(x - 24 * i, y + 12 * i, { steps: 4 });
    pictures.add(await lab.picture());
  }
  await page.mouse.up();
  const [z1, z2] = await lab.place();
  expect(z1).toBeLessThan(start[0]);
  expect(z2).toBeLessThan(start[1]);
  expect(pictures.size).toBeGreaterThan(3);
  await lab.reach(stepsBefore + 10);
});

test("on a paused model the digit depends on the pin alone", async ({ lab }) => {
  await lab.open();
  await lab.play.click();
  await lab.reach(100);
  await lab.pause.click();
  await expect(lab.play).toBeVisible();
  await lab.pin.focus();
  await lab.pin.press("Home");
  expect(await lab.place()).toEqual([0, 0]);
  const origin = await settled(() => lab.picture());
  for (let i = 0; i < 4; i++) await lab.pin.press("Shift+ArrowRight");
  expect(await lab.place()).toEqual([2, 0]);
  await expect.poll(() => lab.picture()).not.toBe(origin);
  await lab.pin.press("Home");
  await expect.poll(() => lab.picture()).toBe(origin);
});

test("arrow keys move the pin in small and large steps", async ({ lab }) => {
  await lab.open();
  await lab.pin.focus();
  await lab.pin.press("Home");
  await lab.pin.press("ArrowRight");
  await lab.pin.press("ArrowUp");
  const [z1, z2] = await lab.place();
  expect(z1).toBeGreaterThan(0);
  expect(z2).toBeGreaterThan(0);
  await lab.pin.press("Shift+ArrowLeft");
  expect((await lab.place())[0]).toBeLessThan(z1 - z2);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });

  test("a finger drags the pin, and the page does not scroll sideways", async ({ lab, page }) => {
    await lab.open();
    await lab.play.tap();
    await lab.reach(20);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(sideways).toBeLessThanOrEqual(0);
    const start = await lab.place();
    const { x, y } = await lab.pinCentre();
    const scroll = await page.evaluate(() => window.scrollY);
    const touch = await page.context().newCDPSession(page);
    const send = (type: "touchStart" | "touchMove" | "touchEnd", points: { x: number; y: number }[]) =>
      touch.send("Input.dispatchTouchEvent", { type, touchPoints: points });
    await send("touchStart", [{ x, y }]);
    for (let i = 1; i <= 8; i++) await send("touchMove", [{ x: x - 8 * i, y: y + 6 * i }]);
    await send("touchEnd", []);
    const [z1, z2] = await lab.place();
    expect(z1).toBeLessThan(start[0]);
    expect(z2).toBeLessThan(start[1]);
    expect(await page.evaluate(() => window.scrollY)).toBe(scroll);
  });
});

test("the pin is decoded before training too, whatever latent size the address asks for", async ({ lab }) => {
  await lab.open("?latent=20&build=simd");
  await expect
    .poll(() =>
      lab.decoded.locator("canvas").evaluate((canvas: HTMLCanvasElement) => {
        const blank = document.createElement("canvas");
        [blank.width, blank.height] = [canvas.width, canvas.height];
        return canvas.toDataURL() !== blank.toDataURL();
      }),
    )
    .toBe(true);
});

test("a pin that the view has left waits at its edge, and comes back from there", async ({ lab, page }) => {
  await lab.open();
  await lab.pin.focus();
  await page.getByRole("button", { name: "Zoom out" }).click();
  for (let i = 0; i < 8; i++) await lab.pin.press("Shift+ArrowRight");
  const [far] = await lab.place();
  await page.getByRole("button", { name: "Show all" }).click();
  await expect.poll(async () => Number(await lab.pin.getAttribute("aria-valuemax"))).toBeLessThan(far);
  await expect(lab.pin.and(page.locator(".away"))).toBeInViewport();
  await lab.pin.press("ArrowLeft");
  expect((await lab.place())[0]).toBeLessThan(far);
});
