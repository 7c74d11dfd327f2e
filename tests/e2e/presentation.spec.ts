// Languages, light and dark, phones, unusual images, and what the keyboard reaches.
import { idxImages, idxLabels } from "./idx.ts";
import { expect, test } from "./lab.ts";

test.describe("a reader of Chinese", () => {
  test.use({ locale: "zh-CN" });

  test("meets the page in Chinese", async ({ lab, page }) => {
    await page.goto(`${lab.url}?mode=lab`);
    await expect(page.getByRole("button", { name: "开始训练" })).toBeEnabled();
    await expect(page.getByText("隐空间", { exact: true })).toBeVisible();
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
      const [red = 0, green = 0, blue = 0] = context.getImageData(1, 1, 1, 1).data;
      return (red + green + blue) / 765;
    }, shot.toString("base64"));
    if (scheme === "dark") expect(luminance).toBeLessThan(0.3);
    else expect(luminance).toBeGreaterThan(0.7);
  });
}

test("the language changes also where storage is refused", async ({ lab, page }) => {
  await page.addInitScript(() => {
    const refuse = () => {
      throw new DOMException("refused", "SecurityError");
    };
    Object.defineProperty(window, "localStorage", { get: refuse });
  });
  await lab.open();
  await page.getByLabel("Language").selectOption("zh");
  await expect(page.getByRole("button", { name: "开始训练" })).toBeVisible();
});

test("the keyboard opens an option's help, which describes its control", async ({ lab, page }) => {
  await lab.open();
  const latent = page.getByRole("spinbutton", { name: "Latent dimensions" });
  await latent.focus();
  await expect(latent).toHaveAccessibleDescription(/needs a restart/);
  await page.keyboard.press("Shift+Tab");
  const help = page.getByText("A change needs a restart.").filter({ visible: true });
  await expect(help).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(help).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(help).toHaveCount(1);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test("the page fits, and a refusal is seen where it was asked for", async ({ lab, page }) => {
    await lab.open();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await lab.dataset.scrollIntoViewIfNeeded();
    await lab.files.setInputFiles([{ name: "empty", mimeType: "", buffer: Buffer.alloc(0) }]);
    await expect(lab.notice).toBeInViewport();
    await expect(lab.notice).toContainText("empty");
  });
});

test("every latent size, tall images and many classes are drawn", async ({ lab, page }) => {
  await lab.open();
  const file = (name: string, buffer: Buffer) => ({ name, mimeType: "", buffer });
  const labels = idxLabels(300).map((byte, at) => (at < 8 ? byte : (at * 7) % 251));
  await lab.files.setInputFiles([file("images", idxImages(300, 24, 12)), file("labels", Buffer.from(labels))]);
  await expect(lab.dataset).toContainText("12×24");
  for (const latent of [20, 3, 1]) {
    await page.evaluate((latent) => document.querySelector("vae-lab")?.setOptions({ latent }), latent);
    await page.evaluate(() => document.querySelector("vae-lab")?.step(3));
    await expect.poll(() => lab.steps()).toBe(3);
  }
  const plane = await page.getByTestId("latent-plane").boundingBox();
  expect(plane?.height).toBeGreaterThan(400);
});
