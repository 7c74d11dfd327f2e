import { css, html, nothing } from "lit";
import { differences } from "../../run/history/differences.ts";
import type { PastRun } from "../../run/history/past.ts";
import { METHOD } from "../../run/options/specs.ts";
import type { Term } from "../../run/protocol.ts";
import { measuredTerms, valueOf } from "../../run/terms.ts";
import { compare } from "../../store/comparison.ts";
import { count, nats } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { base, panelStyles } from "../../ui/styles.ts";
import { differenceText, type TermColumn, termColumns } from "./words.ts";

/** A row of the table. */
type Row = Pick<PastRun, "options" | "dataset" | "evaluation" | "origin"> & {
  number: number | undefined;
  terms: readonly Term[];
  step: number;
  past: PastRun | undefined;
};

/** The runs there were, with what each has otherwise than the one before and what it came to, `<vae-runs>`. */
export class RunTable extends LabPart {
  static override styles = [
    base,
    panelStyles,
    css`
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: var(--text-note);
      }
      th {
        padding: 2px 0 4px 8px;
        font-weight: 500;
        text-align: right;
        color: var(--muted);
        white-space: nowrap;
      }
      td {
        padding: 5px 0 5px 8px;
        border-top: 1px solid var(--line);
        text-align: right;
        vertical-align: top;
      }
      th:first-child,
      td:first-child {
        padding-left: 0;
      }
      .what {
        width: 100%;
        text-align: left;
        overflow-wrap: anywhere;
      }
      .now td {
        font-weight: 600;
      }
      .acts td {
        padding: 0 0 6px;
        border: 0;
      }
      .acts div {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: 6px;
      }
      .keeping {
        margin-top: 10px;
        font-size: var(--text-note);
      }
    `,
  ];

  protected override render() {
    const { store } = this;
    const keeping = store.session.keeping.value;
    const rows = this.#rows();
    const models = rows.map(({ options, terms, evaluation }) => ({
      method: String(options[METHOD]),
      terms: measuredTerms(terms, evaluation?.terms),
    }));
    const columns = termColumns(store, models);
    return html`<section class="panel" aria-labelledby="title">
      <h2 id="title">${this.say("runs.title")}</h2>
      <table class="number" aria-labelledby="title">
        <thead>
          <tr>
            <th scope="col">${this.say("runs.number")}</th>
            <th scope="col" class="what">${this.say("runs.what")}</th>
            <th scope="col">${this.say("runs.steps")}</th>
            ${columns.map(({ name, quantity }) => html`<th scope="col" .style="color: var(--${quantity})">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map((row, at) => this.#row(columns, row, rows[at + 1]))}
        </tbody>
      </table>
      ${keeping ? html`<p class="muted keeping" data-testid="keeping">${this.say(`runs.keeping.${keeping}`)}</p>` : nothing}
    </section>`;
  }

  /** The newest first. */
  #rows(): Row[] {
    const { store } = this;
    const { options, model, dataset, evaluation, metrics } = store.state.value;
    const { number, origin } = store.run;
    const now: Row = {
      number,
      options,
      terms: model.terms,
      dataset: dataset?.name ?? "",
      evaluation,
      origin,
      step: metrics.step,
      past: undefined,
    };
    const past = store.session.runs.value
      .filter((run) => run.number !== number)
      .map((run): Row => ({ ...run, terms: run.curve.terms, step: run.end.step, past: run }));
    return [now, ...past.reverse()];
  }

  #row(
    columns: readonly TermColumn[],
    { number, terms, step, evaluation, past, ...row }: Row,
    before: Row | undefined,
  ) {
    const figures = columns.map(
      ({ key, quantity }) =>
        html`<td .style="color: var(--${quantity})">${nats(valueOf(terms, evaluation?.terms, key))}</td>`,
    );
    const named = { number: number ?? "" };
    return html`<tr class=${past ? "" : "now"}>
        <td>${number ?? "–"}</td>
        <td class="what">${past ? "" : html`${this.say("runs.now")} `}${this.#what(row, before)}</td>
        <td>${count(step)}</td>
        ${figures}
      </tr>
      ${
        past
          ? html`<tr class="acts">
              <td colspan=${columns.length + 3}>
                <div>
                  <button
                    class="button small"
                    aria-label=${this.say("runs.reopenNamed", named)}
                    @click=${() => this.store.act(() => this.store.run.reopen(past))}
                  >
                    ${this.say("runs.reopen")}
                  </button>
                  <button
                    class="button small"
                    aria-label=${this.say("runs.besideNamed", named)}
                    ?disabled=${this.#changes(past).length === 0}
                    @click=${() => this.store.act(() => this.#beside(past))}
                  >
                    ${this.say("runs.beside")}
                  </button>
                </div>
              </td>
            </tr>`
          : nothing
      }`;
  }

  /** A run, described by its differences from the one before it, or from the defaults. */
  #what({ options, dataset, origin }: Pick<Row, "options" | "dataset" | "origin">, before: Row | undefined) {
    const { specs } = this.store.state.value;
    const defaults = Object.fromEntries(specs.map((spec) => [spec.key, spec.default]));
    const told = differences(specs, before?.options ?? defaults, options).map((each) =>
      differenceText(this.speech, each),
    );
    if (before ? dataset !== before.dataset : dataset) told.unshift(this.speech.dataset(dataset));
    if (origin) told.unshift(this.say("runs.origin", { number: origin.number, step: count(origin.step) }));
    return told.join(", ") || this.say("runs.same");
  }

  #changes(run: PastRun) {
    const { specs, options } = this.store.state.value;
    return differences(specs, options, run.options).filter(({ spec }) => spec.key !== "seed");
  }

  async #beside(run: PastRun): Promise<void> {
    await compare(this.store, Object.fromEntries(this.#changes(run).map(({ spec, to }) => [spec.key, to])));
  }
}
