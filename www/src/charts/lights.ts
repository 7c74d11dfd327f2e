import { css, html, nothing } from "lit";
import { property } from "lit/decorators.js";
import type { LightKey } from "../models/view.ts";
import type { CurvePoints } from "../run/curve.ts";
import type { Say, SayOfMethod } from "../texts/keys.ts";
import { count } from "../texts/numbers.ts";
import { LabPart } from "../ui/element.ts";
import { base } from "../ui/styles.ts";
import { type Light, diagnosis } from "./diagnosis.ts";

/** How bright a light is: unlit, something to know, something to mend. */
const SHINE: Readonly<Record<Light["level"], string>> = {
  early: "off",
  none: "off",
  some: "note",
  gap: "note",
  all: "alarm",
  rising: "alarm",
};

/**
 * The lights of the model, `<vae-lights>`: brief, as buttons that open the charts, or with what was found, by which
 * criterion, and what could be tried.
 */
export class Lights extends LabPart {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .brief {
        display: flex;
        flex-wrap: wrap;
        gap: 0 14px;
        min-height: 24px;
        margin-top: 2px;
      }
      .brief button {
        display: inline-flex;
        align-items: center;
        min-height: 24px;
        padding: 0;
        color: var(--muted);
        border: 0;
        background: none;
        font-size: var(--text-note);
        cursor: pointer;
      }
      .brief button:hover {
        text-decoration: underline;
      }
      .light {
        flex: none;
        width: 9px;
        height: 9px;
        margin-right: 6px;
        border: 1.5px solid var(--faint);
        border-radius: 50%;
      }
      button.alarm {
        font-weight: 600;
      }
      .light.note {
        border-color: var(--mu);
        background: color-mix(in srgb, var(--mu) 45%, transparent);
      }
      .light.alarm {
        border-color: var(--alarm);
        background: var(--alarm);
        box-shadow: 0 0 0 3px color-mix(in srgb, var(--alarm) 22%, transparent);
      }
      dl {
        display: grid;
        gap: 10px;
        margin: 0;
        font-size: var(--text-body);
        line-height: 1.45;
      }
      dt {
        display: flex;
        align-items: center;
        font-weight: 600;
      }
      dd {
        margin: 0 0 0 15px;
      }
      details {
        font-size: var(--text-note);
        color: var(--muted);
      }
      summary {
        cursor: pointer;
      }
    `,
  ];

  /** One line each. */
  @property({ type: Boolean }) brief = false;

  override connectedCallback(): void {
    super.connectedCallback();
    // What was found is said with the definitions.
    if (!this.brief) this.store.act(() => this.store.page.speak("terms"));
  }

  protected override render() {
    const curve = this.#curve;
    const words = {
      say: (...of: Parameters<Say>) => this.say(...of),
      sayOfModel: (...of: Parameters<SayOfMethod>) => this.sayOfModel(...of),
    };
    const beta = Number(this.store.state.peek().options["beta"]);
    const lights = this.#keys.map((key) => diagnosis(key, curve, beta, words));
    if (this.brief) {
      return html`<div class="brief">
        ${lights.map(
          ({ key, level, name, state }) =>
            html`<button
              class=${SHINE[level]}
              aria-label=${state}
              data-term=${key}
              .define=${() => `${this.say(`definitions.${key}.text`)} ${diagnosis(key, curve, beta, words).found}`}
              @click=${() => (this.store.page.panel.value = "charts")}
            >
              <i class="light ${SHINE[level]}"></i>${level === "early" ? name : state}
            </button>`,
        )}
      </div>`;
    }
    if (!this.speech.parts.includes("terms")) return nothing;
    return html`<dl>
      ${lights.map(
        ({ key, level, state, found, advice, criterion, back }) =>
          html`<div data-testid=${key}>
            <dt><i class="light ${SHINE[level]}"></i>${state}</dt>
            <dd>
              <p>${found} ${SHINE[level] === "off" ? "" : advice}</p>
              ${back === undefined ? "" : this.#back(back)}
              <details>
                <summary>${this.say("lights.judged")}</summary>
                ${criterion}
              </details>
            </dd>
          </div>`,
      )}
    </dl>`;
  }

  #back(step: number) {
    const { store } = this;
    return html`<button class="button small" @click=${() => store.act(() => store.run.showPast(step))}>
      ${this.say("lights.overfitting.back", { best: count(step) })}
    </button>`;
  }

  /** None before it is known which the model has. */
  get #keys(): readonly LightKey[] {
    return this.store.model.view.value?.lights ?? [];
  }

  /** The run until where the page is. */
  get #curve(): CurvePoints {
    void this.store.model.evaluation.value;
    const { curve, state } = this.store.run;
    return state.past ? curve.until(state.past.step) : curve;
  }
}
