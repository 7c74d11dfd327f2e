import { css, html } from "lit";
import "../../panels/draw/panel.ts";
import { Sketching } from "../../panels/draw/sketching.ts";
import { point } from "../../texts/numbers.ts";
import { define } from "../../ui/define.ts";
import { LabPart } from "../../ui/element.ts";
import { base } from "../../ui/styles.ts";
import { term } from "../../ui/term.ts";

/** Coordinates that are written out. */
const WRITTEN = 2;

/** The reader's own digit on its way through the model, x → encoder → z → decoder → x̂: `<vae-chain>`. */
export class Chain extends LabPart {
  static override styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 5fr) auto minmax(0, 3fr) auto minmax(0, 5fr);
        align-items: center;
        gap: 4px 6px;
        font-size: var(--text-note);
        color: var(--muted);
      }
      .arrow {
        text-align: center;
      }
      .arrow::after {
        content: "→";
        display: block;
        font-size: var(--text-large);
        line-height: 1;
      }
      .z {
        color: var(--z);
        text-align: center;
      }
      figure {
        border: 1px solid var(--line);
        border-radius: var(--radius-field);
        overflow: hidden;
      }
      b {
        font-style: italic;
        font-weight: 600;
      }
      .name {
        text-align: center;
      }
      button {
        justify-self: start;
      }
    `,
  ];

  protected override render() {
    const { store } = this;
    const { sketch, xhat, z, paper } = Sketching.of(store);
    const { height, width } = store.model.image.value;
    const drawn = sketch.value !== undefined;
    return html`
      <vae-pad .store=${store}></vae-pad>
      <span class="arrow">${term("encoder", this.say("play.encoder"))}</span>
      <span class="z number">${z.value && drawn ? point([...z.value].slice(0, WRITTEN)) : "z"}</span>
      <span class="arrow">${term("decoder", this.say("play.decoder"))}</span>
      <figure>
        <vae-sheet
          crisp
          data-testid="chain-xhat"
          .store=${store}
          .pixels=${xhat.value ?? paper.value}
          .name=${this.say("draw.xhatName", { width, height })}
        ></vae-sheet>
      </figure>
      <span class="name"><b>x</b> ${this.say("play.yours")}</span>
      <span></span>
      <span class="name">${term("code", html`<b>z</b>`)}</span>
      <span></span>
      <span class="name">${term("reconstruction", html`<b>x̂</b>`)}</span>
      <button class="button small" ?disabled=${!drawn} @click=${() => Sketching.of(store).clear()}>
        ${this.say("draw.clear")}
      </button>
    `;
  }
}

define({ "vae-chain": Chain });

/** Whether the reader has drawn something. */
export const hasDrawn = ({ store }: { store: LabPart["store"] }): boolean =>
  Sketching.of(store).sketch.value !== undefined;
