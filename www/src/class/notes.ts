import { css, html, nothing } from "lit";
import { textIn } from "../lessons/prose.ts";
import type { ClassTexts } from "../texts/class/index.ts";
import { fill } from "../texts/fill.ts";
import { define } from "../ui/define.ts";
import { base, panelStyles } from "../ui/styles.ts";
import { LessonsPart } from "./lessons-part.ts";
import { PLANS, type Part, type Plan } from "./plans.ts";

/** What a teacher reads beforehand, `<vae-class-notes>`: plans with timings, and how a class reaches the page. */
export class Notes extends LessonsPart {
  static override styles = [
    base,
    panelStyles,
    css`
      :host {
        display: grid;
        gap: 12px;
        max-width: 60em;
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: var(--text-body);
      }
      th,
      td {
        padding: 6px 12px 6px 0;
        border-top: 1px solid var(--line);
        text-align: start;
        vertical-align: top;
        font-weight: 400;
      }
      th[scope="row"] {
        white-space: nowrap;
      }
      thead th {
        border: 0;
        color: var(--muted);
        font-size: var(--text-note);
      }
      ul {
        margin: 0;
        padding-left: 1.2em;
        font-size: var(--text-body);
      }
      li + li {
        margin-top: 4px;
      }
      td b {
        display: block;
        font-weight: 600;
      }
    `,
  ];

  protected override render() {
    if (!this.texts) return nothing;
    const { notes } = this.texts;
    const list = (title: string, items: readonly string[]) =>
      html`<section class="panel">
        <h2>${title}</h2>
        <ul>
          ${items.map((item) => html`<li>${item}</li>`)}
        </ul>
      </section>`;
    return html`<p>${notes.help}</p>
      ${list(notes.beforeTitle, notes.before)} ${PLANS.map((plan) => this.#plan(notes, plan))}
      ${list(notes.stumbleTitle, notes.stumble)} ${list(notes.serveTitle, notes.serve)}`;
  }

  #plan(notes: ClassTexts["notes"], { minutes, parts }: Plan) {
    const begins = parts.map((_, at) => parts.slice(0, at).reduce((sum, part) => sum + part.minutes, 0));
    return html`<section class="panel">
      <h2>${fill(notes.plan, { minutes })}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">${notes.minutes}</th>
            <th scope="col">${notes.what}</th>
          </tr>
        </thead>
        <tbody>
          ${parts.map(({ part, minutes }, at) => {
            const begin = begins[at] ?? 0;
            const title = this.#lesson(part);
            return html`<tr>
              <th scope="row" class="number">${begin}–${begin + minutes}</th>
              <td>${title ? html`<b>${title}</b>` : nothing}${notes.parts[part]}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </section>`;
  }

  /** The title of a part that is a lesson. */
  #lesson(part: Part): string {
    const lesson = this.lessons.find(([name]) => name === part)?.[1];
    return lesson ? textIn(lesson.title, this.speech.language) : "";
  }
}

define({ "vae-class-notes": Notes });
