// Goals without a page: what they are held against, and when they are reached.
import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { initSync, Lab } from "../../pkg/simd/vae_lab.js";
import { MEASURES, holds, measure, reached } from "../../www/src/lessons/goals.ts";
import { cameOf, compared, distance, isKnown, pinned } from "../../www/src/lessons/ask.ts";
import { keepProgress, progressOf } from "../../www/src/lessons/progress.ts";
import { QUESTIONS, questionsOf } from "../../www/src/lessons/questions.ts";
import { KNOTS, apart, cameAs, stepsOf } from "../../www/src/lessons/sketch.ts";
import { Curve } from "../../www/src/run/curve.ts";
import { inOrder } from "../../www/src/lessons/order.ts";
import { outcome } from "../../www/src/lessons/words.ts";
import { PRESETS } from "../../www/src/run/options/presets.ts";
import { ENGLISH } from "../../www/src/texts/index.ts";
import type { Ask, Goal } from "../../www/src/lessons/shape.ts";
import { wasmPath } from "./files.mjs";
import { VAE } from "./models.ts";
import { ASKED, COURSE, OWN_LESSONS } from "./own-lessons.mjs";
import { LabStore } from "../../www/src/store/lab-store.ts";

initSync({ module: readFileSync(wasmPath("simd")) });
const SPECS = Lab.specs();
const TEXTS = ["en", "panels/en"].map((file) => readFileSync(`www/src/texts/${file}.json`, "utf8")).join("");

const evaluation = { terms: [160, 155, 5], byDimension: { kl: [2, 3] }, images: 100 };

/** A lab as it is with some figures. */
function storeWith(change: Partial<LabStore["state"]["value"]> = {}): LabStore {
  const store = new LabStore();
  store.state.value = { ...store.state.value, model: VAE, options: { latent: 2, beta: 1 }, evaluation, ...change };
  return store;
}

test("bounds are inclusive, and what is not known is in none", () => {
  expect(holds(6, { max: 6 })).toBe(true);
  expect(holds(6.01, { max: 6 })).toBe(false);
  expect(holds(3, { min: 3, max: 5 })).toBe(true);
  expect(holds(2.9, { min: 3, max: 5 })).toBe(false);
  expect(holds(undefined, { max: 6 })).toBe(false);
  expect(holds(Number.NaN, { max: 6 })).toBe(false);
  expect(holds("sample", { is: "sample" })).toBe(true);
  expect(holds(undefined, { is: "sample" })).toBe(false);
});

test("a goal is reached when all of it holds at once, and not by what is shown of the past", () => {
  const goal: Goal = { kl: { max: 6 }, recon: { max: 160 }, beta: { min: 1, max: 1 } };
  expect(reached(storeWith(), goal)).toBe(true);
  expect(reached(storeWith({ evaluation: { ...evaluation, terms: [162, 155, 7] } }), goal)).toBe(false);
  expect(reached(storeWith({ evaluation: undefined }), goal)).toBe(false);
  expect(reached(storeWith({ options: { latent: 2, beta: 2 } }), goal)).toBe(false);
  const past = { step: 1 } as NonNullable<LabStore["state"]["value"]["past"]>;
  expect(reached(storeWith({ past }), goal)).toBe(false);
  // Steps that are made count when the figures are of them.
  const lab = storeWith({ metrics: { ...storeWith().state.value.metrics, step: 200 } });
  expect(reached(lab, { ...goal, steps: { min: 200 } })).toBe(false);
  lab.run.curve.evaluate(200, evaluation);
  expect(reached(lab, { ...goal, steps: { min: 200 } })).toBe(true);
});

test("where q(z|x) is the prior there are no holes, and q(z) is p(z) everywhere", () => {
  const lab = storeWith();
  lab.model.encodings.value = { mu: new Float32Array(20), logvar: new Float32Array(20) };
  expect(measure(lab, "holes")).toBe(0);
  expect(measure(lab, "sigma")).toBe(1);
  for (const z of [
    [0, 0],
    [1, -1.5],
  ]) {
    lab.plane.pins.value = [{ z, name: "" }];
    expect(measure(lab, "density")).toBeCloseTo(1, 6);
    expect(measure(lab, "radius")).toBeCloseTo(Math.hypot(...z), 6);
  }
});

test("where encodings are points far out, the prior is one hole", () => {
  const lab = storeWith();
  lab.model.encodings.value = { mu: new Float32Array(20).fill(8), logvar: new Float32Array(20).fill(-6) };
  expect(measure(lab, "holes")).toBe(100);
  expect(measure(lab, "sigma")).toBeCloseTo(Math.exp(-3), 6);
  expect(measure(lab, "density")).toBeLessThan(1e-6);
  // N(8; 8, e⁻⁶)² / N(8; 0, 1)² = e⁶ e⁶⁴
  lab.plane.pins.value = [{ z: [8, 8], name: "" }];
  expect(Math.log(Number(measure(lab, "density")))).toBeCloseTo(70, 4);
});

test("every measure is known or not, but none fails, before there is a model", () => {
  const lab = new LabStore();
  for (const name of Object.keys(MEASURES)) expect(() => measure(lab, name), name).not.toThrow();
});

const LESSONS = OWN_LESSONS.map(({ name, lesson }) => [name, lesson] as const);
const textOf = (name: string) => OWN_LESSONS.find((each) => each.name === name)?.text ?? "";

test("every lesson asks for a prediction, has goals, and closes with a question whose answer is known", () => {
  for (const [file, { steps }] of LESSONS) {
    const asked = steps.flatMap(({ ask }) => ask ?? []);
    expect(
      asked.some((ask) => !isKnown(ask)),
      `${file} predicts a run`,
    ).toBe(true);
    expect(steps.filter(({ goal }) => goal).length, file).toBeGreaterThan(0);
    expect(isKnown(steps.at(-1)?.ask), `${file} closes with a question`).toBe(true);
    // What is measured comes with a goal, or when a run ends by itself; it is never written down.
    for (const { ask, goal } of steps)
      if (ask && !isKnown(ask)) expect(goal !== undefined || file === "exploding", file).toBe(true);
    for (const { choose = [] } of asked) expect(choose.filter(({ right }) => right).length, file).toBeLessThan(2);
  }
});

test("the lessons are a course: each leads to the next", () => {
  const named = COURSE.map(({ name, lesson }) => [name, lesson] as const);
  const names = inOrder(named).map(([name]) => name);
  expect(names).toEqual([
    "codes",
    "autoencoder",
    "distributions",
    "reparameterisation",
    "elbo",
    "collapse",
    "svd",
    "evidence",
    "conditional",
    "anomaly",
    "gan",
    "frame",
    "vq",
    "entropy",
    "forgetting",
  ]);
  for (const [at, name] of names.entries()) expect(new Map(named).get(name)?.next).toBe(names[at + 1]);
  // A circle ends.
  expect(
    inOrder([
      ["a", { next: "b" }],
      ["b", { next: "a" }],
      ["c", {}],
    ]).length,
  ).toBe(3);
});

test("a question is answered within three minutes, and the definitions of terms lead to it", () => {
  expect(ASKED.map(({ name }) => name).toSorted()).toEqual(Object.keys(QUESTIONS).toSorted());
  const markup = readdirSync("www/src", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(`www/src/${file}`, "utf8"))
    .join("");
  for (const { name, lesson } of ASKED) {
    expect(lesson.steps.length, name).toBeLessThanOrEqual(3);
    const spoken = JSON.stringify(lesson).matchAll(/"en":"(.*?[^\\])"/g);
    const words = [...spoken].map(([, text = ""]) => text.split(" ").length).reduce((a, b) => a + b, 0);
    // 200 words are read in a minute; the rest is for training.
    expect(words, name).toBeLessThan(450);
    const steps = lesson.steps.map(({ goal }) => goal?.["steps"]?.min ?? 0);
    expect(Math.max(...steps), name).toBeLessThanOrEqual(1000);
    const terms = QUESTIONS[name] ?? [];
    expect(terms.length, name).toBeGreaterThan(0);
    for (const term of terms) {
      expect(questionsOf(term)).toContain(name);
      const [kind, key = ""] = term.split(".");
      // Options have their definitions on the form; other terms stand in the page, in the formulas, or in its texts.
      if (kind === "options") expect(SPECS.map(({ key }) => key)).toContain(key);
      else
        expect(markup.includes(`term("${key || term}"`) || TEXTS.includes(`](${term})`), `${name}: ${term}`).toBe(true);
    }
  }
  expect(questionsOf("options.hidden")).toEqual([]);
});

test("a question names the bounds of its step's goal, and the options that the step sets", () => {
  let named = 0;
  for (const [file, { steps }] of LESSONS)
    for (const { text, ask, goal = {} } of steps) {
      const whens = (ask?.choose ?? []).flatMap(({ when = {} }) => Object.values(when));
      // Of 28 × 28 pixels.
      const bounds = [28 * 28, ...[...Object.values(goal), ...whens].flatMap(({ min, max }) => [min, max])];
      for (const [number] of JSON.stringify(ask ?? {}).matchAll(/(?<![.\d])\d{3,}\b/g)) {
        expect(bounds, `${file}: ${number}`).toContain(Number(number));
        named++;
      }
      // "Train for 600 steps".
      for (const [, number] of JSON.stringify(text).matchAll(/(\d{3,}) (?:steps|步)/g))
        expect(bounds, `${file}: ${number}`).toContain(Number(number));
    }
  expect(named).toBeGreaterThan(8);
  const { beta } = PRESETS.find(({ key }) => key === "collapse")!.options;
  expect(textOf("collapse")).toContain(`β is ${beta as number}:`);
});

test("a normal number lies within σ as often as a lesson says", () => {
  // P(|ε| ≤ 1), by the sum of the density over small steps.
  const parts = 1000;
  let share = 0;
  for (let at = 0; at < parts; at++) share += (2 / parts) * Math.exp(-(((at + 0.5) / parts) ** 2) / 2);
  const percent = Math.round((100 * share) / Math.sqrt(2 * Math.PI));
  const text = textOf("distributions");
  expect(text).toContain(`In one dimension it is ${percent} %.`);
  expect(text).toContain(`在一维里是 ${percent} %。`);
  expect(text).toContain(`1 − exp(−½) = ${Math.round(100 * (1 - Math.exp(-0.5)))} %`);
});

const about = { question: "Q", explain: "E" };

test("what comes of a prediction is what the engine measures", async () => {
  const lab = storeWith();
  expect(await cameOf(lab, { ...about, number: "kl" })).toBe(5);
  expect(await cameOf(lab, { ...about, number: "beta" })).toBe(1);
  expect(await cameOf(storeWith({ evaluation: undefined }), { ...about, number: "kl" })).toBeUndefined();
  const choose = [
    { text: "low", when: { kl: { max: 4 } } },
    { text: "high", when: { kl: { min: 4 } } },
    { text: "else" },
  ];
  expect(await cameOf(lab, { ...about, choose })).toBe(1);
  expect(await cameOf(storeWith({ evaluation: undefined }), { ...about, choose })).toBe(2);
  expect(await cameOf(lab, { ...about, choose: [{ text: "A" }, { text: "B", right: true }] })).toBe(1);
  // Codes that the page has may be older than the model.
  lab.model.encodings.value = { mu: Float32Array.of(9, 9, 9, 9), logvar: new Float32Array(4) };
  lab.model.heldOut.value = {
    pixels: new Uint8Array(2 * 784).fill(255, 784),
    labels: new Uint8Array(2),
    factors: undefined,
  };
  const ask = (_: string, { pixels: [first] }: { pixels: Float32Array }) =>
    Promise.resolve({ mu: first === 1 ? Float32Array.of(1, 2) : Float32Array.of(3, 4) });
  Object.assign(lab.run, { ask });
  expect(await cameOf(lab, { ...about, click: "mean" })).toEqual([3, 4]);
  lab.plane.selected.value = 1;
  expect(await cameOf(lab, { ...about, click: "mean" })).toEqual([1, 2]);
  lab.plane.pins.value = [{ z: [0.5, -1], name: "" }];
  expect(pinned(lab)).toEqual([0.5, -1]);
  expect(distance([0, 3], [4, 0])).toBe(5);
});

test("the difference that is said is that of the numbers beside it", () => {
  for (const [said, came] of [
    [40, 61.2499],
    [0.1, 0.3049],
    [-2, 3],
    [12.25, 12.349],
  ] as const) {
    const text = compared(said, came);
    const [a, b, apart] = [text.said, text.came, text.apart].map((each) => Number(each.replace("−", "-")));
    expect(apart).toBeCloseTo(Math.abs((a ?? 0) - (b ?? 0)), 9);
    expect(Math.abs((b ?? 0) - came)).toBeLessThanOrEqual(0.05);
  }
});

test("a draw lies within 1σ and 2σ of μ as often as a lesson says", () => {
  const said = JSON.stringify(LESSONS).matchAll(/(\d+) ?%[^%]{1,24}?([12])σ/g);
  const shares = [...said].map(([, percent, sigmas]) => [Number(percent), Number(sigmas)] as const);
  expect(shares.length).toBeGreaterThanOrEqual(4);
  // P(|z − μ| ≤ kσ) = 1 − exp(−k²/2) in two dimensions.
  for (const [percent, sigmas] of shares) expect(percent).toBe(Math.round(100 * (1 - Math.exp(-(sigmas ** 2) / 2))));
});

test("what came is said beside what was predicted", () => {
  const choose: Ask = { ...about, choose: [{ text: "up" }, { text: { en: "down", zh: "降" } }] };
  const english = ENGLISH;
  const paths = [
    outcome(english, choose, { said: 0 }),
    outcome(english, choose, { said: 1, came: 1 }),
    outcome(english, { ...about, number: "kl" }, { said: 1, came: 2 }),
    outcome(english, { ...about, click: "mean" }, { said: [0, 0], came: [3, 4] }),
  ];
  // The panel's texts are not there: the path is said.
  expect(paths).toEqual(["lesson.ask.waits", "lesson.ask.right", "lesson.ask.numbers", "lesson.ask.placed"]);
});

test("progress is kept by lesson, never goes back, and what is stored by others means nothing", () => {
  const kept = new Map<string, string>();
  Object.assign(globalThis, {
    localStorage: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    },
  });
  const of = 4;
  keepProgress("elbo", { done: 3, of, answers: { 0: { said: 1, came: 2 } } });
  keepProgress("elbo", { done: 1, of, answers: {} });
  expect(progressOf("elbo")).toEqual({ done: 3, of, answers: {} });
  expect(progressOf("autoencoder")).toBeUndefined();
  const whole = `~${"a".repeat(5000)}`;
  keepProgress(whole, { done: 1, of, answers: {} });
  expect(progressOf(whole)?.done).toBe(1);
  expect(progressOf(`${whole}b`)).toBeUndefined();
  for (let at = 0; at < 100; at++) keepProgress(`lesson-${at}`, { done: 1, of, answers: {} });
  expect([...kept.values()].join("").length).toBeLessThan(5000);
  expect(progressOf("lesson-99")).toBeDefined();
  for (const text of ["", "{", "null", "[]", '{"elbo":1}', '{"elbo":{"done":"x"}}']) {
    for (const key of kept.keys()) kept.set(key, text);
    expect(progressOf("elbo"), text).toBeUndefined();
  }
});

test("a sketched curve is held against the run's own, knot by knot", () => {
  const sketch = { of: "kl", steps: 80, top: 10 } as const;
  expect(stepsOf(sketch)).toEqual([1, 10, 20, 30, 40, 50, 60, 70, 80]);
  const curve = new Curve(VAE.terms);
  for (let step = 1; step < 80; step++) curve.append({ columns: 4, values: Float32Array.of(step, 9, 5, step / 10) });
  // Not before the run has come so far.
  expect(cameAs(curve, sketch)).toBeUndefined();
  for (let step = 80; step < 100; step++) curve.append({ columns: 4, values: Float32Array.of(step, 9, 5, step / 10) });
  const came = cameAs(curve, sketch) ?? [];
  for (const [knot, step] of stepsOf(sketch).entries()) if (knot > 0) expect(came[knot]).toBeCloseTo(step / 10, 5);
  expect(cameAs(curve, { ...sketch, of: "recon" })).toEqual(Array.from({ length: KNOTS }, () => 5));
  expect(cameAs(new Curve([]), sketch)).toBeUndefined();
  expect(apart([1, 2, 3], [1, 4, 2])).toBe(1);
});
