import { css, html, nothing } from "lit";
import { property } from "lit/decorators.js";
import { type Column, strongest } from "../../math/factors.ts";
import { fixed, subscript } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { base } from "../../ui/styles.ts";

/** Findings that are written out. */
const WRITTEN = 3;

/** How closely each latent dimension follows each known factor, as a table in colours: `<vae-factors>`. */
export class Factors extends LabPart {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 4px 8px;
        margin-bottom: 6px;
      }
      .choice {
        display: flex;
        gap: 4px;
      }
      p {
        font-size: var(--text-note);
        line-height: 1.45;
      }
      .found {
        margin-bottom: 8px;
        font-size: var(--text-body);
      }
      .found b {
        font-weight: 600;
      }
      table {
        width: 100%;
        table-layout: fixed;
        border-collapse: separate;
        border-spacing: 1px;
        margin-bottom: 6px;
        font-size: var(--text-small);
      }
      th {
        padding: 0 2px;
        font-weight: 500;
        color: var(--muted);
      }
      thead th:not(:first-child) {
        height: 76px;
        vertical-align: bottom;
      }
      thead span {
        display: inline-block;
        writing-mode: vertical-rl;
        transform: rotate(180deg);
        white-space: nowrap;
      }
      thead span:lang(zh) {
        transform: none;
      }
      tbody th {
        width: 26px;
        text-align: left;
        color: var(--z);
      }
      thead th:first-child {
        width: 26px;
      }
      td {
        height: 24px;
        padding: 0;
        border-radius: var(--radius-small);
        text-align: center;
        letter-spacing: -0.02em;
      }
      td.chance {
        color: var(--muted);
      }
      @container (min-width: 560px) {
        table {
          font-size: var(--text-note);
        }
        thead th:not(:first-child) {
          height: auto;
        }
        thead span {
          writing-mode: horizontal-tb;
          transform: none;
        }
        tbody th,
        thead th:first-child {
          width: 40px;
        }
      }
    `,
  ];

  @property({ attribute: false }) columns: readonly Column[] = [];
  /** The latent dimensions that have a row, in their order. */
  @property({ attribute: false }) order: readonly number[] = [];
  /** Images that the table was computed on. */
  @property({ type: Number }) images = 0;

  protected override render() {
    const { columns, order, store } = this;
    const { ranks } = store.page.dimensions.value;
    const chance = columns.find(({ kind }) => kind === "signed")?.chance;
    const kind = store.model.spec.value.code;
    if (kind === "none") return nothing;
    const code = this.say(`dimensions.${kind}.code`);
    return html`
      <div class="bar">
        ${
          chance === undefined
            ? ""
            : html`<span class="choice" role="group" aria-label=${this.say("dimensions.correlation")}>
                ${[false, true].map(
                  (each) =>
                    html`<button
                      class="button small"
                      aria-pressed=${each === ranks}
                      @click=${() => (store.page.dimensions.value = { ...store.page.dimensions.value, ranks: each })}
                    >
                      ${this.say(each ? "dimensions.spearman" : "dimensions.pearson")}
                    </button>`,
                )}
              </span>`
        }
      </div>
      <p class="found" data-testid="found">${this.#found()}</p>
      <table class="number" aria-label=${this.say("dimensions.factorsTitle")} data-testid="factors">
        <thead>
          <tr>
            <th scope="col"><span class="spoken">${this.say("dimensions.dimension")}</span></th>
            ${columns.map(
              ({ factor }) =>
                html`<th scope="col" title=${this.say(`dimensions.factors.${factor}Help`)}>
                  <span lang=${this.speech.language}>${this.say(`dimensions.factors.${factor}`)}</span>
                </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${order.map(
            (dimension) =>
              html`<tr>
                <th scope="row">z${subscript(dimension + 1)}</th>
                ${columns.map((column) => this.#cell(column, dimension))}
              </tr>`,
          )}
        </tbody>
      </table>
      <p class="muted">
        ${
          chance === undefined
            ? this.say("dimensions.classHelp", { images: this.images, code })
            : this.say(ranks ? "dimensions.spearmanHelp" : "dimensions.pearsonHelp", {
                images: this.images,
                chance: fixed(chance, 2),
                code,
              })
        }
      </p>
    `;
  }

  /** Its shade is how closely, its sign which way. */
  #cell({ values, chance }: Column, dimension: number) {
    const value = values[dimension] ?? 0;
    const size = Math.abs(value);
    return html`<td
      class=${size > chance ? "" : "chance"}
      .style="background: color-mix(in srgb, var(--mu) ${Math.round(size * 62)}%, transparent)"
    >
      ${fixed(value, 2).replace("0.", ".")}
    </td>`;
  }

  #found() {
    const symbols = { ratio: "η", signed: this.store.page.dimensions.value.ranks ? "ρ" : "r" };
    const findings = strongest(this.columns, WRITTEN);
    if (findings.length === 0) return this.say("dimensions.nothing");
    return findings.map(
      ({ factor, kind, dimension, value }, at) =>
        html`${at > 0 ? " · " : ""}<b>z${subscript(dimension + 1)}</b> ${this.say(`dimensions.factors.${factor}`)}
          <span class="number">${symbols[kind]} = ${fixed(value, 2)}</span>`,
    );
  }
}
