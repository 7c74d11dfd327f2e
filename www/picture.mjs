// Pictures from real runs, after ./build.sh: `node www/picture.mjs page [SECONDS]` makes that of the README, and
// `node www/picture.mjs widgets [NAME…]` those that stand for widgets where there are no scripts, with their sizes, and
// `node www/picture.mjs card` that of links to the page, with the icons of an installed one.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { launch } from "../tests/web/chromium.mjs";
import { ROOT } from "../tests/web/files.mjs";
import { smallPng } from "./build/png.mjs";
import { serve } from "./serve.mjs";

/** @typedef {import("@playwright/test").Page} Page */

const PICTURE = join(ROOT, "www/picture.png");
const PUBLIC = join(ROOT, "www/public");
const PICTURES = join(PUBLIC, "pictures");
const SIZES = join(ROOT, "www/src/figures/pictures.json");
/** Bytes of a picture of a widget, and its width in pixels. */
const LIMIT = 40_000;
const WIDTH = 640;

/** @param {Page} page @param {number} seconds */
async function train(page, seconds) {
  await page.getByRole("button", { name: "Train", exact: true }).click();
  await page.waitForTimeout(seconds * 1000);
}

/** A three. @param {Page} page */
async function draw(page) {
  const box = await page.getByRole("application").or(page.locator("canvas")).first().boundingBox();
  if (!box) throw new Error("there is nothing to draw on");
  // Two arcs, each in degrees of a circle whose middle and radius are shares of the box.
  for (const [middle, radius, from, to] of /** @type {const} */ ([
    [0.36, 0.14, -150, 90],
    [0.65, 0.15, -90, 150],
  ])) {
    for (let angle = from; angle <= to; angle += 15) {
      const [x, y] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
      await page.mouse.move(box.x + (0.5 + radius * x) * box.width, box.y + (middle + radius * y) * box.height);
      if (angle === -150) await page.mouse.down();
    }
  }
  await page.mouse.up();
}

/** What is done before the picture is taken; a widget that is not here is as a reader finds it.
 * @type {Record<string, (page: Page) => Promise<void>>} */
const SCENES = {
  "vae-draw": draw,
  "vae-train": (page) => train(page, 20),
  "vae-compare": (page) => train(page, 30),
  "vae-svd": async (page) => {
    await train(page, 8);
    await page.getByTestId("linear-waiting").waitFor({ state: "detached", timeout: 120_000 });
  },
  "vae-vq": async (page) => {
    // A picture of more entries does not fit.
    await page.getByRole("slider").fill("5");
    await train(page, 25);
  },
  "vae-entropy": async (page) => {
    await page.getByRole("button", { name: "Let H rise" }).click();
    await page.getByRole("button", { name: "Let H rise" }).waitFor();
  },
  "vae-bottleneck": (page) => train(page, 15),
  "vae-square": (page) => train(page, 20),
  "vae-distribution": (page) => train(page, 15),
};

/** The whole lab is as on a screen, at half its size. */
const SCREEN = { width: 1280, height: 800, scale: 0.5 };
const COLUMN = { width: WIDTH, height: 1200, scale: 1 };

const server = await serve(join(ROOT, "dist"), 0);
const browser = await launch();
const [what = "page", ...rest] = process.argv.slice(2);
if (what === "card") await card();
else if (what === "widgets") await widgets(rest.length > 0 ? rest : await everyWidget());
else await page(Number(rest[0] ?? 60));
await browser.close();
server.close();

/** @param {number} seconds */
async function page(seconds) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: "en-GB", colorScheme: "light" });
  await page.addInitScript(() => localStorage.setItem("vae-lab.guided", "yes"));
  await page.goto(server.url);
  await train(page, seconds);
  await page.getByRole("slider", { name: "Pin", exact: true }).press("Shift+ArrowLeft");
  await page.waitForTimeout(500);
  // It is still training: the speed in the picture is that of the run.
  await page.screenshot({ path: PICTURE });
  console.log(`Wrote ${PICTURE}`);
}

/** The picture of links, and the icons in pixels. */
async function card() {
  const page = await browser.newPage({ viewport: { width: 1200, height: 630 }, locale: "en-GB", colorScheme: "light" });
  await page.goto(server.url);
  await page.getByText("Drag the pin.").waitFor();
  await page.waitForTimeout(3000);
  await small(page, page, join(PUBLIC, "card.png"), 2 * LIMIT);
  const svg = readFileSync(join(PUBLIC, "icon.svg")).toString("base64");
  for (const side of [192, 512]) {
    await page.setViewportSize({ width: side, height: side });
    await page.goto("about:blank");
    await page.setContent(
      `<body style="margin:0"><img width="${side}" height="${side}" style="display:block" src="data:image/svg+xml;base64,${svg}">`,
    );
    await small(page, page.locator("img"), join(PUBLIC, `icons/${side}.png`), LIMIT);
  }
}

/** @param {Page} page @param {Page | import("@playwright/test").Locator} what @param {string} path @param {number} limit */
async function small(page, what, path, limit) {
  const shot = (await what.screenshot({ animations: "disabled" })).toString("base64");
  const { width, height, rgba } = await page.evaluate(pixels, shot);
  const png = smallPng({ width, height, rgba: Buffer.from(rgba, "base64") }, limit);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, png);
  console.log(`${path}: ${width}×${height}, ${png.length} bytes`);
  return { width, height };
}

/** The names of those that the gallery has. */
async function everyWidget() {
  const page = await browser.newPage();
  await page.goto(`${server.url}widgets.html`);
  const titles = page.locator("h3[id]");
  await titles.first().waitFor();
  return titles.evaluateAll((titles) => titles.map(({ id }) => id));
}

/** @param {string[]} names */
async function widgets(names) {
  mkdirSync(PICTURES, { recursive: true });
  const sizes = JSON.parse(readFileSync(SIZES, "utf8"));
  for (const name of names) {
    const { scale, ...viewport } = name === "vae-lab" ? SCREEN : COLUMN;
    const page = await browser.newPage({ viewport, deviceScaleFactor: scale, locale: "en-GB", colorScheme: "light" });
    await page.goto(`${server.url}embed.html?element=${name}`);
    await page.waitForLoadState("networkidle");
    await page.waitForTimeout(3000);
    await SCENES[name]?.(page);
    await page.waitForTimeout(1000);
    const whole = name === "vae-lab" ? page : page.locator(name);
    sizes[name] = await small(page, whole, join(PICTURES, `${name}.png`), LIMIT);
    await page.close();
  }
  const sorted = Object.fromEntries(Object.entries(sizes).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(SIZES, `${JSON.stringify(sorted, null, 2)}\n`);
}

/** The pixels of a picture, read where there is a decoder: in the page. @param {string} png in base64 */
async function pixels(png) {
  const blob = await (await fetch(`data:image/png;base64,${png}`)).blob();
  const bitmap = await createImageBitmap(blob);
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  if (!context) throw new Error("no canvas");
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  let text = "";
  for (let at = 0; at < data.length; at += 0x8000) text += String.fromCharCode(...data.subarray(at, at + 0x8000));
  return { width, height, rgba: btoa(text) };
}
