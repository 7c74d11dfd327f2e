// How the page looks: at four sizes, in two themes and two languages, against pictures of before. The pictures are made
// small first, so that fonts of another machine do not count, but what moved, went or changed its colour does.
//
//     node_modules/.bin/playwright test looks --update-snapshots     (after a change that is meant)
import { expect, SIZES, test } from "./lab.ts";

/** CSS pixels that become one. */
const BLOCK = 8;

for (const [width, height] of SIZES) {
  for (const theme of ["light", "dark"] as const) {
    for (const language of ["en", "zh"]) {
      test(`looks as before: ${width}×${height}, ${theme}, ${language}`, async ({ lab, page }) => {
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
        // The view is chosen: what the page chooses depends on which states of the run it came to see.
        await page.goto(`${lab.url}?build=simd&model=&lang=${language}#v=1&view=0,0,4`);
        await expect(page.getByTestId("dataset")).toContainText("20,000", { timeout: 40_000 });
        await page.evaluate(() => document.querySelector("vae-lab")?.step(40));
        await expect(page.getByTestId("loss-heldOut")).toContainText(/\d{3}/);
        // The view and the pictures come to rest.
        await page.waitForTimeout(1500);
        const shot = await page.screenshot({ animations: "disabled" });
        const small = await page.evaluate(
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
        expect(Buffer.from(small, "base64")).toMatchSnapshot(`${width}-${theme}-${language}.png`, {
          threshold: 0.05,
          maxDiffPixelRatio: 0.02,
        });
      });
    }
  }
}
