// Lessons from anywhere: in a link, at an address, dropped. What is wrong in one is said, and changes nothing.
import type { Page } from "@playwright/test";
import { expect, test } from "./lab.ts";

const lesson = (page: Page) => page.getByRole("region", { name: "Lesson", exact: true });
const faults = (page: Page) => page.getByRole("alert", { name: "This lesson cannot be used." });

const EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script> [a](javascript:alert(3))";
const step = { title: "First", text: EVIL, set: { panel: "charts" }, goal: { steps: { min: 1 } } };
const MINE = {
  title: { en: "Mine", zh: "我的" },
  lock: ["options"],
  steps: [step, { title: "Second", text: "The end." }],
};
const inLink = (file: object) => `~${Buffer.from(JSON.stringify(file)).toString("base64url")}`;

/** Drops a file on the lab. */
async function drop(page: Page, text: string): Promise<void> {
  const data = await page.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], "mine.json", { type: "application/json" }));
    return data;
  }, text);
  await page.locator(".lab").dispatchEvent("drop", { dataTransfer: data });
}

test("a lesson in a link is text alone, and is walked to its end", async ({ lab, page }) => {
  await lab.open(`?build=simd&lesson=${inLink(MINE)}`);
  await expect(lesson(page).getByRole("heading", { name: "First" })).toBeVisible();
  await expect(lesson(page)).toContainText(EVIL);
  await expect(lesson(page)).toContainText("Mine");
  await expect(lesson(page).locator("img, script, a")).toHaveCount(0);
  await expect(page.getByRole("tab", { name: "Charts" })).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("spinbutton", { name: "KL weight" })).toBeDisabled();
  // What the page around it hears, which this lesson never lets have answers.
  const told = page.evaluate(
    () =>
      new Promise((told) =>
        document.addEventListener("lesson-progress", (event) => told((event as CustomEvent).detail), { once: true }),
      ),
  );
  await lab.oneStep.click();
  await lesson(page).getByRole("button", { name: "Continue" }).click();
  await expect(lesson(page).getByRole("heading", { name: "Second" })).toBeFocused();
  expect(await told).toEqual({ lesson: expect.stringMatching(/^~/), step: 0, steps: 2, done: false });
  await expect(lesson(page).getByRole("checkbox")).toHaveCount(0);
});

test("a lesson beside the page or on another site is fetched by its address; one that is not there is a notice", async ({
  lab,
  page,
}) => {
  await page.route("**/mine.json", (route) => route.fulfill({ json: MINE }));
  await page.route("**/large.json", (route) => route.fulfill({ body: " ".repeat(200_000) }));
  await lab.open("?build=simd&lesson=mine.json");
  await expect(lesson(page).getByRole("heading", { name: "First" })).toBeVisible();
  await expect(page).toHaveURL(/lesson=mine\.json/);
  await page.goto(`${lab.url}?build=simd&lesson=large.json&lang=zh`);
  await expect(page.getByRole("alert", { name: "这个课程无法使用。" })).toContainText("课程最多 128 kB，这个超过了。");
  await lab.open("?build=simd&lesson=javascript:alert(1)");
  await expect(faults(page)).toContainText("A lesson's address begins with http: or https:.");
});

test("a file is dropped: what is wrong with it is listed, and the lesson before it goes on", async ({ lab, page }) => {
  await lab.open("?build=simd&model=&beta=3");
  const options = () => page.evaluate(() => document.querySelector("vae-lab")!.store.model.options.value);
  const before = await options();
  await drop(page, '{ "title": "Mine", "steps": [{ "title": "A", "goal": { "kl": { "max": "6" } } }] }');
  await expect(faults(page).getByRole("listitem")).toHaveText([
    "steps[0].text is missing.",
    "steps[0].goal.kl.max has to be a number.",
  ]);
  expect(await options()).toEqual(before);
  await faults(page).getByRole("button", { name: "Dismiss" }).click();
  await expect(faults(page)).toHaveCount(0);
  await expect(page).not.toHaveURL(/lesson/);

  await drop(page, JSON.stringify(MINE));
  await expect(lesson(page).getByRole("heading", { name: "First" })).toBeVisible();
  // The address holds the whole of it.
  await expect(page).toHaveURL(/lesson=%7E|lesson=~/);
  await drop(page, "{");
  await expect(faults(page)).toContainText("This is not JSON: it cannot be read at line 1.");
  await expect(lesson(page).getByRole("heading", { name: "First" })).toBeVisible();

  await lesson(page).getByRole("button", { name: "Leave the lesson" }).click();
  await page.getByRole("button", { name: "Learn" }).click();
  const broken = { ...MINE, steps: [{ ...step, spot: "moon" }] };
  const files = { name: "x.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(broken)) };
  await page.getByLabel("Open a lesson from a file").setInputFiles(files);
  await expect(faults(page)).toContainText("steps[0].spot has to be one of these: header, data,");
});
