import { html, nothing } from "lit";
import { state } from "lit/decorators.js";
import type { Refusal } from "../run/refusal.ts";
import { LabPart } from "../ui/element.ts";
import { fileStyles } from "../ui/file-styles.ts";
import { CLOSE, FOLDER } from "../ui/icons.ts";
import { base } from "../ui/styles.ts";
import { CHAPTERS, LESSONS, fetchLesson } from "./files.ts";
import { RECORD } from "./lesson.ts";
import { inOrder } from "./order.ts";
import { progressOf } from "./progress.ts";
import { QUESTIONS } from "./questions.ts";
import type { Lesson } from "./shape.ts";
import { lessonStyles, tourStyles } from "./styles.ts";
import { textIn } from "./prose.ts";

/** Lessons to choose from, `<vae-lessons>`: the course, questions, and files of the reader's own. */
export class LessonList extends LabPart {
  static override styles = [base, tourStyles, fileStyles, lessonStyles];

  @state() private all: ReadonlyMap<string, Lesson> = new Map();

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#fetch();
  }

  protected override render() {
    const name = this.say("lesson.list");
    const leave = this.say("lesson.leave");
    const { page } = this.store;
    const chapters = inOrder([...this.all].filter(([name]) => CHAPTERS.includes(name))).map(([name]) => name);
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
        ${this.#ways()}
        <button
          class="button small close"
          aria-label=${leave}
          title=${leave}
          @click=${() => page.openLesson(undefined)}
        >
          ${CLOSE}
        </button>
      </div>
      ${this.#group("course", chapters)} ${this.#group("questions", Object.keys(QUESTIONS))}
    </section>`;
  }

  #group(group: "course" | "questions", names: readonly string[]) {
    return html`<h3 id=${group}>${this.say(`lesson.${group}`)}</h3>
      <ul class="list" role="list" aria-labelledby=${group}>
        ${names.map((name) => {
          const { title = "", about } = this.all.get(name) ?? {};
          return html`<li>
            <button @click=${() => this.store.page.openLesson(name)}>
              <b>${textIn(title, this.speech.language)}</b> ${this.#progress(name)}
              <span>${about ? textIn(about, this.speech.language) : nothing}</span>
            </button>
          </li>`;
        })}
      </ul>`;
  }

  /** The ways to the methods, to a lesson of one's own, and to what a teacher needs; a lab in another page has none. */
  #ways() {
    const { page } = this.store;
    const teach = () => {
      page.openLesson(undefined);
      page.mode.value = "class";
    };
    return page.mode.value
      ? html`<button class="button small" @click=${() => page.openMap()}>${this.say("options.map")}</button>
          <button class="button small" @click=${() => page.openLesson(RECORD)}>${this.say("lesson.record")}</button>
          <button class="button small" @click=${teach}>${this.say("lesson.class")}</button>`
      : nothing;
  }

  #progress(name: string) {
    const { done = 0, of = 0 } = progressOf(name) ?? {};
    if (done === 0) return nothing;
    return html`<em
      >${done < of ? this.say("lesson.count", { at: done, of }) : html`✓ ${this.say("lesson.finishedOnce")}`}</em
    >`;
  }

  readonly #choose = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = "";
    if (file) this.store.page.openLesson(URL.createObjectURL(file));
  };

  async #fetch(): Promise<void> {
    try {
      this.all = new Map(await Promise.all(LESSONS.map(async (name) => [name, await fetchLesson(name)] as const)));
    } catch (reason) {
      this.store.run.inform(reason as Refusal);
      this.store.page.openLesson(undefined);
    }
  }
}
