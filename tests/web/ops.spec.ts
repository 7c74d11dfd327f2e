// Every op and model in Chromium's own WebGPU: Tint refuses shaders that run natively, so the native tests do not answer for it.
// The adapter is SwiftShader. What runs, and what comes out, is written by `tests/engine/recipes.rs`.
import { execFileSync } from "node:child_process";
import { expect, test } from "@playwright/test";
import { serve } from "../../www/serve.mjs";
import { GPU_LAUNCH } from "./chromium.mjs";
import { ROOT } from "./files.mjs";

test.use({ launchOptions: GPU_LAUNCH });

test("every op and model on SwiftShader agrees with the interpreter", async ({ page }) => {
  test.setTimeout(600_000);
  const command = ["test", "--quiet", "--locked", "--test", "engine", "recipes"];
  execFileSync("cargo", command, { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
  const server = await serve(ROOT, 0);
  await page.goto(`${server.url}tests/web/blank.html`);
  const { ran, wrong } = await page.evaluate(async () => {
    const { runAll } = await import("/tests/web/recipes.mjs" as string);
    return runAll("/target/tmp/recipes.jsonl");
  });
  server.close();
  expect(wrong).toEqual([]);
  expect(ran).toBeGreaterThan(30);
});
