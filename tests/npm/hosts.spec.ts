// The package in sites whose frameworks run it on a server first: each is built, opened, and its figure trains. Builds take
// long, so that only `./build.sh test slow` has them.
import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";
import { serve } from "../../www/serve.mjs";
import { ROOT } from "../web/files.mjs";
import { install } from "./install.ts";

const PROJECT = join(ROOT, "target/hosts");
const BUILD = { next: ["next", "build"], astro: ["astro", "build"], kit: ["vite", "build"] } as const;
const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", ASTRO_TELEMETRY_DISABLED: "1" };
const run = promisify(execFile);

test.beforeAll(async () => {
  test.setTimeout(300_000);
  await install(join(ROOT, "tests/npm/hosts"), PROJECT);
});

for (const [name, [tool, ...args]] of Object.entries(BUILD))
  test(`a site by ${name} is built, and its figure is there before its script, and trains`, async ({ page }) => {
    test.setTimeout(180_000);
    const folder = join(PROJECT, name);
    await rm(join(folder, "out"), { recursive: true, force: true });
    await run(join(PROJECT, "node_modules/.bin", tool), args, { cwd: folder, env });
    const server = await serve(join(folder, "out"), 0, "/blog/");
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("response", (response) => response.ok() || faults.push(response.url()));
    try {
      const html = await (await fetch(server.url)).text();
      expect(html, "what the server made").toContain('<vae-latent pins="0,1;-1,0.5"');
      await page.goto(server.url);
      const figure = page.locator("vae-latent");
      await figure.getByRole("button", { name: "Train", exact: true }).click();
      await expect.poll(() => figure.evaluate((figure: any) => figure.metrics.step)).toBeGreaterThan(0);
      expect(faults).toEqual([]);
    } finally {
      server.close();
    }
  });
