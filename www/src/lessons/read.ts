/** Reads a lesson's file: a lesson, or what is wrong with it and where. Nothing in it is run or fetched. */
import { readOption } from "../run/options/read.ts";
import { namesOf } from "../run/options/specs.ts";
import type { OptionSpec, OptionValue } from "../run/protocol.ts";
import { PARTS } from "../share/address.ts";
import type { Under } from "../texts/keys.ts";
import { isFigure, isMeasure } from "./goals.ts";
import { isControl, isPanel, piecesOf } from "./prose.ts";
import {
  type Ask,
  type Goal,
  type JsonType,
  LESSON,
  LOCKABLE,
  type Lesson,
  MOST_BYTES,
  type Schema,
  type Texts,
} from "./shape.ts";
import { KNOTS } from "./sketch.ts";

/** What is wrong at a place such as `steps[0].goal`: the text `lesson.faults.KIND` with these values. */
export interface Fault {
  kind: Under<"lesson.faults">;
  place: string;
  params: Readonly<Record<string, string>>;
}

export type Read = { lesson: Lesson; faults?: undefined } | { lesson?: undefined; faults: readonly Fault[] };

/** Reads the text of a lesson for a lab with these options. */
export function readLesson(text: string, specs: readonly OptionSpec[]): Read {
  const faults: Fault[] = [];
  const tell: Tell = (kind, place, params = {}) => faults.push({ kind, place, params });
  if (new TextEncoder().encode(text).length > MOST_BYTES) tell("large", "", { limit: String(MOST_BYTES >> 10) });
  else {
    const parsed = parse(text, tell);
    if (parsed) check(parsed.value, LESSON, "", tell);
    // What the words mean is asked of a file that has the shape.
    if (parsed && faults.length === 0) {
      const lesson = parsed.value as Lesson;
      checkWords(lesson, specs, tell);
      if (faults.length === 0) return { lesson };
    }
  }
  return { faults };
}

type Tell = (kind: Fault["kind"], place: string, params?: Fault["params"]) => void;

function parse(text: string, tell: Tell): { value: unknown } | undefined {
  try {
    // Editors on Windows begin files with a mark of the byte order.
    return { value: JSON.parse(text.replace(/^\ufeff/, "")) };
  } catch (cause) {
    tell("json", "", { line: lineOf(String(cause), text) });
    return undefined;
  }
}

/** The line that an engine's message about JSON means, which names it or the position; the last one where it says neither. */
function lineOf(message: string, text: string): string {
  const line = /\bline (\d+)/.exec(message)?.[1];
  const position = /\bposition (\d+)/.exec(message)?.[1];
  return line ?? String(text.slice(0, position === undefined ? undefined : Number(position)).split("\n").length);
}

const typeOf = (value: unknown) => (Array.isArray(value) ? "array" : value === null ? "null" : typeof value);

/** The place of what lies at a key. */
function at(place: string, key: string | number): string {
  if (typeof key === "number") return `${place}[${key}]`;
  if (!/^[\w$]{1,40}$/.test(key)) return `${place}[${JSON.stringify(key.slice(0, 40))}]`;
  return place === "" ? key : `${place}.${key}`;
}

/** Holds a value to a schema. */
function check(value: unknown, schema: Schema, place: string, tell: Tell): void {
  const types: readonly JsonType[] = [schema.type].flat();
  const type = types.find((type) => type === typeOf(value));
  if (type === undefined) return tell("type", place, { type: types.join(" ") });
  if (type === "string") checkText(value as string, schema, place, tell);
  if (type === "array") checkList(value as unknown[], schema, place, tell);
  if (type === "object") checkObject(value as Record<string, unknown>, schema, place, tell);
}

function checkText(value: string, { enum: choices, minLength, maxLength }: Schema, place: string, tell: Tell): void {
  if (choices && !choices.includes(value)) return tell("choice", place, { choices: choices.join(", ") });
  // As JSON Schema counts them: characters, and not the halves of some.
  const length = Array.from(value).length;
  if (minLength !== undefined && length < minLength) tell("empty", place);
  if (maxLength !== undefined && length > maxLength) tell("long", place, { most: String(maxLength) });
}

function checkList(value: unknown[], { items, minItems = 0, maxItems = Infinity }: Schema, place: string, tell: Tell) {
  if (value.length < minItems) tell("empty", place);
  if (value.length > maxItems) return tell("many", place, { most: String(maxItems) });
  if (items) value.forEach((item, index) => check(item, items, at(place, index), tell));
}

function checkObject(value: Record<string, unknown>, schema: Schema, place: string, tell: Tell): void {
  const { properties = {}, required = [], minProperties = 0, additionalProperties } = schema;
  const keys = Object.keys(value);
  if (keys.length < minProperties) tell("empty", place);
  for (const key of required) if (!Object.hasOwn(value, key)) tell("missing", at(place, key));
  for (const key of keys) {
    const own = Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    if (own) check(value[key], own, at(place, key), tell);
    else tell("unknown", at(place, key));
  }
}

/** Holds the names in a lesson to what there is: options and their values, parts of a link, controls, measures. */
function checkWords({ lock = [], steps }: Lesson, specs: readonly OptionSpec[], tell: Tell): void {
  const optionOf = (name: string) => specs.find((spec) => namesOf(spec).includes(name));
  const isMarkable = (name: string) => isPanel(name) || isControl(name);
  const isLockable = (name: string) => name === "options" || LOCKABLE.includes(name) || isOption(name);
  const isOption = (name: string) => specs.some(({ key }) => key === name);
  const checkControls = (names: readonly string[], place: string) =>
    names.forEach((name, index) => isLockable(name) || tell("control", at(place, index), { name }));
  const checkMarks = (texts: Texts | undefined, place: string) => {
    const each = typeof texts === "string" ? [texts] : Object.values(texts ?? {});
    for (const piece of each.flatMap(piecesOf)) {
      if (typeof piece === "string" || isMarkable(piece.name) || isOption(piece.name)) continue;
      tell("control", place, { name: piece.name });
    }
  };
  const checkGoal = (goal: Goal, place: string) => {
    for (const name of Object.keys(goal)) if (!isMeasure(name) && !isOption(name)) tell("measure", at(place, name));
  };
  const checkAsk = ({ number, choose, click, sketch }: Ask, place: string) => {
    for (const [name, least] of [
      ["steps", KNOTS],
      ["top", Number.MIN_VALUE],
    ] as const)
      if (sketch && sketch[name] < least) tell("value", at(at(place, "sketch"), name), { value: String(sketch[name]) });
    if ([number, choose, click, sketch].filter((way) => way !== undefined).length !== 1) tell("ask", place);
    if (number !== undefined && !isFigure(number) && !isOption(number)) tell("measure", at(place, "number"));
    if (!choose) return;
    if (!choose.some(({ when, right }) => when || right)) tell("right", at(place, "choose"));
    choose.forEach(({ when = {} }, index) => checkGoal(when, at(at(at(place, "choose"), index), "when")));
  };
  const checkOptions = (texts: Readonly<Record<string, string>>, others: readonly string[], place: string) => {
    for (const [name, value] of Object.entries(texts)) {
      const spec = optionOf(name);
      if (spec ? !fits(spec, readOption(spec, value)) : !others.includes(name))
        tell(spec ? "value" : "unknown", at(place, name), { value });
    }
  };
  checkControls(lock, "lock");
  steps.forEach(({ text, hint, set = {}, beside = {}, unlock = [], goal = {}, ask }, index) => {
    const place = at("steps", index);
    checkOptions(set, [...Object.keys(PARTS), "data", "preset"], at(place, "set"));
    checkOptions(beside, [], at(place, "beside"));
    checkControls(unlock, at(place, "unlock"));
    checkMarks(text, at(place, "text"));
    checkMarks(hint, at(place, "hint"));
    checkMarks(ask?.question, at(at(place, "ask"), "question"));
    checkMarks(ask?.explain, at(at(place, "ask"), "explain"));
    checkGoal(goal, at(place, "goal"));
    if (ask) checkAsk(ask, at(place, "ask"));
  });
}

/** Whether an option can have a value by itself; what it may have beside others is for the engine to say. */
function fits({ kind }: OptionSpec, value: OptionValue): boolean {
  switch (kind.type) {
    case "flag":
      return true;
    case "choice":
      return kind.choices.includes(String(value));
    case "ints":
      return (
        (value as number[]).length <= kind.maxLen &&
        (value as number[]).every((each) => Number.isInteger(each) && each >= kind.min && each <= kind.max)
      );
    default:
      return (
        Number(value) >= kind.min && Number(value) <= kind.max && (kind.type === "float" || Number.isInteger(value))
      );
  }
}
