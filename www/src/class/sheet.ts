/** A lesson on paper: for pupils, with room to write; or with what is expected, for the teacher. */
import { type TemplateResult, html, nothing } from "lit";
import { textIn } from "../lessons/prose.ts";
import type { Ask, Goal, Lesson, LessonStep } from "../lessons/shape.ts";
import { boundText, plainText, quantityName } from "../lessons/words.ts";
import type { LabStore } from "../store/lab-store.ts";
import type { ClassTexts } from "../texts/class/index.ts";
import { fill } from "../texts/fill.ts";

export type Kind = "worksheet" | "answers";

export interface Sheet {
  store: LabStore;
  texts: ClassTexts["sheet"];
  kind: Kind;
}

export function sheet(about: Sheet, { title, about: subject, steps }: Lesson): TemplateResult {
  const { store, texts, kind } = about;
  const { language } = store.page.speech.value;
  return html`<article lang=${language}>
    <header>
      <h1>${textIn(title, language)}</h1>
      <b>${texts.kinds[kind]}</b>
    </header>
    ${subject ? html`<p class="subject">${textIn(subject, language)}</p>` : nothing}
    ${kind === "worksheet" ? html`<p class="fields">${field(texts.name)} ${field(texts.date)}</p>` : nothing}
    <ol>
      ${steps.map((step) => html`<li>${stepOf(about, step)}</li>`)}
    </ol>
  </article>`;
}

/** A name with a line to write on. */
const field = (name: string) => html`<span class="field">${name}<i></i></span>`;

function stepOf(about: Sheet, { title, text, ask, goal }: LessonStep) {
  const { store, texts } = about;
  return html`<h2>${textIn(title, store.page.speech.value.language)}</h2>
    <p>${plainText(store, text)}</p>
    ${ask ? question(about, ask, goal) : nothing}
    ${goal ? html`<p><b>${texts.goal}</b> ${goalText(store, goal)}</p>` : nothing}`;
}

/** All of a goal, such as "KL ≤ 6, β 1". */
const goalText = (store: LabStore, goal: Goal): string =>
  store.page.speech.value.list(
    Object.entries(goal).map(([name, bound]) => `${quantityName(store, name)} ${boundText(store, name, bound)}`),
  );

function question(about: Sheet, ask: Ask, goal: Goal | undefined) {
  const { store, texts, kind } = about;
  return html`<div class="ask">
    <p><b>${texts.predict}</b> ${plainText(store, ask.question)}</p>
    ${ask.choose ? choices(about, ask.choose) : nothing}
    ${kind === "worksheet" ? room(about, ask) : expected(about, ask, goal)}
  </div>`;
}

/** Answers with boxes to tick; the teacher's say which one is right, or when one is. */
function choices({ store, texts, kind }: Sheet, choose: NonNullable<Ask["choose"]>) {
  return html`<ul>
    ${choose.map(({ text, right, when }) => {
      const chosen = kind === "answers" && right;
      const condition = kind === "answers" && when ? fill(texts.when, { goal: goalText(store, when) }) : "";
      return html`<li class=${chosen ? "right" : ""}>
        <span class="box" aria-hidden="true">${chosen ? "✓" : ""}</span>${plainText(store, text)}
        ${chosen ? html`<em>${texts.right}</em>` : condition ? html`<em>${condition}</em>` : nothing}
      </li>`;
    })}
  </ul>`;
}

/** Where a pupil writes what was predicted, what came, and why. */
function room({ texts }: Sheet, { number, click, sketch }: Ask) {
  const measured = number !== undefined || click !== undefined;
  return html`${measured ? html`<p class="fields">${field(texts.predicted)} ${field(texts.came)}</p>` : nothing}
    ${sketch ? html`<div class="plot" role="img" aria-label=${texts.plot}></div>` : nothing}
    <p class="lines">${texts.why}<i></i><i></i></p>`;
}

/** What is right; a number is that of the run, which nobody knows before. */
function expected({ store, texts }: Sheet, { number, click, sketch, explain }: Ask, goal: Goal | undefined) {
  const quantity = number === undefined ? (sketch ? texts.curve : texts.place) : quantityName(store, number);
  const measured =
    number === undefined && click === undefined && sketch === undefined
      ? ""
      : fill(goal ? texts.measured : texts.shown, {
          quantity,
          goal: goalText(store, goal ?? {}),
        });
  return html`${measured ? html`<p><b>${texts.expected}</b> ${measured}</p>` : nothing}
    <p><b>${texts.because}</b> ${plainText(store, explain)}</p>`;
}
