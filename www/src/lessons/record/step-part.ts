import { css, html } from "lit";
import { property } from "lit/decorators.js";
import { fill } from "../../texts/fill.ts";
import type { RecordTexts } from "../../texts/record/index.ts";
import { CLOSE } from "../../ui/icons.ts";
import { base } from "../../ui/styles.ts";
import { textIn } from "../prose.ts";
import { askFields } from "./ask-fields.ts";
import { type DraftStep, isSaid } from "./draft.ts";
import { textFields } from "./fields.ts";
import { goalFields } from "./goal-fields.ts";
import { unlockFields } from "./lock-fields.ts";
import { RecordPart } from "./record-part.ts";
import { Recorder } from "./recorder.ts";
import { fieldStyles } from "./styles.ts";
import { actText } from "./words.ts";

/** A step of the draft, `<vae-record-step>`: what it does, its words, its goal, its prediction, and what it frees. */
export class StepPart extends RecordPart {
  static override styles = [
    base,
    fieldStyles,
    css`
      :host {
        display: flex;
        align-items: flex-start;
        gap: 6px;
      }
      details {
        flex: 1;
        min-width: 0;
      }
      summary {
        padding: 3px 0;
        cursor: pointer;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) step!: DraftStep;
  @property({ type: Number }) at = 0;
  @property({ attribute: false }) change!: (step: DraftStep) => void;
  @property({ attribute: false }) move!: (by: 1 | -1) => void;
  @property({ attribute: false }) drop!: () => void;

  /** Keys go on at the button that moved it, or at the other one where it cannot go further. */
  async focusMove(by: number): Promise<void> {
    await this.updateComplete;
    const [up, down] = this.renderRoot.querySelectorAll<HTMLButtonElement>(".move");
    const wanted = by < 0 ? up : down;
    (wanted?.disabled ? (by < 0 ? down : up) : wanted)?.focus();
  }

  protected override render() {
    const { store, texts, step } = this;
    if (!texts) return "";
    const title = textIn(step.title, this.speech.language);
    const everywhere = Recorder.of(store).everywhere.value;
    const put = (some: Partial<DraftStep>) => this.change({ ...step, ...some });
    return html`<details>
        <summary>
          ${title ? html`<b>${title}</b>` : html`<em>${texts.unworded}</em>`}
          <span class="muted number">${actText(store, texts, step)}</span>
        </summary>
        <div class="fields">
          ${textFields(this.speech, everywhere, {
            name: texts.heading,
            said: step.title,
            change: (title) => put({ title }),
          })}
          ${textFields(this.speech, everywhere, {
            name: texts.text,
            said: step.text,
            change: (text) => put({ text }),
            long: true,
          })}
          <p class="muted">${texts.textHelp}</p>
          ${goalFields(store, texts, step.goal ?? {}, (goal) =>
            put({ goal: Object.keys(goal).length > 0 ? goal : undefined }),
          )}
          ${askFields(store, texts, everywhere, step.ask, (ask) => put({ ask }))}
          ${textFields(this.speech, everywhere, {
            name: texts.hint,
            said: step.hint ?? "",
            change: (hint) => put({ hint: isSaid(hint) ? hint : undefined }),
            long: true,
          })}
          ${unlockFields(store, texts.unlock, Recorder.of(store).draft.value.lock ?? [], step.unlock ?? [], (unlock) => put({ unlock }))}
        </div>
      </details>
      ${this.#moves(texts)}`;
  }

  #moves(texts: RecordTexts) {
    const at = this.at + 1;
    const { steps } = Recorder.of(this.store).draft.value;
    const button = (kind: string, name: string, sign: unknown, disabled: boolean, act: () => void) =>
      html`<button class="button small ${kind}" aria-label=${name} title=${name} ?disabled=${disabled} @click=${act}>
        ${sign}
      </button>`;
    return html`${button("move", fill(texts.up, { at }), "↑", this.at === 0, () => this.move(-1))}
    ${button("move", fill(texts.down, { at }), "↓", at === steps.length, () => this.move(1))}
    ${button("", fill(texts.remove, { at }), CLOSE, false, () => this.drop())}`;
  }
}
