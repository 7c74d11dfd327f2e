/** The prediction of a step of the draft: a number, one of several answers, a place on the plane, or a curve. */
import { html, nothing } from "lit";
import type { LabStore } from "../../store/lab-store.ts";
import { fill } from "../../texts/fill.ts";
import type { RecordTexts } from "../../texts/record/index.ts";
import { ASK, type Ask, DRAWN, PLACES } from "../shape.ts";
import type { Sketch } from "../sketch.ts";
import { quantityName } from "../words.ts";
import { type Choices, choice, dropButton, numberField, textFields } from "./fields.ts";
import { measuresOf } from "./goal-fields.ts";
import { goalText } from "./words.ts";

type Change = (ask: Ask | undefined) => void;

const KINDS = ["none", "number", "choose", "click", "sketch"] as const;
type Kind = (typeof KINDS)[number];
const kindOf = (ask: Ask | undefined): Kind =>
  KINDS.find((kind) => kind !== "none" && ask?.[kind] !== undefined) ?? "none";
/** A curve over the first steps of a run. */
const CURVE: Sketch = { of: "loss", steps: 200, top: 400 };
const { minItems, maxItems } = ASK.properties.choose;

/** Another kind of prediction, with what was asked before. */
function asKind(kind: Kind, ask: Ask | undefined): Ask | undefined {
  const { question = "", explain = "" } = ask ?? {};
  if (kind === "none") return undefined;
  if (kind === "number") return { question, explain, number: "loss" };
  if (kind === "click") return { question, explain, click: "sample" };
  if (kind === "sketch") return { question, explain, sketch: CURVE };
  return {
    question,
    explain,
    choose: Array.from({ length: minItems }, (_, at) => ({ text: "", right: at === 0 || undefined })),
  };
}

export function askFields(
  store: LabStore,
  texts: RecordTexts,
  everywhere: boolean,
  ask: Ask | undefined,
  change: Change,
) {
  const speech = store.page.speech.value;
  const kind = kindOf(ask);
  const kinds: Choices = KINDS.map((kind) => [kind, texts.kinds[kind]]);
  const text = (name: string, key: "question" | "explain", ask: Ask) =>
    textFields(speech, everywhere, {
      name,
      said: ask[key],
      change: (said) => change({ ...ask, [key]: said }),
      long: true,
    });
  return html`<fieldset>
    <legend>${speech.say("lesson.ask.name")}</legend>
    <div class="row">
      <span aria-hidden="true">${texts.kind}</span>
      ${choice(texts.kind, kind, [["", kinds]], (kind) => change(asKind(kind as Kind, ask)))}
      ${
        ask?.number === undefined
          ? nothing
          : choice(texts.number, ask.number, [["", measuresOf(store)]], (number) => change({ ...ask, number }))
      }
      ${ask?.click ? place(texts, ask, ask.click, change) : nothing}
      ${ask?.sketch ? curve(store, texts, ask.sketch, (sketch) => change({ ...ask, sketch })) : nothing}
    </div>
    ${
      ask
        ? html`${text(texts.question, "question", ask)}
          ${ask.choose ? answers(store, texts, everywhere, ask, change) : nothing}
          ${text(texts.explain, "explain", ask)}`
        : nothing
    }
  </fieldset>`;
}

function place(texts: RecordTexts, ask: Ask, click: (typeof PLACES)[number], change: Change) {
  const choices = PLACES.map((place) => [place, texts.spots[place]] as const);
  return choice(texts.where, click, [["", choices]], (place) => change({ ...ask, click: place as typeof click }));
}

function curve(store: LabStore, texts: RecordTexts, sketch: Sketch, change: (sketch: Sketch) => void) {
  const choices = DRAWN.map((name) => [name, quantityName(store, name)] as const);
  const number = (key: "steps" | "top", name: string) =>
    numberField(name, name, sketch[key], (value = 0) => change({ ...sketch, [key]: value }));
  return html`${choice(texts.curve, sketch.of, [["", choices]], (of) => change({ ...sketch, of: of as Sketch["of"] }))}
  ${number("steps", texts.curveSteps)} ${number("top", texts.curveTop)}`;
}

function answers(store: LabStore, texts: RecordTexts, everywhere: boolean, ask: Ask, change: Change) {
  const { choose = [] } = ask;
  const put = (choose: Ask["choose"]) => change({ ...ask, choose });
  return html`${choose.map((answer, index) => {
      const at = index + 1;
      return html`<div class="row">
        <input
          type="radio"
          name="right"
          aria-label=${fill(texts.right, { at })}
          .checked=${answer.right ?? false}
          @change=${() => put(choose.map(({ text }, other) => ({ text, right: other === index || undefined })))}
        />
        ${textFields(store.page.speech.value, everywhere, {
          name: fill(texts.answer, { at }),
          said: answer.text,
          change: (text) => put(choose.with(index, { ...answer, text })),
        })}
        ${answer.when ? html`<span class="muted">${fill(texts.when, { goal: goalText(store, answer.when) })}</span>` : nothing}
        ${dropButton(fill(texts.dropAnswer, { at }), () => put(choose.toSpliced(index, 1)), choose.length <= minItems)}
      </div>`;
    })}
    <button
      class="button small add"
      ?disabled=${choose.length >= maxItems}
      @click=${() => put([...choose, { text: "" }])}
    >
      ${texts.addAnswer}
    </button>`;
}
