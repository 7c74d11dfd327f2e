// The site works from any folder of any server, and no request goes anywhere else.
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { test as base, expect } from "@playwright/test";
import { preview } from "vite";
import { ROOT } from "../web/files.mjs";
import { serve } from "../../www/serve.mjs";
import { Lab } from "./lab.ts";
import { type Watch, watch } from "./watching.ts";

const test = base.extend<{ watched: Watch }>({
  watched: async ({}, use) => {
    const watched = await watch();
    await use(watched);
    watched.close();
  },
  // Every request, also those of workers and of the service worker.
  context: async ({ browser, watched }, use) => {
    const context = await browser.newContext({ proxy: watched.proxy, serviceWorkers: "allow" });
    await use(context);
    await context.close();
  },
});

test("the watch sees requests of pages, workers and styles, to any host", async ({ page, watched }) => {
  const host = await serve("tests/web", 0);
  await page.goto(`${host.url}blank.html`);
  const from = (who: string) => `http://elsewhere.invalid/${who}`;
  await page.evaluate(
    ({ page, worker, style }) => {
      fetch(page).catch(() => undefined);
      const script = `fetch(${JSON.stringify(worker)}).catch(() => undefined)`;
      void new Worker(URL.createObjectURL(new Blob([script])));
      document.body.style.backgroundImage = `url(${style})`;
    },
    { page: from("page"), worker: from("worker"), style: from("style") },
  );
  await expect.poll(() => watched.asked).toEqual(expect.arrayContaining(["page", "worker", "style"].map(from)));
  await page.evaluate(() => fetch("https://elsewhere.invalid/").catch(() => undefined));
  expect(watched.asked).toContain("https://elsewhere.invalid:443");
  host.close();
});

test("whatever a reader does, nothing is asked for outside the site's folder", async ({ page, watched }) => {
  test.setTimeout(120_000);
  const server = await serve("dist", 0, "/some/where/");
  const lab = new Lab(page, server.url);
  await lab.open("?mode=lab");
  await lab.play.click();
  await lab.reach(20);
  for (const tab of await page.getByRole("tab").all()) {
    await tab.click();
    await expect(page.getByRole("tabpanel")).toBeVisible();
    await page.waitForLoadState("networkidle");
  }
  await page.evaluate(async () => {
    const lab = document.querySelector("vae-lab");
    await lab?.loadDataset("noise");
    await lab?.setExecutor("gpu").catch(() => undefined);
    lab?.setAttribute("lang", "zh");
  });
  // While it trains, nothing is kept for a visit without a network.
  await page.getByRole("button", { name: "暂停", exact: true }).click();
  await expect.poll(() => watched.asked.some((url) => url.endsWith("/sw.js")), { timeout: 20_000 }).toBe(true);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await lab.open("?mode=lab");
  expect(watched.asked.filter((url) => !url.startsWith(server.url))).toEqual([]);
  // All that the page is made of was asked for, so all of it was watched.
  for (const kind of [/\/worker-/, /\.wasm$/, /\.safetensors$/, /\/zh-/, /\/sw\.js$/]) {
    expect(
      watched.asked.some((url) => kind.test(url)),
      String(kind),
    ).toBe(true);
  }
  server.close();
});

test("another server serves it from a folder with spaces and other letters in its name", async ({ page, watched }) => {
  const root = join(ROOT, "target/test-results/elsewhere");
  const path = "my courses/变分/";
  await rm(root, { recursive: true, force: true });
  await cp(join(ROOT, "dist"), join(root, path), { recursive: true });
  const server = await preview({
    configFile: false,
    root,
    logLevel: "silent",
    build: { outDir: "." },
    preview: { port: 0, host: "127.0.0.1" },
  });
  const [origin = ""] = server.resolvedUrls?.local ?? [];
  const url = new URL(path, origin).href;
  const faults: string[] = [];
  page.on("pageerror", ({ message }) => faults.push(message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  const lab = new Lab(page, url);
  await lab.open("?build=simd");
  await lab.play.click();
  await lab.reach(10);
  expect(faults).toEqual([]);
  expect(watched.asked.filter((address) => !address.startsWith(url))).toEqual([]);
  await server.close();
});
