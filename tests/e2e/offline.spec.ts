// After a first visit the page opens without a network, whatever the server has become since.
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { test as base, expect, type Page } from "@playwright/test";
import { ROOT } from "../web/files.mjs";
import { serve } from "../../www/serve.mjs";
import { Lab } from "./lab.ts";

type Server = Awaited<ReturnType<typeof serve>>;

const test = base.extend<{ server: Server }>({
  server: async ({}, use) => {
    const server = await serve("dist", 0, "/some/where/");
    await use(server);
    server.close();
  },
});
test.use({ serviceWorkers: "allow" });

/** Waits until the site and the model that the page shows are kept. */
async function keptWith(page: Page, model: RegExp): Promise<void> {
  const kept = () =>
    page.evaluate(async () => {
      if (!navigator.serviceWorker.controller) return [];
      const caches = await Promise.all((await self.caches.keys()).map((name) => self.caches.open(name)));
      return (await Promise.all(caches.map((cache) => cache.keys()))).flat().map(({ url }) => url);
    });
  await expect.poll(async () => (await kept()).some((url) => model.test(url)), { timeout: 30_000 }).toBe(true);
}

const MODEL = /handwriting-2d-[^/]*\.safetensors$/;
const caches = (page: Page) => page.evaluate(() => self.caches.keys());

test("after one visit the page opens, trains and opens its panels with the server gone", async ({ page, server }) => {
  const lab = new Lab(page, server.url);
  await lab.open("?build=simd");
  await keptWith(page, MODEL);
  server.close();
  await expect(fetch(server.url)).rejects.toThrow();

  await page.goto(`${server.url}?lang=zh`);
  await expect(page).toHaveTitle(/VAE/);
  await page.goto(server.url);
  await expect(page.getByRole("region", { name: "Opening" })).toContainText("Drag the pin.");
  await page.getByRole("button", { name: "Lab", exact: true }).click();
  await expect(lab.play).toBeEnabled();
  await expect(lab.notice).toBeHidden();
  await lab.play.click();
  await lab.reach(20);
  for (const name of ["Charts", "Flow"]) await page.getByRole("tab", { name, exact: true }).click();
  await expect(page.getByRole("tabpanel")).toBeVisible();
  await expect(lab.notice).toBeHidden();
});

test("a new build is shown at once, and takes the place of the old one in the cache", async ({ context, page }) => {
  test.setTimeout(180_000);
  const folder = join(ROOT, "target/test-results/deployed");
  await rm(folder, { recursive: true, force: true });
  await cp(join(ROOT, "dist"), folder, { recursive: true });
  const server = await serve(folder, 0);
  try {
    const lab = new Lab(page, server.url);
    await lab.open("?mode=lab");
    await keptWith(page, MODEL);
    const [old = ""] = await caches(page);

    const rewrite = async (file: string, from: RegExp, to: string) => {
      const path = join(folder, file);
      await writeFile(path, (await readFile(path, "utf8")).replace(from, to));
    };
    await rewrite("sw.js", /BUILD="\w+"/, 'BUILD="newer"');
    await rewrite("index.html", /<body>/, '<body id="newer">');
    await page.goto(server.url);
    await expect(page.locator("body#newer")).toBeAttached();
    await expect(lab.play).toBeEnabled();
    expect(await caches(page), "the page that was open still has its files").toContain(old);

    const waits = () => page.evaluate(async () => !!(await navigator.serviceWorker.getRegistration())?.waiting);
    // The new build is fetched file by file once the page is at rest.
    await expect.poll(waits, { timeout: 90_000 }).toBe(true);
    // A page that is opened before the browser sees that the last one is gone is the old worker's too.
    let next = lab;
    const again = async () => {
      await next.page.close();
      next = new Lab(await context.newPage(), server.url);
      await next.open("");
      return caches(next.page);
    };
    await expect.poll(again, { intervals: [500] }).toEqual([old.replace(/\w+$/, "newer")]);
    await keptWith(next.page, MODEL);
    server.close();
    await next.open("");
    await expect(next.page.locator("body#newer")).toBeAttached();
  } finally {
    server.close();
  }
});

/** What is kept of the engine's binaries: the type of each answer, and how its bytes begin. */
const binaries = (page: Page) =>
  page.evaluate(async () => {
    const [name = ""] = await self.caches.keys();
    const cache = await self.caches.open(name);
    const wanted = (await cache.keys()).filter(({ url }) => url.endsWith(".wasm"));
    const found = await Promise.all(wanted.map((request) => cache.match(request)));
    const told = async (kept: Response) => `${kept.headers.get("Content-Type")} ${(await kept.text()).slice(1, 4)}`;
    return Promise.all(found.flatMap((kept) => kept ?? []).map(told));
  });
const WHOLE = Array<string>(3).fill("application/wasm asm");

test("a page that a server gives in the place of a file is not kept as that file", async ({ page, server }) => {
  let lies = 0;
  let lying = false;
  const answer = async (url: string, response: ServerResponse) => {
    const lie = lying && url.endsWith(".wasm");
    if (lie) lies++;
    const { status, headers, body } = await fetch(new URL(url, server.url));
    const type = lie ? "text/html" : (headers.get("Content-Type") ?? "");
    response.writeHead(status, { "Content-Type": type, "Cache-Control": "no-cache" });
    if (lie) response.end("<h1>Soon</h1>");
    else for await (const part of body ?? []) response.write(part);
    response.end();
  };
  const host = createServer(({ url = "" }, response) => void answer(url, response));
  await new Promise<void>((done) => host.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(host.address() as AddressInfo).port}/some/where/`;
  try {
    const lab = new Lab(page, url);
    await lab.open();
    lying = true;
    await expect.poll(() => lies, { timeout: 30_000 }).toBeGreaterThan(0);
    lying = false;
    await lab.open("?mode=lab");
    await keptWith(page, MODEL);
    expect(await binaries(page)).toEqual(WHOLE);
  } finally {
    host.close();
    host.closeAllConnections();
  }
});

test("a copy that is not the engine is fetched anew", async ({ page, server }) => {
  const lab = new Lab(page, server.url);
  await lab.open("?mode=lab");
  await keptWith(page, MODEL);
  // The first can be told by its type, the second only by what is in it.
  for (const type of ["text/html", "application/wasm"]) {
    await page.evaluate(async (type) => {
      const [name = ""] = await self.caches.keys();
      const cache = await self.caches.open(name);
      const wanted = (await cache.keys()).filter(({ url }) => url.endsWith(".wasm"));
      for (const request of wanted)
        await cache.put(request, new Response("<h1>Soon</h1>", { headers: { "Content-Type": type } }));
    }, type);
    await lab.open("?mode=lab");
    await lab.oneStep.click();
    await lab.reach(1);
    await expect.poll(() => binaries(page)).toContain("application/wasm asm");
  }
});

test("a page in another's frame keeps nothing", async ({ page, server }) => {
  const host = await serve("tests/web", 0);
  try {
    await page.goto(`${host.url}blank.html`);
    const asked = page.waitForResponse(/\/register-[^/]*\.js$/);
    await page.evaluate((url) => {
      document.body.append(Object.assign(document.createElement("iframe"), { src: url }));
    }, server.url);
    await asked;
    const [, frame] = page.frames();
    if (!frame) throw new Error("there is no frame");
    await frame.waitForLoadState("networkidle");
    expect(await frame.evaluate(() => navigator.serviceWorker.getRegistrations())).toEqual([]);
    expect(await frame.evaluate(() => self.caches.keys())).toEqual([]);
  } finally {
    host.close();
  }
});

test("where the browser refuses to keep anything the page is as it was", async ({ page, server }) => {
  const faults: string[] = [];
  page.on("pageerror", ({ message }) => faults.push(message));
  await page.addInitScript(() => {
    ServiceWorkerContainer.prototype.register = () => Promise.reject(new DOMException("denied", "SecurityError"));
  });
  const asked = page.waitForResponse(/\/register-[^/]*\.js$/);
  const lab = new Lab(page, server.url);
  await lab.open();
  await asked;
  await lab.play.click();
  await lab.reach(5);
  await expect(lab.notice).toBeHidden();
  expect(faults).toEqual([]);
});
