// The lab as one HTML file, and the course in a learning platform, as `./build.sh release` hands them out.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "@playwright/test";
import { oneFile } from "../../www/one-file.mjs";
import { scorm } from "../../www/scorm.mjs";
import { serve } from "../../www/serve.mjs";
import { ROOT } from "../web/files.mjs";

const FOLDER = join(ROOT, "target/one-file");
const LESSON = {
  title: "Short",
  steps: [
    { title: "First", text: "One step.", goal: { steps: { min: 1 } } },
    { title: "Second", text: "The end." },
  ],
};
/** What a platform offers, in the window around the page. */
const PLATFORM = `<script>
  globalThis.heard = [];
  const values = {};
  const note = (call) => (...texts) => { heard.push([call, ...texts].join(" ")); return "true" };
  globalThis.API = {
    LMSInitialize: note("initialize"),
    LMSGetValue: (key) => values[key] ?? "not attempted",
    LMSSetValue: (key, value) => { values[key] = value; return note(key)(value) },
    LMSCommit: () => "true",
    LMSFinish: note("finish"),
  };
</script>
<iframe style="width: 1200px; height: 760px" src="index.html?build=simd&lesson=~${Buffer.from(JSON.stringify(LESSON)).toString("base64url")}"></iframe>`;

test.beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true });
  const page = await oneFile(join(ROOT, "dist"));
  writeFileSync(join(FOLDER, "lab.html"), page);
  writeFileSync(join(FOLDER, "platform.html"), PLATFORM);
  for (const [name, bytes] of Object.entries(scorm(page, { name: "vae-lab", version: "0" })))
    writeFileSync(join(FOLDER, name), bytes);
});

test("from a file it comes up with its pretrained model, trains in a worker, and asks for nothing else", async ({
  page,
}) => {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  const address = pathToFileURL(join(FOLDER, "lab.html")).href;
  page.on("request", (request) => {
    if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(address)) faults.push(request.url());
  });
  await page.goto(`${address}?mode=lab&lang=zh`);
  const lab = page.locator("vae-lab");
  await expect(lab.getByText("预训练").first()).toBeVisible();
  await lab.evaluate((lab: any) => lab.step(5));
  expect(page.workers()).not.toEqual([]);
  expect(await lab.evaluate((lab: any) => lab.metrics.step)).toBe(5);
  await page.getByRole("tab", { name: "分享" }).click();
  await expect(page.getByRole("heading", { name: "模型与损失" })).toBeVisible();
  expect(faults).toEqual([]);
});

test("in a learning platform a lesson reports that it is begun, how far it is, and that it is done", async ({
  page,
}) => {
  const server = await serve(FOLDER, 0);
  try {
    await page.goto(`${server.url}platform.html`);
    const inside = page.frameLocator("iframe");
    const heard = () => page.evaluate("heard");
    await inside.getByRole("button", { name: "One step", exact: true }).click();
    expect(await heard()).toEqual(["initialize ", "cmi.core.lesson_status incomplete"]);
    await inside.getByRole("button", { name: "Continue", exact: true }).click();
    await inside.getByRole("button", { name: "Finish", exact: true }).click();
    await expect
      .poll(heard)
      .toEqual([
        "initialize ",
        "cmi.core.lesson_status incomplete",
        "cmi.core.lesson_location 1",
        "cmi.core.lesson_location 2",
        "cmi.core.lesson_status completed",
      ]);
    await page.evaluate(() => document.querySelector("iframe")!.remove());
    await expect.poll(heard).toContain("finish ");
  } finally {
    server.close();
  }
});
