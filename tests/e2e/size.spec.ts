// What a visitor waits for. Whatever is opened later is loaded then.
import type { Page } from "@playwright/test";
import { gzipSize } from "../web/files.mjs";
import { expect, test } from "./lab.ts";

/** Bytes after gzip of scripts and styles: of the first screen, and of the whole lab with its first panel. */
const LIMITS = { "": 90_000, "?mode=lab": 92_500 };
/** Bytes after gzip of everything that the page fetches before a pin can be dragged over a model that knows digits. */
const FIRST_LIMIT = 500_000;
const CODE = /(\/|\.(js|css|html))$/;

/** Notes what a page fetches: bytes after gzip by path. */
function sizes(page: Page): Map<string, Promise<number>> {
  const sizes = new Map<string, Promise<number>>();
  page.on("response", (response) => sizes.set(new URL(response.url()).pathname, response.body().then(gzipSize)));
  return sizes;
}

async function total(sizes: Map<string, Promise<number>>, of: RegExp): Promise<number> {
  const found = [...sizes].filter(([path]) => of.test(path)).map(([, size]) => size);
  return (await Promise.all(found)).reduce((sum, bytes) => sum + bytes, 0);
}

for (const [query, limit] of Object.entries(LIMITS))
  test(`scripts and styles of '${query}' are under ${limit} bytes after gzip`, async ({ lab, page }) => {
    const fetched = sizes(page);
    await lab.open(query);
    if (query) await expect(page.getByTestId("samples")).toBeVisible();
    await page.waitForLoadState("networkidle");
    expect([...fetched.keys()].join(" "), "the worker's script counts too").toContain("worker");
    const size = await total(fetched, CODE);
    expect(size).toBeGreaterThan(0);
    expect(size).toBeLessThan(limit);
  });

test(`a first visit fetches under ${FIRST_LIMIT} bytes after gzip, with the model that it shows`, async ({
  lab,
  page,
}) => {
  const fetched = sizes(page);
  await lab.open("");
  await expect(page.getByText("Drag the pin.")).toBeVisible();
  await expect.poll(() => lab.place()).not.toEqual([0.5, 0.5]);
  await page.waitForLoadState("networkidle");
  const paths = [...fetched.keys()].join(" ");
  for (const part of [".wasm", ".safetensors", "worker"]) expect(paths).toContain(part);
  expect(await total(fetched, /./)).toBeLessThan(FIRST_LIMIT);
});
