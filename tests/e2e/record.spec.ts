// A lesson is recorded: acts on the real controls become steps, which are worded, previewed, saved and opened again.
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expectNoViolation } from "./axe.ts";
import { expect, test } from "./lab.ts";

const lesson = (page: Page) => page.getByRole("region", { name: "Lesson", exact: true });
const beta = (page: Page) => page.getByRole("spinbutton", { name: "KL weight" });
const recorder = (page: Page) => page.getByRole("region", { name: "Record a lesson" });
const button = (page: Page, name: string) => recorder(page).getByRole("button", { name, exact: true });
const steps = (page: Page) => recorder(page).getByRole("list", { name: "Steps" }).getByRole("listitem");
const field = (page: Page, name: string) => recorder(page).getByRole("textbox", { name, exact: true });

async function openRecorder(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Learn" }).click();
  await page.getByRole("region", { name: "Lessons" }).getByRole("button", { name: "Record a lesson" }).press("Enter");
  await expect(recorder(page).getByRole("heading")).toBeFocused();
}

test("three acts are recorded, worded by keyboard, previewed, saved as a file and opened from it", async ({
  lab,
  page,
}) => {
  await lab.open();
  await openRecorder(page);
  await button(page, "Record").press("Enter");
  // The lesson begins as the lab is.
  await expect(steps(page)).toHaveText([/not yet worded a new run · .*Handwriting/]);
  await beta(page).fill("4");
  await beta(page).press("Tab");
  await expect(steps(page).nth(1)).toContainText("KL weight 4");
  await lab.play.click();
  await lab.reach(20);
  await lab.pause.click();
  await expect(steps(page).nth(2)).toContainText(/steps ≥ \d+/);
  await page.getByRole("tab", { name: "Charts" }).click();
  await expect(steps(page).nth(3)).toContainText("Charts");
  await expect(recorder(page).getByRole("status").first()).toHaveText("Steps: 4. The last one: Charts");
  await button(page, "Stop recording").click();
  await page.getByRole("tab", { name: "Live" }).click();

  // What is missing is listed until it is there.
  const missing = recorder(page).getByRole("group", { name: "Still to do" });
  await expect(missing.getByRole("listitem")).toHaveCount(9);
  await expect(missing).toContainText("Step 2, the heading is missing.");
  await field(page, "Title of the lesson").fill("Mine");
  for (const [at, name] of ["Begin", "A price", "Train", "Curves"].entries()) {
    const step = steps(page).nth(at);
    await step.locator("summary").press("Enter");
    await step.getByRole("textbox", { name: "Heading" }).fill(name);
    await step.getByRole("textbox", { name: "What the reader is told" }).fill(`${name}: press [[train]].`);
    if (at < 3) await step.locator("summary").press("Enter");
  }
  await expect(recorder(page)).toContainText("The lesson is whole.");

  // The last one is not needed before training.
  await expect(button(page, "Move step 4 down")).toBeDisabled();
  await button(page, "Move step 4 up").press("Enter");
  await expect(steps(page).nth(2)).toContainText("Curves");
  await expect(button(page, "Move step 3 up")).toBeFocused();
  await button(page, "Delete step 3").press("Enter");
  await expect(steps(page)).toHaveCount(3);

  // A goal, and a prediction, of the last step.
  const last = steps(page).nth(2);
  await last.locator("summary").click();
  await last.getByRole("spinbutton", { name: "steps: at least" }).fill("3");
  await last.getByRole("button", { name: "Add a condition" }).click();
  const quantity = last.getByRole("combobox", { name: "What the goal is about" });
  await quantity.last().selectOption({ label: "KL weight" });
  await expect(recorder(page)).toContainText("Step 3, the goal is empty.");
  await last.getByRole("spinbutton", { name: "β: at most" }).fill("4");
  await last.getByRole("spinbutton", { name: "β: at most" }).press("Tab");
  await last.getByRole("combobox", { name: "The reader predicts" }).selectOption("one of several answers");
  await last.getByRole("textbox", { name: "Question" }).fill("Which?");
  await last.getByRole("textbox", { name: "Answer 1" }).fill("This");
  await last.getByRole("textbox", { name: "Answer 2" }).fill("That");
  await last.getByRole("radio", { name: "Answer 2 is right" }).check();
  await last.getByRole("textbox", { name: "Explanation" }).fill("So.");
  // A curve, a place, a hint, and locks with what is free of them.
  const first = steps(page).first();
  await first.locator("summary").first().click();
  const kind = first.getByRole("combobox", { name: "The reader predicts" });
  await kind.selectOption("a place on the plane");
  await first.getByRole("combobox", { name: "The place that is asked for" }).selectOption("μ of the image");
  await kind.selectOption("a curve");
  await first.getByRole("combobox", { name: "The curve that is drawn" }).selectOption("KL");
  await first.getByRole("spinbutton", { name: "Steps" }).fill("1");
  await first.getByRole("textbox", { name: "Question" }).fill("How?");
  await first.getByRole("textbox", { name: "Explanation" }).fill("So.");
  await expect(recorder(page)).toContainText("Step 1, the prediction cannot be “1”.");
  await first.getByRole("spinbutton", { name: "Steps" }).fill("40");
  await first.getByRole("spinbutton", { name: "Steps" }).press("Tab");
  await expect(recorder(page)).toContainText("The lesson is whole.");
  await kind.selectOption("nothing");
  await first.getByRole("textbox", { name: "Hint for those who take a while, if you like" }).fill("Wait.");
  await recorder(page).getByText("Controls that the lesson locks").click();
  const locks = recorder(page).getByRole("group", { name: "Controls that the lesson locks" });
  await locks.getByRole("checkbox", { name: "Model and training" }).check();
  await first.getByText("Locked controls that are free in this step").click();
  const free = first.getByRole("group", { name: "Locked controls that are free in this step" });
  await expect(free.getByRole("checkbox", { name: "Data" })).toHaveCount(0);
  await free.getByRole("checkbox", { name: "KL weight" }).check();
  await recorder(page).getByRole("checkbox", { name: "Write in every language" }).check();
  await field(page, "Title of the lesson (中文)").fill("我的");
  await expect(recorder(page)).toContainText("The lesson is whole.");
  await recorder(page).getByText("QR code of the lesson").click();
  await expect(recorder(page).getByRole("img", { name: "QR code of the lesson" })).toBeVisible();
  await expectNoViolation(page);

  await button(page, "Preview").press("Enter");
  await expect(lesson(page).getByRole("heading", { name: "Begin" })).toBeFocused();
  await expect(page).toHaveURL(/lesson=(~|%7E)/);
  await expect.poll(() => lab.steps()).toBe(0);
  await expect(beta(page)).toHaveValue("1");
  await expect(beta(page)).toBeEnabled();
  await lesson(page).getByRole("button", { name: "Continue" }).click();
  await expect(beta(page)).toHaveValue("4");
  await expect(beta(page)).toBeDisabled();
  await lesson(page).getByRole("button", { name: "Continue" }).click();
  await lesson(page).getByRole("button", { name: "That", exact: true }).click();
  await page.evaluate(() => document.querySelector("vae-lab")?.step(3));
  await expect(lesson(page)).toContainText("✓ Goal reached.");
  await button(page, "Back to the draft").click();
  await expect(steps(page)).toHaveCount(3);

  const [file] = await Promise.all([page.waitForEvent("download"), button(page, "Save as a file").click()]);
  const text = readFileSync(await file.path(), "utf8");
  expect(JSON.parse(text)).toMatchObject({
    $schema: `${lab.url}lesson.schema.json`,
    title: { en: "Mine", zh: "我的" },
    lock: ["options"],
    steps: [
      { fresh: true, hint: { en: "Wait." }, unlock: ["beta"] },
      { set: { beta: "4" } },
      { goal: { steps: { min: 3 }, beta: { max: 4 } } },
    ],
  });
  // The device keeps the draft, and the file is a lesson.
  await page.reload();
  await expect(steps(page)).toHaveCount(3);
  await expect(field(page, "Title of the lesson (English)")).toHaveValue("Mine");
  // It is opened again to go on writing, in the place of the draft; what cannot be edited here is kept.
  const open = (text: string) =>
    recorder(page)
      .getByLabel("Open a lesson to go on writing")
      .setInputFiles({ name: "lesson.json", mimeType: "application/json", buffer: Buffer.from(text) });
  await open("{");
  await expect(recorder(page).getByRole("alert")).toContainText("This is not JSON: it cannot be read at line 1.");
  await expect(steps(page)).toHaveCount(3);
  page.once("dialog", (dialog) => void dialog.accept());
  await open(JSON.stringify({ ...JSON.parse(text), title: "Again", next: "elbo" }));
  await expect(field(page, "Title of the lesson")).toHaveValue("Again");
  await expect(recorder(page).getByRole("heading")).toBeFocused();
  await expect(recorder(page).getByRole("alert")).toHaveCount(0);
  const [next] = await Promise.all([page.waitForEvent("download"), button(page, "Save as a file").click()]);
  const again = JSON.parse(readFileSync(await next.path(), "utf8"));
  expect(again).toEqual({ ...JSON.parse(text), title: { en: "Again" }, next: "elbo" });
  await recorder(page).getByRole("button", { name: "Leave the lesson" }).click();
  const mine = { name: "lesson.json", mimeType: "application/json", buffer: Buffer.from(text) };
  await page.getByLabel("Open a lesson from a file").setInputFiles(mine);
  await expect(lesson(page).getByRole("heading", { name: "Begin" })).toBeVisible();
  await expect(button(page, "Back to the draft")).toHaveCount(0);
});

test("a draft is written in Chinese on a phone; one that is too long for a link says so, and is discarded", async ({
  lab,
  page,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  // Words that do not repeat, which no packing makes short.
  const words = (from: number) =>
    Array.from({ length: 140 }, (_, at) =>
      Math.sin(from + at)
        .toString(36)
        .slice(3),
    );
  const steps = Array.from({ length: 8 }, (_, at) => ({
    key: at + 1,
    title: { en: `Step ${at}` },
    text: {
      en: words(1000 * at)
        .join(" ")
        .slice(0, 1900),
    },
  }));
  await page.addInitScript(
    (draft) => localStorage.setItem("vae-lab.draft", draft),
    JSON.stringify({ title: { en: "Long" }, about: "", steps }),
  );
  await page.goto(`${lab.url}?build=simd&model=&lesson=record&lang=zh`);
  const region = page.getByRole("region", { name: "录制课程" });
  await expect(region).toContainText(/做成链接会有 [\d,]+ 个字符，而服务器不接受超过 8,000 个字符的地址。请存为文件。/);
  await expect(region.getByRole("button", { name: "复制链接" })).toBeDisabled();
  // In another language than it has words in, both are there.
  await expect(region.getByRole("textbox", { name: "课程标题 (English)" })).toHaveValue("Long");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await expect(region).not.toContainText(/lesson\.|undefined/);
  page.once("dialog", (dialog) => void dialog.accept());
  await region.getByRole("button", { name: "丢弃草稿" }).click();
  await expect(region.getByRole("list", { name: "步骤" })).toHaveCount(0);
});
