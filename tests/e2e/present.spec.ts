// The page for a room: large type everywhere, one part at a time, and the keys of clickers.
import type { Page } from "@playwright/test";
import { expectContrast, expectNoViolation } from "./axe.ts";
import { expect, settled, test } from "./lab.ts";

test.use({ viewport: { width: 1024, height: 768 } });

/** CSS pixels of the smallest text that a back row reads. */
const LEAST = 28;

/** Notes of each text on a canvas how large it is on the screen, until the canvas is cleared. */
function watchCanvases(): void {
  const { fillText, clearRect } = CanvasRenderingContext2D.prototype;
  const drawn = new Map<HTMLCanvasElement, Map<string, number>>();
  Object.assign(globalThis, { drawn });
  Object.assign(CanvasRenderingContext2D.prototype, {
    fillText(this: CanvasRenderingContext2D, ...rest: Parameters<typeof fillText>) {
      const { canvas } = this;
      const scale = (this.getTransform().a * canvas.clientWidth) / canvas.width;
      const size = Number.parseFloat(/([\d.]+)px/.exec(this.font)![1]!) * scale;
      if (canvas.isConnected) drawn.set(canvas, (drawn.get(canvas) ?? new Map()).set(`canvas: ${rest[0]}`, size));
      return fillText.apply(this, rest);
    },
    clearRect(this: CanvasRenderingContext2D, ...rest: Parameters<typeof clearRect>) {
      drawn.delete(this.canvas);
      return clearRect.apply(this, rest);
    },
  });
}

/** Texts that are to be seen and smaller than that, with their sizes; and how many texts there are. */
const smaller = (page: Page) =>
  page.evaluate((least) => {
    const found: string[] = [];
    let count = 0;
    const size = (element: Element) => {
      const own = Number.parseFloat(getComputedStyle(element).fontSize);
      const matrix = element instanceof SVGGraphicsElement ? element.getScreenCTM() : undefined;
      return own * (matrix ? Math.hypot(matrix.a, matrix.b) : 1);
    };
    const visit = (root: ParentNode) => {
      for (const element of root.querySelectorAll("*")) {
        if (element.shadowRoot) visit(element.shadowRoot);
        const text = [...element.childNodes]
          .filter((node) => node.nodeType === 3)
          .map((node) => node.textContent?.trim());
        const typed = element instanceof HTMLInputElement && element.type !== "range" ? element.value : "";
        const said = text.join("") || typed;
        if (said === "" || /^(style|script|option|title)$/i.test(element.localName)) continue;
        if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
        const { width, height } = element.getBoundingClientRect();
        // What screen readers alone have is a pixel.
        if (width <= 1 || height <= 1 || element.closest(".spoken, fieldset[hidden]")) continue;
        count++;
        if (size(element) < least - 0.01) found.push(`${element.localName}: ${said.slice(0, 30)} ${size(element)}`);
      }
    };
    visit(document);
    const { drawn } = globalThis as unknown as { drawn: Map<HTMLCanvasElement, Map<string, number>> };
    const painted = [...drawn].flatMap(([canvas, texts]) => (canvas.isConnected ? [...texts] : []));
    for (const [text, size] of painted) if (size < least - 0.01) found.push(`${text} ${size}`);
    return { found, count: count + painted.length };
  }, LEAST);

async function expectLegible(page: Page): Promise<void> {
  // Whatever is fetched for it is there.
  const { found, count } = await settled(() => smaller(page));
  expect(found).toEqual([]);
  expect(count).toBeGreaterThan(10);
}

for (const name of ["elbo", "reparameterisation", "distributions"])
  test(`the lesson ${name} is shown to a room, step by step, in nothing that is small`, async ({ lab, page }) => {
    await page.addInitScript(watchCanvases);
    await page.goto(`${lab.url}?build=simd&present&lesson=${name}`);
    const lesson = page.getByRole("region", { name: "Lesson", exact: true });
    await expect(lesson).toBeVisible();
    const steps = Number(/of (\d+)/.exec(await lesson.innerText())![1]);
    for (let step = 1; step <= steps; step++) {
      const here = lesson.getByText(`${step} of ${steps}`);
      await expect(here).toBeVisible();
      await expectLegible(page);
      // It goes through what is below the screen first, then to the next step.
      for (let presses = 0; presses < 9 && (await here.count()) > 0; presses++) await page.keyboard.press("PageDown");
    }
    await expect(lesson).toContainText("Done:");
    await expectLegible(page);
  });

test("a presenter comes and goes by button and key, and lights up what is spoken of", async ({ lab, page }) => {
  await page.goto(`${lab.url}?build=simd&lesson=elbo`);
  const lesson = page.getByRole("region", { name: "Lesson", exact: true });
  const button = lesson.getByRole("button", { name: "Presenter mode" });
  const size = () =>
    lesson.getByRole("heading").evaluate((title) => Number.parseFloat(getComputedStyle(title).fontSize));
  const tabs = page.getByRole("tablist", { name: "Panels" });
  await expect(tabs).toBeVisible();
  const before = await size();
  await button.click();
  await expect.poll(size).toBeGreaterThanOrEqual(LEAST);
  await expect(button).toHaveAttribute("aria-pressed", "true");
  // What is not spoken of is not on show; nor are controls that are locked anyhow.
  await expect(page.getByRole("navigation", { name: "Ways in" })).toBeHidden();
  await expect(tabs).toBeHidden();
  await expect(page.locator(".spot")).toBeVisible();
  await expectNoViolation(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectContrast(page);
  await page.emulateMedia({ colorScheme: null });

  await page.keyboard.press("Escape");
  await expect.poll(size).toBe(before);
  await expect(tabs).toBeVisible();
  await page.keyboard.press("F2");
  await expect.poll(size).toBeGreaterThanOrEqual(LEAST);
  // Arrows lead through the lesson where nothing else takes them, and back.
  const title = lesson.getByRole("heading");
  const first = await title.innerText();
  const until = async (key: string, there: () => Promise<boolean>) => {
    for (let presses = 0; presses < 9 && !(await there()); presses++) await page.keyboard.press(key);
  };
  await until("ArrowRight", async () => (await title.innerText()) !== first);
  await expect(title).not.toHaveText(first);
  await until("PageUp", async () => (await title.innerText()) === first);
  await expect(title).toHaveText(first);
  const place = await lab.place();
  await lab.pin.press("ArrowRight");
  await expect.poll(() => lab.place()).not.toEqual(place);
  await expect(title).toHaveText(first);
  await page.keyboard.press("F2");
  await expect.poll(size).toBe(before);
});
