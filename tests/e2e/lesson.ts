// How a lesson is walked, by the names of what a reader sees.
import type { Page } from "@playwright/test";
import { type Lab, expect } from "./lab.ts";

export const lesson = (page: Page) => page.getByRole("region", { name: "Lesson", exact: true });
export const act = (page: Page, name: string) => lesson(page).getByRole("button", { name, exact: true });
export const title = (page: Page) => lesson(page).getByRole("heading");
export const done = (page: Page) => lesson(page).locator("span.done");
export const prediction = (page: Page) => lesson(page).getByRole("group", { name: "Prediction" });
export const answer = (page: Page, text: string) => prediction(page).getByRole("button", { name: text }).click();
export const beta = (page: Page) => page.getByRole("spinbutton", { name: "KL weight" });
/** What the lesson shows of a goal: the figure, by the name before it. */
export const figure = async (page: Page, name: string) => {
  const texts = await lesson(page).getByRole("list", { name: "Goal" }).getByRole("listitem").allInnerTexts();
  return Number.parseFloat(texts.find((text) => text.startsWith(name))?.slice(name.length) ?? "");
};

export async function open(lab: Lab, name: string, hidden: readonly number[] = [128]): Promise<void> {
  // A lesson may ask first: nothing can be trained until that is answered.
  await lab.page.goto(`${lab.url}?build=simd&lesson=${name}`);
  await expect(lesson(lab.page)).toBeVisible();
  // It begins with a run of its own, and a smaller model.
  await expect
    .poll(() => lab.page.evaluate(() => document.querySelector("vae-lab")!.store.model.options.value["hidden"]))
    .toEqual(hidden);
  await expect.poll(() => lab.steps()).toBe(0);
}

/** The goal is not reached: the next step is closed. */
export async function expectClosed(page: Page, name: string): Promise<void> {
  await expect(title(page)).toHaveText(name);
  await expect(done(page)).toBeEmpty();
  const next = lesson(page).getByRole("button", { name: /^(Continue|Finish)$/ });
  await expect(next).toBeDisabled();
  await expect(next).toHaveAttribute("title", "Opens when the goal is reached");
  // Nothing of what the step sets was refused.
  await expect(page.getByTestId("notice")).toHaveCount(0);
}

export async function expectReached(page: Page): Promise<void> {
  await expect(done(page)).toHaveText("✓ Goal reached.", { timeout: 60_000 });
}

/** Says a number before a step, which waits for it. */
export async function predict(lab: Lab, number: string): Promise<void> {
  await expect(lab.play).toBeDisabled();
  await prediction(lab.page).getByRole("textbox").fill(number);
  await prediction(lab.page).getByRole("textbox").press("Enter");
  await expect(lab.play).toBeEnabled();
}

/** The numbers of the sentence on what was predicted and what came, which agree with each other. */
export async function compared(page: Page): Promise<number[]> {
  const text = await prediction(page)
    .getByText(/^You predicted .* apart\.$/)
    .innerText();
  const [said = Number.NaN, came = Number.NaN, apart] = [...text.matchAll(/\d+(\.\d+)?/g)].map(([number]) =>
    Number(number),
  );
  expect(apart).toBeCloseTo(Math.abs(said - came), 6);
  return [said, came];
}

export const go = (page: Page) => act(page, "Continue").click();

/** Trains by the round button until the goal of the step is reached. */
export async function train(lab: Lab): Promise<void> {
  await lab.play.click();
  await expectReached(lab.page);
  await lab.pause.click();
  await expect(lab.play).toBeEnabled();
}
