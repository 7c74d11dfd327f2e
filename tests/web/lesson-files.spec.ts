// The reader of lessons: what it takes, and how it names what it does not.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { initSync, Lab } from "../../pkg/simd/vae_lab.js";
import { piecesOf } from "../../www/src/lessons/prose.ts";
import { type Fault, readLesson } from "../../www/src/lessons/read.ts";
import { MOST_BYTES, PUBLISHED } from "../../www/src/lessons/shape.ts";
import { pack, unpack } from "../../www/src/lessons/source.ts";
import english from "../../www/src/texts/panels/en.json" with { type: "json" };
import { wasmPath } from "./files.mjs";
import { Random } from "./fuzz/harness.ts";
import { OWN_LESSONS } from "./own-lessons.mjs";
import { variedFile } from "./fuzz/varied.ts";

initSync({ module: readFileSync(wasmPath("simd")) });
const specs = Lab.specs();

/** Of some text what is wrong, as `kind place`. */
const faultsOf = (text: string) => (readLesson(text, specs).faults ?? []).map(({ kind, place }) => `${kind} ${place}`);

const ajv = new Ajv2020({ allowUnionTypes: true });
const isLesson = ajv.compile(PUBLISHED);

test("the page's own lessons are read, and keep to the published schema", () => {
  expect(OWN_LESSONS.length).toBeGreaterThanOrEqual(6);
  for (const { name, text, lesson } of OWN_LESSONS) {
    expect(readLesson(text, specs), name).toHaveProperty("lesson");
    expect(isLesson(lesson), `${name}: ${ajv.errorsText(isLesson.errors)}`).toBe(true);
  }
});

test("the example of the document is a lesson, and the document names every key", () => {
  const document = readFileSync("docs/lessons.md", "utf8");
  const example = /```json\n(.*?)```/s.exec(document)?.[1] ?? "";
  expect(faultsOf(example)).toEqual([]);
  const { properties } = PUBLISHED;
  const { properties: ofStep } = properties.steps.items;
  for (const key of Object.keys({ ...properties, ...ofStep, ...ofStep.ask.properties }))
    expect(document, key).toContain(`\`${key}\``);
});

const step = (more: object) => JSON.stringify({ title: "A", steps: [{ title: "B", text: "C", ...more }] });

const FAULTY = [
  ["", "json "],
  ['{ "title":\n }', "json "],
  ["[]", "type "],
  ["null", "type "],
  ["{}", "missing title", "missing steps"],
  ['{ "title": "A", "steps": [] }', "empty steps"],
  ['{ "title": "", "steps": [{}] }', "empty title", "missing steps[0].title", "missing steps[0].text"],
  ['{ "title": {}, "steps": [1] }', "empty title", "type steps[0]"],
  ['{ "title": { "fr": "A" }, "steps": [1] }', "unknown title.fr", "type steps[0]"],
  ['{ "title": "A", "__proto__": {}, "steps": 1 }', "unknown __proto__", "type steps"],
  ['{ "title": "A", "a key": 1, "steps": {} }', 'unknown ["a key"]', "type steps"],
  [
    step({ ask: { question: "Q", explain: "E", sketch: { of: "kl", steps: 3, top: 0 } }, goal: { steps: { min: 1 } } }),
    "value steps[0].ask.sketch.steps",
    "value steps[0].ask.sketch.top",
  ],
  [
    step({ ask: { question: "Q", explain: "E", sketch: { of: "beta", steps: 99 } } }),
    "missing steps[0].ask.sketch.top",
    "choice steps[0].ask.sketch.of",
  ],
  [step({ script: "alert(1)" }), "unknown steps[0].script"],
  [step({ text: "a".repeat(2001) }), "long steps[0].text"],
  [step({ fresh: "yes" }), "type steps[0].fresh"],
  [step({ spot: "moon" }), "choice steps[0].spot"],
  [step({ set: { data: "https://elsewhere.example/train" } }), "choice steps[0].set.data"],
  [step({ set: { beta: "-1" } }), "value steps[0].set.beta"],
  [step({ set: { hidden: "64,0" } }), "value steps[0].set.hidden"],
  [step({ set: { method: "alchemy" } }), "value steps[0].set.method"],
  [step({ set: { gamma: "1" } }), "unknown steps[0].set.gamma"],
  [step({ beside: { panel: "live" } }), "unknown steps[0].beside.panel"],
  [step({ unlock: ["beta", "moon"] }), "control steps[0].unlock[1]"],
  [step({ goal: {} }), "empty steps[0].goal"],
  [step({ goal: { kl: { most: 1 } } }), "unknown steps[0].goal.kl.most"],
  [step({ goal: { luck: { min: 1 } } }), "measure steps[0].goal.luck"],
  [step({ unlock: Array.from({ length: 65 }, () => "beta") }), "many steps[0].unlock"],
  [step({ ask: {} }), "missing steps[0].ask.question", "missing steps[0].ask.explain"],
  [step({ ask: { question: "Q", explain: "E" } }), "ask steps[0].ask"],
  [step({ ask: { question: "Q", explain: "E", number: "kl", click: "sample" } }), "ask steps[0].ask"],
  [step({ ask: { question: "Q", explain: "E", number: "panel" } }), "measure steps[0].ask.number"],
  [step({ ask: { question: "Q", explain: "E", choose: [{ text: "A" }, { text: "B" }] } }), "right steps[0].ask.choose"],
  [
    step({ ask: { question: "Q", explain: "E", choose: [{ text: "A" }, { text: "B", when: { luck: { min: 1 } } }] } }),
    "measure steps[0].ask.choose[1].when.luck",
  ],
  [step({ text: "Set [[moon]] and [[beta]]." }), "control steps[0].text"],
  [step({ figure: "vae-lab" }), "choice steps[0].figure"],
  [" ".repeat(MOST_BYTES + 1), "large "],
] as const;

test("a fault is named with its place", () => {
  for (const [text, ...faults] of FAULTY) expect(faultsOf(text), text.slice(0, 200)).toEqual(faults);
});

test("a lesson in one language, or with a mark of its byte order, is one", () => {
  expect(faultsOf(step({ set: { beta: "4", layers: "holes", preset: "holes", autoencoder: "vae" } }))).toEqual([]);
  expect(faultsOf(`\ufeff${step({})}`)).toEqual([]);
  expect(faultsOf('{ "title": { "zh": "甲" }, "steps": [{ "title": "乙", "text": { "en": "C" } }] }')).toEqual([]);
});

test("marks in a text are told from what only looks like them", () => {
  expect(piecesOf("Set [[beta]], or [[pin|the blue pin]].")).toEqual([
    "Set ",
    { name: "beta", label: undefined, closing: "," },
    " or ",
    { name: "pin", label: "the blue pin", closing: "." },
  ]);
  for (const text of ["x[[1]", "[[]]", "[[a b]]", "[[a|]]", "[[a|b|c]]", "[a]"]) expect(piecesOf(text)).toEqual([text]);
  expect(piecesOf("")).toEqual([]);
});

test("JSON that ends early or is wrong in a line says which line", () => {
  const line = (text: string) => readLesson(text, specs).faults?.[0]?.params["line"];
  expect(line('{\n"title": "A",\n"steps" 1 }')).toBe("3");
  expect(line('{\n"title": "A",\n\n')).toBe("4");
});

test("every fault has a sentence with its place, or is of the whole", () => {
  const sentences: Record<string, string> = english.lesson.faults;
  const whole: Fault["kind"][] = ["name", "json", "large", "packed", "address"];
  for (const [kind, sentence] of Object.entries(sentences))
    expect(sentence.includes("{place}"), kind).toBe(!whole.includes(kind as Fault["kind"]));
});

test("the reader refuses the shapes that another validator of the published schema refuses, and no others", () => {
  const counts = { read: 0, refused: 0 };
  // What names mean is not the schema's.
  const ofWords = ["value", "control", "measure", "unknown", "ask", "right"];
  for (let number = 0; number < 20_000; number++) {
    const text = JSON.stringify(variedFile(new Random(number)));
    const valid = isLesson(JSON.parse(text));
    const { faults = [] } = readLesson(text, specs);
    const shaped = faults.every(
      ({ kind, place }) => ofWords.includes(kind) && (kind !== "unknown" || /\.(set|beside)[.[]/.test(place)),
    );
    // An expectation for each would take most of the time.
    if (shaped !== valid) expect(JSON.stringify(faults), `${text}: ${ajv.errorsText(isLesson.errors)}`).toBe(valid);
    counts[valid ? "read" : "refused"]++;
  }
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(1000);
});

test("a lesson goes into a link and comes out of it, deflated or not", async () => {
  for (const { text } of OWN_LESSONS) {
    const packed = await pack(text);
    expect(packed).toMatch(/^~[\w-]+$/);
    expect(packed.length).toBeLessThan(text.length);
    expect(await unpack(packed)).toEqual({ text });
    expect(await unpack(`~${Buffer.from(text).toString("base64url")}`)).toEqual({ text });
  }
});

test("a packed lesson that is cut off, changed or much larger than it looks is refused", async () => {
  const packed = await pack(step({}));
  const kind = async (text: string) => (await unpack(text)).fault?.kind;
  expect(await kind(packed.slice(0, -6))).toBe("packed");
  expect(await kind(`${packed.slice(0, 12)}AAAA${packed.slice(16)}`)).toBe("packed");
  expect(await kind("~%%%")).toBe("packed");
  const bomb = await pack(" ".repeat(64 << 20));
  expect(bomb.length).toBeLessThan(MOST_BYTES);
  expect(await kind(bomb)).toBe("large");
});
