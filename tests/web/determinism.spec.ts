// The exact build in Chromium: a seed fixes every bit of a run, as in Node.
import { expect, test } from "@playwright/test";
import { serve } from "../../www/serve.mjs";
import { ROOT, TRAINED_HASH } from "./files.mjs";

test("200 training steps in Chromium give the weights of the repository", async ({ page }) => {
  const server = await serve(ROOT, 0);
  await page.goto(`${server.url}tests/web/blank.html`);
  const hash = await page.evaluate(async () => {
    const engine = await import("/pkg/simd/vae_lab.js" as string);
    await engine.default();
    const { trainedHash } = await import("/tests/web/training.mjs" as string);
    return trainedHash(engine);
  });
  server.close();
  expect(hash).toBe(TRAINED_HASH);
});
