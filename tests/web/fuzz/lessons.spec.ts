// Lessons with changed words and numbers: whatever a file says, its goals are held or not, and its state is set or refused.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { initSync, Lab } from "../../../pkg/simd/vae_lab.js";
import { locks } from "../../../www/src/lessons/arrange.ts";
import { MEASURES, figures, reached } from "../../../www/src/lessons/goals.ts";
import type { Lesson, LessonStep } from "../../../www/src/lessons/shape.ts";
import { readLesson } from "../../../www/src/lessons/read.ts";
import { readOptions } from "../../../www/src/run/options/read.ts";
import { asSource } from "../../../www/src/run/source.ts";
import { readParts } from "../../../www/src/share/address.ts";
import english from "../../../www/src/texts/panels/en.json" with { type: "json" };
import { LabStore } from "../../../www/src/store/lab-store.ts";
import { wasmPath } from "../files.mjs";
import { OWN_LESSONS } from "../own-lessons.mjs";
import { TIMEOUT, changed, fuzz } from "./harness.ts";
import { SMALL, WORDS, varied, variedFile } from "./varied.ts";

test.setTimeout(TIMEOUT);

const STEPS = OWN_LESSONS.map(({ lesson }) => lesson).flatMap(({ lock, steps }) =>
  steps.map((step) => ({ lock, step })),
);

initSync({ module: readFileSync(wasmPath("simd")) });
const specs = Lab.specs();
const NAMES = [WORDS, Object.keys(MEASURES), specs.map(({ key }) => key)].flat();

test("a step of a lesson sets what it can, and its goal is held or not", () => {
  Object.assign(globalThis, { document: { baseURI: "https://site.example/lab/" } });
  const lab = new Lab(0);
  const store = new LabStore();
  const state = { ...store.state.value, specs, options: lab.options(), model: lab.model() };
  store.model.encodings.value = { mu: new Float32Array(20), logvar: new Float32Array(20) };
  let turn = 0;
  const counts = fuzz(
    "lessons",
    (random) => {
      const { lock, step } = random.oneOf(STEPS);
      const [set, goal, unlock] = [step.set, step.goal, step.unlock].map((part) => varied(part ?? {}, random, NAMES));
      return { lock: varied(lock ?? [], random, NAMES), set, goal, unlock: Array.isArray(unlock) ? unlock : [] };
    },
    (input) => {
      store.state.value = state;
      const { lock, set, goal, unlock } = input as {
        lock: string[];
        set: Record<string, string>;
        goal: {};
        unlock: string[];
      };
      // What a step sets is said in the words of a link, which are held to be read elsewhere.
      if (turn++ % 8 === 0) {
        const { data, ...texts } = set;
        if (data !== undefined) asSource(data);
        readOptions(specs, texts);
        readParts(store, texts, new Map());
        figures(store, goal);
        locks(store, { lock } as unknown as Lesson, { unlock } as unknown as LessonStep);
      }
      return reached(store, goal) ? "reached" : "open";
    },
  );
  for (const word of ["reached", "open"]) expect(counts[word] ?? 0, word).toBeGreaterThan(10);
});

test("a lesson's file is read, or refused with a fault that says all that it has to", () => {
  const small = JSON.stringify(SMALL, null, 1);
  const sentences: Record<string, string> = english.lesson.faults;
  const counts = fuzz(
    "lesson-files",
    (random) => (random.below(2) === 0 ? changed(small, WORDS, random) : JSON.stringify(variedFile(random))),
    (text) => {
      const { lesson, faults } = readLesson(text, specs);
      if (lesson) return "read";
      const [fault] = faults;
      if (!fault) throw new Error("it is neither a lesson nor faulty");
      const lacks = [...(sentences[fault.kind] ?? "{?").matchAll(/\{(\w+)\}/g)].find(
        ([, name = ""]) => name !== "place" && fault.params[name] === undefined,
      );
      if (lacks) throw new Error(`${fault.kind} does not say ${lacks[0]}`);
      return fault.kind;
    },
    200_000,
  );
  for (const word of ["read", "json", "type", "missing", "unknown", "value", "choice", "empty", "long"])
    expect(counts[word] ?? 0, word).toBeGreaterThan(10);
});
