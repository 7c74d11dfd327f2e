import { css, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import { fixed, point } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { base, panelStyles } from "../../ui/styles.ts";
import { PEN, Sketching } from "./sketching.ts";

/** Coordinates that are said. */
const SPOKEN = 2;
/** Milliseconds after a stroke in which the model has answered: what is said then is not overtaken at once. */
const ANSWERED_MS = 500;

/** From a drawing to its code and back: `<vae-draw-panel>`. */
export class DrawPanel extends LabPart {
  static override styles = [
    base,
    panelStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 10px;
        align-content: start;
      }
      .drawing {
        display: grid;
        grid-template-columns: minmax(0, 192px) minmax(60px, 74px);
        justify-content: space-between;
        align-items: start;
        gap: 12px;
      }
      .images {
        display: flex;
        flex-direction: column;
        gap: 8px;
      }
      figure {
        min-width: 0;
      }
      figure vae-sheet {
        border: 1px solid var(--line);
        border-radius: var(--radius-control);
        overflow: hidden;
      }
      figcaption {
        display: flex;
        gap: 5px;
        font-size: var(--text-note);
        line-height: 1.5;
        color: var(--muted);
      }
      figcaption b {
        font-style: italic;
      }
      .lit {
        background: color-mix(in srgb, currentColor 12%, transparent);
      }
      .x b {
        color: var(--x);
      }
      .xhat b {
        color: var(--xhat);
      }
      .tools {
        display: flex;
        align-items: center;
        gap: 6px;
        margin-top: 10px;
      }
      label {
        flex: 1;
        display: flex;
        align-items: center;
        justify-content: flex-end;
        gap: 6px;
        min-width: 0;
        font-size: var(--text-note);
        color: var(--muted);
      }
      input {
        flex: 1;
        min-width: 40px;
        max-width: 130px;
        accent-color: var(--x);
      }
      @container (min-width: 400px) {
        .drawing {
          grid-template-columns: minmax(0, 2.6fr) minmax(0, 1fr);
        }
      }
      @container (min-width: 640px) {
        :host {
          grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        }
        .first {
          grid-row: span 2;
        }
      }
    `,
  ];

  /** Whether drawings can be trained on. */
  @property({ attribute: false }) own = true;
  @state() private spoken = "";

  #answered: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#answered);
    // An animation is stopped where its button is.
    this.#sketching.wandering.value = false;
  }

  get #sketching(): Sketching {
    return Sketching.of(this.store);
  }

  protected override render() {
    const { store } = this;
    if (store.model.spec.value.code === "none") return html`<p class="panel">${this.say("draw.none")}</p>`;
    const { sketch, x, xhat, pen } = this.#sketching;
    const some = sketch.value !== undefined;
    return html`
      <section class="panel first" aria-labelledby="title">
        <h2 id="title">${this.say("draw.title")}</h2>
        <div class="drawing">
          <vae-pad .store=${store} @rest=${this.#rest}></vae-pad>
          <div class="images">${this.#image("x", "x", x.value)} ${this.#image("xhat", "x̂", xhat.value)}</div>
        </div>
        <div class="tools">
          <button class="button small" ?disabled=${!some} @click=${() => this.#sketching.undo()}>
            ${this.say("draw.undo")}
          </button>
          <button class="button small" ?disabled=${!some} @click=${() => this.#sketching.clear()}>
            ${this.say("draw.clear")}
          </button>
          <label>
            ${this.say("draw.pen")}
            <input
              type="range"
              min=${PEN.min}
              max=${PEN.max}
              step=${PEN.step}
              .value=${String(pen.value)}
              aria-valuetext=${this.say("draw.pixels", { count: fixed(pen.value, 1) })}
              @input=${(event: Event) => this.#sketching.edit({ pen: Number((event.target as HTMLInputElement).value) })}
            />
          </label>
        </div>
        <p class="spoken" role="status">${this.spoken}</p>
      </section>
      <vae-sampling class="panel" .store=${store}></vae-sampling>
      <vae-mending class="panel" .store=${store}></vae-mending>
      ${this.own ? html`<vae-own-digits class="panel" .store=${store}></vae-own-digits>` : nothing}
    `;
  }

  #image(quantity: "x" | "xhat", symbol: string, pixels: Uint8Array | Float32Array | undefined) {
    const { store } = this;
    const { height, width } = store.model.image.value;
    const lit = store.page.pointed.value === quantity ? "lit" : "";
    return html`<figure
      class=${quantity}
      @pointerenter=${() => (store.page.pointed.value = quantity)}
      @pointerleave=${() => (store.page.pointed.value = undefined)}
    >
      <vae-sheet
        crisp
        data-testid="drawn-${quantity}"
        .store=${store}
        .pixels=${pixels ?? this.#sketching.paper.value}
        .name=${this.say(`draw.${quantity}Name`, { width, height })}
      ></vae-sheet>
      <figcaption class=${lit}><b>${symbol}</b>${this.say(`draw.${quantity}`, { width, height })}</figcaption>
    </figure>`;
  }

  readonly #rest = (): void => {
    clearTimeout(this.#answered);
    this.#answered = setTimeout(() => {
      const { mu, logvar } = this.#sketching.code.peek() ?? {};
      const kind = this.store.model.spec.value.code;
      if (!mu || kind === "none") return;
      const sigma = Array.from(logvar ?? [], (value) => Math.exp(0.5 * value));
      const params = { mu: point([...mu].slice(0, SPOKEN)), sigma: point(sigma.slice(0, SPOKEN)) };
      this.spoken = this.say(`draw.${kind}.spoken`, params);
    }, ANSWERED_MS);
  };
}
