// Questions people ask: each is reached from the list, and walked to its end by the real controls, in both languages.
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { isKnown } from "../../www/src/lessons/ask.ts";
import { DIMENSIONS, STEPS } from "../../www/src/lessons/figures/sweep.ts";
import { isFigure, isMeasure } from "../../www/src/lessons/goals.ts";
import type { Ask, Goal, Lesson, LessonStep } from "../../www/src/lessons/shape.ts";
import type { SweepTexts } from "../../www/src/texts/sweep/index.ts";
import { ASKED, COMES, SET_BY_HAND } from "../web/own-lessons.mjs";
import { expectNoViolation } from "./axe.ts";
import { expect, test } from "./lab.ts";
import { stop } from "./lesson.ts";
import { SPOKEN, type Said, speak } from "./said.ts";

test.setTimeout(300_000);

/** What is not trained for. */
const BY_HAND = ["panel", "radius", "draws", "source"];
/** What is predicted of a number. */
const NUMBER = "12";

/** A walk through questions: each step begins in the language in which the one before ended, and ends in the other. */
class Walk {
  #said: Said = SPOKEN.en;
  /** Choices are right and wrong in turn. */
  #right = false;

  constructor(readonly page: Page) {}

  get #lesson() {
    return this.page.getByRole("region", { name: this.#said.of("lesson.name"), exact: true });
  }

  get #prediction() {
    return this.#lesson.getByRole("group", { name: this.#said.of("lesson.ask.name") });
  }

  #button(path: string) {
    return this.page.getByRole("button", { name: this.#said.of(path), exact: true });
  }

  async through(name: string, { title, steps }: Lesson): Promise<void> {
    const { page } = this;
    await this.#button("doors.learn").click();
    const list = page.getByRole("list", { name: this.#said.of("lesson.questions") });
    await list.getByRole("button", { name: this.#said.in(title) }).click();
    await expect(page).toHaveURL(new RegExp(`lesson=${name}`));
    for (const [at, step] of steps.entries()) {
      await this.#expectTold(step);
      const came = step.ask?.choose?.findIndex(({ right }) => right) ?? -1;
      const outcome = await this.#predict(step, came < 0 ? COMES[name]?.[at] : came);
      await this.#reach(step, SET_BY_HAND[name]?.[at] ?? {}, steps[at + 1]?.fresh ?? false);
      if (step.figure === "dimensions") await this.#sweep();
      // What lessons draw by themselves is for everyone.
      const shows = step.figure !== undefined && step.figure !== steps[at - 1]?.figure;
      if (step.ask?.sketch || shows) await expectNoViolation(page);
      if (step.ask?.sketch) await expect(this.#prediction.locator("polyline")).toHaveCount(2);
      await this.#expectCame(step, outcome);
      await this.#turn();
      await this.#expectTold(step);
      await this.#expectCame(step, outcome);
      const end = at < steps.length - 1 ? "lesson.next" : "lesson.end";
      await this.#lesson.getByRole("button", { name: this.#said.of(end) }).click();
    }
    const finished = this.#said.of("lesson.finished").replace("{title}", this.#said.in(title));
    await expect(this.#lesson.getByRole("heading")).toHaveText(finished);
    await expect(this.#lesson).not.toContainText(/lesson\.|undefined/);
  }

  async #turn(): Promise<void> {
    const other = this.#said === SPOKEN.en ? SPOKEN.zh : SPOKEN.en;
    await speak(this.page, this.#said, other);
    this.#said = other;
  }

  async #expectTold({ title, text, ask }: LessonStep): Promise<void> {
    // A figure has a heading of its own.
    await expect(this.#lesson.getByRole("heading").first()).toHaveText(this.#said.in(title));
    await expect(this.#lesson).toContainText(this.#said.start(text));
    if (ask) await expect(this.#prediction).toContainText(this.#said.start(ask.question));
  }

  async #expectCame({ ask }: LessonStep, outcome: (said: Said) => RegExp): Promise<void> {
    if (!ask) return;
    await expect(this.#prediction).toContainText(outcome(this.#said));
    await expect(this.#prediction).toContainText(this.#said.start(ask.explain));
  }

  /** Nothing can be trained before. Gives what will stand there, in any language. */
  async #predict({ ask, fresh }: LessonStep, came: number | undefined): Promise<(said: Said) => RegExp> {
    if (!ask) return () => /^/;
    if (fresh) await expect(this.#button("controls.play").last()).toBeDisabled();
    const { choose, number, sketch } = ask;
    let answer = 0;
    if (number !== undefined) {
      await this.#prediction.getByRole("textbox").fill(NUMBER);
      await this.#prediction.getByRole("textbox").press("Enter");
    } else if (sketch) await this.#draw(sketch);
    else if (choose) {
      if (came === undefined) throw new Error("nobody knows what comes");
      this.#right = !this.#right;
      answer = this.#right ? came : (came + 1) % choose.length;
      const text = this.#said.in(choose[answer]?.text ?? "");
      await this.#prediction.getByRole("button", { name: text, exact: true }).click();
    }
    await expect(this.#button("controls.play").last()).toBeEnabled();
    const predicted = number !== undefined ? Number(NUMBER) : sketch ? { heights: [] } : answer;
    return (said) => said.outcome(ask, predicted, came);
  }

  /** Draws a curve: all of it with the pointer, and its end by keys. */
  async #draw({ of, steps, top }: NonNullable<Ask["sketch"]>): Promise<void> {
    const { page } = this;
    const predict = this.#prediction.getByRole("button", { name: this.#said.of("lesson.ask.predict") });
    await expect(predict).toBeDisabled();
    const name = this.#said.of(`lesson.measures.${of}`);
    const knot = (step: number) =>
      this.#prediction.getByRole("slider", {
        name: this.#said.of("lesson.ask.knot").replace("{name}", name).replace("{step}", String(step)),
        exact: true,
      });
    const [first, last] = [await knot(1).boundingBox(), await knot(steps).boundingBox()];
    if (!first || !last) throw new Error("the axes have no knots");
    await page.mouse.move(first.x + 5, first.y + 5);
    await page.mouse.down();
    await page.mouse.move(last.x + 5, last.y - 60, { steps: 4 });
    await page.mouse.up();
    // Where the pointer passed, the curve rises from 0.
    const drawn = Number(await knot(steps / 2).getAttribute("aria-valuenow"));
    expect(drawn).toBeGreaterThan(0);
    expect(Number(await knot(steps).getAttribute("aria-valuenow"))).toBeGreaterThan(drawn);
    await knot(steps).press("End");
    await expect(knot(steps)).toHaveAttribute("aria-valuenow", String(top));
    await knot(steps).press("ArrowDown");
    await expect(knot(steps)).toHaveAttribute("aria-valuenow", String(top - top / 40));
    await predict.click();
  }

  /** Does what a goal asks for; `last` where another run follows. */
  async #reach({ goal = {}, ask }: LessonStep, byHand: Readonly<Record<string, string>>, last: boolean): Promise<void> {
    const { page } = this;
    const wanted: Goal = { ...goal, ...Object.fromEntries(Object.entries(byHand).map(([key, is]) => [key, { is }])) };
    const options = Object.entries(wanted).filter(([key]) => !isMeasure(key) || byHand[key] !== undefined);
    for (const [key, bound] of options) await this.#set(key, bound);
    if (goal["panel"])
      await page.getByRole("tab", { name: this.#said.of(`panels.${goal["panel"].is ?? ""}`), exact: true }).click();
    if (goal["radius"]) await page.getByTestId("pin").first().press("Home");
    const source = goal["source"]?.is;
    if (source) await this.#lesson.getByRole("radio", { name: this.#said.of(`lesson.sources.${source}`) }).check();
    for (let draws = goal["draws"]?.min ?? 0; draws > 0; draws--) await this.#button("flow.draw").click();
    if (Object.keys(goal).some((name) => !BY_HAND.includes(name))) await this.#train(goal, last);
    const done = this.#lesson.locator("span.done");
    if (Object.keys(goal).length > 0) await expect(done).toHaveText(`✓ ${this.#said.of("lesson.reached")}`);
    else if (ask && !isKnown(ask)) {
      // The run ends by itself, and says why.
      await this.#button("controls.play").last().click();
      await page
        .getByTestId("notice")
        .getByRole("button", { name: this.#said.of("dismiss") })
        .click();
    }
  }

  async #set(key: string, { is, min, max }: Goal[string]): Promise<void> {
    const { page } = this;
    const spec = await page.evaluate(
      (key) => document.querySelector("vae-lab")!.store.model.specs.value.find((spec) => spec.key === key)!,
      key,
    );
    const more = this.#button("options.more");
    if (!spec.basic && (await more.count()) > 0) await more.click();
    // Its symbol follows.
    const name = this.#said.of(`options.${key}.label`);
    if (spec.kind.type === "choice") await page.getByRole("combobox", { name }).selectOption(String(is));
    else {
      const control = page.getByRole("spinbutton", { name });
      await control.fill(String(is ?? max ?? min));
      await control.press("Tab");
    }
    // The button also says which changes wait.
    const [restart = ""] = this.#said.of("options.restart.changes.other").split("{");
    if (spec.effect === "run") await page.getByRole("button", { name: restart }).click();
    // A script trains sooner than a hand could.
    const value = () => page.evaluate((key) => document.querySelector("vae-lab")!.store.state.value.options[key], key);
    await expect.poll(async () => String(await value())).toBe(String(is ?? max ?? min));
  }

  /** Models of other sizes train in the background until the step is left. What is drawn of one is what this run reaches so. */
  async #sweep(): Promise<void> {
    const { page } = this;
    const texts = JSON.parse(readFileSync(`www/src/texts/sweep/${this.#said.language}.json`, "utf8")) as SweepTexts;
    const button = (name: string) => this.#lesson.getByRole("button", { name, exact: true });
    const picture = this.#lesson.getByRole("img", { name: texts.title });
    await button(texts.start).click();
    await button(texts.cancel).click();
    await button(texts.start).click();
    const drawn = picture.locator("circle + text");
    await expect(drawn.first()).toBeVisible({ timeout: 60_000 });
    const bound = await drawn.first().textContent();
    await expect(picture).toHaveAccessibleName(new RegExp(`${bound}`));
    const own = await page.evaluate(
      async ([latent, steps]) => {
        const lab = document.querySelector("vae-lab")!;
        await lab.setOptions({ latent });
        await lab.step(steps);
        const { terms } = await lab.store.run.ask("evaluate", {});
        return terms[0];
      },
      [DIMENSIONS[0], STEPS] as const,
    );
    expect(own?.toFixed(1)).toBe(bound);
  }

  /** As many steps as the goal counts; by the round button where it also waits for a figure, or the run may go on. */
  async #train(goal: Goal, last: boolean): Promise<void> {
    const { page } = this;
    const until = goal["steps"]?.min ?? 0;
    const counts = Object.keys(goal).every((name) => !isFigure(name) || name === "steps" || BY_HAND.includes(name));
    if (counts && last && until > 0) {
      await this.#untilReached();
      // However far it has gone, its figures were taken just there.
      const evaluated = await page.evaluate(() =>
        document.querySelector("vae-lab")!.store.run.curve.heldOut.map(({ step }) => step),
      );
      expect(evaluated).toContain(until);
      return;
    }
    await page.evaluate(async (until) => {
      const lab = document.querySelector("vae-lab")!;
      const left = () => until - lab.store.state.value.metrics.step;
      // A run that has diverged goes on from before.
      while (left() > 0) await lab.step(left());
    }, until);
    if (!counts) await this.#untilReached();
  }

  async #untilReached(): Promise<void> {
    await this.#button("controls.play").last().click();
    await expect(this.#lesson.locator("span.done")).not.toBeEmpty({ timeout: 60_000 });
    await stop({ play: this.#button("controls.play").last(), pause: this.#button("controls.pause").last() });
  }
}

test("every question is walked through in both languages, with right and wrong answers", async ({ lab, page }) => {
  await lab.page.goto(`${lab.url}?build=simd&model=&mode=lab&lang=en`);
  const walk = new Walk(page);
  for (const { name, lesson } of ASKED) await test.step(name, () => walk.through(name, lesson));
  await expect(lab.notice).toHaveCount(0);
});
