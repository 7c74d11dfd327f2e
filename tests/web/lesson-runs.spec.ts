// What the lessons say of their runs, on the engine: each question is trained as its steps say, and what its texts claim holds.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { initSync, Lab } from "../../pkg/simd/vae_lab.js";
import { cameOf, isKnown } from "../../www/src/lessons/ask.ts";
import { TestTime } from "../../www/src/lessons/figures/errors.ts";
import { type SourceName, drawn } from "../../www/src/lessons/figures/source.ts";
import { Anomaly } from "../../www/src/panels/anomaly/subject.ts";
import { normals } from "../../www/src/math/epsilon.ts";
import { imageLoss } from "../../www/src/math/likelihood.ts";
import { generator } from "../../www/src/math/random.ts";
import { measure, reached } from "../../www/src/lessons/goals.ts";
import { cameAs } from "../../www/src/lessons/sketch.ts";
import { Curve } from "../../www/src/run/curve.ts";
import type { Ask, Goal, Lesson } from "../../www/src/lessons/shape.ts";
import { readOptions } from "../../www/src/run/options/read.ts";
import type { Options } from "../../www/src/run/protocol.ts";
import { LabStore } from "../../www/src/store/lab-store.ts";
import { wasmPath } from "./files.mjs";
import { ASKED, COMES, SET_BY_HAND } from "./own-lessons.mjs";

test.setTimeout(120_000);
initSync({ module: readFileSync(wasmPath("simd")) });
const specs = Lab.specs();

/** Training steps between two looks at the goal, and how many a reader may need. */
const EVERY = 20;
const MOST = 1200;
/** Looks after a goal is reached, at which the same must come: other machines round otherwise. */
const LATER = 2;
const EVALUATED = 300;
const ENCODED = 500;

/** A run as the page has it, at a moment. */
class Trained {
  readonly lab = new Lab(0);
  #data = "";
  readonly store = new LabStore();

  constructor() {
    // Its figures ask the engine.
    const decode = ({ z = new Float32Array() }) => this.lab.decode(z);
    const verbs = {
      decode,
      manifold: decode,
      heldOut: ({ count = 0 }) => this.lab.heldOut(count),
      encodeHeldOut: ({ count = 0 }) => this.lab.encodeHeldOut(0, count),
      reconstruct: ({ count = 0 }) => this.lab.reconstruct(count),
    };
    const ask = (verb: keyof typeof verbs, args: { z?: Float32Array<ArrayBuffer>; count?: number }) =>
      Promise.resolve(verbs[verb](args));
    Object.assign(this.store.run, { ask });
  }

  curve = new Curve([]);

  begin({ data = "handwriting", ...texts }: Readonly<Record<string, string>>): void {
    // Making images takes as long as training on them.
    if (data !== this.#data) this.lab.loadGenerated((this.#data = data), 0);
    this.lab.reset();
    this.lab.configure(readOptions(specs, { preset: "default", ...texts }));
    this.curve = new Curve(this.lab.model().terms);
  }

  /** Trains until the run ends by itself. */
  train(steps: number): void {
    try {
      for (let made = 0; made < steps; made++) {
        const { step, terms } = this.lab.step();
        this.curve.append({ columns: 1 + terms.length, values: Float32Array.of(step, ...terms) });
      }
    } catch (reason) {
      expect(reason).toMatchObject({ code: "diverged" });
    }
  }

  /** What the page shows of it. */
  look(): void {
    const { lab, store } = this;
    const state = { ...store.state.value, specs, options: lab.options(), model: lab.model(), dataset: lab.dataset() };
    const metrics = { ...state.metrics, step: lab.metrics().step };
    const evaluation = lab.evaluate(EVALUATED);
    store.run.curve.evaluate(metrics.step, evaluation);
    store.state.value = { ...state, metrics, evaluation };
    store.model.encodedAt = metrics.step;
    store.model.heldOut.value = lab.heldOut(ENCODED);
    if (state.model.code === "gaussian") store.model.encodings.value = lab.encodeHeldOut(0, ENCODED);
  }

  of(name: string): number {
    return Number(measure(this.store, name));
  }
}

const FIGURES = [
  "loss",
  "recon",
  "kl",
  "sigma",
  "holes",
  "logvar",
  "spread",
  "scale",
  "classes",
  "mig",
  "iwae",
  "sampled",
  "averaged",
  "auroc",
] as const;

/** The options that a goal asks for. */
const asked = (goal: Goal): Options =>
  Object.fromEntries(
    specs.flatMap(({ key }) => {
      const { is, min, max } = goal[key] ?? {};
      const value = is ?? (min !== undefined && max !== undefined ? (min + max) / 2 : (min ?? max));
      return value === undefined ? [] : [[key, value]];
    }),
  );

/** What the reader's hands do, and the engine does not. */
const BY_HAND = ["panel", "pins", "radius", "density", "draws", "stage", "source"];

/** Does the steps of a lesson. */
async function walk(run: Trained, name: string, { steps }: Lesson): Promise<Moment[]> {
  const moments: Moment[] = [];
  for (const [at, { fresh, set = {}, goal = {}, ask, figure: shown }] of steps.entries()) {
    if (fresh) run.begin(set);
    run.lab.configure({ ...asked(goal), ...readOptions(specs, SET_BY_HAND[name]?.[at] ?? {}) });
    const aims = Object.fromEntries(Object.entries(goal).filter(([name]) => !BY_HAND.includes(name)));
    run.train(Math.max(0, (goal["steps"]?.min ?? 0) - run.lab.metrics().step));
    const look = async () => {
      run.look();
      if (goal["auroc"]) await Anomaly.of(run.store).refresh();
    };
    for (await look(); !reached(run.store, aims); await look()) {
      expect(run.lab.metrics().step, `reaches ${JSON.stringify(aims)}`).toBeLessThan(MOST);
      run.train(EVERY);
    }
    // Without a goal it is measured when training ends.
    if (ask && !isKnown(ask) && Object.keys(goal).length === 0) {
      run.train(EVERY);
      run.look();
    }
    if (shown === "test-time") await TestTime.of(run.store).refresh();
    const curve = ask?.sketch && cameAs(run.curve, ask.sketch);
    const came = curve ?? (ask && !isKnown(ask) ? await cameOf(run.store, ask) : undefined);
    if (ask?.choose && typeof came === "number") await expectToLast(run, ask, came);
    const figure = Object.fromEntries(FIGURES.map((name) => [name, run.of(name)])) as Moment["figure"];
    moments.push({ came, figure });
  }
  return moments;
}

/** What comes of a choice must not hang on a few steps. The run is left as it was. */
async function expectToLast(run: Trained, ask: Ask, came: number): Promise<void> {
  const snapshot = run.lab.snapshot();
  for (let look = 0; look < LATER; look++) {
    run.train(EVERY);
    run.look();
    expect(await cameOf(run.store, ask), `${run.lab.metrics().step} steps`).toBe(came);
  }
  run.lab.restore(snapshot);
  run.look();
}

/** What was predicted, as it came, and the figures of a run at the end of a step. */
interface Moment {
  came: unknown;
  figure: Readonly<Record<(typeof FIGURES)[number], number>>;
}

const lessonOf = (name: string) => ASKED.find((each) => each.name === name)!.lesson;

/** What the texts of each question say of its runs. */
const CLAIMS: Readonly<Record<string, (steps: readonly Moment[], lab: Trained) => void>> = {
  "bce-or-mse": ([few, more], run) => {
    expect(few?.figure.kl).toBeLessThan(3);
    expect(more?.figure.kl).toBeGreaterThan(8);
    // "β = 0.01 at σ = 1 would do just the same."
    const kl = (more: Readonly<Record<string, string>>) => {
      run.begin({ ...lessonOf("bce-or-mse").steps[0]?.set, ...more });
      run.train(60);
      run.look();
      return run.of("kl");
    };
    const [sigma, beta] = [kl({ sigma: "0.1" }), kl({ beta: "0.01" })];
    expect(Math.abs(sigma - beta)).toBeLessThan(0.02 * sigma);
  },
  "negative-loss": ([learned, bernoulli]) => {
    expect(learned?.figure.loss).toBeLessThan(-200);
    expect(bernoulli?.figure.loss).toBeGreaterThan(100);
  },
  "kl-rises": ([first, later], run) => {
    // It rises, and then comes down somewhat.
    const [start = Number.NaN, ...heights] = (first?.came ?? []) as number[];
    expect(Math.max(...heights)).toBeGreaterThan(start + 2);
    expect(Math.max(...heights)).toBeLessThan(12);
    for (const name of ["loss", "recon", "kl"] as const)
      expect(later?.figure[name]).toBeLessThan(first?.figure[name] ?? Number.NaN);
    run.begin({});
    run.look();
    expect(run.of("kl")).toBeLessThan(0.1);
  },
  "good-and-bad": ([apart, together]) => {
    expect(apart?.figure.holes).toBeGreaterThan(80);
    expect(together?.figure.recon).toBeLessThan(1.05 * (apart?.figure.recon ?? Number.NaN));
  },
  "sum-or-mean": ([mean, sum], run) => {
    expect(sum?.figure.kl).toBeGreaterThan(2);
    // "β = 784 would bring the collapse back": it is the very same run.
    const { steps } = lessonOf("sum-or-mean");
    run.begin({ ...steps[0]?.set, reduction: "sum", beta: "784" });
    run.train(200);
    run.look();
    expect(run.of("inactive")).toBe(2);
    expect(run.of("recon")).toBeCloseTo(mean?.figure.recon ?? Number.NaN, 3);
  },
  "each-or-all": ([, each], run) => {
    expect(Number(each?.came)).toBeLessThan(0.5);
    expect(run.of("information") + run.of("marginal")).toBeLessThan(0.6);
  },
  "log-variance": ([first]) => {
    expect(Number(first?.came)).toBeLessThan(0);
    // "ln 0.25² is −2.8".
    expect(Math.log(0.25 ** 2)).toBeCloseTo(-2.8, 1);
    expect(Math.abs(Number(first?.came) + 2.8)).toBeLessThan(1);
  },
  "scale-factor": ([wide, factor]) => {
    expect(Number(wide?.came)).toBeGreaterThan(2);
    expect(Number(factor?.came)).toBeCloseTo(1 / (factor?.figure.spread ?? Number.NaN), 9);
    expect(Number(factor?.came)).toBeLessThan(0.5);
    // "0.18215 is 1 / 5.49".
    expect(1 / 0.18215).toBeCloseTo(5.49, 2);
  },
  label: ([without, told]) => {
    expect(Number(without?.came)).toBeGreaterThan(0.7);
    expect(told?.figure.classes).toBeLessThan(0.55);
  },
  "elbo-or-evidence": ([one, fifty]) => {
    expect(Math.abs(Number(one?.came) - (one?.figure.loss ?? Number.NaN))).toBeLessThan(0.01);
    // The gap to −ELBO, beyond what twenty more steps change.
    expect(Number(fifty?.came)).toBeLessThan((fifty?.figure.loss ?? Number.NaN) - 1);
    expect(Number(fifty?.came)).toBeLessThan(Number(one?.came));
  },
  "kl-zero": ([early, warm]) => {
    expect(early?.figure.kl).toBeLessThan(0.2);
    // "As the price rises, those go first that save least": some stay.
    expect(warm?.figure.kl).toBeGreaterThan(0.6);
  },
  "why-not-draw": ([first], { lab, store }) => {
    expect(Number(first?.came)).toBeLessThan(0.6);
    expect(Number(first?.came)).toBeGreaterThan(0.05);
    // Of one image, along its first dimension: the score function scatters more than the path does.
    const { mu, logvar = new Float32Array() } = lab.encodeHeldOut(0, 1);
    const x = Float32Array.from(lab.heldOut(1).pixels, (byte) => byte / 255);
    const [mean = 0, log = 0] = [mu[0], logvar[0]];
    const sigma = Math.exp(log / 2);
    const loss = (z: number) => imageLoss(store.state.value.options).of(x, lab.decode(Float32Array.of(z, mu[1] ?? 0)));
    const [step, epsilons] = [1e-2, [...normals(64, generator(1))]];
    const losses = epsilons.map((epsilon) => loss(mean + sigma * epsilon));
    const baseline = losses.reduce((sum, each) => sum + each, 0) / losses.length;
    const path = epsilons.map((epsilon) => {
      const z = mean + sigma * epsilon;
      return (loss(z + step) - loss(z - step)) / (2 * step);
    });
    const score = epsilons.map((epsilon, at) => (((losses[at] ?? 0) - baseline) * epsilon) / sigma);
    const scatter = (values: number[]) => {
      const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
      return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / values.length;
    };
    expect(scatter(score)).toBeGreaterThan(scatter(path));
  },
  "mean-or-sample": ([first]) => {
    // "An average is softer": and not worse than its samples are.
    expect(first?.figure.averaged).toBeLessThan(first?.figure.sampled ?? Number.NaN);
  },
  "anomaly-score": ([zero, one]) => {
    // "A 1 seems more normal": than others, and than a 0 by far.
    expect(one?.figure.auroc).toBeLessThan((zero?.figure.auroc ?? Number.NaN) - 0.4);
  },
  "own-pictures": ([few, all], run) => {
    expect(few?.figure.loss).toBeGreaterThan((all?.figure.loss ?? Number.NaN) + 10);
    // "Then it rises."
    run.begin({ ...lessonOf("own-pictures").steps[0]?.set });
    run.train(200);
    run.look();
    expect(run.of("loss")).toBeLessThan(few?.figure.loss ?? Number.NaN);
  },
  "where-to-sample": ([first], run) => {
    expect(Number(first?.came)).toBeGreaterThan(60);
    // "The decoder has learned just there": how far is a z from the nearest code, in σ of that code?
    const [{ mu, logvar = new Float32Array() }, labels] = [
      run.lab.encodeHeldOut(0, ENCODED),
      run.lab.heldOut(ENCODED).labels,
    ];
    const far = (z: Float32Array) => {
      const rows = Array.from({ length: z.length / 2 }, (_, row) => {
        const apart = Array.from({ length: ENCODED }, (_, image) =>
          Math.hypot(
            ...[0, 1].map((of) => {
              const at = 2 * image + of;
              return ((z[2 * row + of] ?? 0) - (mu[at] ?? 0)) / Math.exp((logvar[at] ?? 0) / 2);
            }),
          ),
        );
        return Math.min(...apart);
      });
      return rows.toSorted((a, b) => a - b)[rows.length / 2] ?? Number.NaN;
    };
    const of = (from: SourceName) =>
      far(drawn(from, { mu, logvar, labels }, { latent: 2, label: 3, count: 200, seed: 1 }));
    // Half of the draws of a cloud lie within √(2 ln 2) σ of its middle.
    for (const from of ["aggregate", "class"] as const) expect(of(from)).toBeLessThan(1.2);
    expect(of("prior")).toBeGreaterThan(2 * of("aggregate"));
  },
  exploding: ([, learned], run) => {
    expect(learned?.figure.loss).toBeLessThan(250);
    // "One step moves ln σ² by hundreds and more. exp of it leaves the range of numbers": of single precision.
    run.begin({ ...lessonOf("exploding").steps[0]?.set });
    run.train(1);
    const logvar = run.lab.encodeHeldOut(0, ENCODED).logvar ?? new Float32Array();
    expect(logvar.some((log) => Math.abs(log) > 300)).toBe(true);
    expect(logvar.some((log) => !Number.isFinite(Math.fround(Math.exp(Math.abs(log)))))).toBe(true);
  },
  "how-many-dimensions": ([six, more], run) => {
    expect(more?.figure.loss).toBeGreaterThan((six?.figure.loss ?? Number.NaN) + 8);
    // "With two numbers it would be far higher."
    run.begin({ ...lessonOf("how-many-dimensions").steps[0]?.set, latent: "2" });
    run.train(200);
    run.look();
    expect(run.of("loss")).toBeGreaterThan((six?.figure.loss ?? Number.NaN) + 15);
  },
  disentangled: ([, later]) => {
    expect(Number(later?.came)).toBeLessThan(0.1);
  },
  blurry: ([two, sixteen]) => {
    expect(two?.figure.recon).toBeGreaterThan(170);
    expect(sixteen?.figure.recon).toBeLessThan(155);
  },
};

test("something is claimed of every question, and of nothing else", () => {
  expect(Object.keys(CLAIMS).toSorted()).toEqual(ASKED.map(({ name }) => name).toSorted());
});

const run = new Trained();
for (const { name, lesson } of ASKED)
  test(`${name}: its goals are reached within ${MOST} steps, and what it says comes true`, async () => {
    const moments = await walk(run, name, lesson);
    const chosen = moments.flatMap(({ came }, at) =>
      lesson.steps[at]?.ask?.choose && came !== undefined ? [[at, came]] : [],
    );
    expect(Object.fromEntries(chosen)).toEqual(COMES[name] ?? {});
    CLAIMS[name]?.(moments, run);
  });
