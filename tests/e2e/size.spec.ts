// What a visitor waits for. Whatever is opened later is loaded then.
import type { Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, gzipSize } from "../web/files.mjs";
import { expect, test } from "./lab.ts";

/** Bytes after gzip of scripts and styles: of the first screen, and of the whole lab with its first panel. */
const LIMITS = { "": 90_000, "?mode=lab": 92_500 };
/** Bytes after gzip of everything that the page fetches before a pin can be dragged over a model that knows digits. */
const FIRST_LIMIT = 500_000;
const CODE = /(\/|\.(js|css|html))$/;

/** Notes the files of the site that a page fetches: bytes after gzip by path. A browser may forget what a response held. */
function sizes(page: Page, site: string): Map<string, number> {
  const sizes = new Map<string, number>();
  page.on("response", (response) => {
    if (!response.url().startsWith(site)) return;
    const { pathname } = new URL(response.url());
    const path = pathname.slice(new URL(site).pathname.length) || "index.html";
    sizes.set(pathname, gzipSize(readFileSync(join(ROOT, "dist", path))));
  });
  return sizes;
}

function total(sizes: Map<string, number>, of: RegExp): number {
  const found = [...sizes].filter(([path]) => of.test(path));
  return found.reduce((sum, [, bytes]) => sum + bytes, 0);
}

for (const [query, limit] of Object.entries(LIMITS))
  test(`scripts and styles of '${query}' are under ${limit} bytes after gzip`, async ({ lab, page }) => {
    const fetched = sizes(page, lab.url);
    await lab.open(query);
    if (query) await expect(page.getByTestId("samples")).toBeVisible();
    await page.waitForLoadState("networkidle");
    expect([...fetched.keys()].join(" "), "the worker's script counts too").toContain("worker");
    const size = total(fetched, CODE);
    expect(size).toBeGreaterThan(0);
    expect(size).toBeLessThan(limit);
  });

test(`a first visit fetches under ${FIRST_LIMIT} bytes after gzip, with the model that it shows`, async ({
  lab,
  page,
}) => {
  const fetched = sizes(page, lab.url);
  await lab.open("");
  await expect(page.getByText("Drag the pin.")).toBeVisible();
  await expect.poll(() => lab.place()).not.toEqual([0.5, 0.5]);
  await page.waitForLoadState("networkidle");
  const paths = [...fetched.keys()].join(" ");
  for (const part of [".wasm", ".safetensors", "worker"]) expect(paths).toContain(part);
  expect(total(fetched, /./)).toBeLessThan(FIRST_LIMIT);
});
