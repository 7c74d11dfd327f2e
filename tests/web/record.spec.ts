// A lesson that is recorded: what acts become, and the file of what is written.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { initSync, Lab } from "../../pkg/simd/vae_lab.js";
import { type Look, actsBetween } from "../../www/src/lessons/record/acts.ts";
import { type Draft, EMPTY, draftOf, fileOf, keptDraft, moved, recorded } from "../../www/src/lessons/record/draft.ts";
import { lookAt } from "../../www/src/lessons/record/look.ts";
import { lack } from "../../www/src/lessons/record/words.ts";
import { readLesson } from "../../www/src/lessons/read.ts";
import type { Lesson } from "../../www/src/lessons/shape.ts";
import { readParts } from "../../www/src/share/address.ts";
import { LabStore } from "../../www/src/store/lab-store.ts";
import english from "../../www/src/texts/record/en.json" with { type: "json" };
import { wasmPath } from "./files.mjs";
import { OWN_LESSONS } from "./own-lessons.mjs";

initSync({ module: readFileSync(wasmPath("simd")) });
const specs = Lab.specs();

const RUN = {};
const LOOK: Look = {
  run: RUN,
  steps: 0,
  training: false,
  begins: { data: "handwriting" },
  options: { beta: "1", latent: "2" },
  parts: { panel: "live", pins: "0.5,0.5" },
};
const TRAINED: Look = { ...LOOK, steps: 40 };

test("a lesson begins with a new run, as the lab is then", () => {
  const set = { data: "handwriting", panel: "live", pins: "0.5,0.5" };
  expect(actsBetween(undefined, LOOK)).toEqual([{ fresh: true, set }]);
  // Whatever was trained before is not part of it.
  expect(actsBetween(undefined, TRAINED)).toEqual([{ fresh: true, set }]);
});

test("a step sets what is other than before, in the words of a link", () => {
  expect(actsBetween(LOOK, { ...LOOK })).toEqual([]);
  const now = { ...LOOK, options: { ...LOOK.options, beta: "4" }, parts: { ...LOOK.parts, panel: "charts" } };
  expect(actsBetween(LOOK, now)).toEqual([{ set: { beta: "4", panel: "charts" } }]);
  // And back: what is as at the start has words too.
  expect(actsBetween(now, LOOK)).toEqual([{ set: { beta: "1", panel: "live" } }]);
});

test("training is a goal once it is paused, or when something changes meanwhile", () => {
  const goal = { steps: { min: 40 } };
  expect(actsBetween(LOOK, { ...TRAINED, training: true })).toEqual([]);
  expect(actsBetween(LOOK, TRAINED)).toEqual([{ goal }]);
  const changed = { ...TRAINED, training: true, options: { ...LOOK.options, beta: "4" } };
  expect(actsBetween(LOOK, changed)).toEqual([{ goal }, { set: { beta: "4" } }]);
});

test("a run that begins anew is a fresh step with all that it needs; one that has not begun is the same run", () => {
  const other = { ...LOOK, run: {} };
  expect(actsBetween(LOOK, other)).toEqual([]);
  expect(actsBetween(TRAINED, other)).toEqual([{ fresh: true, set: { data: "handwriting" } }]);
  const wider = { ...other, begins: { ...LOOK.begins, latent: "5" }, parts: { ...LOOK.parts, panel: "flow" } };
  expect(actsBetween(LOOK, wider)).toEqual([{ fresh: true, set: { data: "handwriting", latent: "5", panel: "flow" } }]);
  expect(actsBetween(TRAINED, { ...wider, steps: 7 })).toEqual([
    { fresh: true, set: { data: "handwriting", latent: "5", panel: "flow" } },
    { goal: { steps: { min: 7 } } },
  ]);
});

test("what says anew what the last step does, takes its place until that is worded", () => {
  const pins = (pins: string) => [{ set: { pins } }];
  const once = recorded(recorded(EMPTY, pins("0,0")), pins("1,1"));
  expect(once.steps).toEqual([{ key: 1, title: "", text: "", set: { pins: "1,1" } }]);
  expect(recorded(once, [{ set: { pins: "1,1", beta: "4" } }]).steps).toHaveLength(2);
  expect(recorded(recorded(EMPTY, [{ goal: { steps: { min: 4 } } }]), pins("1,1")).steps).toHaveLength(2);
  const worded = { ...once, steps: once.steps.map((step) => ({ ...step, text: { en: "Look there." } })) };
  expect(recorded(worded, pins("2,2")).steps.map(({ key }) => key)).toEqual([1, 2]);
});

test("steps are moved, and stay within their list", () => {
  const { steps } = recorded(EMPTY, [{ fresh: true }, { set: { beta: "4" } }, { goal: { kl: { max: 6 } } }]);
  const keys = (by: number, at = 0) => moved(steps, at, by).map(({ key }) => key);
  expect(keys(1)).toEqual([2, 1, 3]);
  expect(keys(-1, 2)).toEqual([1, 3, 2]);
  expect([keys(-1), keys(1, 2)]).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
});

const WORDS = { title: { en: "A" }, text: { en: "B" } };
const DRAFT: Draft = {
  title: { en: "Mine", zh: "" },
  about: "",
  steps: [
    {
      key: 4,
      title: { en: "First" },
      text: { en: "Look.", zh: "看。" },
      fresh: true,
      // Without hidden layers: an empty word is one too.
      set: { data: "handwriting", hidden: "" },
      ask: {
        question: { en: "Which?" },
        choose: [{ text: { en: "This" }, right: true }, { text: { en: "That", zh: " " } }],
        explain: { en: "So." },
      },
    },
  ],
};

test("the file is a lesson, and says nothing in the languages that were left out", () => {
  const text = fileOf(DRAFT, "https://site.example/lesson.schema.json");
  const { lesson } = readLesson(text, specs);
  const [step] = DRAFT.steps;
  expect(lesson).toEqual({
    $schema: "https://site.example/lesson.schema.json",
    title: { en: "Mine" },
    steps: [
      {
        title: { en: "First" },
        text: { en: "Look.", zh: "看。" },
        fresh: true,
        set: { data: "handwriting", hidden: "" },
        ask: { ...step?.ask, choose: [{ text: { en: "This" }, right: true }, { text: { en: "That" } }] },
      },
    ],
  });
});

test("a lesson that was written before is opened, and its file says the same again", () => {
  for (const { name, lesson } of OWN_LESSONS) {
    const again = readLesson(fileOf(draftOf(lesson, "en"), "https://site.example/"), specs).lesson;
    // What is said in no language by itself is said in the writer's.
    const said = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(said)
        : typeof value === "object" && value !== null
          ? Object.fromEntries(
              Object.entries(value).map(([key, each]) => [
                key,
                key === "text" && typeof each === "string" ? { en: each } : said(each),
              ]),
            )
          : value;
    expect(again, name).toEqual({ ...(said(lesson) as object), $schema: "https://site.example/" });
    expect(keptDraft(JSON.stringify(draftOf(lesson, "zh"))), name).toEqual(draftOf(lesson, "zh"));
  }
  const whole: Lesson = {
    title: "Mine",
    about: "All",
    answers: true,
    lock: ["options", "data"],
    next: "elbo",
    steps: [
      {
        title: "One",
        text: "Look.",
        figure: "sources",
        fresh: true,
        set: { beta: "2" },
        beside: { beta: "1" },
        unlock: ["beta"],
        spot: "plane",
        watch: "curves",
        goal: { kl: { min: 1 } },
        hint: "There.",
        ask: { question: "Where?", click: "mean", explain: "So." },
      },
      {
        title: "Two",
        text: "Draw.",
        ask: { question: "How?", sketch: { of: "kl", steps: 9, top: 2 }, explain: "So." },
      },
    ],
  };
  const text = fileOf(draftOf(whole, "zh"), "");
  const { lesson } = readLesson(text, specs);
  expect(lesson).toMatchObject({
    title: { zh: "Mine" },
    answers: true,
    lock: ["options", "data"],
    next: "elbo",
    steps: [
      {
        ...whole.steps[0],
        title: { zh: "One" },
        text: { zh: "Look." },
        hint: { zh: "There." },
        ask: { question: { zh: "Where?" }, click: "mean" },
      },
      { ask: { sketch: { of: "kl", steps: 9, top: 2 } } },
    ].map(({ ask, ...step }) => ({ ...step, ask: { ...ask, explain: { zh: "So." } } })),
  });
});

test("what a draft lacks is said of its steps as they are counted there", async () => {
  const store = new LabStore();
  await store.page.speak("panels");
  const goal = { steps: { min: 3 }, moon: { min: 1 } };
  const draft = recorded({ ...DRAFT, title: "" }, [{ goal }, { set: { beta: "many" } }]);
  const { faults = [] } = readLesson(fileOf(draft, ""), specs);
  expect(faults.map(({ place }) => place)).toEqual([
    "title",
    "steps[1].title",
    "steps[1].text",
    "steps[2].title",
    "steps[2].text",
  ]);
  expect(faults.map((fault) => lack(store, english, fault)).slice(0, 2)).toEqual([
    "The title is missing.",
    "Step 2, the heading is missing.",
  ]);
  // Words are held to what there is once the shape is whole.
  const worded = { ...draft, title: { en: "Mine" }, steps: draft.steps.map((step) => ({ ...step, ...WORDS })) };
  const { faults: wrong = [] } = readLesson(fileOf(worded, ""), specs);
  expect(wrong.map((fault) => lack(store, english, fault))).toEqual([
    "Step 2, the goal is neither a measure nor an option.",
    "Step 3, what it sets cannot be “many”.",
  ]);
});

test("a draft is kept on the device; what is none is not taken for one", () => {
  expect(keptDraft(JSON.stringify(DRAFT))).toEqual(DRAFT);
  for (const text of ["", "{", "null", '{"title":1}', '{"title":"","about":"","steps":[{"key":1,"title":null}]}'])
    expect(keptDraft(text), text).toBe(EMPTY);
});

test("a look at a lab has every option of its model, and words for what is as at the start", () => {
  const store = new LabStore();
  const options = Object.fromEntries(specs.map(({ key, default: value }) => [key, value]));
  store.state.value = { ...store.state.value, specs, options };
  const before = lookAt(store);
  expect(before.options).toMatchObject({ beta: "1", latent: "2" });
  expect(before.parts).toEqual({ pins: "0.5,0.5", path: "straight", panel: "live", layers: "points" });
  // Those words bring back what they stand for.
  readParts(store, { pins: "1,0", path: "spherical", panel: "flow", layers: "density", hide: "data" }, new Map());
  const changed = lookAt(store);
  expect(changed.parts).not.toHaveProperty("hide");
  for (const key of Object.keys(before.parts)) expect(changed.parts[key], key).not.toBe(before.parts[key]);
  readParts(store, before.parts, new Map());
  expect(lookAt(store).parts).toEqual(before.parts);
  store.state.value = { ...store.state.value, options: { ...options, beta: 4, seed: 9 } };
  store.session.stopRules.value = { steps: 500 };
  const { begins } = lookAt(store);
  expect(begins).toEqual({ beta: "4", seed: "9", stop: "steps:500" });
});
