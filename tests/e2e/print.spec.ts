// The page on paper: a sheet of its own, whatever the screen and the theme.
import { Projection } from "../../www/src/draw/view.ts";
import { expect, test } from "./lab.ts";

/** Sides of the plane in the units that paper.ts draws it in. */
const SIDE = 470;
/** How long main.ts waits before it fetches what printing needs. */
const REST_MS = 4000;

test("paper has the plane with its pin, the digit, figures, options and the link, in light colours", async ({
  lab,
  page,
}) => {
  // The time for what is not needed at first never comes: the sheet is there because of the keys.
  await page.addInitScript((rest) => {
    const later = setTimeout;
    const sheet = () => document.querySelector("vae-lab")?.shadowRoot?.querySelector("[data-testid=paper]");
    Object.assign(window, {
      setTimeout: (work: () => void, ms?: number) => (ms === rest ? 0 : later(work, ms)),
      print: () => void (document.documentElement.dataset["printed"] = String(!!sheet())),
    });
  }, REST_MS);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 390, height: 844 });
  await lab.open("?build=simd&model=#v=1&view=0,0,4&pins=-2,1");
  await page.evaluate(() => document.querySelector("vae-lab")!.step(3));
  await expect(page.getByTestId("loss-heldOut")).toContainText(/\d{3}/);
  const shown = () => page.evaluate(() => !!document.querySelector("vae-lab")!.store.model.samples.value);
  await expect.poll(shown).toBe(true);
  const paper = page.getByTestId("paper");
  await expect(paper).toHaveCount(0);
  await page.keyboard.press("Control+p");
  await expect(page.locator("html")).toHaveAttribute("data-printed", "true");
  await page.emulateMedia({ media: "print" });
  await expect(paper).toBeVisible();
  await expect(paper).toContainText("z = (−2.00, 1.00)");
  await expect(paper.getByTestId("paper-curves")).toBeVisible();
  const texts = ["Hidden layers 400", "Handwriting", "−ELBO", "pins=-2,1", "Loss curves", "last batch", "random z"];
  for (const text of texts) await expect(paper).toContainText(text);
  await expect(paper.locator("time")).toContainText(String(new Date().getFullYear()));
  await expect(lab.play).toBeHidden();

  const [plane, pin] = await Promise.all(
    [paper.locator(".plane"), paper.getByTestId("paper-pin")].map((one) => one.boundingBox()),
  );
  if (!plane || !pin) throw new Error("the plane or its pin is not on the paper");
  const projection = new Projection({ x: 0, y: 0, radius: 4 }, { width: SIDE, height: SIDE });
  const unit = plane.width / SIDE;
  expect(pin.x + pin.width / 2).toBeCloseTo(plane.x + projection.x(-2) * unit, 0);
  expect(pin.y + pin.height / 2).toBeCloseTo(plane.y + projection.y(1) * unit, 0);

  // Dark ink on light ground: of the text, the plane and the digit.
  const shades = await paper.evaluate((element) => {
    const shade = (canvas: HTMLCanvasElement) => {
      const copy = document.createElement("canvas").getContext("2d") as CanvasRenderingContext2D;
      [copy.canvas.width, copy.canvas.height] = [canvas.width, canvas.height];
      copy.fillStyle = "white";
      copy.fillRect(0, 0, canvas.width, canvas.height);
      copy.drawImage(canvas, 0, 0);
      const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
      const greens = Array.from(data).filter((_, at) => at % 4 === 1);
      const darkest = greens.reduce((a, b) => Math.min(a, b));
      return { darkest, mean: greens.reduce((a, b) => a + b, 0) / greens.length };
    };
    return [...element.querySelectorAll("canvas")].map(shade);
  });
  // The plane, the pin's image, the curves, held-out images, their reconstructions and samples.
  expect(shades.length).toBe(6);
  expect(shades[0]?.mean, "the plane").toBeGreaterThan(150);
  for (const { mean } of shades.slice(0, 2)) expect(mean).toBeLessThan(235);
  for (const { mean, darkest } of shades.slice(2)) {
    expect(mean).toBeGreaterThan(150);
    expect(darkest).toBeLessThan(128);
  }
  expect(await paper.evaluate((element) => getComputedStyle(element).color)).toBe("rgb(21, 24, 30)");

  // Printed, it takes one page; afterwards the screen is as it was.
  const pdf = await page.pdf({ format: "A4" });
  expect(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  await page.emulateMedia({ media: "screen" });
  await expect(lab.play).toBeVisible();
  await expect(paper).toBeHidden();
  expect(await page.evaluate(() => document.querySelector("vae-lab")?.store.page.palette.value.scheme)).toBe("dark");
});
