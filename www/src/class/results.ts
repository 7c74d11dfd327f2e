import { css, html, nothing } from "lit";
import { state } from "lit/decorators.js";
import { save } from "../share/save.ts";
import type { ClassTexts } from "../texts/class/index.ts";
import { fill } from "../texts/fill.ts";
import { define } from "../ui/define.ts";
import { base, panelStyles } from "../ui/styles.ts";
import { LessonsPart } from "./lessons-part.ts";
import { MOST_CODES, type Row, type Wrong, askedSteps, cellOf, lessonTitle, readCodes, tableCsv } from "./table.ts";

/** The codes of a class as a table, `<vae-class-results>`. What is pasted stays in this page. */
export class Results extends LessonsPart {
  static override styles = [
    base,
    panelStyles,
    css`
      :host {
        display: grid;
        gap: 12px;
      }
      textarea {
        width: 100%;
        padding: 8px;
        border: 1px solid var(--line);
        border-radius: var(--radius-control);
        background: var(--panel);
        color: inherit;
        resize: vertical;
        font:
          var(--text-note) / 1.5 ui-monospace,
          Menlo,
          Consolas,
          monospace;
      }
      .scroll {
        overflow-x: auto;
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: var(--text-body);
      }
      caption {
        text-align: start;
        color: var(--muted);
      }
      th,
      td {
        padding: 5px 10px 5px 0;
        border-bottom: 1px solid var(--line);
        text-align: start;
        vertical-align: top;
        font-weight: 400;
      }
      thead th {
        color: var(--muted);
        font-size: var(--text-note);
      }
      ul {
        margin: 0;
        padding-left: 1.2em;
      }
    `,
  ];

  @state() private text = "";

  protected override render() {
    const { texts } = this;
    if (!texts) return nothing;
    const { rows, wrong } = readCodes(this.text);
    return html`<p>${texts.results.help}</p>
      <textarea
        rows="6"
        spellcheck="false"
        autocomplete="off"
        aria-label=${texts.results.codes}
        .value=${this.text}
        @input=${({ target }: Event) => (this.text = (target as HTMLTextAreaElement).value)}
      ></textarea>
      <div role="status">${wrong.length > 0 ? this.#wrong(texts, wrong) : nothing}</div>
      ${rows.length > 0 ? this.#table(texts, rows) : nothing}`;
  }

  #wrong({ results: texts }: ClassTexts, wrong: readonly Wrong[]) {
    return html`<ul>
      ${wrong.map(
        ({ line, fault, first = 0 }) => html`<li>${fill(texts.faults[fault], { line, first, most: MOST_CODES })}</li>`,
      )}
    </ul>`;
  }

  #table(texts: ClassTexts, rows: readonly Row[]) {
    const { results } = texts;
    const steps = askedSteps(rows);
    const { language } = this.speech;
    const csv = () =>
      save("class.csv", new Blob([tableCsv(rows, this.lessons, texts, language)], { type: "text/csv" }));
    return html`<div class="panel scroll" tabindex="0" role="region" aria-label=${results.table}>
        <table>
          <caption>
            ${fill(results.count, { count: rows.length })}
          </caption>
          <thead>
            <tr>
              <th scope="col">${results.name}</th>
              <th scope="col">${results.lesson}</th>
              <th scope="col">${results.done}</th>
              ${steps.map((step) => html`<th scope="col">${fill(results.step, { step: step + 1 })}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              ({ result }) =>
                html`<tr>
                  <th scope="row">${result.name || results.nameless}</th>
                  <td>${lessonTitle(result.lesson, this.lessons, texts, language)}</td>
                  <td class="number">${fill(results.share, { done: result.done, of: result.steps })}</td>
                  ${steps.map((step) => {
                    const answer = result.answers.find((answer) => answer.step === step);
                    return html`<td class="number">${cellOf(answer, texts)}</td>`;
                  })}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <div><button class="button small" @click=${csv}>${results.save}</button></div>`;
  }
}

define({ "vae-class-results": Results });
