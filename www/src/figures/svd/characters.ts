import { html } from "lit";
import { state } from "lit/decorators.js";
import { decompose } from "../../math/low-rank.ts";
import { fixed, within } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { RESET } from "../../ui/icons.ts";
import { barStyles } from "../../ui/bar-styles.ts";
import { base, panelStyles } from "../../ui/styles.ts";
import { characterStyles } from "./styles.ts";
import { BEGIN, FIRST, SECOND } from "./words.ts";

const RANKS = [1, 2];
/** The largest count of a pair; negative ones are for readers who want to see what comes of them. */
const MOST = 9;

/** A table of words of two characters, and what a lower rank makes of it: `<vae-characters>`. */
export class Characters extends LabPart {
  static override styles = [base, panelStyles, barStyles, characterStyles];

  @state() private counts = BEGIN;
  @state() private rank = 1;
  /** Whether what is negative is cut off. */
  @state() private cut = true;

  protected override render() {
    const { counts, rank, cut } = this;
    const { singular, ...best } = decompose(counts);
    const made = best.approximation(rank).map((row) => row.map((value) => (cut ? Math.max(0, value) : value)));
    const [rows, columns] = [FIRST.length, SECOND.length];
    const values = singular.map((value) => fixed(value, 2)).join(", ");
    const cell = (row: number, column: number) =>
      html`<td class=${counts[row]?.[column] === 0 ? "guessed number" : "number"}>
        ${fixed(made[row]?.[column], 2)}
      </td>`;
    return html`<section class="panel" aria-labelledby="title">
      <div class="bar">
        <h2 id="title">${this.say("svd.characters.title")}</h2>
        ${this.#controls()}
      </div>
      <div class="tables">
        ${this.#table(this.say("svd.characters.counts"), (row, column) => html`<td>${this.#input(row, column)}</td>`)}
        ${this.#table(this.say("svd.characters.made", { rank }), cell)}
      </div>
      <p class="note number" role="status" data-testid="characters">
        ${this.#unseen(made)} ${this.say("svd.characters.singular", { values })}
        ${this.say("svd.characters.size", { numbers: (rows + columns) * rank, of: rows * columns })}
      </p>
      <p class="note muted">${this.say("svd.characters.note")}</p>
    </section>`;
  }

  #controls() {
    const restore = this.say("svd.characters.restore");
    return html`<div class="row">
      <div class="row" role="group" aria-label=${this.say("svd.characters.rank")}>
        ${RANKS.map(
          (rank) =>
            html`<button class="button small" aria-pressed=${rank === this.rank} @click=${() => (this.rank = rank)}>
              ${this.say("svd.characters.ofRank", { rank })}
            </button>`,
        )}
      </div>
      <label>
        <input
          type="checkbox"
          .checked=${this.cut}
          @change=${(event: Event) => (this.cut = (event.target as HTMLInputElement).checked)}
        />
        ReLU
      </label>
      <button
        class="button small"
        title=${restore}
        aria-label=${restore}
        ?disabled=${this.counts === BEGIN}
        @click=${() => (this.counts = BEGIN)}
      >
        ${RESET}
      </button>
    </div>`;
  }

  /** What is said of the pairs that were not seen. */
  #unseen(made: readonly (readonly number[])[]): string {
    const said = FIRST.flatMap((first, row) =>
      SECOND.flatMap((second, column) => {
        const value = fixed(made[row]?.[column], 2);
        const unseen = this.counts[row]?.[column] === 0;
        return unseen ? [this.say("svd.characters.unseen", { word: first + second, value })] : [];
      }),
    );
    return said.join(" ");
  }

  #table(name: string, cell: (row: number, column: number) => unknown) {
    return html`<table>
      <caption>
        ${name}
      </caption>
      <thead>
        <tr>
          <td></td>
          ${SECOND.map((second) => html`<th scope="col" lang="zh">${second}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${FIRST.map(
          (first, row) =>
            html`<tr>
              <th scope="row" lang="zh">${first}</th>
              ${SECOND.map((_, column) => cell(row, column))}
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  #input(row: number, column: number) {
    return html`<input
      class="number"
      type="number"
      min=${-MOST}
      max=${MOST}
      aria-label=${`${FIRST[row]}${SECOND[column]}`}
      .value=${String(this.counts[row]?.[column])}
      @change=${(event: Event) => this.#take(event.target as HTMLInputElement, row, column)}
    />`;
  }

  /** What is no number leaves the count as it was. */
  #take(input: HTMLInputElement, row: number, column: number): void {
    const value = input.valueAsNumber;
    if (Number.isFinite(value)) {
      const count = within(Math.round(value), -MOST, MOST);
      this.counts = this.counts.map((counts, i) => counts.map((old, j) => (i === row && j === column ? count : old)));
    }
    input.value = String(this.counts[row]?.[column]);
  }
}
