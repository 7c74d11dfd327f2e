/** What steps of a draft do and lack, in words. */
import { PRESETS } from "../../run/options/presets.ts";
import { readOption } from "../../run/options/read.ts";
import type { LabStore } from "../../store/lab-store.ts";
import type { RecordTexts } from "../../texts/record/index.ts";
import { fill } from "../../texts/fill.ts";
import { isPanel } from "../prose.ts";
import type { Fault } from "../read.ts";
import type { Goal } from "../shape.ts";
import { boundText, faultText, quantityName } from "../words.ts";
import type { Act } from "./acts.ts";

/** One thing that a step sets: "KL weight 4". */
function setText({ model, page }: LabStore, texts: RecordTexts, key: string, value: string): string {
  const speech = page.speech.value;
  const spec = model.specs.value.find((spec) => spec.key === key);
  if (spec) return `${speech.option(spec)} ${speech.value(spec, readOption(spec, value))}`;
  if (key === "data") return speech.dataset(value);
  if (key === "preset" && PRESETS.some((preset) => preset.key === value)) return speech.say(`presets.${value}.label`);
  if (key === "panel" && isPanel(value)) return speech.say(`panels.${value}`);
  const parts: Readonly<Record<string, string>> = texts.parts;
  return `${parts[key] ?? key} ${value}`;
}

/** What a step does: "a new run · Handwriting", or "steps ≥ 300". */
export function actText(store: LabStore, texts: RecordTexts, { fresh, set = {}, goal = {} }: Act): string {
  return [
    ...(fresh ? [texts.fresh] : []),
    ...Object.entries(set).map(([key, value]) => setText(store, texts, key, value)),
    ...boundTexts(store, goal),
  ].join(" · ");
}

const boundTexts = (store: LabStore, goal: Goal): string[] =>
  Object.entries(goal)
    .filter(([, bound]) => Object.keys(bound).length > 0)
    .map(([name, bound]) => `${quantityName(store, name)} ${boundText(store, name, bound)}`);

/** "KL ≥ 0.5" */
export const goalText = (store: LabStore, goal: Goal): string => boundTexts(store, goal).join(" · ");

/** The place of a fault as the draft names it: "Step 2, the goal". */
function placeText(texts: RecordTexts, where: string): string {
  const places: Readonly<Record<string, string>> = texts.places;
  const at = Number(/^steps\[(\d+)\]/.exec(where)?.[1]) + 1;
  // What has no name is named by what it is in.
  const path = where.replace(/\[[^\]]*\]/g, "").split(".");
  while (path.length > 0 && !Object.hasOwn(places, path.join("."))) path.pop();
  const part = places[path.join(".")] ?? where;
  if (Number.isNaN(at)) return part;
  return path.join(".") === "steps" ? fill(texts.step, { at }) : fill(texts.place, { at, part });
}

/** What is wrong with the draft, or missing in it. */
export function lack({ page }: LabStore, texts: RecordTexts, fault: Fault): string {
  const said = faultText(page.speech.value, fault.place ? { ...fault, place: placeText(texts, fault.place) } : fault);
  return said.charAt(0).toUpperCase() + said.slice(1);
}
