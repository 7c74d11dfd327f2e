import { html, nothing } from "lit";
import { state } from "lit/decorators.js";
import type { Refusal } from "../run/refusal.ts";
import type { Hideable } from "../store/hideable.ts";
import type { PanelKey } from "../store/panel-keys.ts";
import type { Under } from "../texts/keys.ts";
import { define } from "../ui/define.ts";
import { LabPart } from "../ui/element.ts";
import { CLOSE, FOLDER, RESET } from "../ui/icons.ts";
import { base } from "../ui/styles.ts";
import { arrange, locks } from "./arrange.ts";
import { type Value, figureText, figures, holds, isMeasure, measure, reached } from "./goals.ts";
import { LESSONS, fetchLesson, findLesson, textIn } from "./lesson.ts";
import type { Fault } from "./read.ts";
import type { Bound, Goal, JsonType, Lesson, Texts } from "./shape.ts";
import { isFile, packFile } from "./source.ts";
import { lessonStyles, tourStyles } from "./styles.ts";

/** The text of what a goal asks for by name: a stage of a training step, or a panel. */
const nameOf = (measure: string, is: string) =>
  measure === "stage" ? (`flow.stages.${is as Under<"flow.stages">}` as const) : (`panels.${is as PanelKey}` as const);

/** So many faults of a lesson are named. */
const MOST_FAULTS = 8;

/** The lesson that is open, `<vae-lesson>`: a step at a time with its goal, above the lab; or the list of lessons. */
export class LessonPart extends LabPart {
  static override styles = [base, tourStyles, lessonStyles];

  @state() private lesson: Lesson | undefined;
  /** What is wrong with the lesson that was to be opened last. */
  @state() private faults: readonly Fault[] = [];
  @state() private list: readonly (readonly [string, Lesson])[] = [];
  @state() private at = 0;
  /** The last step that was set up. */
  @state() private arranged = -1;
  /** The steps whose goals were reached, each with the figures that reached it. */
  @state() private met: ReadonlyMap<number, Readonly<Record<string, Value>>> = new Map();
  #name: string | undefined;
  #training = false;
  /** The parts that were hidden before the lesson. */
  #hidden: ReadonlySet<Hideable> = new Set();

  override connectedCallback(): void {
    super.connectedCallback();
    this.#hidden = this.store.page.hidden.peek();
    this.#lock();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#free();
  }

  protected override willUpdate(): void {
    const { store, at } = this;
    const name = store.page.lesson.value;
    if (name !== undefined && name !== this.#name) void this.#open(name);
    if (!this.speech.whole) void this.store.page.speakWhole().catch(() => undefined);
    // The guide was asked for in the place of the lesson.
    if (store.page.guiding.value && (this.lesson || name === "")) store.page.openLesson(undefined);
    const step = this.lesson?.steps[at];
    const { training } = store.state.value;
    if (training && !this.#training && step?.watch) store.page.sight.value = true;
    this.#training = training;
    if (!step) return;
    const waits = at <= this.arranged && !this.met.has(at);
    if (step.goal && waits && reached(store, step.goal))
      this.met = new Map([...this.met, [at, figures(store, step.goal)]]);
    store.page.spot.value = this.met.has(at) ? undefined : step.spot;
  }

  protected override render() {
    if (!this.speech.whole) return nothing;
    const open = this.store.page.lesson.value === "" ? this.#choice() : this.lesson ? this.#step(this.lesson) : nothing;
    return html`${this.faults.length > 0 ? this.#faulty() : nothing}${open}`;
  }

  /** What is wrong with a lesson; the one before goes on. */
  #faulty() {
    const leave = () => {
      this.faults = [];
      if (!this.lesson) this.store.page.openLesson(undefined);
    };
    const dismiss = this.say("dismiss");
    const said = this.faults.slice(0, MOST_FAULTS);
    const more = this.faults.length - said.length;
    return html`<section class="faults" role="alert" aria-label=${this.say("lesson.faulty")}>
      <div class="row">
        <h2>${this.say("lesson.faulty")}</h2>
        <button class="button small close" aria-label=${dismiss} title=${dismiss} @click=${leave}>${CLOSE}</button>
      </div>
      <ul role="list">
        ${said.map((fault) => html`<li>${this.#sentence(fault)}</li>`)}
        ${more > 0 ? html`<li>${this.say("lesson.moreFaults", { count: more })}</li>` : nothing}
      </ul>
    </section>`;
  }

  #sentence({ kind, place, params: { type = "", ...params } }: Fault): string {
    const types = type.split(" ").map((name) => this.say(`lesson.types.${name as JsonType}`));
    return this.say(`lesson.faults.${kind}`, {
      place: place || this.say("lesson.whole"),
      ...params,
      ...(type && { type: new Intl.ListFormat(this.speech.language, { type: "disjunction" }).format(types) }),
    });
  }

  #choice() {
    const name = this.say("lesson.list");
    return html`<section aria-label=${name}>
      <div class="row">
        <h2>${name}</h2>
        <span class="button small file">
          ${FOLDER}${this.say("lesson.file")}
          <input
            type="file"
            accept=".json,application/json"
            aria-label=${this.say("lesson.fileName")}
            @change=${this.#choose}
          />
        </span>
        ${this.#close()}
      </div>
      <ul class="list" role="list">
        ${this.list.map(
          ([name, { title, about }]) =>
            html`<li>
              <button @click=${() => this.store.page.openLesson(name)}>
                <b>${this.#in(title)}</b>
                <span>${about ? this.#in(about) : nothing}</span>
              </button>
            </li>`,
        )}
      </ul>
    </section>`;
  }

  #step({ title, steps }: Lesson) {
    const { at } = this;
    const step = steps[at];
    if (!step) return nothing;
    const open = !step.goal || this.met.has(at);
    const last = at === steps.length - 1;
    const again = this.say("lesson.again");
    return html`<section aria-label=${this.say("lesson.name")}>
      <div class="row">
        <h2 tabindex="-1">${this.#in(step.title)}</h2>
        <span class="title number">
          ${this.#in(title)} · ${this.say("lesson.count", { at: at + 1, of: steps.length })}
        </span>
        ${this.#close()}
      </div>
      <p class="text">${this.#in(step.text)}</p>
      <div class="row">
        ${step.goal ? this.#goal(step.goal, open) : nothing}
        <span class="turn">
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
            @click=${() => (last ? this.store.page.openLesson(undefined) : this.#turn(at + 1))}
          >
            ${this.say(last ? "lesson.end" : "lesson.next")}
          </button>
        </span>
      </div>
    </section>`;
  }

  #goal(goal: Goal, open: boolean) {
    return html`<span class="title" aria-hidden="true">${this.say("lesson.goal")}</span>
      <ul class="row goal number" role="list" aria-label=${this.say("lesson.goal")}>
        ${Object.entries(goal).map(([name, bound]) => this.#condition(name, bound))}
      </ul>
      <span role="status" class="done">${open ? html`✓ ${this.say("lesson.reached")}` : nothing}</span>`;
  }

  /** Such as "KL 6.81 ≤ 6". */
  #condition(name: string, bound: Bound) {
    const { min, max, is } = bound;
    // What reached the goal stands there, whatever came after.
    const kept = this.met.get(this.at);
    const value = kept ? kept[name] : measure(this.store, name);
    const spec = this.store.model.specs.value.find(({ key }) => key === name);
    const own = isMeasure(name) ? this.say(`lesson.measures.${name}`) : name;
    const label = spec ? spec.symbol || this.speech.option(spec) : own;
    const bounds = min === undefined ? "most" : max === undefined ? "least" : "between";
    return html`<li class=${holds(value, bound) ? "held" : ""}>
      ${label}
      ${
        is === undefined
          ? html`<b>${figureText(value, bound)}</b>
              <span class="muted">${this.say(`lesson.${bounds}`, { min: min ?? "", max: max ?? "" })}</span>`
          : html`<b>${spec ? this.speech.value(spec, is) : this.say(nameOf(name, is))}</b>`
      }
    </li>`;
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

  #in(texts: Texts): string {
    return textIn(texts, this.speech.language);
  }

  readonly #choose = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = "";
    if (file) this.store.page.openLesson(URL.createObjectURL(file));
  };

  async #open(name: string): Promise<void> {
    const { store } = this;
    const before = this.#name;
    this.#name = name;
    this.faults = [];
    try {
      if (name === "") {
        this.#leave();
        this.list = await Promise.all(LESSONS.map(async (name) => [name, await fetchLesson(name)] as const));
        return;
      }
      if (isFile(name)) {
        const packed = await packFile(name);
        this.#name = before;
        return store.page.openLesson(packed);
      }
      const { lesson, faults } = await findLesson(name, store.model.specs.value);
      if (name !== this.#name) return;
      if (faults) return this.#refuse(before, faults);
      this.#leave();
      store.page.guiding.value = false;
      this.lesson = lesson;
      this.#begin(0);
      if (before !== undefined) await this.#focus();
    } catch (reason) {
      store.run.inform(reason as Refusal);
      this.#refuse(before, []);
    }
  }

  /** Stays with what was open before. */
  #refuse(before: string | undefined, faults: readonly Fault[]): void {
    const { page } = this.store;
    this.faults = faults;
    if (this.lesson || before === "") {
      this.#name = before;
      page.openLesson(before);
    } else if (faults.length === 0) page.openLesson(undefined);
  }

  /** Leaves the lesson that is open, for another one or for the list. */
  #leave(): void {
    this.lesson = undefined;
    this.arranged = -1;
    this.met = new Map();
    this.#free();
  }

  /** Goes to a step, and sets it up when it is reached for the first time. */
  #begin(at: number): void {
    this.at = at;
    this.#lock();
    if (at > this.arranged) this.#arrange(at);
  }

  #turn(at: number): void {
    this.#begin(at);
    void this.#focus();
  }

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
    store.act(async () => {
      await arrange(store, step);
      if (this.lesson === lesson) this.arranged = at;
    });
  }

  #lock(): void {
    const step = this.lesson?.steps[this.at];
    if (this.lesson && step) this.store.page.locked.value = locks(this.store, this.lesson, step);
  }

  #free(): void {
    const { store } = this;
    store.page.locked.value = new Set();
    store.page.spot.value = undefined;
    store.page.hidden.value = this.#hidden;
  }
}

define({ "vae-lesson": LessonPart });
