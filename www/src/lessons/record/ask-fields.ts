/** The prediction of a step of the draft: a number, or one of several answers. */
import { html, nothing } from "lit";
import type { LabStore } from "../../store/lab-store.ts";
import { fill } from "../../texts/fill.ts";
import type { RecordTexts } from "../../texts/record/index.ts";
import { ASK, type Ask } from "../shape.ts";
import { type Choices, choice, dropButton, textFields } from "./fields.ts";
import { measuresOf } from "./goal-fields.ts";

type Change = (ask: Ask | undefined) => void;

const KINDS = ["none", "number", "choose"] as const;
type Kind = (typeof KINDS)[number];
const { minItems, maxItems } = ASK.properties.choose;

/** Another kind of prediction, with what was asked before. */
function asKind(kind: Kind, ask: Ask | undefined): Ask | undefined {
  const { question = "", explain = "" } = ask ?? {};
  if (kind === "none") return undefined;
  if (kind === "number") return { question, explain, number: "loss" };
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
  const kind = ask?.choose ? "choose" : ask ? "number" : "none";
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
          @change=${() => put(choose.map((each, other) => ({ ...each, right: other === index || undefined })))}
        />
        ${textFields(store.page.speech.value, everywhere, {
          name: fill(texts.answer, { at }),
          said: answer.text,
          change: (text) => put(choose.with(index, { ...answer, text })),
        })}
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
