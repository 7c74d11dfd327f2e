// How the page looks: in its layouts, two themes and two languages, against pictures of before. The pictures are made
// small first, so that fonts of another machine do not count, but what moved, went or changed its colour does.
//
//     node_modules/.bin/playwright test looks --update-snapshots     (after a change that is meant)
import type { Page } from "@playwright/test";
import { expect, settled, SIZES, test } from "./lab.ts";

/** CSS pixels that become one. */
const BLOCK = 8;

/** Texts of another length move what is beside them on the narrowest and on a crowded screen first. */
const LOOKS = { en: SIZES, zh: SIZES.filter(([width]) => width === 360 || width === 1280) };

/** What the screen shows, in small, as PNG in base64. */
async function picture(page: Page): Promise<string> {
  const shot = await page.screenshot({ animations: "disabled" });
  return page.evaluate(
    async ({ source, block }) => {
      const image = new Image();
      image.src = `data:image/png;base64,${source}`;
      await image.decode();
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [Math.round(image.width / block), Math.round(image.height / block)];
      const context = canvas.getContext("2d") as CanvasRenderingContext2D;
      context.imageSmoothingQuality = "high";
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
      return canvas.toDataURL("image/png").split(",")[1] ?? "";
    },
    { source: shot.toString("base64"), block: BLOCK },
  );
}

for (const [language, sizes] of Object.entries(LOOKS)) {
  test(`looks as before at every size and in both themes, ${language}`, async ({ lab, page }) => {
    test.setTimeout(120_000);
    await page.emulateMedia({ reducedMotion: "reduce" });
    // The view is chosen: what the page chooses depends on which states of the run it came to see.
    await page.goto(`${lab.url}?build=simd&model=&lang=${language}#v=1&view=0,0,4`);
    await expect(page.getByTestId("dataset")).toContainText("20,000", { timeout: 40_000 });
    await page.evaluate(() => document.querySelector("vae-lab")?.step(40));
    await expect(page.getByTestId("loss-heldOut")).toContainText(/\d{3}/);
    for (const [width, height] of sizes) {
      await page.setViewportSize({ width, height });
      for (const theme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme: theme });
        const small = await settled(() => picture(page), 500);
        expect.soft(Buffer.from(small, "base64")).toMatchSnapshot(`${width}-${theme}-${language}.png`, {
          threshold: 0.05,
          maxDiffPixelRatio: 0.02,
        });
      }
    }
  });
}
