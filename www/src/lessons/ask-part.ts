import { css, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import { plainNumber } from "../texts/numbers.ts";
import { LabPart } from "../ui/element.ts";
import { base } from "../ui/styles.ts";
import { textIn } from "./prose.ts";
import { type Answer, type Said, isCurve, pinned } from "./ask.ts";
import type { Ask, Texts } from "./shape.ts";
import type { Sketch } from "./sketch.ts";
import { tourStyles } from "./styles.ts";
import { outcome, prose, quantityName } from "./words.ts";

/** A prediction, `<vae-ask>`: the question until it is answered, then what was said beside what came, and why. */
export class AskPart extends LabPart {
  static override styles = [
    base,
    tourStyles,
    css`
      :host {
        display: block;
        padding: 6px 10px;
        border-left: 3px solid var(--z);
        max-width: 130ch;
      }
      form,
      .answers {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px;
        margin-top: 5px;
      }
      input {
        width: 6em;
      }
      .came {
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) ask!: Ask;
  @property({ attribute: false }) answer: Answer | undefined;
  /** Takes what the reader says. */
  @property({ attribute: false }) take!: (said: Said) => void;
  /** Takes the reader to a control. */
  @property({ attribute: false }) operate!: (name: string) => void;
  /** What was typed is no number. */
  @state() private refused = false;

  protected override render() {
    const { ask, answer, speech } = this;
    const said = (texts: Texts) => prose(this.store, texts, this.operate);
    return html`<div role="group" aria-label=${this.say("lesson.ask.name")}>
      <p><b>${this.say("lesson.ask.first")}</b> ${said(ask.question)}</p>
      ${ask.sketch ? this.#sketch(ask.sketch) : answer ? nothing : this.#inputs(ask)}
      <div role="status">
        ${answer ? html`<p class="came">${outcome(speech, ask, answer)}</p>` : ""}
        ${answer?.came === undefined ? "" : html`<p>${said(ask.explain)}</p>`}
      </div>
    </div>`;
  }

  #sketch(sketch: Sketch) {
    const heights = (said: Said | undefined) => (said !== undefined && isCurve(said) ? said.heights : undefined);
    return html`<vae-sketch
      .store=${this.store}
      .sketch=${sketch}
      .said=${heights(this.answer?.said)}
      .came=${heights(this.answer?.came)}
      .take=${(heights: number[]) => this.take({ heights })}
    ></vae-sketch>`;
  }

  #inputs({ number, choose, click }: Ask) {
    if (number !== undefined) return this.#number(quantityName(this.store, number));
    if (click) {
      const place = () => {
        const said = pinned(this.store);
        if (said) this.take(said);
      };
      return html`<div class="answers">
        <button class="button small main" @click=${place}>${this.say("lesson.ask.pin")}</button>
      </div>`;
    }
    return html`<div class="answers">
      ${choose?.map(
        ({ text }, at) =>
          html`<button class="button small" @click=${() => this.take(at)}>
            ${textIn(text, this.speech.language)}
          </button>`,
      )}
    </div>`;
  }

  #number(name: string) {
    const submit = (event: SubmitEvent) => {
      event.preventDefault();
      const text = new FormData(event.target as HTMLFormElement).get("said");
      const plain = typeof text === "string" ? plainNumber(text) : "";
      this.refused = plain === "" || !Number.isFinite(Number(plain));
      if (!this.refused) this.take(Number(plain));
    };
    return html`<form @submit=${submit} novalidate>
      <label>${name} <input name="said" inputmode="decimal" autocomplete="off" aria-invalid=${this.refused} /></label>
      <button class="button small main">${this.say("lesson.ask.predict")}</button>
      ${this.refused ? html`<span role="alert">${this.say("lesson.ask.number")}</span>` : ""}
    </form>`;
  }
}
