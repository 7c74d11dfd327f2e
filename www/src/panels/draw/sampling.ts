import { css, html, nothing } from "lit";
import type { Quantity } from "../../draw/palette.ts";
import { type Posterior, klOf, posteriorOf } from "../../math/posterior.ts";
import { MOST_PINS } from "../../store/plane-state.ts";
import { fixed, nats } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { DICE, PAUSE, PLAY, PLUS } from "../../ui/icons.ts";
import { base, panelStyles } from "../../ui/styles.ts";
import { marked } from "../../ui/term.ts";
import { Sketching } from "./sketching.ts";

/** Latent dimensions whose numbers are shown: of a posterior those in which it says most. */
const SHOWN = 4;
const COLUMNS = [
  ["mu", "μ"],
  ["sigma", "σ"],
  ["epsilon", "ε"],
  ["z", "z"],
] as const satisfies readonly (readonly [Quantity, string])[];

/** The code of the drawing in numbers: q(z|x) and a sample z = μ + σ ⊙ ε of it, or the point z. `<vae-sampling>` */
export class Sampling extends LabPart {
  static override styles = [
    base,
    panelStyles,
    css`
      .formula {
        font-weight: 400;
        font-style: italic;
      }
      table {
        width: 100%;
        border-collapse: collapse;
        table-layout: fixed;
      }
      th,
      td {
        padding: 1px 0;
        text-align: right;
        font-weight: 400;
      }
      th:first-child {
        width: 3em;
        text-align: left;
        color: var(--muted);
      }
      thead th {
        font-style: italic;
        font-weight: 600;
      }
      .lit {
        background: color-mix(in srgb, currentColor 12%, transparent);
      }
      .mu {
        color: var(--mu);
      }
      .sigma {
        color: var(--sigma);
      }
      .epsilon {
        color: var(--epsilon);
      }
      .z {
        color: var(--z);
      }
      .kl {
        color: var(--kl);
        font-weight: 600;
      }
      p {
        margin-top: 4px;
        font-size: var(--text-note);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        margin-top: 8px;
      }
      .row svg {
        width: 13px;
        height: 13px;
      }
    `,
  ];

  get #sketching(): Sketching {
    return Sketching.of(this.store);
  }

  protected override render() {
    const { code, z } = this.#sketching;
    const kind = this.store.model.spec.value.code;
    if (kind === "none") return nothing;
    const { mu } = code.value ?? {};
    const q = code.value && posteriorOf(code.value, 0, code.value.mu.length);
    const known = mu !== undefined && z.value !== undefined;
    return html`<section aria-labelledby="title">
      <h2 id="title">
        <span>${marked(this.say(`draw.${kind}.title`))}</span> ${kind === "gaussian" ? this.#formula() : nothing}
      </h2>
      ${
        known
          ? q
            ? this.#posterior(mu, q)
            : this.#point(mu)
          : html`<p class="muted">${this.say(`draw.${kind}.nothing`)}</p>`
      }
      <div class="row">
        ${kind === "gaussian" ? this.#chance(known) : nothing}
        <button
          class="button small"
          ?disabled=${!known || this.store.plane.pins.value.length >= MOST_PINS}
          @click=${() => this.#pin()}
        >
          ${PLUS}${this.say(`draw.${kind}.pin`)}
        </button>
      </div>
    </section>`;
  }

  #formula() {
    return html`<span class="formula" aria-hidden="true">
      ${this.#coloured("z", "z")} = ${this.#coloured("mu", "μ")} + ${this.#coloured("sigma", "σ")} ⊙
      ${this.#coloured("epsilon", "ε")}
    </span>`;
  }

  /** Draws ε again, or has it wander. */
  #chance(known: boolean) {
    const { wandering } = this.#sketching;
    const moving = wandering.value;
    return html`<button
        class="button small"
        data-term="epsilon"
        ?disabled=${!known || moving}
        @click=${() => this.#sketching.redraw()}
      >
        ${DICE}${this.say("draw.redraw")}
      </button>
      <button
        class="button small"
        aria-pressed=${moving}
        ?disabled=${!known}
        @click=${() => (wandering.value = !moving)}
      >
        ${moving ? PAUSE : PLAY}${this.say("draw.wander")}
      </button>`;
  }

  #point(code: Float32Array) {
    const told = [...code.keys()].slice(0, SHOWN);
    return html`${this.#table(code, told, [["z", "z"]], (at) => ({ z: code[at] }))} ${this.#rest(code, told)}`;
  }

  /** How many dimensions are not shown. */
  #rest(code: Float32Array, told: readonly number[]) {
    const rest = code.length - told.length;
    return rest > 0 ? html`<span class="muted">${this.say("draw.more", { count: rest })}</span>` : nothing;
  }

  #posterior(mu: Float32Array, q: Posterior) {
    const { epsilon, z } = this.#sketching;
    const kl = klOf(q);
    const told = [...kl.keys()].sort((a, b) => (kl[b] ?? 0) - (kl[a] ?? 0)).slice(0, SHOWN);
    told.sort((a, b) => a - b);
    const values = (at: number) => ({
      mu: mu[at],
      sigma: q.sigma[at],
      epsilon: epsilon.value[at],
      z: z.value?.[at],
    });
    return html`
      ${this.#table(mu, told, COLUMNS, values)}
      <p>
        ${mu.length > told.length ? html`${this.#rest(mu, told)} · ` : nothing}
        <span class="muted">KL(q(z|x) ‖ p(z)) =</span>
        <span class="kl number ${this.#lit("kl")}">${nats(kl.reduce((sum, value) => sum + value, 0))}</span>
        <span class="muted">${this.say("draw.nats")}</span>
      </p>
    `;
  }

  /** A row for each of the dimensions that are `told`. */
  #table(
    code: Float32Array,
    told: readonly number[],
    columns: readonly (readonly [Quantity, string])[],
    values: (at: number) => Partial<Record<Quantity, number | undefined>>,
  ) {
    return html`<table class="number" aria-labelledby="title">
      <thead>
        <tr>
          <th scope="col"><span class="spoken">${this.say("draw.dimension")}</span></th>
          ${columns.map(([quantity, symbol]) => this.#head(quantity, symbol))}
        </tr>
      </thead>
      <tbody>
        ${told.map((at) => {
          const row = values(at);
          return html`<tr>
            <th scope="row">${code.length > 1 ? at + 1 : ""}</th>
            ${columns.map(
              ([quantity]) => html`<td class="${quantity} ${this.#lit(quantity)}">${fixed(row[quantity], 2)}</td>`,
            )}
          </tr>`;
        })}
      </tbody>
    </table>`;
  }

  #head(quantity: Quantity, symbol: string) {
    const { pointed } = this.store.page;
    return html`<th
      scope="col"
      class="${quantity} ${this.#lit(quantity)}"
      @pointerenter=${() => (pointed.value = quantity)}
      @pointerleave=${() => (pointed.value = undefined)}
    >
      ${symbol}
    </th>`;
  }

  #coloured(quantity: Quantity, symbol: string) {
    return html`<span class="${quantity} ${this.#lit(quantity)}">${symbol}</span>`;
  }

  #lit(quantity: Quantity): string {
    return this.store.page.pointed.value === quantity ? "lit" : "";
  }

  /** Puts a pin on the code, to be dragged away from there. */
  #pin(): void {
    const { store } = this;
    const mu = this.#sketching.code.peek()?.mu;
    if (!mu) return;
    store.plane.active.value = store.plane.pins.value.length;
    store.plane.pins.value = [...store.plane.pins.value, { z: [...mu], name: this.say("draw.pinName") }];
  }
}
