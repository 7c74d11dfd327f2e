/** What lessons say: their texts, quantities and predictions. */
import { html } from "lit";
import type { LabStore } from "../store/lab-store.ts";
import type { Speech } from "../texts/index.ts";
import type { TextKey } from "../texts/keys.ts";
import { fixed, point } from "../texts/numbers.ts";
import { type Answer, type Said, compared, distance, isCurve, isKnown, isPlace } from "./ask.ts";
import { WORDS, figureText, isMeasure } from "./goals.ts";
import { isControl, isPanel, piecesOf, textIn } from "./prose.ts";
import type { Fault } from "./read.ts";
import type { Ask, Bound, JsonType, Texts } from "./shape.ts";
import { apart } from "./sketch.ts";

/** What a measure or an option is called. */
export function quantityName(store: LabStore, name: string): string {
  const speech = store.page.speech.value;
  if (isMeasure(name)) return speech.say(`lesson.measures.${name}`);
  const spec = store.model.specs.value.find(({ key }) => key === name);
  return spec ? spec.symbol || speech.option(spec) : name;
}

/** What a mark in a text is called where the text does not say. */
function controlName(store: LabStore, name: string): string {
  const speech = store.page.speech.value;
  if (isPanel(name)) return speech.say(`panels.${name}`);
  if (!isControl(name)) return quantityName(store, name);
  return speech.say(name === "train" ? "controls.play" : "pins.pin");
}

/** A text as it is read on paper: its marks are the names of what they lead to. */
export const plainText = (store: LabStore, texts: Texts): string =>
  piecesOf(textIn(texts, store.page.speech.value.language))
    .map((piece) =>
      typeof piece === "string" ? piece : (piece.label ?? controlName(store, piece.name)) + piece.closing,
    )
    .join("");

/** What a quantity has to be: "≤ 6", or the name of its one value. */
export function boundText(store: LabStore, name: string, { min, max, is }: Bound): string {
  const speech = store.page.speech.value;
  if (is === undefined) {
    if (min !== undefined && min === max) return `= ${min}`;
    const bounds = min === undefined ? "most" : max === undefined ? "least" : "between";
    return speech.say(`lesson.${bounds}`, { min: min ?? "", max: max ?? "" });
  }
  const spec = store.model.specs.value.find(({ key }) => key === name);
  if (spec) return speech.value(spec, is);
  const texts = isMeasure(name) ? WORDS[name] : undefined;
  return texts ? speech.say(`${texts}.${is}` as TextKey) : is;
}

/** A text whose marks are buttons: each takes the reader to the control that it names. */
export function prose(store: LabStore, texts: Texts, operate: (name: string) => void) {
  const { value: speech } = store.page.speech;
  return piecesOf(textIn(texts, speech.language)).map((piece) => {
    if (typeof piece === "string") return piece;
    const label = piece.label ?? controlName(store, piece.name);
    const mark = html`<button
      class="mark"
      aria-label=${speech.say("lesson.goTo", { name: label })}
      @click=${() => operate(piece.name)}
    >
      ${label}
    </button>`;
    return html`<span class="kept">${mark}${piece.closing}</span>`;
  });
}

/** Where a curve begins and ends. */
function curveText(speech: Speech, heights: readonly number[]): string {
  return speech.say("lesson.ask.curve", { from: fixed(heights[0], 1), to: fixed(heights.at(-1), 1) });
}

/** What a reader said, and what came of it. */
export function outcome(speech: Speech, { choose = [] }: Ask, { said, came }: Answer): string {
  const text = (said: Said) => {
    if (isPlace(said)) return point(said);
    if (isCurve(said)) return curveText(speech, said.heights);
    const choice = choose[said];
    return choice ? textIn(choice.text, speech.language) : figureText(said, {});
  };
  if (came === undefined) return speech.say("lesson.ask.waits", { said: text(said) });
  if (isCurve(said) && isCurve(came))
    return speech.say("lesson.ask.sketched", {
      said: text(said),
      came: text(came),
      apart: fixed(apart(said.heights, came.heights), 1),
    });
  if (isPlace(said) && isPlace(came))
    return speech.say("lesson.ask.placed", {
      said: text(said),
      came: text(came),
      apart: distance(said, came).toFixed(2),
    });
  if (choose.length > 0) {
    // What is known beforehand does not come of anything.
    const [right, wrong] = isKnown({ choose }) ? (["knew", "erred"] as const) : (["right", "wrong"] as const);
    return speech.say(`lesson.ask.${said === came ? right : wrong}`, { said: text(said), came: text(came) });
  }
  return speech.say("lesson.ask.numbers", compared(Number(said), Number(came)));
}

/** What is wrong with a lesson, and where. */
export function faultText(speech: Speech, { kind, place, params: { type = "", ...params } }: Fault): string {
  const types = type.split(" ").map((name) => speech.say(`lesson.types.${name as JsonType}`));
  return speech.say(`lesson.faults.${kind}`, {
    place: place || speech.say("lesson.whole"),
    ...params,
    ...(type && { type: new Intl.ListFormat(speech.language, { type: "disjunction" }).format(types) }),
  });
}
