// Data from disk: MNIST, other IDX files, and files that are broken.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { ROOT } from "../web/files.mjs";
import { drop } from "./drop.ts";
import { idxImages, idxLabels } from "./idx.ts";
import { expect, test } from "./lab.ts";

const MNIST = join(ROOT, "..", "shared", "data", "mnist");

const file = (name: string, buffer: Buffer) => ({ name, mimeType: "application/octet-stream", buffer });

test("MNIST from its four gzip files", async ({ lab, page }) => {
  test.skip(!existsSync(MNIST) && !process.env.CI, "MNIST's files are not beside the project");
  await lab.open();
  const files = readdirSync(MNIST).filter((name) => name.endsWith(".gz"));
  expect(files).toHaveLength(4);
  await lab.files.setInputFiles(files.map((name) => join(MNIST, name)));
  await expect(lab.dataset).toContainText("60,000");
  await expect(lab.dataset).toContainText("10,000");
  await lab.play.click();
  await lab.reach(30);
  await expect(page.getByRole("button", { name: "Highlight class 7" })).toBeVisible();
});

test("images of another size among other files, packed in several ways, a tenth held out", async ({ lab, page }) => {
  await lab.open();
  const letters = gzipSync(idxImages(500, 12, 10));
  const junk = file(".DS_Store", Buffer.from("\0\0\0\x01Bud1"));
  await lab.files.setInputFiles([
    file("letters (1).gz", letters),
    file("letters.gz", letters),
    file("kinds.zip", Buffer.from(zipSync({ kinds: idxLabels(500) }))),
    junk,
  ]);
  await expect(lab.dataset).toContainText("passed over: .DS_Store");
  await expect(lab.dataset).toContainText("not counted: letters (1).gz");
  await expect(lab.dataset).toContainText("450");
  await expect(lab.dataset).toContainText("10×12");
  await lab.play.click();
  await lab.reach(10);

  // A folder is as good as the files in it.
  const folder = mkdtempSync(join(tmpdir(), "images-"));
  const raw = join(folder, "raw");
  mkdirSync(raw);
  await drop(page, folder);
  await expect(lab.notice).toContainText("no IDX file in what was chosen");
  writeFileSync(join(raw, "signs.gz"), gzipSync(idxImages(100, 9, 7)));
  writeFileSync(join(raw, "kinds"), idxLabels(100));
  await drop(page, folder);
  await expect(lab.dataset).toContainText("7×9");
  await expect(lab.notice).toBeHidden();
  rmSync(folder, { recursive: true });
});

const halfOf = (bytes: Buffer) => bytes.subarray(0, bytes.length / 2);

const BROKEN = {
  "not an IDX file": () => file("notes.txt", Buffer.from("Dear diary, today no digits.")),
  empty: () => file("empty.idx", Buffer.alloc(0)),
  truncated: () => file("cut.idx", halfOf(idxImages(100, 28, 28))),
  "a broken gzip file": () => file("cut.gz", halfOf(gzipSync(idxImages(100, 28, 28)))),
  "too large images": () => file("large.idx", idxImages(2, 65, 65)),
};

for (const [fault, make] of Object.entries(BROKEN)) {
  test(`a file that is ${fault}: one clear sentence, and the run stays`, async ({ lab }) => {
    await lab.open();
    await lab.play.click();
    await lab.reach(10);
    const before = await lab.dataset.innerText();
    const broken = make();
    await lab.files.setInputFiles([broken]);
    await expect(lab.notice).toContainText(broken.name);
    const reached = await lab.steps();
    expect(reached).toBeGreaterThanOrEqual(10);
    await lab.reach(reached + 10);
    expect((await lab.dataset.innerText()).split("·")[0]).toBe(before.split("·")[0]);
  });
}

test("an address with more than a dataset may have: one sentence, and handwriting", async ({ lab, page }) => {
  const body = gzipSync(Buffer.alloc(257 << 20), { level: 1 });
  await page.route(/\/zeros\.gz$/, (route) => route.fulfill({ body, contentType: "application/octet-stream" }));
  await lab.open("?build=simd&data=zeros.gz");
  await expect(lab.notice).toContainText("zeros.gz is too large");
  await expect(lab.dataset).toContainText("Handwriting");
  await lab.oneStep.click();
  await expect.poll(() => lab.steps()).toBe(1);
});

test("an address that does not answer holds nothing else, and is given up for other images", async ({ lab, page }) => {
  await page.route(/silent\.idx$/, () => new Promise(() => undefined));
  await lab.open();
  const said = await page.evaluate(async () => {
    const lab = document.querySelector("vae-lab")!;
    const silent = lab.loadDataset("silent.idx").catch((reason) => reason.code);
    await lab.setOptions({ beta: 2 });
    await lab.step(2);
    const { step } = lab.metrics;
    await lab.reset();
    await lab.loadDataset("noise");
    return [step, await silent];
  });
  expect(said).toEqual([2, "data-superseded"]);
  await expect(page.getByRole("button", { name: "Noise" })).toHaveAttribute("aria-pressed", "true");
});

test("a file that is gone, or is a folder, is refused by its name", async ({ lab, page }) => {
  await lab.open();
  await page.evaluate(() => document.querySelector("vae-lab")?.step(2));
  const folder = mkdtempSync(join(tmpdir(), "images-"));
  writeFileSync(join(folder, "gone.idx"), idxImages(10, 5, 5));
  await page.evaluate(() => document.body.append(Object.assign(document.createElement("input"), { type: "file" })));
  await page.locator("body > input").setInputFiles(join(folder, "gone.idx"));
  rmSync(folder, { recursive: true });
  const said = await page.evaluate(async () => {
    const lab = document.querySelector("vae-lab")!;
    const files = [...(document.querySelector<HTMLInputElement>("body > input")?.files ?? [])];
    const said: unknown[] = [];
    for (const load of [() => lab.loadDataset(files), () => lab.loadFiles(files)])
      await load().catch((reason) => said.push([reason.code, reason.params]));
    return [...said, lab.metrics.step];
  });
  const refused = ["file-unreadable", { name: "gone.idx" }];
  expect(said).toEqual([refused, refused, 2]);
  expect(page.workers()).toHaveLength(1);
});
