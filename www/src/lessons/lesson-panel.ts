import { html, nothing } from "lit";
import { state } from "lit/decorators.js";
import type { Refusal } from "../run/refusal.ts";
import { adopt } from "../ui/adopt.ts";
import { define } from "../ui/define.ts";
import { LabPart } from "../ui/element.ts";
import { CLOSE, RESET } from "../ui/icons.ts";
import { lazyElement } from "../ui/lazy.ts";
import { base } from "../ui/styles.ts";
import { type Answer, type Said, cameOf, isKnown, measured, isPlace } from "./ask.ts";
import { AskPart } from "./ask-part.ts";
import { arrange, locks } from "./arrange.ts";
import { goalRow, pictureOf, summaryPicture } from "./goal-row.ts";
import { type Value, figures, reached } from "./goals.ts";
import { LESSONS, fetchLesson } from "./files.ts";
import { RECORD, findLesson } from "./lesson.ts";
import { LessonList } from "./lesson-list.ts";
import type { Fault } from "./read.ts";
import { type Figure, type FigureModule, fetchFigure } from "./figures.ts";
import { operate } from "./operate.ts";
import { SketchPart } from "./sketch-part.ts";
import { keepProgress } from "./progress.ts";
import { textIn } from "./prose.ts";
import { goesOnScreen, presentButton, takesPresent, wayOf } from "../present/keys.ts";
import { trainButton } from "../panels/run-buttons.ts";
import { Report } from "./report.ts";
import type { Lesson, LessonStep, Texts } from "./shape.ts";
import { isFile, packFile } from "./source.ts";
import { aroundStyles, lessonStyles, tourStyles } from "./styles.ts";
import { faulty } from "./faulty.ts";
import { outcome, prose } from "./words.ts";

const hasHandIn = lazyElement(() => import("../class/hand-in.ts"));
const hasRecorder = lazyElement(() => import("./record/recorder-part.ts"));

/** Whether it names what is open in the place of a lesson: the list, or the recorder. */
const isNone = (name: string | undefined) => name === "" || name === RECORD;

/** What begins a step, and waits for a prediction. */
const STARTS = ["train", "step", "draw"];

/** The lesson that is open, `<vae-lesson>`: a step at a time with its goal, above the lab; or the list of lessons. */
export class LessonPart extends LabPart {
  static override styles = [base, tourStyles, lessonStyles];

  /** Milliseconds after which a hint is offered. */
  static patience = 30_000;

  @state() private lesson: Lesson | undefined;
  /** What is wrong with the lesson that was to be opened last. */
  @state() private faults: readonly Fault[] = [];
  /** The one that goes on from here, by its title. */
  @state() private following: Texts | undefined;
  @state() private at = 0;
  /** The last step that was set up. */
  @state() private arranged = -1;
  /** The steps whose goals were reached, each with the figures that reached it. */
  @state() private met: ReadonlyMap<number, Readonly<Record<string, Value>>> = new Map();
  /** What the pin decoded to as they were reached. */
  readonly #pictures = new Map<number, Float32Array | undefined>();
  /** What the reader predicted, by steps. */
  @state() private answers: ReadonlyMap<number, Answer> = new Map();
  @state() private figures: Partial<Record<Figure, FigureModule>> = {};
  /** The step that has taken a while. */
  @state() private slow = -1;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #name: string | undefined;
  /** The lesson was opened from the recorder, as a preview of what is written there. */
  @state() private previews = false;
  #training = false;
  #unstyle: (() => void) | undefined;
  readonly #report = new Report();
  /** What was hidden before the lesson set anything. */
  #hidden: ReadonlySet<string> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    // Locked options say so where they are explained.
    void this.store.page.speak("terms").catch(() => undefined);
    this.#lock();
    this.#unstyle = adopt(this, aroundStyles);
    addEventListener("keydown", this.#key, { capture: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#free();
    this.#unstyle?.();
    removeEventListener("keydown", this.#key, { capture: true });
  }

  protected override willUpdate(): void {
    const { store, at } = this;
    const name = store.page.lesson.value;
    if (name !== undefined && name !== this.#name) void this.#open(name);
    if (!this.speech.whole) void this.store.page.speak("panels").catch(() => undefined);
    // The guide was asked for in the place of the lesson.
    if (store.page.guiding.value && (this.lesson || isNone(name))) store.page.openLesson(undefined);
    const step = this.lesson?.steps[at];
    const { training } = store.state.value;
    if (training && !this.#training && step?.watch) store.page.sight.value = true;
    const stopped = this.#training && !training;
    this.#training = training;
    if (!step) return;
    const aims = at <= this.arranged && !this.met.has(at) && this.#answered(at, step);
    if (step.goal && aims && reached(store, step.goal, measured(step.ask))) {
      this.met = new Map([...this.met, [at, figures(store, step.goal)]]);
      this.#pictures.set(at, pictureOf(store));
      void this.#compare(at, step).then(() => this.#tell(at, false));
      if (this.#asksNext(at)) store.act(() => store.run.pause());
    }
    // What is measured without a goal has come when training ends.
    const waits = this.answers.get(at)?.came === undefined;
    if (stopped && waits && !step.goal) void this.#compare(at, step);
    // A room goes on looking at it.
    store.page.spot.value = this.met.has(at) && !store.page.presenting.value ? undefined : step.spot;
  }

  protected override render() {
    if (!this.speech.whole) return nothing;
    const name = this.store.page.lesson.value;
    const list = html`<vae-lessons .store=${this.store}></vae-lessons>`;
    const open = name === "" ? list : this.lesson ? this.#step(this.lesson) : nothing;
    return html`${this.faults.length > 0 ? this.#faulty() : nothing}${this.#recorder(name === RECORD)}${open}`;
  }

  /** The recorder, or above a preview the way back to it. */
  #recorder(open: boolean) {
    if (!(open || this.previews) || !hasRecorder(this.store)) return nothing;
    return html`<vae-record .store=${this.store} .preview=${!open}></vae-record>`;
  }

  /** What is wrong with a lesson; the one before goes on. */
  #faulty() {
    return faulty(this.speech, this.faults, () => {
      this.faults = [];
      if (!this.lesson && this.#name !== RECORD) this.store.page.openLesson(undefined);
    });
  }

  #step(lesson: Lesson) {
    const { title, steps } = lesson;
    const { at } = this;
    const step = steps[at];
    if (!step) return this.#summary(lesson);
    const reached = this.met.has(at);
    const open = (!step.goal || reached) && this.#answered(at, step);
    const last = at === steps.length - 1;
    const again = this.say("lesson.again");
    const figure = step.figure && at <= this.arranged ? this.#figure(step.figure) : nothing;
    const beside = figure !== nothing;
    return html`<section class=${beside ? "beside" : ""} aria-label=${this.say("lesson.name")}>
      <div class="row head">
        <h2 tabindex="-1">${this.#in(step.title)}</h2>
        <span class="title number">
          ${this.#in(title)} · ${this.say("lesson.count", { at: at + 1, of: steps.length })}
        </span>
        ${presentButton(this.store)} ${this.store.page.presenting.value ? nothing : this.#close()}
      </div>
      <p class="text">${this.#prose(step.text)}</p>
      ${
        step.ask
          ? html`<vae-ask
              .store=${this.store}
              .ask=${step.ask}
              .answer=${this.answers.get(at)}
              .operate=${this.#operate}
              .take=${(said: Said) => this.#take(at, step, said)}
            ></vae-ask>`
          : nothing
      }
      ${figure}
      ${
        step.hint && this.slow === at && !open
          ? html`<details>
              <summary>${this.say("lesson.hint")}</summary>
              <p class="text">${this.#prose(step.hint)}</p>
            </details>`
          : nothing
      }
      ${this.#report.ask(this.store, lesson)}
      <div class="row">
        ${step.goal ? goalRow(this.store, step.goal, this.met.get(at)) : nothing}
        <span class="turn">
          ${beside && step.spot === "controls" ? trainButton(this.store) : nothing}
          ${
            step.fresh || step.set
              ? html`<button class="button small" aria-label=${again} title=${again} @click=${() => this.#arrange(at)}>
                  ${RESET}
                </button>`
              : nothing
          }
          ${
            at > 0
              ? html`<button class="button small" @click=${() => this.#turn(at - 1)}>
                  ${this.say("lesson.back")}
                </button>`
              : nothing
          }
          <button
            class="button small ${open ? "main" : ""}"
            ?disabled=${!open}
            title=${open ? nothing : this.say("lesson.closed")}
            @click=${() => this.#goOn(at, step, last)}
          >
            ${this.say(last ? "lesson.end" : "lesson.next")}
          </button>
        </span>
      </div>
      ${this.#handIn(lesson)}
    </section>`;
  }

  /** What was done, when all of it is. */
  #summary(lesson: Lesson) {
    const { title, steps, next } = lesson;
    const { page } = this.store;
    const { following } = this;
    return html`<section aria-label=${this.say("lesson.name")}>
      <div class="row">
        <h2 tabindex="-1">${this.say("lesson.finished", { title: this.#in(title) })}</h2>
        ${this.#close()}
      </div>
      <ol class="summary">
        ${steps.map((step, at) => {
          const answer = this.answers.get(at);
          return html`<li>
            ${this.met.has(at) ? summaryPicture(this.store, this.#pictures.get(at)) : nothing}
            <b>${this.#in(step.title)}</b>
            ${step.goal ? html`<div class="row">${goalRow(this.store, step.goal, this.met.get(at))}</div>` : nothing}
            ${step.ask && answer ? html`<p>${outcome(this.speech, step.ask, answer)}</p>` : nothing}
          </li>`;
        })}
      </ol>
      ${this.#handIn(lesson)}
      <span class="turn">
        <button class="button small" @click=${() => page.openLesson("")}>${this.say("lesson.all")}</button>
        ${
          next && following
            ? html`<button class="button small main" @click=${() => page.openLesson(next)}>
                ${this.say("lesson.following", { title: this.#in(following) })}
              </button>`
            : nothing
        }
      </span>
    </section>`;
  }

  /** What is done so far can be handed in, once there is something. */
  #handIn(lesson: Lesson) {
    const done = lesson.steps.filter((step, at) => this.#isDone(at, step)).length;
    if (done === 0 || this.store.page.presenting.value || !hasHandIn(this.store)) return nothing;
    return html`<vae-hand-in
      .store=${this.store}
      .lesson=${lesson}
      .name=${this.#name ?? ""}
      .done=${done}
      .answers=${this.answers}
    ></vae-hand-in>`;
  }

  /** A step without a goal is done when the reader goes on. */
  #isDone(at: number, step: LessonStep): boolean {
    return (step.goal ? this.met.has(at) : at < this.at) && this.#answered(at, step);
  }

  #close() {
    const leave = this.say("lesson.leave");
    return html`<button
      class="button small close"
      aria-label=${leave}
      title=${leave}
      @click=${() => this.store.page.openLesson(undefined)}
    >
      ${CLOSE}
    </button>`;
  }

  #prose(texts: Texts) {
    return prose(this.store, texts, this.#operate);
  }

  readonly #operate = (name: string): void => {
    const root = this.getRootNode() as ShadowRoot;
    void operate(this.store, root, name);
  };

  /** A figure of the gallery, on the run of the lab. */
  #figure(name: Figure) {
    const figure = this.figures[name];
    if (!figure) this.store.act(async () => (this.figures = { ...this.figures, [name]: await fetchFigure(name) }));
    return html`<div class="figure">${figure?.panel(this.store, new Set())}</div>`;
  }

  #in(texts: Texts): string {
    return textIn(texts, this.speech.language);
  }

  async #open(name: string): Promise<void> {
    const { store } = this;
    const before = this.#name;
    this.#name = name;
    this.faults = [];
    try {
      if (isNone(name)) return this.#leave();
      if (isFile(name)) {
        const packed = await packFile(name);
        this.#name = before;
        return store.page.openLesson(packed);
      }
      // Those of the page are right whatever the engine says of its options.
      if (!LESSONS.includes(name)) await store.opened;
      const { lesson, faults } = await findLesson(name, store.model.specs.value);
      if (name !== this.#name) return;
      if (faults) return this.#refuse(before, faults);
      this.#leave();
      store.page.guiding.value = false;
      this.lesson = lesson;
      this.previews = before === RECORD;
      this.#begin(0);
      if (before !== undefined) await this.#focus();
    } catch (reason) {
      store.run.inform(reason as Refusal);
      this.#refuse(before, []);
    } finally {
      store.page.arrived("lesson");
    }
  }

  /** Whether the next step asks something before it goes on with this run, which is not to be further by then. */
  #asksNext(at: number): boolean {
    const next = this.lesson?.steps[at + 1];
    return next?.ask !== undefined && !next.fresh;
  }

  /** Whether there is nothing left to predict before a step. */
  #answered(at: number, { ask }: LessonStep): boolean {
    return !ask || this.answers.has(at);
  }

  #take(at: number, step: LessonStep, said: Said): void {
    this.answers = new Map([...this.answers, [at, { said }]]);
    this.#lock();
    if (isKnown(step.ask)) void this.#compare(at, step);
    this.#keep();
  }

  /** Sets what has come beside what was said; both places are pins then. */
  async #compare(at: number, { ask }: LessonStep): Promise<void> {
    const { store, lesson } = this;
    const answer = this.answers.get(at);
    if (!ask || !answer) return this.#keep();
    const came = await cameOf(store, ask).catch(() => undefined);
    if (came === undefined || this.lesson !== lesson) return;
    this.answers = new Map([...this.answers, [at, { ...answer, came }]]);
    const { said } = answer;
    if (isPlace(said) && isPlace(came))
      store.plane.placePins([
        { z: said, name: this.say("lesson.ask.said") },
        { z: came, name: this.say("lesson.ask.came") },
      ]);
    this.#keep();
  }

  #keep(): void {
    const { lesson } = this;
    if (!lesson || this.#name === undefined) return;
    const done = this.at === lesson.steps.length ? this.at : this.met.size;
    keepProgress(this.#name, { done, of: lesson.steps.length, answers: Object.fromEntries(this.answers) });
  }

  #tell(step: number, done: boolean): void {
    const { lesson } = this;
    if (!lesson || this.#name === undefined) return;
    this.#report.tell(this.store, this.#name, { step, steps: lesson.steps.length, done }, this.answers);
  }

  /** From a step to the next one, or to the end; one without a goal is done by that. */
  #goOn(at: number, { goal }: LessonStep, last: boolean): void {
    if (last || !goal) this.#tell(at, last);
    if (last) this.#end();
    else this.#turn(at + 1);
  }

  /** After the last step: a summary, with everything free. */
  #end(): void {
    const { lesson } = this;
    if (!lesson) return;
    this.at = lesson.steps.length;
    this.#free();
    this.#keep();
    void this.#fetchFollowing(lesson);
    void this.#focus();
  }

  /** Without it, the summary leads to the list alone. */
  async #fetchFollowing({ next = "" }: Lesson): Promise<void> {
    this.following = undefined;
    const { title } = LESSONS.includes(next) ? await fetchLesson(next).catch(() => ({ title: undefined })) : {};
    if (this.lesson?.next === next) this.following = title;
  }

  /** Stays with what was open before. */
  #refuse(before: string | undefined, faults: readonly Fault[]): void {
    const { page } = this.store;
    this.faults = faults;
    if (this.lesson || isNone(before)) {
      this.#name = before;
      page.openLesson(before);
    } else if (faults.length === 0) page.openLesson(undefined);
  }

  /** Leaves the lesson that is open, for another one or for the list. */
  #leave(): void {
    this.lesson = undefined;
    this.previews = false;
    this.arranged = -1;
    this.met = new Map();
    this.answers = new Map();
    this.#report.end();
    this.#free();
  }

  /** Goes to a step, and sets it up when it is reached for the first time. */
  #begin(at: number): void {
    this.at = at;
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => (this.slow = at), LessonPart.patience);
    this.#lock();
    if (at > this.arranged) this.#arrange(at);
  }

  #turn(at: number): void {
    this.#begin(at);
    void this.#focus();
  }

  /** A room is led by the keys of presenters, whatever goals were reached. */
  readonly #key = (event: KeyboardEvent): void => {
    if (takesPresent(this.store, event)) return;
    const { lesson, at } = this;
    const way = wayOf(this.store, event);
    if (!lesson || way === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const to = at + way;
    if (goesOnScreen(way) || to < 0 || to > lesson.steps.length) return;
    if (to === lesson.steps.length) this.#end();
    else this.#turn(to);
  };

  /** Keys and screen readers go on at the step's title. */
  async #focus(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector("h2")?.focus();
  }

  /** Sets a step up; its goal, and those of the steps behind it, have to be reached from there. */
  #arrange(at: number): void {
    const { store, lesson } = this;
    const step = lesson?.steps[at];
    if (!step) return;
    this.arranged = at - 1;
    this.met = new Map([...this.met].filter(([step]) => step < at));
    this.answers = new Map([...this.answers].filter(([step]) => step < at));
    this.#lock();
    if (step.fresh) store.page.arrived("model");
    store.act(async () => {
      await store.opened;
      this.#hidden ??= store.page.leftOut.peek();
      this.#lock();
      await arrange(store, step);
      if (this.lesson === lesson) this.arranged = at;
    });
  }

  #lock(): void {
    const step = this.lesson?.steps[this.at];
    if (!this.lesson || !step) return;
    const locked = locks(this.store, this.lesson, step);
    this.store.page.lessonLocks.value = this.#answered(this.at, step) ? locked : new Set([...locked, ...STARTS]);
  }

  #free(): void {
    const { store } = this;
    clearTimeout(this.#patience);
    store.page.lessonLocks.value = new Set();
    store.page.spot.value = undefined;
    store.page.leftOut.value = this.#hidden ?? store.page.leftOut.peek();
    this.#hidden = undefined;
  }
}

define({ "vae-sketch": SketchPart, "vae-ask": AskPart, "vae-lessons": LessonList, "vae-lesson": LessonPart });
