/** A lesson that is being written: how acts come into it, how it is changed, and the file that it makes. */
import type { Language } from "../../texts/language.ts";
import type { Ask, Lesson, LessonStep, Texts } from "../shape.ts";
import { type Act, saysAnew } from "./acts.ts";

export interface DraftStep extends LessonStep {
  /** Its own, wherever it is moved to. */
  key: number;
}

export interface Draft extends Pick<Lesson, "answers" | "lock" | "next"> {
  title: Texts;
  about: Texts;
  steps: readonly DraftStep[];
}

export const EMPTY: Draft = { title: "", about: "", steps: [] };

/** What a text says by languages. */
export const byLanguage = (said: Texts): Readonly<Partial<Record<Language, string>>> =>
  typeof said === "string" ? {} : said;

/** Whether a text says anything in some language. */
export const isSaid = (said: Texts) => Object.values(byLanguage(said)).some((text) => text.trim() !== "");

/** Whether there is anything in it. */
export const isBegun = ({ title, about, steps }: Draft): boolean => steps.length > 0 || title !== "" || about !== "";

/** The draft with what was done since. What says anew what the last step does, takes its place until that is worded. */
export function recorded(draft: Draft, acts: readonly Act[]): Draft {
  let { steps } = draft;
  for (const act of acts) {
    const last = steps.at(-1);
    const anew = last && !isSaid(last.title) && !isSaid(last.text) && !last.ask && saysAnew(last, act);
    const key = 1 + Math.max(0, ...steps.map(({ key }) => key));
    steps = anew ? [...steps.slice(0, -1), { ...last, ...act }] : [...steps, { key, title: "", text: "", ...act }];
  }
  return { ...draft, steps };
}

/** The steps with one of them moved by so many places. */
export function moved(steps: readonly DraftStep[], at: number, by: number): readonly DraftStep[] {
  const [step, to] = [steps[at], at + by];
  return step && to >= 0 && to < steps.length ? steps.toSpliced(at, 1).toSpliced(to, 0, step) : steps;
}

/** The draft of a lesson that was written before. What it says to readers of every language, it says in this one. */
export function draftOf({ title, about, steps, $schema: _, ...rest }: Lesson, language: Language): Draft {
  const own = (said: Texts = ""): Texts => (typeof said === "string" && said !== "" ? { [language]: said } : said);
  return {
    ...rest,
    title: own(title),
    about: own(about),
    steps: steps.map(({ title, text, hint, ask, ...rest }, at) => ({
      ...rest,
      key: at + 1,
      title: own(title),
      text: own(text),
      hint: hint && own(hint),
      ask: ask && {
        ...ask,
        question: own(ask.question),
        choose: ask.choose?.map(({ text, ...rest }) => ({ ...rest, text: own(text) })),
        explain: own(ask.explain),
      },
    })),
  };
}

/** The text without languages in which it says nothing; undefined where that is all of them. */
function whole(said: Texts): Texts | undefined {
  const kept = Object.entries(byLanguage(said)).filter(([, text]) => text.trim() !== "");
  return kept.length > 0 ? (Object.fromEntries(kept) as Texts) : undefined;
}

const wholeAsk = ({ question, explain, choose, ...rest }: Ask) => ({
  question: whole(question),
  ...rest,
  choose: choose?.map(({ text, ...rest }) => ({ text: whole(text), ...rest })),
  explain: whole(explain),
});

/** The text of the lesson's file. What is not said yet is missing in it, as the reader of lessons will tell. */
export function fileOf({ title, about, steps, ...rest }: Draft, schema: string): string {
  const lesson = {
    $schema: schema,
    title: whole(title),
    about: whole(about),
    ...rest,
    steps: steps.map(({ key: _, title, text, hint, ask, ...rest }) => ({
      title: whole(title),
      text: whole(text),
      ...rest,
      hint: hint && whole(hint),
      ask: ask && wholeAsk(ask),
    })),
  };
  return `${JSON.stringify(lesson, undefined, 2)}\n`;
}

const isObject = (value: unknown) => typeof value === "object" && value !== null;
const isSayable = (value: unknown): value is Texts => value === "" || isObject(value);

const isNames = (value: unknown) =>
  value === undefined || (Array.isArray(value) && value.every((name) => typeof name === "string"));

function isStep(value: unknown): value is DraftStep {
  const { key, title, text, hint = "", set = {}, goal = {}, unlock, ask } = (value ?? {}) as Partial<DraftStep>;
  if (!isSayable(hint) || !isNames(unlock)) return false;
  const asks = !ask || (isObject(ask) && isSayable(ask.question) && isSayable(ask.explain));
  return Number.isInteger(key) && isSayable(title) && isSayable(text) && isObject(set) && isObject(goal) && asks;
}

/** The draft that a device kept; an empty one where that is none. */
export function keptDraft(text: string): Draft {
  try {
    const { title, about, steps, answers, lock, next } = JSON.parse(text) as Partial<Draft>;
    if (!isNames(lock) || !["undefined", "boolean"].includes(typeof answers)) return EMPTY;
    if (!["undefined", "string"].includes(typeof next)) return EMPTY;
    if (!isSayable(title) || !isSayable(about) || !Array.isArray(steps) || !steps.every(isStep)) return EMPTY;
    return { title, about, steps, answers, lock, next };
  } catch {
    return EMPTY;
  }
}
