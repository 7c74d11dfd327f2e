// Lessons with changed words and numbers: whatever a file says, its goals are held or not, and its state is set or refused.
import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { initSync, Lab } from "../../../pkg/simd/vae_lab.js";
import { locks } from "../../../www/src/lessons/arrange.ts";
import { MEASURES, figures, reached } from "../../../www/src/lessons/goals.ts";
import type { Lesson, LessonStep } from "../../../www/src/lessons/lesson.ts";
import { readOptions } from "../../../www/src/run/options/read.ts";
import { asSource } from "../../../www/src/run/source.ts";
import { readParts } from "../../../www/src/share/address.ts";
import { LabStore } from "../../../www/src/store/lab-store.ts";
import { wasmPath } from "../files.mjs";
import { NUMBERS, Random, TIMEOUT, changed, fuzz } from "./harness.ts";

test.setTimeout(TIMEOUT);

const FOLDER = "www/src/lessons";
const LESSONS: Lesson[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".json"))
  .map((file) => JSON.parse(readFileSync(`${FOLDER}/${file}`, "utf8")));
const STEPS = LESSONS.flatMap(({ lock, steps }) => steps.map((step) => ({ lock, step })));

initSync({ module: readFileSync(wasmPath("simd")) });
const specs = Lab.specs();
const OTHERS = "is min max options preset data handwriting http://[ __proto__ constructor pins view".split(" ");
const WORDS = [OTHERS, Object.keys(MEASURES), specs.map(({ key }) => key)].flat();

/** The same, with some of its words and numbers changed. */
function varied(value: unknown, random: Random): unknown {
  if (typeof value === "string") return random.below(12) === 0 ? changed(value, WORDS, random) : value;
  if (typeof value === "number") return random.below(3) === 0 ? random.oneOf(NUMBERS) : value;
  if (Array.isArray(value)) return value.map((part) => varied(part, random));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      random.below(12) === 0 ? random.oneOf(WORDS) : key,
      varied(part, random),
    ]),
  );
}

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
      const [set, goal, unlock] = [step.set, step.goal, step.unlock].map((part) => varied(part ?? {}, random));
      return { lock: varied(lock ?? [], random), set, goal, unlock: Array.isArray(unlock) ? unlock : [] };
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
