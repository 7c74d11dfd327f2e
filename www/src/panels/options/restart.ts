import { css, html, nothing } from "lit";
import { property } from "lit/decorators.js";
import type { OptionValue } from "../../run/protocol.ts";
import { define } from "../../ui/define.ts";
import { LabPart } from "../../ui/element.ts";
import { CLOSE, RESET } from "../../ui/icons.ts";
import { base } from "../../ui/styles.ts";
import type { Change, Draft } from "./draft.ts";

/** The changes that wait, on the button that restarts with them: `<vae-restart>`. Nothing where none waits. */
export class Restart extends LabPart {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .place:focus {
        outline: none;
      }
      .bar {
        display: flex;
        gap: 6px;
        padding: 22px 14px 12px;
        background: linear-gradient(transparent, var(--panel) 16px);
      }
      .go {
        flex: 1;
        min-width: 0;
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 2px 9px;
        padding: 8px 11px;
        border-color: var(--ink);
        background: var(--ink);
        color: var(--panel);
        text-align: left;
        white-space: normal;
        line-height: 1.35;
      }
      strong {
        font-size: var(--text-body);
        font-weight: 600;
      }
      .list {
        grid-column: 1 / -1;
        display: grid;
        gap: 1px;
        font-size: var(--text-note);
        opacity: 0.85;
      }
      .values {
        white-space: nowrap;
      }
      .discard {
        padding: 0 7px;
      }
    `,
  ];

  @property({ attribute: false }) draft!: Draft;

  protected override render() {
    const changes = this.draft.changes.value;
    return html`<div class="place" aria-live="polite" tabindex="-1">
      ${
        changes.length === 0
          ? nothing
          : html`<div class="bar">
              <button class="button go" @click=${() => this.#leave(() => this.store.act(() => this.draft.restart()))}>
                ${RESET}
                <strong> ${this.say("options.restart.changes", { count: changes.length })} </strong>
                <span class="list"> ${changes.map((change) => this.#change(change))} </span>
              </button>
              <button
                class="button discard"
                aria-label=${this.say("options.restart.discard")}
                title=${this.say("options.restart.discard")}
                @click=${() => this.#leave(() => this.draft.discard())}
              >
                ${CLOSE}
              </button>
            </div>`
      }
    </div>`;
  }

  /** Keys go on from here when the buttons are gone. */
  #leave(work: () => void): void {
    this.renderRoot.querySelector<HTMLElement>(".place")?.focus();
    work();
  }

  /** Such as "Latent dimensions 2 → 8". */
  #change({ spec, from, to }: Change) {
    const name = spec ? this.speech.option(spec) : this.say("dataset.title");
    const value = (value: OptionValue) => (spec ? this.speech.value(spec, value) : this.speech.dataset(String(value)));
    return html`<span>${name} <span class="values">${value(from)} → ${value(to)}</span></span>`;
  }
}

define({ "vae-restart": Restart });
