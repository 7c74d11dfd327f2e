// Widgets in their places: the colours of the page around, columns of any width, and what assistive technology meets.
import { ELEMENTS } from "../../www/src/figures/declaration.ts";
import { expectContrast, expectNoViolation } from "./axe.ts";
import { expect, type Host, settled, test } from "./host.ts";

type Lab = HTMLElementTagNameMap["vae-lab"];
const NAMES = Object.keys(ELEMENTS) as (keyof typeof ELEMENTS)[];
const WIDTHS = [320, 480, 640, 900, 1200];
/** Texts of another length are too long in the narrowest column first. */
const LANGUAGES = { en: WIDTHS, zh: WIDTHS.slice(0, 1) };

const expectTheme = (host: Host, theme: "light" | "dark", selector = "vae-latent") =>
  expect(host.page.locator(`${selector} >> .frame`)).toHaveCSS("color-scheme", theme);

test("it follows the page around, also when that changes its mind", async ({ host, page }) => {
  await host.visit(`<vae-latent></vae-latent>`, {
    head: `<style>
      body { transition: background-color 0.2s; }
      body.night { background: #111; }
      html.scheme { color-scheme: dark; }
      body.picture { background: linear-gradient(black, black); color: #eee; }
    </style>`,
  });
  await expectTheme(host, "light");
  await page.evaluate(() => document.body.classList.add("night"));
  await expectTheme(host, "dark");
  await page.evaluate(() => document.body.classList.remove("night"));
  await expectTheme(host, "light");
  await page.evaluate(() => document.documentElement.classList.add("scheme"));
  await expectTheme(host, "dark");
  await page.evaluate(() => document.documentElement.classList.remove("scheme"));
  await expectTheme(host, "light");
  await page.evaluate(() => document.body.classList.add("picture"));
  await expectTheme(host, "dark");
  await page.evaluate(() => document.querySelector("vae-latent")?.setAttribute("theme", "light"));
  await expectTheme(host, "light");
});

test("a light page stays light where the system is dark, and one that says so follows it", async ({ host, page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await host.visit("<vae-latent></vae-latent>");
  await expectTheme(host, "light");
  await host.visit("<vae-latent></vae-latent>", { head: `<meta name="color-scheme" content="light dark">` });
  await expectTheme(host, "dark");
  await page.emulateMedia({ colorScheme: "light" });
  await expectTheme(host, "light");
  await host.visit(
    `<div style="background: #222; padding: 1em"><vae-latent></vae-latent></div>
    <vae-train theme="light"></vae-train>`,
    { head: "<style>body { background: black }</style>" },
  );
  await expectTheme(host, "dark");
  await expectTheme(host, "light", "vae-train");
});

test("colours and parts that a page chooses reach the figures", async ({ host, page }) => {
  await host.visit("<vae-latent></vae-latent>", {
    head: `<style>
      vae-latent { --vae-z: rgb(1, 200, 3); --vae-ink: rgb(200, 0, 40); --vae-font: "Courier New"; --vae-radius: 0 }
      vae-latent::part(frame) { outline: 3px solid rgb(9, 9, 9) }
    </style>`,
  });
  const frame = page.locator("vae-latent").locator(".frame");
  await host.widget("vae-latent").drag();
  await expect(frame).toHaveCSS("--z", "rgb(1, 200, 3)");
  await expect(frame).toHaveCSS("font-family", /Courier New/);
  await expect(frame).toHaveCSS("border-radius", "0px");
  await expect(page.locator("vae-latent").locator("[part=frame]")).toHaveCSS("outline-color", "rgb(9, 9, 9)");
  // Pictures are painted with the page's ink.
  const painted = await host
    .widget("vae-latent")
    .decoded.locator("canvas")
    .evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      const pixels = Array.from({ length: data.length / 4 }, (_, at) => [...data.subarray(4 * at, 4 * at + 4)]);
      const [darkest = []] = pixels.sort(([, , , a = 0], [, , , b = 0]) => b - a);
      return darkest;
    });
  const [red, green, blue] = painted;
  expect(red).toBeGreaterThan(190);
  expect(green).toBeLessThan(5);
  expect(Math.abs(blue! - 40)).toBeLessThan(5);
});

for (const [lang, widths] of Object.entries(LANGUAGES)) {
  test(`every element fits columns of any width, ${lang}`, async ({ host, page }) => {
    test.setTimeout(120_000);
    await host.visit(`<main>${NAMES.map((name) => `<${name}></${name}>`).join("")}</main>`, { lang });
    for (const name of NAMES) {
      const element = page.locator(name);
      await element.scrollIntoViewIfNeeded();
      await element.evaluate((element: Lab) => element.ready);
      for (const width of widths) {
        await page.setViewportSize({ width: width + 16, height: 900 });
        await element.scrollIntoViewIfNeeded();
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        const wide = await element.evaluate((element) => {
          const all = (root: ParentNode): Element[] =>
            [...root.querySelectorAll("*")].flatMap((each) => [each, ...(each.shadowRoot ? all(each.shadowRoot) : [])]);
          return all(element.shadowRoot!)
            .filter(
              (each) =>
                each.matches("section, .panel, .frame, .body") && getComputedStyle(each).overflowX === "visible",
            )
            .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
            .map((each) => `${(each.getRootNode() as ShadowRoot).host.localName} ${each.localName}.${each.className}`);
        });
        expect(wide, `${name} at ${width}`).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), name).toBeLessThan(1);
        // The whole lab is as high as all that is opened in it.
        if (width !== 640 || lang !== "en" || name === "vae-lab") continue;
        const told = ELEMENTS[name].height;
        // The room that it kept was about what it took.
        const off = async () => Math.abs(((await element.boundingBox())?.height ?? 0) / told - 1);
        await expect.poll(off, { message: `${name}, which says ${told} px` }).toBeLessThan(0.05);
      }
    }
  });
}

test("axe finds no violation in any element, on a light page and on a dark one", async ({ host, page }) => {
  test.setTimeout(120_000);
  await page.emulateMedia({ reducedMotion: "reduce" });
  // All of them are in sight: elements elsewhere rest.
  await page.setViewportSize({ width: 700, height: 20_000 });
  await host.visit(`<main><h1>An article</h1>${NAMES.map((name) => `<${name}></${name}>`).join("")}</main>`, {
    head: `<style>body { background: #fff } body.night { background: #000; color: #fff }</style>`,
  });
  for (const name of NAMES) await page.locator(name).evaluate((element: Lab) => element.ready);
  await settled(() => page.locator("main").ariaSnapshot());
  // Figures that have a part in common call it by the same name.
  await expectNoViolation(page, { except: ["landmark-unique"] });
  await page.evaluate(() => document.body.classList.add("night"));
  for (const name of NAMES) await expectTheme(host, "dark", name);
  await expectContrast(page);
});
