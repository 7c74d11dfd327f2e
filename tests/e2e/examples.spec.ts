// The example of an article, as it lies in the folder beside the built site.
import { ROOT } from "../web/files.mjs";
import { serve } from "../../www/serve.mjs";
import { WidgetOnPage } from "./host.ts";
import { test } from "@playwright/test";

test("the article's figure comes up, decodes at its pin, and trains", async ({ page }) => {
  const server = await serve(ROOT, 0);
  try {
    await page.goto(`${server.url}examples/article/`);
    const figure = new WidgetOnPage(page.locator("vae-latent"));
    await figure.see();
    await figure.drag();
    await figure.play.click();
    await figure.reach(3);
  } finally {
    server.close();
  }
});
