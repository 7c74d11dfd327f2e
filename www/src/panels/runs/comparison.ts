import { css, html, nothing } from "lit";
import { property } from "lit/decorators.js";
import { lastAt } from "../../run/curve.ts";
import { measuredTerms, valueOf } from "../../run/terms.ts";
import type { LabStore, Comparison } from "../../store/lab-store.ts";
import { count, nats } from "../../texts/numbers.ts";
import { define } from "../../ui/define.ts";
import { LabPart } from "../../ui/element.ts";
import { CLOSE } from "../../ui/icons.ts";
import { base } from "../../ui/styles.ts";
import { Proofs } from "./proofs.ts";
import { type TermColumn, termColumns } from "./words.ts";

/** Two runs side by side, `<vae-comparison>`: each by its name, with its held-out figures as far as both have come. */
export class ComparisonTable extends LabPart {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        align-items: start;
        gap: 8px;
      }
      table {
        flex: 1;
        min-width: 0;
        border-collapse: collapse;
        font-size: var(--text-note);
        table-layout: fixed;
      }
      th {
        padding: 1px 0;
        font-weight: 500;
        text-align: right;
        color: var(--muted);
        white-space: nowrap;
      }
      tr > :first-child {
        width: 40%;
        text-align: left;
      }
      tbody th {
        color: var(--ink);
        font-weight: 600;
        white-space: normal;
      }
      tbody span {
        font-weight: 400;
      }
      td {
        padding: 1px 0;
        text-align: right;
        font-size: var(--text-body);
      }
    `,
  ];

  /** Whether the reader may end it. */
  @property({ attribute: false }) closable = true;

  protected override render() {
    const { store } = this;
    const comparison = store.comparison.value;
    if (!comparison) return;
    const other = comparison.store;
    const { notice } = other.state.value;
    const [name, otherName] = comparison.names.value;
    // What names an image means another thing under another likelihood; what the code says does not.
    const same = comparison.differences.value.every(({ spec }) => spec.key !== "likelihood");
    const models = [store, other].map(({ model: { spec, evaluation } }) => ({
      method: spec.value.method,
      terms: measuredTerms(spec.value.terms, evaluation.value?.terms).filter((term) => same || term.byDimension),
    }));
    const columns = termColumns(store, models);
    const step = Math.min(store.state.value.metrics.step, other.state.value.metrics.step);
    return html`<table class="number" aria-label=${this.say("runs.comparison")}>
        <thead>
          <tr>
            <td></td>
            ${columns.map(({ name, quantity }) => html`<th scope="col" .style="color: var(--${quantity})">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${this.#row(store, columns, name, step)} ${this.#row(other, columns, otherName, step)}
        </tbody>
        ${
          notice
            ? html`<tfoot>
                <tr>
                  <td colspan=${columns.length + 1} role="status">
                    ${this.speech.message(notice.message, store.state.value.specs)}
                  </td>
                </tr>
              </tfoot>`
            : ""
        }
      </table>
      ${this.closable ? this.#close(comparison) : nothing}`;
  }

  #close(comparison: Comparison) {
    const close = this.say("runs.closeRival");
    return html`<button
      class="button small"
      aria-label=${close}
      title=${close}
      @click=${() => {
        comparison.close();
        this.store.comparison.value = undefined;
      }}
    >
      ${CLOSE}
    </button>`;
  }

  /** The last figures until a step, with their own: two runs are seldom evaluated at the same. */
  #row({ run }: LabStore, columns: readonly TermColumn[], name: string, step: number) {
    const { terms, heldOut } = run.curve;
    const last = lastAt(heldOut, step);
    return html`<tr>
      <th scope="row">
        ${name}
        ${last ? html`<span class="muted">${this.say("runs.atStep", { step: count(last.step) })}</span>` : nothing}
      </th>
      ${columns.map(
        ({ key, quantity }) =>
          html`<td .style="color: var(--${quantity})">${nats(valueOf(terms, last?.values, key))}</td>`,
      )}
    </tr>`;
  }
}

define({ "vae-comparison": ComparisonTable, "vae-proofs": Proofs });
