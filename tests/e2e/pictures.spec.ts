// The reader's own pictures: files, folders and archives, how they will be seen, and a run on them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { zipSync } from "fflate";
import { expectContrast, expectNoViolation } from "./axe.ts";
import { drop } from "./drop.ts";
import { expect, settled, test } from "./lab.ts";
import { png, scene } from "./png.ts";

const file = (name: string, buffer: Uint8Array) => ({
  name,
  mimeType: "application/octet-stream",
  buffer: Buffer.from(buffer),
});

/** The opacities of the ink of the first preview's corners: top left, top right. */
const corners = (page: Page, side: number) =>
  page
    .getByRole("dialog")
    .locator("canvas")
    .evaluate((canvas: HTMLCanvasElement, side) => {
      const copy = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
      copy?.drawImage(canvas, 0, 0);
      const data = copy?.getImageData(0, 0, side, 1).data ?? [];
      return [data[3], data[4 * side - 1]];
    }, side);

/** How much more blue than red a sheet of images has, in the mean. */
const blueness = (page: Page, sheet: string) =>
  page
    .getByTestId(sheet)
    .locator("canvas")
    .evaluate((canvas: HTMLCanvasElement) => {
      const copy = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
      copy?.drawImage(canvas, 0, 0);
      const { data } = copy!.getImageData(0, 0, canvas.width, canvas.height);
      let [more, pixels] = [0, 0];
      for (let at = 0; at < data.length; at += 4) {
        if (data[at + 3] === 0) continue;
        more += (data[at + 2] ?? 0) - (data[at] ?? 0);
        pixels++;
      }
      return more / pixels;
    });

test("a folder of pictures: shown as they will be seen, its folders as classes, and a run on them", async ({
  lab,
  page,
}) => {
  await lab.open();
  const top = join(mkdtempSync(join(tmpdir(), "pictures-")), "signs");
  for (const kind of ["disc", "bar"] as const) {
    mkdirSync(join(top, `${kind}s`), { recursive: true });
    for (let at = 0; at < 24; at++) writeFileSync(join(top, `${kind}s`, `${at}.png`), scene(kind, at));
  }
  const broken = scene("disc", 99).subarray(0, 60);
  writeFileSync(join(top, "discs", "broken.png"), broken);
  writeFileSync(join(top, "notes.txt"), "Taken in the garden.");
  await drop(page, top);
  const sheet = page.getByRole("dialog", { name: "Your own pictures" });
  await expect(sheet.getByRole("status")).toHaveText("Pictures: 48");
  await expect(sheet.getByRole("listitem").filter({ hasText: "discs 24" })).toBeVisible();
  await expect(sheet.getByText("Not PNG, JPEG, WebP or GIF: signs/notes.txt")).toBeVisible();
  await expect(sheet.getByText("Damaged, or not known to this browser: signs/discs/broken.png")).toBeVisible();
  await expect(sheet.getByRole("img", { name: "12 of the pictures" })).toBeVisible();
  await expectNoViolation(page);
  const side = sheet.getByRole("slider", { name: "Side in pixels" });
  await side.focus();
  for (let at = 0; at < 12; at++) await page.keyboard.press("ArrowLeft");
  await expect(side).toHaveAttribute("aria-valuetext", "16×16");
  await sheet.getByRole("combobox", { name: "Colours" }).selectOption("red, green and blue");
  await sheet.getByRole("button", { name: "Train on these" }).click();
  await expect(sheet).toBeHidden();
  await expect(lab.dataset).toContainText("signs");
  await expect(lab.dataset).toContainText("43 to train on, 5 held out, 16×16×3");
  await lab.play.click();
  await lab.reach(30);
  const bars = page.getByRole("button", { name: "Highlight class bars" });
  await bars.click();
  await expect(bars).toHaveAttribute("aria-pressed", "true");
  // The sky is blue, in the held-out images and in what the model makes of them.
  for (const sheet of ["originals", "reconstructed"] as const) {
    await expect.poll(() => blueness(page, sheet), { message: sheet }).toBeGreaterThan(10);
  }
  rmSync(join(top, ".."), { recursive: true });
});

test("an archive, by keys, in the dark and in Chinese; what is light stays light, and ink is ink", async ({
  lab,
  page,
}) => {
  await lab.open();
  // Black at the left, white at the right.
  const half = png(40, 20, (x) => (x < 20 ? [0, 0, 0] : [255, 255, 255]));
  const zip = zipSync({ "a/1.png": half, "a/2.png": half, "b/3.png": half });
  await lab.files.setInputFiles([file("halves.zip", zip)]);
  const sheet = page.getByRole("dialog", { name: "Your own pictures" });
  await expect(sheet.getByRole("status")).toHaveText("Pictures: 3");
  // In the light, ink is dark: none of it where the picture is white.
  expect(await corners(page, 28)).toEqual([255, 0]);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(() => corners(page, 28)).toEqual([0, 255]);
  await expectContrast(page);
  const invert = sheet.getByRole("checkbox", { name: "Invert" });
  await invert.focus();
  await page.keyboard.press("Space");
  await expect.poll(() => corners(page, 28)).toEqual([255, 0]);
  await page.emulateMedia({ colorScheme: "light" });
  await expect.poll(() => corners(page, 28)).toEqual([255, 0]);
  await sheet.getByRole("combobox", { name: "Crop" }).selectOption("whole, with margins");
  await expect.poll(() => corners(page, 28)).toEqual([0, 0]);

  await page.evaluate(() => document.querySelector("vae-lab")?.setAttribute("lang", "zh"));
  const chinese = page.getByRole("dialog", { name: "自己的图像" });
  await chinese.getByRole("button", { name: "用它们训练" }).click();
  await expect(lab.dataset).toContainText("halves");
  await expect(lab.dataset).toContainText("28×28");
});

test("the sheet opens by its button and closes by Escape, and says what it cannot take", async ({ lab, page }) => {
  await lab.open();
  const before = await lab.dataset.innerText();
  const open = page.getByRole("button", { name: "Pictures…" });
  await open.focus();
  await page.keyboard.press("Enter");
  const sheet = page.getByRole("dialog", { name: "Your own pictures" });
  await expect(sheet).toContainText("sent nowhere");
  await expect(sheet.getByRole("button", { name: "Train on these" })).toBeDisabled();
  await expect(sheet.getByLabel("Choose a folder of pictures")).toHaveAttribute("webkitdirectory");
  const choose = sheet.getByLabel("Choose files of pictures");
  await choose.setInputFiles([file("one.png", scene("disc", 1))]);
  await expect(sheet).toContainText("Two pictures are the least");
  await choose.setInputFiles([file("two.png", scene("disc", 2))]);
  await expect(sheet.getByRole("status")).toHaveText("Pictures: 2");
  await expect(sheet).toContainText("One folder is no class");
  await expect(sheet.getByRole("button", { name: "Train on these" })).toBeEnabled();
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await expect(open).toBeFocused();
  expect(await lab.dataset.innerText()).toBe(before);

  // What is no picture goes the way of other data, also from here; what is wrong with it is said.
  await open.click();
  const numbers = Array.from({ length: 40 }, (_, row) => [row % 3, ...Array(64).fill((row * 6) % 256)].join(","));
  await choose.setInputFiles([
    file("signs.csv", Buffer.from(["label", ...Array(64).keys()].join(",") + "\n" + numbers.join("\n"))),
  ]);
  await expect(sheet).toBeHidden();
  await expect(lab.dataset).toContainText("signs.csv");
  await expect(lab.dataset).toContainText("8×8");
  await lab.play.click();
  await lab.reach(10);

  // A script says at once what pictures become.
  const bytes = [1, 2, 3].map((at) => [...scene("bar", at)]);
  await page.evaluate(async (all) => {
    const files = all.map((bytes, at) => new File([new Uint8Array(bytes)], `${at}.png`, { type: "image/png" }));
    await document.querySelector("vae-lab")?.loadDataset(files, { side: 12, planes: 3, crop: "whole" });
  }, bytes);
  await expect(lab.dataset).toContainText("pictures");
  await expect(lab.dataset).toContainText("12×12×3");
});

/** Puts a camera's note that a JPEG lies on its side behind its first two bytes. */
function turned(jpeg: Buffer): Buffer {
  const value = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0];
  const exif = [...Buffer.from("Exif\0\0MM\0*"), 0, 0, 0, 8, 0, 1, ...value, 0, 0, 0, 0];
  const segment = Buffer.from([0xff, 0xe1, 0, exif.length + 2, ...exif]);
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
}

test("photographs of twelve megapixels become bitmaps of a third of that, also one that was turned", async ({
  lab,
  page,
}) => {
  await page.addInitScript(() => {
    const decoded: [number, number][] = [];
    const whole = createImageBitmap;
    Object.assign(window, {
      decoded,
      createImageBitmap: async (file: Blob, options?: ImageBitmapOptions) => {
        const picture = await whole(file, options);
        decoded.push([picture.width, picture.height]);
        return picture;
      },
    });
  });
  await lab.open();
  const [jpeg = "", picture = ""] = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [4000, 3000];
    const context = canvas.getContext("2d")!;
    context.fillStyle = "#fff";
    context.fillRect(0, 0, 4000, 3000);
    context.fillStyle = "#000";
    context.fillRect(400, 1000, 3200, 600);
    return ["jpeg", "png"].map((type) => canvas.toDataURL(`image/${type}`).split(",")[1]);
  });
  const [photograph, drawing] = [Buffer.from(jpeg, "base64"), Buffer.from(picture, "base64")];
  await lab.files.setInputFiles([
    ...Array.from({ length: 10 }, (_, at) => file(`${at}.jpg`, photograph)),
    file("drawing.png", drawing),
    file("turned.jpg", turned(photograph)),
  ]);
  const sheet = page.getByRole("dialog", { name: "Your own pictures" });
  await expect(sheet.getByRole("status")).toHaveText("Pictures: 12");
  const sizes = await page.evaluate(() => (window as unknown as { decoded: [number, number][] }).decoded);
  expect(sizes).toHaveLength(12);
  expect(sizes.filter(([width, height]) => width === 2048 && Math.abs(height - 1536) < 2)).toHaveLength(11);
  // As high as it is wide in the file, and in proportion.
  const [width, height] = sizes.find(([width, height]) => height > width) ?? [0, 0];
  expect(height / width).toBeCloseTo(4 / 3, 2);
  expect(width * height).toBeLessThan(6e6);
  await sheet.getByRole("button", { name: "Train on these" }).click();
  await expect(lab.dataset).toContainText("28×28");
  await lab.oneStep.click();
  await expect.poll(() => lab.steps()).toBe(1);
});

test("a run on pictures in colour makes way for another, and opens again in its colours", async ({ lab, page }) => {
  await lab.open();
  const scenes = Array.from({ length: 40 }, (_, at) => file(`${at}.png`, scene(at % 2 ? "disc" : "bar", at)));
  await lab.files.setInputFiles(scenes);
  const sheet = page.getByRole("dialog", { name: "Your own pictures" });
  await sheet.getByRole("combobox", { name: "Colours" }).selectOption("red, green and blue");
  await sheet.getByRole("button", { name: "Train on these" }).click();
  await expect(lab.dataset).toContainText("×3");
  await lab.play.click();
  await lab.reach(30);
  await lab.pause.click();
  await expect.poll(() => blueness(page, "reconstructed")).toBeGreaterThan(10);
  const steps = await settled(() => lab.steps());

  // Another model on the same pictures.
  await page.evaluate(() => document.querySelector("vae-lab")!.setOptions({ hidden: [20] }));
  await lab.oneStep.click();
  await expect.poll(() => lab.steps()).toBe(1);
  await page.getByRole("tab", { name: "Runs" }).click();
  const reopen = page.getByRole("button", { name: "Reopen run 1" });
  await reopen.click();
  await expect.poll(() => lab.steps()).toBe(steps);
  await expect(lab.notice).toHaveCount(0);
  await page.getByRole("tab", { name: "Live" }).click();
  for (const sheet of ["originals", "reconstructed"] as const) {
    await expect.poll(() => blueness(page, sheet), { message: sheet }).toBeGreaterThan(10);
  }
  await lab.oneStep.click();
  await expect.poll(() => lab.steps()).toBe(steps + 1);

  // From images without colours it takes its own with it.
  await page.evaluate(() => document.querySelector("vae-lab")!.loadDataset("handwriting"));
  await expect(lab.dataset).toContainText("Handwriting");
  await page.getByRole("tab", { name: "Runs" }).click();
  await reopen.click();
  await expect.poll(() => lab.steps()).toBe(steps + 1);
  await expect(lab.dataset).toContainText("×3");
  await expect(lab.notice).toHaveCount(0);
  await page.getByRole("tab", { name: "Live" }).click();
  await expect.poll(() => blueness(page, "reconstructed")).toBeGreaterThan(10);
});
