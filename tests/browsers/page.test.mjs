// The page in Firefox and in WebKit, as a reader uses it; Chromium has the specs of tests/e2e.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { serve } from "../../www/serve.mjs";
import { ROOT, TRAINED_HASH } from "../web/files.mjs";
import { BROWSERS } from "./tab.mjs";

/** @typedef {import("./tab.mjs").Tab} Tab @typedef {import("./tab.mjs").Place} Place */

const EXACT = "build=simd&model=";
/** Milliseconds between two looks at what is waited for. */
const PAUSE_MS = 150;
const LIMIT_MS = 60_000;

/** Waits until something holds in the page; fails with what it says then.
 * @template {unknown[]} A @param {Tab} tab @param {string} what @param {(...args: A) => unknown} holds @param {A} args */
async function until(tab, what, holds, ...args) {
  const end = Date.now() + LIMIT_MS;
  while (!(await tab.evaluate(holds, ...args))) {
    if (Date.now() > end) assert.fail(`${what}; the page says: ${await tab.evaluate(() => document.body.innerText)}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** The place of the middle of a control, once it is there: by its role or tag and its name, through all shadow roots.
 * @param {Tab} tab @param {string} selector @param {string} name @returns {Promise<Place>} */
async function placeOf(tab, selector, name) {
  const find = (/** @type {string} */ selector, /** @type {string} */ name) => {
    /** @param {Document | ShadowRoot} root @returns {Element | undefined} */
    const within = (root) => {
      for (const each of root.querySelectorAll(selector)) {
        const called = (each.getAttribute("aria-label") ?? each.textContent).trim();
        if (called === name && each.getClientRects().length > 0) return each;
      }
      for (const { shadowRoot } of root.querySelectorAll("*")) {
        const found = shadowRoot && within(shadowRoot);
        if (found) return found;
      }
      return undefined;
    };
    const found = within(document);
    found?.scrollIntoView({ block: "nearest" });
    const box = found?.getBoundingClientRect();
    return box && { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  await until(tab, `there is no ${selector} “${name}”`, find, selector, name);
  const place = await tab.evaluate(find, selector, name);
  assert.ok(place);
  return place;
}

/** What the page says went wrong; nothing else does. @param {Tab} tab */
async function expectNoNotice(tab) {
  const said = await tab.evaluate(() => {
    const notice = document.querySelector("vae-lab")?.shadowRoot?.querySelector("[data-testid=notice]");
    return notice?.textContent.trim() ?? "";
  });
  assert.equal(said, "");
}

/** @param {Tab} tab */
const ready = (tab) =>
  until(tab, "the lab is not ready", () => document.querySelector("vae-lab")?.store?.state.value.phase === "ready");

for (const [name, open] of Object.entries(BROWSERS)) {
  describe(name, { timeout: 15 * LIMIT_MS }, () => {
    /** @type {Tab} */
    let tab;
    /** @type {Awaited<ReturnType<typeof serve>>} */
    let site;

    before(async () => {
      site = await serve(`${ROOT}/dist`, 0);
      tab = await open();
    });
    after(async () => {
      await tab.close();
      site.close();
    });

    test("200 training steps give the weights of the repository", async () => {
      const files = await serve(ROOT, 0);
      await tab.goto(`${files.url}tests/web/blank.html`);
      const hash = await tab.evaluate(async () => {
        const engine = await import(/** @type {string} */ ("/pkg/simd/vae_lab.js"));
        await engine.default();
        const { trainedHash } = await import(/** @type {string} */ ("/tests/web/training.mjs"));
        return /** @type {string} */ (await trainedHash(engine));
      });
      files.close();
      assert.equal(hash, TRAINED_HASH);
    });

    test("a newcomer drags the pin of the model that is there, and trains another", async () => {
      await tab.goto(site.url);
      await ready(tab);
      const place = () =>
        tab.evaluate(() => Array.from(document.querySelector("vae-lab")?.store.plane.pins.value[0]?.z ?? []));
      // By itself it goes around, until somebody touches the plane.
      await tab.drag(await placeOf(tab, "[role=slider]", "Pin"));
      const pin = await placeOf(tab, "[role=slider]", "Pin");
      await tab.drag(pin, { x: pin.x + 90, y: pin.y - 30 });
      const dragged = await place();
      assert.equal(dragged.length, 2);
      await tab.press("ArrowRight");
      await until(
        tab,
        "the pin does not move by keys",
        (before) => (document.querySelector("vae-lab")?.store.plane.pins.value[0]?.z[0] ?? 0) > before,
        dragged[0] ?? 0,
      );
      await tab.drag(await placeOf(tab, "button", "Train"));
      await until(tab, "it does not learn", () => {
        const { testLoss = NaN, step = 0 } = document.querySelector("vae-lab")?.metrics ?? {};
        return step > 0 && testLoss < 250;
      });
      await tab.drag(await placeOf(tab, "button", "Pause"));
      await until(tab, "it does not pause", () => !document.querySelector("vae-lab")?.store.state.value.training);
      await expectNoNotice(tab);
    });

    test("every method trains from its preset", async () => {
      await tab.goto(`${site.url}?mode=lab&${EXACT}`);
      await ready(tab);
      const methods = await tab.evaluate(() => {
        const specs = document.querySelector("vae-lab")?.store.model.specs.value ?? [];
        const kind = specs.find(({ key }) => key === "method")?.kind;
        return kind?.type === "choice" ? [...kind.choices] : [];
      });
      assert.ok(methods.length >= 8, methods.join());
      for (const method of methods) {
        const terms = await tab.evaluate(async (method) => {
          const lab = document.querySelector("vae-lab");
          // Two clouds are of points.
          await lab?.loadDataset(["gan", "ali"].includes(method) ? "eight" : "handwriting");
          await lab?.setOptions({ method });
          await lab?.step(5);
          return Object.values(lab?.metrics.terms ?? {});
        }, method);
        // Some terms are not of a batch.
        assert.ok(Number.isFinite(terms[0]), `${method}: ${terms}`);
      }
      await expectNoNotice(tab);
    });

    test("a lesson opens in Chinese, and asks before it trains", async () => {
      await tab.goto(`${site.url}?lesson=codes&lang=zh&${EXACT}`);
      await ready(tab);
      await placeOf(tab, "h2", "784 个像素，两个数");
      await tab.drag(await placeOf(tab, "button", "图钉所在就是我的预测"));
      await tab.drag(await placeOf(tab, "button", "开始训练"));
      await until(tab, "it does not train", () => (document.querySelector("vae-lab")?.metrics.step ?? 0) > 0);
      await expectNoNotice(tab);
    });

    test("every figure for articles is drawn", async () => {
      await tab.goto(`${site.url}widgets.html`);
      const figures = () =>
        [...document.querySelectorAll("h3[id]")].map(({ id }) => id).filter((id) => id.startsWith("vae-"));
      await until(tab, "the gallery is not there", () => document.querySelectorAll("h3[id]").length > 0);
      const names = await tab.evaluate(figures);
      assert.ok(names.length >= 15, names.join());
      for (const name of names) {
        await tab.goto(`${site.url}embed.html?element=${name}`);
        const height = await tab.evaluate(async (name) => {
          await customElements.whenDefined(name);
          const figure = /** @type {import("../../www/src/api.ts").VaeElement} */ (document.querySelector(name));
          await figure.ready;
          return figure.getBoundingClientRect().height;
        }, name);
        assert.ok(height > 100, `${name} is ${height} pixels high`);
      }
    });
  });
}
