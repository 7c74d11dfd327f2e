/** What codes of pupils say, as rows of a table and as CSV. */
import { compared } from "../lessons/ask.ts";
import { keyOf } from "../lessons/progress.ts";
import { textIn } from "../lessons/prose.ts";
import type { ClassTexts } from "../texts/class/index.ts";
import { fill } from "../texts/fill.ts";
import type { Language } from "../texts/index.ts";
import { type CodeFault, type Result, type Scored, decodeResult, markOf } from "./code.ts";
import type { Named } from "./lessons.ts";

/** So many codes are read at once. */
export const MOST_CODES = 2000;

export interface Row {
  line: number;
  result: Result;
}

/** What is wrong with a line; `first` is the line that has the same code, or a later state of it. */
export interface Wrong {
  line: number;
  fault: CodeFault | "twice" | "earlier" | "many";
  first?: number;
}

/** The codes of a text, one in a line; empty lines mean nothing. */
export function readCodes(text: string): { rows: Row[]; wrong: Wrong[] } {
  const rows: Row[] = [];
  const wrong: Wrong[] = [];
  const seen = new Map<string, number>();
  for (const [at, code] of text.split(/\r\n?|\n/).entries()) {
    const line = at + 1;
    if (code.trim() === "") continue;
    if (rows.length >= MOST_CODES) {
      wrong.push({ line, fault: "many" });
      break;
    }
    const result = decodeResult(code);
    if (typeof result === "string") {
      wrong.push({ line, fault: result });
      continue;
    }
    const key = JSON.stringify(result);
    const first = seen.get(key);
    if (first === undefined) rows.push({ line, result });
    else wrong.push({ line, fault: "twice", first });
    seen.set(key, first ?? line);
  }
  // Who hands in what is done so far, and later the rest, has one row.
  const later = rows.map(({ result }) => rows.find((other) => isEarlier(result, other.result)));
  rows.forEach(({ line }, at) => {
    const { line: first } = later[at] ?? {};
    if (first !== undefined) wrong.push({ line, fault: "earlier", first });
  });
  return { rows: rows.filter((_, at) => !later[at]), wrong: wrong.sort((a, b) => a.line - b.line) };
}

/** Whether a code of somebody is what another one said before more was done. What is predicted stays, and comes later. */
function isEarlier(a: Result, b: Result): boolean {
  const goesOn = (answer: Scored) => b.answers.some((other) => other.step === answer.step && isSame(answer, other));
  const one = a.name !== "" && a.name === b.name && a.lesson === b.lesson && a.steps === b.steps;
  const more = a.done < b.done || a.answers.length < b.answers.length;
  return one && more && a.done <= b.done && a.answers.every(goesOn);
}

function isSame(a: Scored, b: Scored): boolean {
  if (a.kind !== b.kind) return false;
  if ("apart" in a || "apart" in b) return !("apart" in a && "apart" in b) || [undefined, b.apart].includes(a.apart);
  return a.said === b.said && [undefined, b.came].includes(a.came);
}

/** The title of a lesson of the page; that of another one is not known. */
export function lessonTitle(mark: number, lessons: readonly Named[], texts: ClassTexts, language: Language): string {
  const found = lessons.find(([name]) => markOf(keyOf(name)) === mark);
  return found ? textIn(found[1].title, language) : fill(texts.results.other, { mark: mark.toString(16) });
}

/** What was said, what came, and how far apart they are, as texts. */
function parts(answer: Scored, { results: texts }: ClassTexts): [said: string, came: string, apart: string] {
  if ("apart" in answer) return ["", "", answer.apart === undefined ? "" : answer.apart.toFixed(2)];
  const { said, came, kind } = answer;
  if (kind === "choice")
    return [
      String(said + 1),
      came === undefined ? "" : String(came + 1),
      came === undefined ? "" : said === came ? texts.right : texts.wrong,
    ];
  if (came === undefined) return [String(said), "", ""];
  const text = compared(said, came);
  return [text.said, text.came, text.apart];
}

/** A prediction in a cell of the table. */
export function cellOf(answer: Scored | undefined, texts: ClassTexts): string {
  if (!answer) return "";
  const [said, came, apart] = parts(answer, texts);
  if ("apart" in answer) return apart && fill(texts.results.apart, { apart });
  if (!came) return fill(texts.results.waits, { said });
  return answer.kind === "choice" ? apart : fill(texts.results.numbers, { said, came, apart });
}

/** The steps that any of them predicted, in their order. */
export const askedSteps = (rows: readonly Row[]): number[] =>
  [...new Set(rows.flatMap(({ result }) => result.answers.map(({ step }) => step)))].toSorted((a, b) => a - b);

/** A field of CSV; a text that a spreadsheet would take for a formula is marked as text. */
function field(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) && !Number.isFinite(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** All of it as CSV, a pupil in a line. */
export function tableCsv(
  rows: readonly Row[],
  lessons: readonly Named[],
  texts: ClassTexts,
  language: Language,
): string {
  const { results } = texts;
  const steps = askedSteps(rows);
  const head = [results.name, results.lesson, results.done, results.of];
  const asked = steps.flatMap((step) =>
    [results.said, results.came, results.off].map((name) => fill(name, { step: step + 1 })),
  );
  const lines = rows.map(({ result }) => [
    result.name,
    lessonTitle(result.lesson, lessons, texts, language),
    String(result.done),
    String(result.steps),
    ...steps.flatMap((step) => {
      const answer = result.answers.find((answer) => answer.step === step);
      return answer ? parts(answer, texts) : ["", "", ""];
    }),
  ]);
  // Spreadsheets know by the mark that it is UTF-8.
  return `\ufeff${[[...head, ...asked], ...lines].map((line) => line.map(field).join(",")).join("\r\n")}\r\n`;
}
