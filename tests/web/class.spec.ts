// Codes that pupils hand in, without a page: they say what they were made of, and slips are found.
import { readdirSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { expect, test } from "@playwright/test";
import {
  type Result,
  type Scored,
  decodeResult,
  encodeResult,
  markOf,
  plainName,
  scored,
} from "../../www/src/class/code.ts";
import { readCodes, tableCsv } from "../../www/src/class/table.ts";
import { PLANS } from "../../www/src/class/plans.ts";
import { linkWith } from "../../www/src/class/things.ts";
import english from "../../www/src/texts/class/en.json" with { type: "json" };
import { Random } from "./fuzz/harness.ts";

const RESULT: Result = {
  lesson: markOf("elbo"),
  done: 3,
  steps: 4,
  name: "Ada 李",
  answers: [
    { step: 0, kind: "number", said: 12.5, came: 6.81 },
    { step: 1, kind: "choice", said: 1, came: 0 },
    { step: 2, kind: "place", apart: 0.75 },
    { step: 3, kind: "number", said: -0.000_123_4, came: undefined },
  ],
};
const CODE = encodeResult(RESULT);
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const texts = { ...english };

/** To four digits, as a code has numbers. */
const four = (value: number) => Number(value.toPrecision(4));

function randomResult(random: Random): Result {
  const number = () => four((random.below(2_000_001) - 1_000_000) * 10 ** (random.below(60) - 30));
  const maybe = <T>(value: T) => (random.below(4) === 0 ? undefined : value);
  const answer = (step: number): Scored =>
    random.oneOf([
      { step, kind: "number", said: number(), came: maybe(number()) },
      { step, kind: "choice", said: random.below(6), came: maybe(random.below(6)) },
      { step, kind: "place", apart: maybe(Math.abs(number())) },
      { step, kind: "curve", apart: maybe(Math.abs(number())) },
    ] satisfies Scored[]);
  const steps = 1 + random.below(40);
  return {
    lesson: random.below(1 << 24),
    done: random.below(steps + 1),
    steps,
    name: plainName(
      Array.from({ length: random.below(50) }, () => random.oneOf(Array.from('aZ 9李é😀,"\n='))).join(""),
    ),
    answers: Array.from({ length: random.below(9) }, (_, at) => answer(at)),
  };
}

test("a code says what it was made of, however it is typed", () => {
  expect(decodeResult(CODE)).toEqual(RESULT);
  expect(decodeResult(CODE.toLowerCase().replaceAll("-", " "))).toEqual(RESULT);
  expect(decodeResult(CODE.replaceAll("0", "O").replaceAll("1", "l"))).toEqual(RESULT);
  expect(CODE.length, "short enough to be written down").toBeLessThan(90);
  expect(CODE).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{1,5})+$/);
  expect(scored(2, { said: [0, 3], came: [4, 0] }, false)).toEqual({ step: 2, kind: "place", apart: 5 });
  const [said, came] = [{ heights: [1, 2] }, { heights: [1, 5] }];
  expect(scored(2, { said, came }, false)).toEqual({ step: 2, kind: "curve", apart: 1.5 });
  expect(scored(2, { said }, false)).toEqual({ step: 2, kind: "curve", apart: undefined });
  expect(scored(2, { said: 1, came: 1 }, true)).toEqual({ step: 2, kind: "choice", said: 1, came: 1 });
  expect(plainName(`  Ada\n\tLovelace ${"😀".repeat(60)}`)).toBe(`Ada Lovelace ${"😀".repeat(27)}`);
});

test("any result comes back whole; any slip in one letter, any swap of two and any cut is found", () => {
  // Told at the end: an expectation takes longer than a code.
  const faults: string[] = [];
  for (let times = 0; times < 1500; times++) {
    const random = new Random(times);
    const result = randomResult(random);
    const code = encodeResult(result);
    if (!isDeepStrictEqual(decodeResult(code), result)) faults.push(`${code}: ${JSON.stringify(result)}`);
    const plain = code.replaceAll("-", "");
    const at = random.below(plain.length - 1);
    const other = random.oneOf(Array.from(LETTERS).filter((letter) => letter !== plain[at]));
    const [first = "", second = ""] = plain.slice(at, at + 2);
    const slips = [plain.slice(0, at) + other + plain.slice(at + 1), plain.slice(0, at)];
    // The last letter also has bits that say nothing.
    if (first !== second && at < plain.length - 2)
      slips.push(plain.slice(0, at) + second + first + plain.slice(at + 2));
    for (const slip of slips) if (decodeResult(slip) !== "checksum") faults.push(`${slip} of ${plain}`);
  }
  expect(faults).toEqual([]);
});

test("whatever is pasted is a table and sentences, and never a fault", () => {
  const pasted = [
    "",
    CODE,
    "hello!",
    CODE.slice(0, 30),
    ` ${CODE.toLowerCase()} `,
    "  ",
    encodeResult({ ...RESULT, name: "" }),
  ];
  const { rows, wrong } = readCodes(pasted.join("\r\n"));
  expect(rows.map(({ line, result }) => [line, result.name])).toEqual([
    [2, "Ada 李"],
    [7, ""],
  ]);
  expect(wrong).toEqual([
    { line: 3, fault: "letters" },
    { line: 4, fault: "checksum" },
    { line: 5, fault: "twice", first: 2 },
  ]);
  for (const { fault } of wrong) expect(texts.results.faults[fault]).toMatch(/\.$/);
  const random = new Random(7);
  const faults: string[] = [];
  for (let times = 0; times < 500; times++) {
    const code = Array.from(CODE)
      .map((letter) => (random.below(20) === 0 ? random.oneOf(Array.from("0Z-é\u0000 \n\r")) : letter))
      .join("");
    for (const { result } of readCodes(code).rows) if (!isDeepStrictEqual(result, RESULT)) faults.push(code);
  }
  expect(faults).toEqual([]);
});

test("what was handed in before more was done is told with its line, and is no row of its own", () => {
  const [first, second] = RESULT.answers;
  const early: Result = { ...RESULT, done: 1, answers: [first!] };
  const waits: Result = { ...RESULT, done: 1, answers: [first!, { ...second!, came: undefined } as Scored] };
  const others = [
    { ...early, name: "Bo" },
    { ...early, name: "" },
    { ...early, lesson: markOf("codes") },
    // Who began anew said something else.
    { ...early, answers: [{ ...first!, said: 99 } as Scored] },
  ];
  const { rows, wrong } = readCodes([early, RESULT, waits, ...others].map(encodeResult).join("\n"));
  expect(wrong).toEqual([
    { line: 1, fault: "earlier", first: 2 },
    { line: 3, fault: "earlier", first: 2 },
  ]);
  expect(rows.map(({ line, result }) => [line, result.done])).toEqual([
    [2, 3],
    [4, 1],
    [5, 1],
    [6, 1],
    [7, 1],
  ]);
});

test("the table is CSV that a spreadsheet reads, and takes no name for a formula", () => {
  const named = encodeResult({ ...RESULT, name: '=1+1,"x"' });
  const { rows } = readCodes(`${named}\n${encodeResult({ ...RESULT, lesson: markOf("mine"), answers: [] })}`);
  const lesson = { title: { en: "The bound", zh: "界" }, steps: [] };
  const lines = tableCsv(rows, [["elbo", lesson as never]], texts, "en").split("\r\n");
  expect(lines[0]).toBe(
    "\ufeffName,Lesson,Steps done,Steps," +
      [1, 2, 3, 4].map((step) => `step ${step}: predicted,step ${step}: came,step ${step}: apart`).join(","),
  );
  expect(lines[1]).toBe('"\'=1+1,""x""",The bound,3,4,12.50,6.81,5.69,2,1,not right,,,0.75,-0.0001234,,');
  expect(lines[2]).toBe(`Ada 李,another lesson (${markOf("mine").toString(16)}),3,4,,,,,,,,,,,,`);
  expect(lines).toHaveLength(4);
});

test("the plans for a class last as long as they say, and follow the course", () => {
  const lessons = readdirSync("www/src/lessons/course").map((file) => file.replace(".json", ""));
  expect(PLANS.map(({ minutes }) => minutes)).toEqual([45, 90]);
  for (const { minutes, parts } of PLANS) {
    expect(parts.reduce((sum, part) => sum + part.minutes, 0)).toBe(minutes);
    const own = parts.map(({ part }) => part).filter((part) => lessons.includes(part));
    expect(own.slice(0, 2)).toEqual(["codes", "autoencoder"]);
  }
  // What is no lesson is said so by its name.
  const others = Object.keys(texts.notes.parts).filter((part) => !lessons.includes(part));
  expect(others).toEqual(["play", "pause", "talk", "codesIn"]);
});

test("what a link hides and locks takes the place of what it did before", () => {
  const text = "v=1&hide=header&beta=3&lock=beta&pins=0,0";
  expect(linkWith(text, new Map())).toBe("v=1&beta=3&pins=0,0");
  const standings = new Map([
    ["beta", "locked"],
    ["tab-runs", "hidden"],
    ["lr", "free"],
  ] as const);
  expect(linkWith(text, standings)).toBe("v=1&beta=3&pins=0,0&hide=tab-runs&lock=beta");
});
