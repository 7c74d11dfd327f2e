// Languages, light and dark.
import { expect, test } from "./lab.ts";

test.describe("a reader of Chinese", () => {
  test.use({ locale: "zh-CN" });

  test("meets the page in Chinese", async ({ lab, page }) => {
    await page.goto(lab.url);
    await expect(page.getByRole("button", { name: "开始训练" })).toBeEnabled();
    await expect(page.getByText("潜空间", { exact: true })).toBeVisible();
  });
});

for (const scheme of ["light", "dark"] as const) {
  test(`follows a ${scheme} system`, async ({ lab, page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await lab.open();
    const shot = await page.screenshot({ clip: { x: 0, y: 0, width: 4, height: 4 } });
    const luminance = await page.evaluate(async (source) => {
      const image = new Image();
      image.src = `data:image/png;base64,${source}`;
      await image.decode();
      const context = document.createElement("canvas").getContext("2d") as CanvasRenderingContext2D;
      context.drawImage(image, 0, 0);
      const [red, green, blue] = context.getImageData(1, 1, 1, 1).data;
      return (red + green + blue) / 765;
    }, shot.toString("base64"));
    if (scheme === "dark") expect(luminance).toBeLessThan(0.3);
    else expect(luminance).toBeGreaterThan(0.7);
  });
}
