// Several pins: they come and go by mouse and keys, have names, pictures and words; points of the plane are looked at.
import { expect, type Lab, test } from "./lab.ts";

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
  await expect(page.getByRole("status").filter({ hasText: "There are 8 pins" })).toBeAttached();
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

test("what a place looks like is said once the pin rests, not on its way", async ({ lab, page }) => {
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
  await expect(spoken).toHaveText(/^z = \(−0\.10, 0\.50\), (looks like \d|looks between \d and \d|far from)/);
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
  await expect(images).toHaveAttribute("aria-valuetext", /^Image 2, a \d$/);
  const tip = page.getByTestId("tip");
  await expect(tip).toContainText("Image 2");
  const ring = await page.locator("vae-points .ring").boundingBox();
  const box = await plane.boundingBox();
  if (!ring || !box) throw new Error("the second image has no point");
  await lab.play.focus();
  await expect(tip).toHaveCount(0);
  const spot = { x: ring.x + ring.width / 2 - box.x, y: ring.y + ring.height / 2 - box.y };
  await plane.hover({ position: spot });
  await expect(tip).toBeVisible();
  await plane.click({ position: spot });
  await expect(page.getByText("q(z|x): μ and 1σ")).toBeVisible();
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
  await expect(page.getByText("q(z|x): μ and 1σ")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText("q(z|x): μ and 1σ")).toHaveCount(0);
});
