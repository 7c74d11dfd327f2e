import { css, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import type { Answer } from "../lessons/ask.ts";
import { keyOf } from "../lessons/progress.ts";
import type { Lesson } from "../lessons/shape.ts";
import { copy } from "../share/copy.ts";
import { fill } from "../texts/fill.ts";
import { define } from "../ui/define.ts";
import { base } from "../ui/styles.ts";
import { ClassPart } from "./class-part.ts";
import { MOST_NAME, encodeResult, markOf, scored } from "./code.ts";

/** The code that a pupil gives to the teacher after a lesson, or of what is done so far, `<vae-hand-in>`. */
export class HandIn extends ClassPart {
  static override styles = [
    base,
    css`
      details {
        font-size: var(--text-body);
      }
      summary {
        width: fit-content;
        cursor: pointer;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 10px;
        margin-top: 6px;
      }
      output {
        flex: 1 1 20em;
        padding: 4px 8px;
        border: 1px solid var(--line);
        border-radius: var(--radius-control);
        background: var(--page);
        font-family: ui-monospace, Menlo, Consolas, monospace;
        overflow-wrap: anywhere;
        user-select: all;
      }
    `,
  ];

  @property({ attribute: false }) lesson!: Lesson;
  /** The lesson's name or address. */
  @property({ attribute: false }) name!: string;
  /** How many steps were done. */
  @property({ attribute: false }) done = 0;
  @property({ attribute: false }) answers: ReadonlyMap<number, Answer> = new Map();
  @state() private pupil = "";
  @state() private said = "";

  protected override render() {
    if (!this.texts) return nothing;
    const { handIn: texts } = this.texts;
    const code = this.#code;
    const type = ({ target }: Event) => {
      this.pupil = (target as HTMLInputElement).value;
      this.said = "";
    };
    const take = () =>
      this.store.act(async () => {
        await copy(code);
        this.said = texts.copied;
      });
    const { done, lesson } = this;
    const of = lesson.steps.length;
    return html`<details>
      <summary>${done < of ? fill(texts.part, { done, of }) : texts.title}</summary>
      <p>${texts.help}</p>
      <label class="row">
        ${texts.name}
        <input maxlength=${MOST_NAME} autocomplete="off" .value=${this.pupil} @input=${type} />
      </label>
      <div class="row">
        <output aria-label=${texts.code}>${code}</output>
        <button class="button small" @click=${take}>${texts.copy}</button>
      </div>
      <p class="spoken" role="status">${this.said}</p>
    </details>`;
  }

  get #code(): string {
    const { lesson, name, done, answers } = this;
    const said = [...answers].map(([step, answer]) =>
      scored(step, answer, lesson.steps[step]?.ask?.choose !== undefined),
    );
    const { steps } = lesson;
    return encodeResult({ lesson: markOf(keyOf(name)), done, steps: steps.length, name: this.pupil, answers: said });
  }
}

define({ "vae-hand-in": HandIn });
