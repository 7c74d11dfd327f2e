// Stored runs, changed at random: what is taken for a run can be shown, compared, gone on with and stored again.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { initSync, Lab } from "../../../pkg/simd/vae_lab.js";
import { collapse, overfitting } from "../../../www/src/charts/health.ts";
import { Curve } from "../../../www/src/run/curve.ts";
import { comparable } from "../../../www/src/run/history/earlier.ts";
import { History } from "../../../www/src/run/history/history.ts";
import { differences } from "../../../www/src/run/history/differences.ts";
import { type PastRun, kept } from "../../../www/src/run/history/past.ts";
import { byKey, measuredTerms } from "../../../www/src/run/terms.ts";
import { csv } from "../../../www/src/share/csv.ts";
import { fromFirstRelease } from "../../../www/src/store/first-release.ts";
import { LabStore } from "../../../www/src/store/lab-store.ts";
import { isOwn, isRun } from "../../../www/src/store/readable.ts";
import { wasmPath } from "../files.mjs";
import { NUMBERS, Random, TIMEOUT, changed, fuzz } from "./harness.ts";

test.setTimeout(TIMEOUT);

initSync({ module: readFileSync(wasmPath("simd")) });
const specs = Lab.specs();

type Tree = Record<string, unknown>;

const bytes = new Uint8Array(4);
const [first, plain] = JSON.parse(readFileSync("tests/corpus/0.1.0/session.json", "utf8"));
const THEN: Tree[] = [first, plain].map((run) => {
  const { train, heldOut } = run.curve;
  const curve = { train: train.slice(0, 3), heldOut: heldOut.slice(0, 2) };
  return { ...run, curve, end: { ...run.end, light: bytes, whole: undefined } };
});
const NOW: Tree[] = THEN.map((run) => ({
  ...fromFirstRelease(run as never),
  end: run["end"],
  origin: { number: 1, step: 3 },
}));
const RUNS = [...THEN, ...NOW];
const OWN: Tree[] = [{ drawings: [{ strokes: [[0, 1, 0.5, 0.25]], pen: 1, label: 3 }], repeats: 2 }];

const ODD = [undefined, null, true, "", "text", [], {}, bytes, [[]], [null], { length: 3 }, ...NUMBERS];
const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null && value !== bytes;

/** A copy that differs in one place: a part is gone, odd, there twice, or that of another place. */
function bent(tree: Tree, other: Tree, random: Random): Tree {
  const copy: Tree = Array.isArray(tree) ? ([...tree] as unknown as Tree) : { ...tree };
  const keys = Object.keys(tree);
  const key = random.oneOf(keys) ?? "extra";
  const part = tree[key];
  const deeper = isTree(part) && Object.keys(part).length > 0 && random.below(8) > 0;
  if (deeper) {
    const beside = other[key];
    copy[key] = bent(part, isTree(beside) ? beside : other, random);
    return copy;
  }
  switch (random.below(6)) {
    case 0:
      delete copy[key];
      break;
    case 1:
      copy[key] = other[random.oneOf(Object.keys(other)) ?? key];
      break;
    case 2:
      copy[random.oneOf(keys) ?? key] = part;
      break;
    case 3:
      copy[key] = typeof part === "string" ? changed(part, keys, random) : random.oneOf(NUMBERS);
      break;
    default:
      copy[key] = random.oneOf(ODD);
  }
  return copy;
}

function make(seeds: readonly Tree[], random: Random): Tree {
  let tree = random.oneOf(seeds);
  for (let times = random.below(3); times >= 0; times--) tree = bent(tree, random.oneOf(seeds), random);
  return tree;
}

const numbers = (values: readonly unknown[]) => values.every((value) => typeof value === "number");

/** A run that was stored in the present form, whose numbers all are. */
function restored(stored: Tree): PastRun {
  const { light, whole, ...rest } = stored["end"] as Tree;
  const run = fromFirstRelease({ ...stored, end: { ...rest, weightsF16: light, full: whole } } as never);
  const { terms, train, heldOut } = run.curve;
  for (const point of [...train, ...heldOut]) {
    if (point.values.length !== terms.length || !numbers(point.values)) throw new Error("a point has odd values");
  }
  const { evaluation } = run;
  if (evaluation && !numbers(Object.values(byKey(measuredTerms(terms, evaluation.terms), evaluation.terms))))
    throw new Error("the evaluation has odd values");
  return run;
}

const store = new LabStore();

/** All that the page does with it. */
function use(run: PastRun): void {
  const { terms } = run.curve;
  const curve = Curve.of(run.curve);
  curve.append({ columns: 1 + terms.length, values: new Float32Array(1 + terms.length) });
  curve.evaluate(9, { terms: terms.map(() => 1), byDimension: {}, images: 1 });
  collapse(run.curve);
  overfitting(run.curve);
  csv(run.curve, undefined);
  comparable([run], { dataset: run.dataset, terms, options: run.options });
  differences(specs, run.options, { ...run.options, method: "vae", beta: 3 });
  kept([run], run);
  new History().add(run.end);
  store.state.value = { ...store.state.value, evaluation: run.evaluation };
  store.model.byDimension.value?.values.filter(Number.isFinite);
  store.model.figure("kl");
}

test("a stored run is whole, or is none", () => {
  let turn = 0;
  const counts = fuzz(
    "runs",
    (random) => make(RUNS, random),
    (stored) => {
      if (!isRun(stored)) return "none";
      const run = restored(stored);
      if (turn++ % 4 === 0) use(run);
      return "run";
    },
  );
  expect(counts["none"]).toBeGreaterThan(10_000);
  expect(counts["run"]).toBeGreaterThan(10_000);
});

test("stored drawings are whole, or are none", () => {
  const counts = fuzz(
    "own",
    (random) => make(OWN, random),
    (stored) => {
      if (!isOwn(stored)) return "none";
      const { drawings, repeats } = stored;
      const whole = drawings.every(
        ({ strokes, pen, label }) =>
          strokes.every(numbers) && numbers([pen]) && (label === undefined || Number.isInteger(label)),
      );
      if (!whole || !Number.isInteger(repeats)) throw new Error("they are odd");
      return "own";
    },
  );
  expect(counts["own"]).toBeGreaterThan(10_000);
});
