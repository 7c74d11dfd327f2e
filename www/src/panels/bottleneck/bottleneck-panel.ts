import { css, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import type { Options } from "../../run/protocol.ts";
import { count, fixed, nats } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { lazyElement } from "../../ui/lazy.ts";
import { base, panelStyles } from "../../ui/styles.ts";
import { resetButton, trainButton } from "../run-buttons.ts";
import { leftOf } from "./left.ts";

// Parts of other panels, which those of the first screen keep to themselves.
const hasCharts = lazyElement(() => import("../charts/panel.ts"));
const hasImages = lazyElement(() => import("../live/panel.ts"));

/** The prices of a nat that the slider stops at. */
const PRICES = [0, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 1, 2];
/** So few images that a code without a price learns them by heart. */
const FEW = 300;

/** What a code says of the image and of the class, and what of the image is forgotten: `<vae-bottleneck-panel>`. */
export class BottleneckPanel extends LabPart {
  static override styles = [
    base,
    panelStyles,
    css`
      :host {
        display: grid;
        gap: 10px;
        align-content: start;
        font-size: var(--text-note);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 12px;
        align-items: center;
        margin-bottom: 6px;
      }
      .row:empty {
        display: none;
      }
      label {
        display: flex;
        flex: 1 1 220px;
        gap: 8px;
        align-items: center;
      }
      input[type="range"] {
        flex: 1;
        min-width: 80px;
        accent-color: var(--kl);
      }
      .price {
        min-width: 4em;
        font-weight: 600;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 2px 10px;
        margin: 0;
      }
      dl div {
        display: contents;
      }
      dt {
        color: var(--muted);
        grid-column: 2;
      }
      dd {
        grid-column: 1;
        grid-row: auto;
        margin: 0;
        text-align: right;
        font-size: var(--text-figure);
        font-weight: 600;
      }
      .figures div {
        display: grid;
        grid-column: 1 / -1;
        grid-template-columns: 5.5em 1fr;
        gap: 10px;
        align-items: baseline;
      }
      .figures :is(dt, dd) {
        grid-row: 1;
      }
      vae-information-plane {
        height: 220px;
      }
      .left {
        grid-template-columns: minmax(6em, auto) 1fr 3.5em;
        align-items: center;
      }
      .left dt,
      .left dd {
        grid-column: auto;
        font-size: inherit;
      }
      .bar {
        height: 9px;
        background: var(--line);
      }
      .bar i {
        display: block;
        height: 100%;
        background: var(--xhat);
      }
      .bar.class i {
        background: var(--recon);
      }
      p {
        margin-top: 6px;
        line-height: 1.45;
      }
    `,
  ];

  /** Whether it has buttons of its own to train by. */
  @property({ attribute: false }) buttons = false;
  /** The place of the slider while it is held. */
  @state() private held: number | undefined;

  protected override render() {
    return html`
      <section class="panel" aria-labelledby="says">
        <div class="row">
          <h2 id="says">${this.say("bottleneck.title")}</h2>
          ${this.buttons ? [trainButton(this.store), resetButton(this.store)] : nothing}
        </div>
        ${this.#controls()} ${this.#figures()}
      </section>
      <section class="panel" aria-labelledby="plane">
        <h2 id="plane">${this.say("bottleneck.planeTitle")}</h2>
        ${hasCharts(this.store) ? html`<vae-information-plane .store=${this.store}></vae-information-plane>` : nothing}
        <p class="muted">${this.say("bottleneck.planeHelp")}</p>
      </section>
      <section class="panel" aria-labelledby="left">
        <h2 id="left">${this.say("bottleneck.forgotten")}</h2>
        ${this.#left()}
      </section>
      ${hasImages(this.store) ? html`<vae-reconstructions class="panel" .store=${this.store}></vae-reconstructions>` : nothing}
    `;
  }

  #controls() {
    const options = this.store.model.options.value;
    const locked = this.store.page.locked.value;
    const beta = Number(options["beta"]);
    const nearest = PRICES.reduce((best, price, at) => (price <= beta ? at : best), 0);
    const at = this.held ?? nearest;
    const shown = this.held === undefined ? beta : (PRICES[at] ?? 0);
    const few = Number(options["few"]) > 0;
    return html`<div class="row">
      <label>
        <span>${this.say("bottleneck.beta")}</span>
        <input
          type="range"
          min="0"
          max=${PRICES.length - 1}
          step="1"
          ?disabled=${locked.has("beta") || locked.has("options")}
          .value=${String(at)}
          aria-valuetext=${String(shown)}
          @input=${(event: Event) => (this.held = Number((event.target as HTMLInputElement).value))}
          @change=${() => this.#price()}
        />
        <span class="number price">${shown}</span>
      </label>
      <button
        class="button small"
        aria-pressed=${few}
        title=${this.say("bottleneck.fewHelp")}
        ?disabled=${locked.has("few") || locked.has("options")}
        @click=${() => this.#set({ few: few ? 0 : FEW })}
      >
        ${this.say("bottleneck.few", { count: count(few ? Number(options["few"]) : FEW) })}
      </button>
    </div>`;
  }

  #price(): void {
    const beta = this.held === undefined ? undefined : PRICES[this.held];
    this.held = undefined;
    if (beta !== undefined) this.#set({ beta });
  }

  /** Changes options; a run that was training goes on with them. */
  #set(options: Options): void {
    const { store } = this;
    const { training } = store.state.value;
    store.act(async () => {
      await store.run.setOptions(options);
      if (training && !store.state.peek().training) await store.run.train();
    });
  }

  #figures() {
    const { model } = this.store;
    const classes = model.dataset.value?.classes || 1;
    const row = (key: string, name: string, value: string) =>
      html`<div>
        <dt>${name}</dt>
        <dd class="number" data-testid="bottleneck-${key}">${value}</dd>
      </div>`;
    return html`<dl class="figures">
      ${row("error", this.say("bottleneck.error"), `${fixed(100 * model.figure("error"), 1)} %`)}
      ${row("rate", this.say("bottleneck.rate"), nats(model.figure("kl")))}
      ${row("told", this.say("bottleneck.told", { classes }), fixed(Math.log(classes) - model.figure("ce"), 2))}
    </dl>`;
  }

  #left() {
    const { images, left } = leftOf(this.store.model);
    const told = 1 - this.store.model.figure("error");
    const row = (name: string, share: number, kind: string) =>
      html`<div>
        <dt>${name}</dt>
        <span class="bar ${kind}" aria-hidden="true"><i .style="width: ${100 * (share || 0)}%"></i></span>
        <dd class="number">${fixed(100 * share, 0)} %</dd>
      </div>`;
    return html`<dl class="left" data-testid="left">
        ${row(this.say("bottleneck.class"), told, "class")}
        ${left.map(({ factor, share }) => row(this.say(`dimensions.factors.${factor}`), share, ""))}
      </dl>
      <p class="muted">
        ${left.length > 0 ? this.say("bottleneck.forgottenHelp", { images: count(images) }) : this.say("bottleneck.unknown")}
      </p>`;
  }
}
