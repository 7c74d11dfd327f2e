// One tab of Firefox or WebKit, through the library that drives each: Puppeteer by WebDriver BiDi, and `webdriver` by the
// classic protocol. Coordinates are CSS pixels of the window.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { launch } from "puppeteer-core";
import { WebDriver } from "webdriver";

/**
 * @typedef {{ x: number, y: number }} Place
 * @typedef {object} Tab
 * @property {(url: string) => Promise<void>} goto
 * @property {<A extends unknown[], R>(work: (...args: A) => R | Promise<R>, ...args: A) => Promise<Awaited<R>>} evaluate
 *   runs a function in the page: it sees nothing of what is around it here
 * @property {(from: Place, to?: Place) => Promise<void>} drag presses the button of the mouse, moves and lets go; or a click
 * @property {(key: keyof typeof KEYS) => Promise<void>} press
 * @property {() => Promise<void>} close
 */

const SIZE = { width: 1280, height: 900 };
/** The keys that are pressed, with their codes of the classic protocol. */
const KEYS = { ArrowRight: "\uE014" };

/** @returns {Promise<Tab>} */
async function firefox() {
  const executablePath = process.env["FIREFOX"] ?? "/usr/bin/firefox-esr";
  const browser = await launch({ browser: "firefox", executablePath, headless: true, defaultViewport: SIZE });
  const page = await browser.newPage();
  return {
    async goto(url) {
      // On a busy machine Puppeteer may miss the event that ends a navigation.
      const there = () => page.evaluate((url) => location.href === url && document.readyState === "complete", url);
      await page.evaluate((url) => location.assign(url), url);
      while (!(await there().catch(() => false))) await new Promise((resolve) => setTimeout(resolve, 50));
    },
    evaluate: (work, ...args) => page.evaluate(/** @type {any} */ (work), ...args),
    async drag(from, to = from) {
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      await page.mouse.move(to.x, to.y, { steps: 5 });
      await page.mouse.up();
    },
    press: (key) => page.keyboard.press(key),
    close: () => browser.close(),
  };
}

/** A port that nobody listens on. @returns {Promise<number>} */
const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });

/** @returns {Promise<Tab>} */
async function webkit() {
  const port = await freePort();
  // It has no mode without a screen: it gets one that nobody sees.
  const driver = spawn("xvfb-run", ["-a", "-s", "-screen 0 1400x1000x24", "WebKitWebDriver", `--port=${port}`], {
    stdio: "ignore",
    detached: true,
  });
  const end = () => {
    if (driver.pid && driver.exitCode === null) process.kill(-driver.pid);
  };
  // Also where a test ends early.
  process.once("exit", end);
  await listening(port);
  const browser = await WebDriver.newSession({
    hostname: "127.0.0.1",
    port,
    logLevel: "error",
    capabilities: {
      firstMatch: [{}],
      alwaysMatch: /** @type {any} */ ({
        browserName: "MiniBrowser",
        "wdio:enforceWebDriverClassic": true,
      }),
    },
  });
  await browser.setTimeouts(undefined, undefined, 120_000);
  await browser.setWindowRect(0, 0, SIZE.width, SIZE.height);
  /** @param {object[]} actions */
  const mouse = (actions) =>
    browser.performActions([{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions }]);
  return {
    goto: (url) => browser.navigateTo(url),
    async evaluate(work, ...args) {
      const { value, error } = await browser.executeAsyncScript(
        `const done = arguments[arguments.length - 1];
        (async () => (${String(work)})(...arguments[0]))()
          .then((value) => done({ value }), (error) => done({ error: String(error) }));`,
        [args],
      );
      if (error) throw new Error(error);
      return value;
    },
    async drag(from, to = from) {
      const move = (/** @type {Place} */ { x, y }) => ({
        type: "pointerMove",
        duration: 50,
        origin: "viewport",
        x: Math.round(x),
        y: Math.round(y),
      });
      const button = (/** @type {string} */ type) => ({ type, button: 0 });
      await mouse([move(from), button("pointerDown"), move(to), button("pointerUp")]);
    },
    async press(key) {
      const actions = ["keyDown", "keyUp"].map((type) => ({ type, value: KEYS[key] }));
      await browser.performActions([{ type: "key", id: "keys", actions }]);
    },
    async close() {
      await browser.deleteSession();
      process.off("exit", end);
      end();
    },
  };
}

/** Waits until somebody listens on a port. @param {number} port */
async function listening(port) {
  for (let tries = 0; tries < 300; tries++) {
    const answer = await fetch(`http://127.0.0.1:${port}/status`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("WebKitWebDriver does not answer");
}

/** Every browser beside Chromium that the page is tested in. */
export const BROWSERS = { firefox, webkit };
