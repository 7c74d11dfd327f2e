// How a lesson is walked, by the names of what a reader sees.
import type { Page } from "@playwright/test";
import type { Ask, LessonStep } from "../../www/src/lessons/shape.ts";
import { COURSE } from "../web/own-lessons.mjs";
import { type Lab, expect } from "./lab.ts";
import { SPOKEN, type Said, speak } from "./said.ts";

export const lesson = (page: Page) => page.getByRole("region", { name: "Lesson", exact: true });
export const act = (page: Page, name: string) => lesson(page).getByRole("button", { name, exact: true });
/** A figure has a heading of its own. */
export const title = (page: Page) => lesson(page).getByRole("heading").first();
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

/** What can stand below a question, in English and so in any language. */
function outcomes(ask: Ask): ((said: Said) => RegExp)[] {
  const choices = ask.choose?.map((_, at) => at);
  if (!choices) return [(said) => said.outcome(ask, ask.click ? [0, 0] : 0, undefined)];
  return choices.flatMap((answer) => choices.map((came) => (said: Said) => said.outcome(ask, answer, came)));
}

/** The step that is open, by its heading. */
async function stepOf(page: Page): Promise<{ step: LessonStep; next: LessonStep | undefined }> {
  const heading = await title(page).innerText();
  for (const { lesson } of COURSE) {
    const at = lesson.steps.findIndex(({ title }) => SPOKEN.en.in(title) === heading);
    const step = lesson.steps[at];
    if (step) return { step, next: lesson.steps[at + 1] };
  }
  throw new Error(`no step of the course is called “${heading}”`);
}

/** Goes on to the next step, or to the end, in Chinese: what stands there says the same before and after. */
export async function go(page: Page): Promise<void> {
  const { en, zh } = SPOKEN;
  const { step, next } = await stepOf(page);
  const answered = step.ask && (await prediction(page).innerText());
  await speak(page, en, zh);
  const part = page.getByRole("region", { name: zh.of("lesson.name"), exact: true });
  const asked = part.getByRole("group", { name: zh.of("lesson.ask.name") });
  const expectTold = async ({ title, text, ask, goal }: LessonStep) => {
    await expect(part.getByRole("heading").first()).toHaveText(zh.in(title));
    await expect(part).toContainText(zh.start(text));
    if (ask) await expect(asked).toContainText(zh.start(ask.question));
    await expect(part.getByRole("list", { name: zh.of("lesson.goal"), exact: true })).toHaveCount(goal ? 1 : 0);
  };
  await expectTold(step);
  if (step.ask) {
    const outcome = outcomes(step.ask).find((outcome) => outcome(en).test(answered ?? ""));
    await expect(asked).toContainText(outcome?.(zh) ?? "?");
    await expect(asked).toContainText(zh.start(step.ask.explain));
  }
  if (step.goal) await expect(part.locator("span.done")).toHaveText(`✓ ${zh.of("lesson.reached")}`);
  await part.getByRole("button", { name: zh.of(next ? "lesson.next" : "lesson.end"), exact: true }).click();
  if (next) await expectTold(next);
  else await expect(part.getByRole("heading")).toHaveText(zh.like("lesson.finished"));
  await expect(part).not.toContainText(/lesson\.|undefined/);
  await speak(page, zh, en);
}

/** Trains by the round button until the goal of the step is reached. */
export async function train(lab: Lab): Promise<void> {
  await lab.play.click();
  await expectReached(lab.page);
  await stop(lab);
}

/** Pauses after a goal, where the lesson does not do so itself: before a step that asks what comes. */
export async function stop({ play, pause }: Pick<Lab, "play" | "pause">): Promise<void> {
  await expect(async () => {
    if (await pause.isVisible()) await pause.click({ timeout: 1000 });
    await expect(play).toBeEnabled({ timeout: 2000 });
  }).toPass();
}
