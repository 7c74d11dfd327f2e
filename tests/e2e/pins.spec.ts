// Several pins: they come and go by mouse and keys, have names, pictures and words; points of the plane are looked at.
import { expect, type Lab, settled, test } from "./lab.ts";

/** A model that has seen a little, at rest. */
async function trained(lab: Lab, steps = 60): Promise<void> {
  await lab.open();
  await lab.play.click();
  await lab.reach(steps);
  await lab.pause.click();
  await expect(lab.play).toBeVisible();
}

/** Turns the points off: what is pressed then is the plane. */
const hidePoints = (lab: Lab) => lab.page.getByRole("button", { name: "Encodings", exact: true }).click();

test("a double press on the plane adds a pin there and leaves the others where they were", async ({ lab, page }) => {
  await lab.open();
  await hidePoints(lab);
  const before = await lab.pin.getAttribute("aria-valuetext");
  const plane = page.getByTestId("latent-plane");
  const box = await plane.boundingBox();
  if (!box) throw new Error("the plane is not on the screen");
  await plane.dblclick({ position: { x: box.width * 0.7, y: box.height * 0.3 } });
  await expect(page.getByRole("slider", { name: "Pin 1" })).toHaveAttribute("aria-valuetext", before ?? "");
  const second = page.getByRole("slider", { name: "Pin 2" });
  expect(Number(await second.getAttribute("aria-valuenow"))).toBeGreaterThan(0.5);
});

test("keys add, move, choose and remove pins", async ({ lab, page }) => {
  await lab.open();
  await lab.pin.focus();
  await page.keyboard.press("Enter");
  const second = page.getByRole("slider", { name: "Pin 2" });
  await expect(second).toBeFocused();
  await page.keyboard.press("Home");
  await expect(second).toHaveAttribute("aria-valuetext", "z = (0.00, 0.00)");
  await page.keyboard.press("Shift+Tab");
  await expect(page.getByRole("slider", { name: "Pin 1" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Delete");
  await expect(lab.pin).toBeFocused();
  await page.keyboard.press("Delete");
  await expect(lab.pin).toBeAttached();
});

test("there are only as many pins as can be told apart, and this is said", async ({ lab, page }) => {
  await lab.open();
  await lab.pin.focus();
  for (let i = 0; i < 8; i++) await page.keyboard.press("Enter");
  await expect(page.getByTestId("pin")).toHaveCount(8);
  await expect(page.getByRole("status").filter({ hasText: "8 pins are the most" })).toBeAttached();
});

test("a pin is named from the list, and is called so everywhere", async ({ lab, page }) => {
  await lab.open();
  await page.getByRole("button", { name: "Pin", exact: true }).click();
  const name = page.getByRole("textbox", { name: "Name of the pin" });
  await name.fill("a loop");
  await name.press("Enter");
  await expect(page.getByRole("slider", { name: "a loop" })).toBeAttached();
  const list = page.getByRole("list", { name: "Pins" });
  await list.getByRole("button", { name: "Pin 1" }).click();
  await expect(name).toHaveValue("");
  await list.getByRole("button", { name: "a loop" }).click();
  await expect(name).toHaveValue("a loop");
  await page.getByRole("button", { name: "Remove a loop" }).last().click();
  await expect(page.getByTestId("pin")).toHaveCount(1);
  await expect(list).toHaveCount(0);
});

test("the nearest encodings are said once the pin rests, not on its way", async ({ lab, page }) => {
  await trained(lab);
  const spoken = page.locator("vae-pins").getByRole("status");
  await spoken.evaluate((element) => {
    const changes: string[] = [];
    Object.assign(window, { changes });
    new MutationObserver(() => changes.push(element.textContent ?? "")).observe(element, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
  await lab.pin.focus();
  for (let i = 0; i < 12; i++) await page.keyboard.press("ArrowLeft");
  await expect(spoken).toHaveText(/^z = \(−0\.10, 0\.50\), (nearest encodings: \d(, \d)?|far from every encoding)/);
  expect(await page.evaluate(() => (window as unknown as { changes: string[] }).changes.length)).toBe(1);
});

test("a point shows its image under the mouse and is selected by a click, which moves no pin", async ({
  lab,
  page,
}) => {
  await trained(lab);
  const before = await lab.pin.getAttribute("aria-valuetext");
  const plane = page.getByTestId("latent-plane");
  const images = page.getByRole("slider", { name: "Held-out images" });
  await images.focus();
  await page.keyboard.press("PageDown");
  await expect(images).toHaveAttribute("aria-valuetext", /^Image 2, class \d$/);
  const tip = page.getByTestId("tip");
  await expect(tip).toContainText("Image 2");
  // The last encodings come after the model is at rest.
  const ring = await settled(() => page.locator("vae-points .ring").boundingBox(), 700);
  const box = await plane.boundingBox();
  if (!ring || !box) throw new Error("the second image has no point");
  await lab.play.focus();
  await expect(tip).toHaveCount(0);
  const spot = { x: ring.x + ring.width / 2 - box.x, y: ring.y + ring.height / 2 - box.y };
  await plane.hover({ position: spot });
  await expect(tip).toBeVisible();
  await plane.click({ position: spot });
  await expect(page.getByRole("region", { name: /^Image 2, class \d$/ })).toBeVisible();
  await expect(lab.pin).toHaveAttribute("aria-valuetext", before ?? "");
});

test("keys go from image to image and select", async ({ lab, page }) => {
  await trained(lab);
  const images = page.getByRole("slider", { name: "Held-out images" });
  await images.focus();
  const first = await images.getAttribute("aria-valuetext");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowUp");
  await expect(images).not.toHaveAttribute("aria-valuetext", first ?? "");
  await page.keyboard.press("Enter");
  const inspector = page.getByRole("region", { name: (await images.getAttribute("aria-valuetext")) ?? "none" });
  await expect(inspector).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(inspector).toHaveCount(0);
});

test("the inspector has the image's own bound, samples of its posterior, and the next image", async ({ lab, page }) => {
  await trained(lab, 100);
  const images = page.getByRole("slider", { name: "Held-out images" });
  await images.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  const inspector = page.getByTestId("inspector");
  await expect(inspector.getByText("in nats, mean of 500 samples of z")).toBeVisible();
  // The terms as the page shows them, one after the other, are those of the engine, and the last is their sum.
  const terms = async () => (await inspector.locator("dd").allInnerTexts()).map(Number);
  await expect.poll(async () => (await terms()).every(Number.isFinite)).toBe(true);
  const [recon = 0, kl = 0, loss = 0] = await terms();
  expect(Math.abs(recon + kl - loss)).toBeLessThan(0.2);
  const posterior = async () => (await inspector.locator("tbody td.kl").allInnerTexts()).map(Number);
  await expect.poll(async () => Math.abs((await posterior()).reduce((a, b) => a + b) - kl)).toBeLessThan(0.1);
  const samples = inspector.locator(".samples");
  await expect(samples.locator("vae-sheet")).toHaveCount(5);
  await expect(page.locator("vae-points .draw")).toHaveCount(5);
  const drawn = await samples.innerText();
  await inspector.getByRole("button", { name: "Redraw" }).click();
  await expect.poll(() => samples.innerText()).not.toBe(drawn);
  // Of p(x|z) there is more than its mean.
  const aspect = inspector.getByRole("combobox", { name: "Of p(x|z), show" });
  await aspect.selectOption("the standard deviation");
  await expect(inspector).toContainText("Full ink is 0.50.");
  await aspect.selectOption("a sample");
  const sample = inspector.getByRole("img", { name: "A sample of p(x|z) at μ" });
  const tones = () =>
    sample.evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      return [...new Set(data.filter((_, at) => at % 4 === 3))].sort((a, b) => a - b);
    });
  await expect.poll(tones).toEqual([0, 255]);
  await inspector.getByRole("button", { name: "Next image" }).click();
  await expect(page.getByRole("region", { name: /^Image 2, class \d$/ })).toBeVisible();
  await expect.poll(async () => (await terms())[0]).not.toBe(recon);
  await inspector.getByRole("button", { name: "Deselect the image" }).click();
  await expect(inspector).toHaveCount(0);
  await expect(page.locator("vae-points .draw")).toHaveCount(0);
});

test("the path through the pins is a strip, and a place on it is decoded", async ({ lab, page }) => {
  await trained(lab);
  await lab.pin.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  for (let i = 0; i < 4; i++) await page.keyboard.press("Shift+ArrowUp");
  const strip = page.getByRole("img", { name: "11 images decoded along the path" });
  await expect(strip).toBeVisible();
  const place = page.getByRole("slider", { name: "Place on the path" });
  await expect(place).toHaveAttribute("aria-valuetext", "Pin 1");
  await place.focus();
  await page.keyboard.press("End");
  await expect(place).toHaveAttribute("aria-valuetext", "Pin 2");
  await expect(page.getByText("Decoded on the path")).toBeVisible();
  const there = await lab.picture();
  for (let i = 0; i < 20; i++) await page.keyboard.press("ArrowLeft");
  await expect(place).toHaveAttribute("aria-valuetext", "50 % of the way from Pin 1 to Pin 2");
  // Half-way from the origin to (0.4, 2).
  await expect(page.getByRole("img", { name: "The decoded image at z = (0.20, 1.00)" })).toBeVisible();
  expect(await lab.picture()).not.toBe(there);
  await page.getByRole("slider", { name: "Pin 1" }).press("ArrowLeft");
  await expect(page.getByText("Decoded at the pin")).toBeVisible();
});

test("the morph plays along the path until it is paused", async ({ lab, page }) => {
  await trained(lab);
  await lab.pin.press("Enter");
  await page.getByRole("button", { name: "Morph" }).click();
  const place = page.getByRole("slider", { name: "Place on the path" });
  const places = new Set<string | null>();
  await expect.poll(async () => places.add(await place.getAttribute("aria-valuetext")).size).toBeGreaterThan(5);
  await page.getByTestId("path").getByRole("button", { name: "Pause" }).click();
  const now = await place.getAttribute("aria-valuetext");
  expect(await settled(() => place.getAttribute("aria-valuetext"))).toBe(now);
});

test("a reader who wants no motion sees the morph in single frames", async ({ lab, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await trained(lab);
  await lab.pin.press("Enter");
  await page.getByRole("button", { name: "Morph" }).click();
  const place = page.getByRole("slider", { name: "Place on the path" });
  for (const share of ["10 %", "20 %"]) await expect(place).toHaveAttribute("aria-valuetext", new RegExp(`^${share}`));
});

test("with more dimensions the path goes straight or along the sphere", async ({ lab, page }) => {
  await lab.open("?build=simd&latent=5");
  await lab.pin.press("Enter");
  const kind = page.getByRole("combobox", { name: "Kind of path" });
  const points = () => page.locator("vae-pins polyline").getAttribute("points");
  const straight = await points();
  await kind.selectOption("Spherical");
  await expect.poll(points).not.toBe(straight);
  expect((await points())?.split(" ").length).toBeGreaterThan(10);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });

  test("a finger selects a point, adds a pin with two taps, and a pinch moves none", async ({ lab, page }) => {
    await lab.open();
    await lab.oneStep.tap();
    await page.getByTestId("latent-plane").scrollIntoViewIfNeeded();
    // What decodes at the pin is beside the finger, alone as among others.
    await expect(lab.pin.locator("canvas")).toBeInViewport();
    const box = await page.getByTestId("latent-plane").boundingBox();
    if (!box) throw new Error("the plane is not on the screen");
    const images = page.getByRole("slider", { name: "Held-out images" });
    await images.focus();
    const ring = await settled(() => page.locator("vae-points .ring").boundingBox(), 700);
    if (!ring) throw new Error("the first image has no point");
    await page.touchscreen.tap(ring.x + ring.width / 2, ring.y + ring.height / 2);
    await expect(page.getByRole("region", { name: /^Image \d+, class \d$/ })).toBeAttached();

    const before = await lab.pin.getAttribute("aria-valuetext");
    const [x, y] = [box.x + box.width * 0.8, box.y + box.height * 0.25];
    const touch = await page.context().newCDPSession(page);
    const send = (type: "touchStart" | "touchMove" | "touchEnd", touchPoints: { x: number; y: number; id: number }[]) =>
      touch.send("Input.dispatchTouchEvent", { type, touchPoints });
    const second = { x: x - 90, y: y + 60, id: 1 };
    // What belongs together is sent at once: the answers may take longer than a tap does.
    await Promise.all([send("touchStart", [{ x, y, id: 0 }]), send("touchStart", [{ x, y, id: 0 }, second])]);
    await send("touchMove", [{ x: x + 20, y: y - 20, id: 0 }, second]);
    await send("touchEnd", []);
    await expect(lab.pin).toHaveAttribute("aria-valuetext", before ?? "");

    const tap = () => [send("touchStart", [{ x, y, id: 0 }]), send("touchEnd", [])];
    await Promise.all([...tap(), ...tap()]);
    await expect(page.getByRole("slider", { name: "Pin 1" })).toHaveAttribute("aria-valuetext", before ?? "");
    await expect(page.getByTestId("pin")).toHaveCount(2);
  });
});
