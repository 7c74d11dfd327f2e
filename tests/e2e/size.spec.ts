// What a visitor waits for: the scripts and styles of the first screen. Whatever is opened later is loaded then.
import { gzipSize } from "../web/files.mjs";
import { expect, test } from "./lab.ts";

const LIMIT = 80_000;

test(`scripts and styles of the first screen are under ${LIMIT} bytes after gzip`, async ({ lab, page }) => {
  const sizes = new Map<string, Promise<number>>();
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    if (/(\/|\.(js|css|html))$/.test(pathname)) sizes.set(pathname, response.body().then(gzipSize));
  });
  await lab.open();
  await expect(page.getByTestId("samples")).toBeVisible();
  await page.waitForLoadState("networkidle");
  const [all, worker] = [await Promise.all(sizes.values()), [...sizes.keys()].some((path) => path.includes("worker"))];
  expect(worker, "the worker's script counts too").toBe(true);
  const size = all.reduce((sum, bytes) => sum + bytes, 0);
  expect(size, `${[...sizes.keys()].join(" ")}`).toBeGreaterThan(0);
  expect(size).toBeLessThan(LIMIT);
});
