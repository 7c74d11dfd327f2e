// Questions people ask: each is reached from the list, and walked to its end by the real controls, in either language.
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { isKnown } from "../../www/src/lessons/ask.ts";
import { isMeasure } from "../../www/src/lessons/goals.ts";
import type { Ask, Goal, Lesson, LessonStep, Texts } from "../../www/src/lessons/shape.ts";
import { ASKED, SET_BY_HAND } from "../web/own-lessons.mjs";
import { expectNoViolation } from "./axe.ts";
import { expect, test } from "./lab.ts";

test.setTimeout(180_000);

type Tree = { [key: string]: Tree | string };
const read = (file: string) => JSON.parse(readFileSync(`www/src/texts/${file}.json`, "utf8")) as Tree;

/** What the page says in a language. */
class Said {
  readonly #tree: Tree;

  constructor(readonly language: "en" | "zh") {
    this.#tree = { ...read(language), ...read(`panels/${language}`) };
  }

  of(path: string): string {
    return path.split(".").reduce<Tree | string>((tree, key) => (tree as Tree)[key] ?? "", this.#tree) as string;
  }

  in(texts: Texts): string {
    return typeof texts === "string" ? texts : (texts[this.language] ?? "");
  }
}

/** What is not trained for. */
const BY_HAND = ["panel", "radius", "draws", "source"];

/** A walk through one question. */
class Walk {
  readonly #lesson;
  readonly #prediction;

  constructor(
    readonly page: Page,
    readonly said: Said,
    /** Whether what is known is answered rightly. */
    readonly right: boolean,
  ) {
    this.#lesson = page.getByRole("region", { name: said.of("lesson.name"), exact: true });
    this.#prediction = this.#lesson.getByRole("group", { name: said.of("lesson.ask.name") });
  }

  #button(path: string) {
    return this.page.getByRole("button", { name: this.said.of(path), exact: true });
  }

  async through(name: string, { title, steps }: Lesson): Promise<void> {
    const { page, said } = this;
    await this.#button("doors.learn").click();
    const list = page.getByRole("list", { name: said.of("lesson.questions") });
    await list.getByRole("button", { name: said.in(title) }).click();
    await expect(page).toHaveURL(new RegExp(`lesson=${name}`));
    for (const [at, step] of steps.entries()) {
      // A figure has a heading of its own.
      await expect(this.#lesson.getByRole("heading").first()).toHaveText(said.in(step.title));
      // What lessons draw by themselves is for everyone.
      if (step.ask?.sketch || step.figure === "sources") await expectNoViolation(page);
      await this.#predict(step);
      await this.#reach(step, SET_BY_HAND[name]?.[at] ?? {});
      if (step.ask?.sketch) {
        const [start = ""] = said.of("lesson.ask.sketched").split("{");
        await expect(this.#prediction).toContainText(start);
        await expect(this.#prediction.locator("polyline")).toHaveCount(2);
      }
      await expect(this.#prediction).toContainText(said.in(step.ask?.explain ?? "").slice(0, 12));
      await this.#lesson
        .getByRole("button", { name: said.of(at < steps.length - 1 ? "lesson.next" : "lesson.end") })
        .click();
    }
    const finished = said.of("lesson.finished").replace("{title}", said.in(title));
    await expect(this.#lesson.getByRole("heading")).toHaveText(finished);
    await expect(this.#lesson).not.toContainText(/lesson\.|undefined/);
  }

  /** Nothing can be trained before. */
  async #predict({ ask, fresh }: LessonStep): Promise<void> {
    if (!ask) return;
    if (fresh) await expect(this.#button("controls.play")).toBeDisabled();
    const { choose, number, sketch } = ask;
    const known = choose?.findIndex(({ right }) => right) ?? -1;
    const answer = known < 0 || this.right ? Math.max(known, 0) : (known + 1) % (choose?.length ?? 1);
    if (number !== undefined) {
      await this.#prediction.getByRole("textbox").fill("12");
      await this.#prediction.getByRole("textbox").press("Enter");
    } else if (sketch) await this.#draw(sketch);
    else await this.#prediction.getByRole("button").nth(answer).click();
    await expect(this.#button("controls.play")).toBeEnabled();
    const text = (at: number) => this.said.in(choose?.[at]?.text ?? "");
    if (known >= 0)
      await expect(this.#prediction).toContainText(
        this.said
          .of(answer === known ? "lesson.ask.right" : "lesson.ask.wrong")
          .replace("{said}", text(answer))
          .replace("{came}", text(known)),
      );
  }

  /** Draws a curve: all of it with the pointer, and its end by keys. */
  async #draw({ of, steps, top }: NonNullable<Ask["sketch"]>): Promise<void> {
    const { page, said } = this;
    const predict = this.#prediction.getByRole("button", { name: said.of("lesson.ask.predict") });
    await expect(predict).toBeDisabled();
    const name = said.of(`lesson.measures.${of}`);
    const knot = (step: number) =>
      this.#prediction.getByRole("slider", {
        name: said.of("lesson.ask.knot").replace("{name}", name).replace("{step}", String(step)),
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

  /** Does what a goal asks for. */
  async #reach({ goal = {}, ask }: LessonStep, byHand: Readonly<Record<string, string>>): Promise<void> {
    const { page, said } = this;
    const specs = await page.evaluate(() => document.querySelector("vae-lab")!.store.model.specs.value);
    const wanted: Goal = { ...goal, ...Object.fromEntries(Object.entries(byHand).map(([key, is]) => [key, { is }])) };
    for (const [key, { is, min, max }] of Object.entries(wanted)) {
      const spec = specs.find((spec) => spec.key === key);
      if (!spec || (isMeasure(key) && byHand[key] === undefined)) continue;
      const more = this.#button("options.more");
      if (!spec.basic && (await more.count()) > 0) await more.click();
      // Its symbol follows.
      const name = said.of(`options.${key}.label`);
      if (spec.kind.type === "choice") await page.getByRole("combobox", { name }).selectOption(String(is));
      else {
        const control = page.getByRole("spinbutton", { name });
        await control.fill(String(is ?? max ?? min));
        await control.press("Tab");
      }
      // The button also says which changes wait.
      const [restart = ""] = ((said.of("options.restart.changes") as unknown as Tree)["other"] as string).split("{");
      if (spec.effect === "run") await page.getByRole("button", { name: restart }).click();
    }
    if (goal["panel"])
      await page.getByRole("tab", { name: said.of(`panels.${goal["panel"].is ?? ""}`), exact: true }).click();
    if (goal["radius"]) await page.getByTestId("pin").first().press("Home");
    const source = goal["source"]?.is;
    if (source) await this.#lesson.getByRole("radio", { name: said.of(`lesson.sources.${source}`) }).check();
    for (let draws = goal["draws"]?.min ?? 0; draws > 0; draws--) await this.#button("flow.draw").click();
    const done = this.#lesson.locator("span.done");
    if (Object.keys(goal).some((name) => !BY_HAND.includes(name))) {
      await this.#button("controls.play").click();
      await expect(done).toHaveText(`✓ ${said.of("lesson.reached")}`, { timeout: 60_000 });
      await this.#button("controls.pause").click();
      await expect(this.#button("controls.play")).toBeEnabled();
    } else if (Object.keys(goal).length > 0) await expect(done).toHaveText(`✓ ${said.of("lesson.reached")}`);
    else if (ask && !isKnown(ask)) {
      // The run ends by itself, and says why.
      await this.#button("controls.play").click();
      await page
        .getByTestId("notice")
        .getByRole("button", { name: said.of("dismiss") })
        .click();
    }
  }
}

for (const [at, language] of (["en", "zh"] as const).entries())
  test(`every second question is walked through in ${language}, with ${at ? "wrong" : "right"} answers`, async ({
    lab,
    page,
  }) => {
    await lab.page.goto(`${lab.url}?build=simd&model=&mode=lab&lang=${language}`);
    const walk = new Walk(page, new Said(language), at === 0);
    for (const [index, { name, lesson }] of ASKED.entries())
      if (index % 2 === at) await test.step(name, () => walk.through(name, lesson));
    await expect(lab.notice).toHaveCount(0);
  });
