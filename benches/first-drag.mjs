// A first visit on a slow line: when the page is painted, when a drag shows its digit, and what was fetched for it.
import { fileURLToPath } from "node:url";
import { serveOverLine } from "./line.mjs";
import { figure, printTable, range, spread, verdict } from "./table.mjs";

/** 1.6 Mbit/s and 150 ms, as on 4G; the processor at a fourth of its speed. */
const LINE = { rate: 200_000, latency: 150 };
const SLOWED = 4;
const VISITS = 5;
const DRAG_BAR = 1000;
const BYTES_BAR = 300_000;
const SIZE = { width: 1280, height: 800 };
/** Milliseconds after which a visit is given up. */
const PATIENCE = 60_000;

/** Notes in the page when there is a plane to press, and when the pin shows a digit after the pointer has moved it. */
function watch() {
  /** @type {Record<string, number>} */
  const seen = {};
  Object.assign(window, { seen });
  /** @param {string} selector @param {Document | ShadowRoot} root @returns {Element | undefined} */
  const find = (selector, root = document) => {
    const inside = (/** @type {Element} */ element) => element.shadowRoot && find(selector, element.shadowRoot);
    return root.querySelector(selector) ?? [...root.querySelectorAll("*")].map(inside).find(Boolean) ?? undefined;
  };
  const copy = new OffscreenCanvas(28, 28).getContext("2d", { willReadFrequently: true });
  const shows = () => {
    const canvas = find(".pin vae-sheet")?.shadowRoot?.querySelector("canvas");
    if (!canvas?.width || !copy) return false;
    copy.clearRect(0, 0, 28, 28);
    copy.drawImage(canvas, 0, 0);
    // The ink is in the opacity.
    return copy.getImageData(0, 0, 28, 28).data.some((value, at) => at % 4 === 3 && value > 128);
  };
  let [dragged, pressed] = [false, false];
  addEventListener("pointermove", ({ buttons }) => (dragged ||= pressed && buttons > 0), true);
  addEventListener("pointerdown", () => (pressed = true), true);
  const look = () => {
    const now = performance.now();
    if (!seen.plane && find(".plane")) seen.plane = now;
    if (!seen.drag && dragged && shows()) seen.drag = now;
    if (
      /Starting/.test(
        document.querySelector("vae-lab")?.shadowRoot?.querySelector("vae-layout")?.shadowRoot?.textContent ?? "",
      )
    )
      seen.starting = now;
    if (document.querySelector("vae-lab")?.store.state.value.phase === "ready") seen.engine ??= now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** One visit by somebody who drags as soon as there is a plane. @param {import("@playwright/test").Browser} browser
 * @param {Awaited<ReturnType<typeof serveOverLine>>} site */
async function visit(browser, site) {
  const context = await browser.newContext({ viewport: SIZE, serviceWorkers: "block" });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWED });
    await page.addInitScript(watch);
    site.clear();
    await page.goto(site.url, { waitUntil: "commit" });
    const seen = () => page.evaluate(() => /** @type {any} */ (window).seen);
    await page.waitForFunction(() => /** @type {any} */ (window).seen?.plane, undefined, { timeout: PATIENCE });
    await page.mouse.move(400, 400);
    await page.mouse.down();
    for (let move = 0; !(await seen()).drag; move++)
      await page.mouse.move(400 + 60 * Math.sin(move / 3), 400 + 40 * Math.cos(move / 3));
    await page.mouse.up();
    const { drag } = await seen();
    await page.waitForFunction(() => /** @type {any} */ (window).seen.engine, undefined, { timeout: PATIENCE });
    const { engine, starting } = await seen();
    const { origin, paint } = await page.evaluate(() => ({
      origin: performance.timeOrigin,
      paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
    }));
    const bytes = site.sent.filter(({ at }) => at <= origin + drag).reduce((sum, part) => sum + part.bytes, 0);
    const fetched = site.asked.map(({ at, over, ...entry }) => ({ ...entry, at: at - origin, over: over - origin }));
    return { paint, drag: drag - paint, engine, bytes, starting: starting !== undefined, fetched };
  } finally {
    await context.close();
  }
}

/** @param {import("@playwright/test").Page} page */
export async function benchFirstDrag(page) {
  const browser = page.context().browser();
  if (!browser) throw new Error("the page has no browser");
  const site = await serveOverLine(fileURLToPath(new URL("../dist", import.meta.url)), LINE);
  /** @type {Awaited<ReturnType<typeof visit>>[]} */
  const visits = [];
  for (let count = 0; count < VISITS; count++) visits.push(await visit(browser, site));
  site.close();
  const of = (/** @type {"paint" | "drag" | "engine" | "bytes"} */ key) => spread(visits.map((visit) => visit[key]));
  const [paint, drag, engine, bytes] = [of("paint"), of("drag"), of("engine"), of("bytes")];
  const starting = visits.filter((visit) => visit.starting).length;
  printTable(`A first visit at 1.6 Mbit/s and 150 ms, the processor ${SLOWED} times slower: ${VISITS} visits`, [
    ["what", "figure", "bar"],
    ["first paint, ms", range(paint), ""],
    ["from there to the digit of a drag, ms", range(drag), verdict(drag.median < DRAG_BAR, `under ${DRAG_BAR}`)],
    ["fetched until then, kB", figure(bytes.median / 1000), verdict(bytes.max < BYTES_BAR, "under 300")],
    ["visits that said 'Starting'", String(starting), verdict(starting === 0, "none")],
    ["the engine is there, ms", range(engine), ""],
  ]);
  const fetched = visits[0]?.fetched ?? [];
  printTable("What the first of them fetched, in order", [
    ["asked for, ms", "there, ms", "bytes", "file"],
    ...fetched.map(({ at, over, bytes, path }) => [at.toFixed(0), over.toFixed(0), String(bytes), path]),
  ]);
  return { paint, drag, bytes, engine, starting, fetched };
}
