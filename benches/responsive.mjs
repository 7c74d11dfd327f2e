// The page while it trains: whether it stays quick to the hand, what it costs the training, and what it keeps.
import { readFileSync } from "node:fs";
import { figure, printTable, quantile, spread, verdict } from "./table.mjs";

const LONG_TASK = 50;
const FRAME = 1000 / 60;
/** The side of a digit. */
const DIGIT = 28;
const UPDATES_BAR = 10;
const COST_BAR = 0.9;
const MEMORY_MINUTES = 20;
/** Memory after this many minutes is what it must not grow from, by more than the rest. */
const WARM_MINUTES = 2;
const GROWTH_BAR = 1.1;

/** Opens the site with its own data, in training. @param {import("@playwright/test").Page} page @param {string} root */
async function open(page, root) {
  await page.addInitScript(() => localStorage.setItem("vae-lab.guided", "yes"));
  await page.goto(`${root}dist/index.html?model=`);
  await page.evaluate(async () => {
    const lab = document.querySelector("vae-lab");
    await lab?.ready;
    await lab?.train();
  });
  await page.waitForTimeout(3000);
}

/** Long tasks, updates of the plane and frames under a drag, for a while. @param {import("@playwright/test").Page} page */
async function watch(page) {
  await page.evaluate(() => {
    const lab = document.querySelector("vae-lab");
    if (!lab) throw new Error("the page has no <vae-lab>");
    const seen = { tasks: /** @type {number[]} */ ([]), updates: 0, begun: performance.now() };
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.tasks.push(duration);
    }).observe({ entryTypes: ["longtask"] });
    lab.store.model.encodings.subscribe(() => seen.updates++);
    Object.assign(window, { seen });
  });
  await page.waitForTimeout(15_000);
  return page.evaluate(() => {
    const { tasks, updates, begun } = /** @type {any} */ (window).seen;
    return { tasks, updatesPerSecond: (updates * 1000) / (performance.now() - begun) };
  });
}

/** Milliseconds from a move of the mouse that drags the pin, as the page first gets it, until its digit is painted: where
 * they are less than a frame, the next frame shows it. @param {import("@playwright/test").Page} page */
async function dragTimes(page) {
  await page.evaluate((side) => {
    const lab = document.querySelector("vae-lab");
    if (!lab) throw new Error("the page has no <vae-lab>");
    /** @type {number[]} */
    const times = [];
    let moved = 0;
    let drawing = 0;
    window.addEventListener("pointerrawupdate", () => (moved ||= performance.now()), { capture: true });
    lab.store.plane.decoded.subscribe(() => {
      if (!moved) return;
      drawing = moved;
      moved = 0;
    });
    const canvas = CanvasRenderingContext2D.prototype;
    canvas.putImageData = new Proxy(canvas.putImageData, {
      apply(paint, context, args) {
        Reflect.apply(paint, context, args);
        if (!drawing || context.canvas.width !== side) return;
        times.push(performance.now() - drawing);
        drawing = 0;
      },
    });
    Object.assign(window, { times });
  }, DIGIT);
  const pin = await page.getByTestId("pin").boundingBox();
  if (!pin) throw new Error("the pin is not on the screen");
  const [x, y] = [pin.x + pin.width / 2, pin.y + pin.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let i = 0; i < 400; i++) {
    await page.mouse.move(x + 60 * Math.cos(i / 20), y + 60 * Math.sin(i / 20));
    await page.waitForTimeout(20);
  }
  await page.mouse.up();
  return page.evaluate(() => /** @type {any} */ (window).times);
}

/** Steps a second with the page drawn and not drawn, in turns. @param {import("@playwright/test").Page} page */
function rates(page) {
  return page.evaluate(async () => {
    const lab = document.querySelector("vae-lab");
    if (!lab) throw new Error("the page has no <vae-lab>");
    const wait = (/** @type {number} */ time) => new Promise((resolve) => setTimeout(resolve, time));
    /** @type {Record<"drawn" | "blind", number[]>} */
    const rates = { drawn: [], blind: [] };
    for (let turn = 0; turn < 6; turn++) {
      for (const [name, visible] of /** @type {const} */ ([
        ["drawn", true],
        ["blind", false],
      ])) {
        lab.store.page.visible.value = visible;
        await wait(500);
        const [step, time] = [lab.metrics.step, performance.now()];
        await wait(3000);
        rates[name].push(((lab.metrics.step - step) * 1000) / (performance.now() - time));
      }
    }
    lab.store.page.visible.value = true;
    return rates;
  });
}

/** @param {import("@playwright/test").Page} page @param {string} root */
export async function benchPage(page, root) {
  await open(page, root);
  const { tasks, updatesPerSecond } = await watch(page);
  const drag = await dragTimes(page);
  const { drawn, blind } = await rates(page);
  const longest = Math.max(0, ...tasks);
  const p99 = quantile(drag, 0.99);
  const share = spread(drawn).median / spread(blind).median;
  printTable("The page while it trains (784-400-2-400-784, its own data)", [
    ["what", "figure", "bar"],
    [
      "longest task of the main thread",
      longest === 0 ? "under 50 ms" : `${figure(longest)} ms`,
      verdict(longest < LONG_TASK, "under 50 ms"),
    ],
    [
      "updates of the plane",
      `${figure(updatesPerSecond)} a second`,
      verdict(updatesPerSecond >= UPDATES_BAR, "at least 10"),
    ],
    ["drag to digit, median", `${figure(spread(drag).median)} ms`, ""],
    ["drag to digit, 99th percentile", `${figure(p99)} ms`, verdict(p99 < FRAME, "one frame")],
    [
      "training speed, of that without the page",
      `${figure(100 * share)} %`,
      verdict(share >= COST_BAR, "at least 90 %"),
    ],
  ]);
  return { tasks, updatesPerSecond, drag: { median: spread(drag).median, p99 }, drawn, blind };
}

/** Memory of the page's process in MB, as Linux counts it: the worker's and the wasm's too.
 * @param {import("@playwright/test").CDPSession} browser */
async function processMemory(browser) {
  const { processInfo } = await browser.send("SystemInfo.getProcessInfo");
  const sizes = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, "utf8"))?.[1]));
  return Math.max(...sizes) / 1000;
}

/** Memory over twenty minutes of training. @param {import("@playwright/test").Page} page @param {string} root */
export async function benchMemory(page, root) {
  await open(page, root);
  const client = await page.context().newCDPSession(page);
  const browser = await /** @type {import("@playwright/test").Browser} */ (
    page.context().browser()
  ).newBrowserCDPSession();
  /** @type {number[]} */
  const memory = [];
  for (let minute = 0; minute <= MEMORY_MINUTES; minute++) {
    if (minute > 0) await page.waitForTimeout(60_000);
    await client.send("HeapProfiler.collectGarbage");
    memory.push(await processMemory(browser));
  }
  const growth = Math.max(...memory.slice(WARM_MINUTES)) / /** @type {number} */ (memory[WARM_MINUTES]);
  const shown = memory.filter((_, minute) => minute % 4 === 0).map((size) => figure(size));
  printTable(`The page's memory over ${MEMORY_MINUTES} minutes of training, MB every four minutes`, [
    ["process", "most, of that after two minutes", "bar"],
    [shown.join(", "), `${figure(100 * growth)} %`, verdict(growth < GROWTH_BAR, "at most 110 %")],
  ]);
  return { memory };
}
