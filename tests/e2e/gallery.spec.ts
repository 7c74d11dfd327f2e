// The gallery of widgets, which is their documentation: every element comes up beside its text, and is what its snippet says.
import type { Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ATTRIBUTES, ELEMENTS, type ElementName, attributeOf } from "../../www/src/figures/declaration.ts";
import { ROOT } from "../web/files.mjs";
import { expectContrast, expectNoViolation } from "./axe.ts";
import { expect, test } from "./lab.ts";

const NAMES = Object.keys(ELEMENTS) as ElementName[];
const LIMIT = 40_000;

// Ten labs come up on one page.
test.setTimeout(240_000);

const section = (page: Page, name: string) => page.locator(`section:has(> h3#${name})`);

async function open(page: Page, url: string, query = "?lang=en"): Promise<void> {
  await page.goto(`${url}widgets.html${query}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
}

test("every element has an example that comes up and answers", async ({ lab, page }) => {
  await open(page, lab.url);
  expect(await page.locator("section > h3").evaluateAll((titles) => titles.map(({ id }) => id).sort())).toEqual(
    [...NAMES].sort(),
  );
  for (const name of NAMES) {
    const widget = section(page, name).locator(name);
    await widget.scrollIntoViewIfNeeded();
    await expect(widget.locator(".body")).toBeVisible();
    await widget.evaluate(async (element) => {
      await (element as HTMLElement & { ready: Promise<void> }).ready;
    });
    const { width = 0, height = 0 } = (await widget.locator(".body > *").first().boundingBox()) ?? {};
    expect(Math.min(width, height), name).toBeGreaterThan(100);
    await expect(widget.locator(".notice.error"), name).toHaveCount(0);
    const steps = await widget.evaluate(async (element) => {
      const figure = element as unknown as { step(n: number): Promise<void>; metrics: { step: number } };
      await figure.step(2);
      return figure.metrics.step;
    });
    expect(steps, name).toBe(2);
  }
});

test("what stands below a figure is not moved up and down while it comes up", async ({ lab, page }) => {
  await open(page, lab.url);
  for (const name of NAMES) {
    const heights = await section(page, name)
      .locator(name)
      .evaluate(async (element) => {
        const heights = [element.getBoundingClientRect().height];
        const sizes = new ResizeObserver(() => heights.push(element.getBoundingClientRect().height));
        sizes.observe(element);
        element.scrollIntoView({ block: "center" });
        await (element as HTMLElement & { ready: Promise<void> }).ready;
        // Its room is given back once its height rests.
        while (
          [...(element.shadowRoot?.adoptedStyleSheets ?? [])].some((sheet) =>
            sheet.cssRules[0]?.cssText.includes("min-height: "),
          )
        )
          await new Promise(requestAnimationFrame);
        sizes.disconnect();
        return heights;
      });
    const [first = 0, last = 0] = [heights[0], heights.at(-1)];
    expect(Math.min(...heights), `${name}: ${heights.join(", ")}`).toBeGreaterThanOrEqual(Math.min(first, last) - 1);
  }
});

test("nothing of a widget is fetched before it comes near the screen", async ({ lab, page }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await open(page, lab.url);
  await page.waitForLoadState("networkidle");
  expect(asked.filter((path) => /\.(wasm|safetensors)$|worker/.test(path))).toEqual([]);
  await page.locator("vae-draw").first().scrollIntoViewIfNeeded();
  await expect.poll(() => asked.some((path) => path.endsWith(".wasm"))).toBe(true);
});

test("each snippet is what stands on the page, and the page says it to the clipboard", async ({
  lab,
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, lab.url);
  for (const name of NAMES) {
    const shown = await section(page, name).locator("vae-code code").innerText();
    const [said, there] = await section(page, name)
      .locator(name)
      .evaluate((element, shown) => {
        const attributes = (of: Element | null) =>
          [...(of?.attributes ?? [])].map(({ name, value }) => `${name}=${value}`);
        const parsed = new DOMParser().parseFromString(shown, "text/html");
        return [attributes(parsed.querySelector(element.localName)), attributes(element)];
      }, shown);
    expect(said, name).toEqual(there);
    expect(shown).toContain(`<script type="module" src="${lab.url}embed.js"></script>`);
    // By its key: what the figures above fetch may still move it between a mouse's down and up.
    await section(page, name).getByRole("button", { name: /^Copy/ }).press("Enter");
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(shown);
  }
});

test("figures of one group share a lab: what is drawn in one appears on the plane of the other", async ({
  lab,
  page,
}) => {
  await open(page, lab.url);
  const pad = page.locator("vae-draw[group]").getByRole("application");
  await page.locator("vae-draw[group]").scrollIntoViewIfNeeded();
  await pad.scrollIntoViewIfNeeded();
  await page
    .locator("vae-latent[group]")
    .evaluate((element) => (element as HTMLElement & { ready: Promise<void> }).ready);
  const box = await pad.boundingBox();
  if (!box) throw new Error("there is no pad");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.8, { steps: 5 });
  await page.mouse.up();
  const plane = page.locator("vae-latent[group]");
  await plane.scrollIntoViewIfNeeded();
  await expect(plane.getByTestId("drawn").locator("*").first()).toBeAttached();
});

test("the tables name every attribute and piece of the declaration, and pictures are there for all elements", async ({
  lab,
  page,
}) => {
  await open(page, lab.url);
  const rows = (title: string) => page.getByRole("region", { name: title, exact: true }).locator("tbody th");
  expect(await rows("Attributes").allInnerTexts()).toEqual(
    (Object.keys(ATTRIBUTES) as (keyof typeof ATTRIBUTES)[]).map(attributeOf),
  );
  const pieces = new Set(Object.values(ELEMENTS).flatMap(({ pieces }) => Object.keys(pieces)));
  expect((await rows("Pieces").allInnerTexts()).sort()).toEqual([...pieces].sort());
  const empty = page.locator("tbody td:last-child").filter({ hasText: /^\s*$/ });
  await expect(empty).toHaveCount(2);

  const sizes = JSON.parse(await readFile(join(ROOT, "www/src/figures/pictures.json"), "utf8"));
  for (const name of NAMES) {
    const png = await readFile(join(ROOT, "www/public/pictures", `${name}.png`));
    expect(png.length, name).toBeLessThan(LIMIT);
    expect({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) }, name).toEqual(sizes[name]);
  }
});

test("the address, the browser and a switch choose the language; all of the page follows", async ({ lab, page }) => {
  await open(page, lab.url, "?lang=zh");
  await expect(page.locator("html")).toHaveAttribute("lang", "zh");
  const title = await page.title();
  await page.locator("vae-draw").first().scrollIntoViewIfNeeded();
  await expect(page.locator("vae-draw").first().getByText("在这里写一个数字")).toBeVisible();
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Live figures for your article" })).toBeVisible();
  // What cannot be seen is not drawn again before it is.
  await page.locator("vae-draw").first().scrollIntoViewIfNeeded();
  await expect(page.locator("vae-draw").first().getByText("Draw a digit here")).toBeVisible();
  expect(await page.title()).not.toBe(title);
  expect(new URL(page.url()).searchParams.get("lang")).toBe("en");
  // No word of the other language is left.
  const han = await page.locator("main").innerText();
  expect(han).not.toMatch(/\p{Script=Han}/u);
  expect(await page.evaluate(() => localStorage.length + document.cookie.length)).toBeLessThanOrEqual(1);
});

/** Brings every figure up, or has those that are there drawn as the page is now, in its theme and width. */
async function seeAll(page: Page, theme: "light" | "dark"): Promise<void> {
  for (const name of NAMES) {
    const widget = section(page, name).locator(name);
    await widget.scrollIntoViewIfNeeded();
    await expect(widget.locator(".body")).toBeVisible();
    await expect(widget.locator(".frame").first()).toHaveCSS("color-scheme", theme);
  }
  await page.waitForLoadState("networkidle");
}

for (const [lang, width, other] of [
  ["en", 1280, 360],
  ["zh", 360, 1280],
] as const) {
  test(`axe finds no violation in either theme, and nothing is wider than the page, ${lang}`, async ({ lab, page }) => {
    const excess = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 800 });
    await open(page, lab.url, `?lang=${lang}`);
    await seeAll(page, "light");
    // Several figures on a page have regions of one name, as an author's page would.
    await expectNoViolation(page, { except: ["landmark-unique"] });
    expect(await excess()).toBeLessThanOrEqual(0);
    await page.emulateMedia({ colorScheme: "dark" });
    await seeAll(page, "dark");
    await expectContrast(page);
    await page.setViewportSize({ width: other, height: 800 });
    await expect.poll(excess).toBeLessThanOrEqual(0);
  });
}
