import { css, html, nothing } from "lit";
import { state } from "lit/decorators.js";
import { fill } from "../../texts/fill.ts";
import { count, fixed } from "../../texts/numbers.ts";
import { type PartedTexts, partedTexts } from "../../texts/parted/index.ts";
import { base, panelStyles } from "../../ui/styles.ts";
import { TextsPart } from "../../ui/texts-part.ts";
import { type Parts, partsOf } from "./parts.ts";

const DIGITS = 2;
const KEYS = ["information", "marginal"] as const;

/** I(x; z) and KL(q(z) ‖ p(z)), of which the KL divergence is the sum, live while it is open: `<vae-kl-parts>`. */
export class KlParts extends TextsPart<PartedTexts> {
  static override styles = [
    base,
    panelStyles,
    css`
      :host {
        display: block;
        margin-top: 12px;
        font-size: var(--text-note);
      }
      summary {
        width: fit-content;
        cursor: pointer;
      }
      summary h2 {
        display: inline;
      }
      .bar {
        display: flex;
        height: 16px;
        margin: 6px 0;
        border: 1px solid var(--line);
      }
      .marginal {
        background: repeating-linear-gradient(135deg, var(--kl) 0 3px, var(--panel) 3px 6px);
      }
      .information {
        background: var(--kl);
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 2px 8px;
        align-items: center;
        margin: 6px 0;
      }
      dl i {
        display: inline-block;
        width: 14px;
        height: 10px;
        margin-right: 6px;
        border: 1px solid var(--line);
      }
      dd {
        margin: 0;
      }
      dl div {
        display: contents;
      }
    `,
  ];

  protected override readonly fetchTexts = partedTexts;
  @state() private open = false;

  protected override render() {
    const { texts } = this;
    if (!texts) return nothing;
    const toggle = ({ target }: Event) => (this.open = (target as HTMLDetailsElement).open);
    const parts = this.open ? partsOf(this.store.model) : undefined;
    return html`<details class="panel" @toggle=${toggle}>
      <summary><h2>${texts.title}</h2></summary>
      ${parts ? this.#parts(texts, parts) : nothing}
    </details>`;
  }

  #parts(texts: PartedTexts, parts: Parts) {
    const shown = KEYS.map((key) => fixed(parts[key], DIGITS));
    // The sum of what is shown, so that the three agree.
    const total = fixed(
      KEYS.reduce((sum, key) => sum + Number(parts[key].toFixed(DIGITS)), 0),
      DIGITS,
    );
    const images = count(parts.images);
    const share = (key: (typeof KEYS)[number]) => Math.max(0, parts[key]);
    const name = (key: (typeof KEYS)[number]) => this.say(`lesson.measures.${key}`);
    return html`<p class="number">${fill(texts.total, { total, images })}</p>
      <div class="bar" aria-hidden="true">
        ${KEYS.map((key) => html`<i class=${key} .style="flex: ${share(key)} 0 0"></i>`)}
      </div>
      <dl class="number">
        ${KEYS.map(
          (key, at) =>
            html`<div>
              <dt><i class=${key}></i>${name(key)}</dt>
              <dd><b data-testid=${key}>${shown[at]}</b> <span class="muted">${texts[key]}</span></dd>
            </div>`,
        )}
      </dl>
      <p class="muted">${fill(texts.help, { images, most: fixed(Math.log(parts.images), 1) })}</p>`;
  }
}
