/** What others hear of a lesson: each step that is done, and the answers where the lesson asks for them and the reader agrees. */
import { signal } from "@lit-labs/preact-signals";
import { type TemplateResult, html, nothing } from "lit";
import type { LessonProgress } from "../api.ts";
import type { LabStore } from "../store/lab-store.ts";
import { isFramed, tellAround } from "../ui/around.ts";
import type { Answer } from "./ask.ts";
import { keyOf } from "./progress.ts";
import type { Lesson } from "./shape.ts";

export class Report {
  readonly #agreed = signal(false);

  /** The lesson is left: another one asks anew. */
  end(): void {
    this.#agreed.value = false;
  }

  /** A step of a lesson is done. */
  tell(
    { page }: LabStore,
    name: string,
    { step, steps, done }: Pick<LessonProgress, "step" | "steps" | "done">,
    answers: ReadonlyMap<number, Answer>,
  ): void {
    const said = [...answers].map(([step, answer]) => ({ step, ...answer }));
    const progress = { lesson: keyOf(name), step, steps, done, ...(this.#agreed.value && { answers: said }) };
    page.tell("lesson-progress", progress);
    // A frame with one figure tells by itself.
    if (page.mode.value && isFramed()) tellAround({ lesson: progress });
  }

  /** Asks whether others may have the answers, where the lesson wants them and there is someone to have them. */
  ask({ page }: LabStore, { answers = false }: Lesson): TemplateResult | typeof nothing {
    if (!answers || (page.mode.value && !isFramed())) return nothing;
    const choose = (event: Event) => (this.#agreed.value = (event.target as HTMLInputElement).checked);
    return html`<label class="row">
      <input
        type="checkbox"
        .checked=${this.#agreed.value}
        @change=${choose}
      />${page.speech.value.say("lesson.answers")}
    </label>`;
  }
}
