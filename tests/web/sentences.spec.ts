// Sentences and the numbers beside them, of random runs in each language: what is said is what is shown.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { initSync, Lab } from "../../pkg/simd/vae_lab.js";
import { type Light, diagnosis } from "../../www/src/charts/diagnosis.ts";
import { EARLIEST, GAP, RISE, WINDOW, overfitting } from "../../www/src/charts/health.ts";
import { valueScale } from "../../www/src/charts/draw/values.ts";
import { marksOf } from "../../www/src/draw/axis.ts";
import { BrokenAxis } from "../../www/src/draw/broken-axis.ts";
import { roughly, times } from "../../www/src/figures/reparam/strips.ts";
import { figureText, holds, measure } from "../../www/src/lessons/goals.ts";
import { klText, toldOf } from "../../www/src/math/activity-text.ts";
import { INACTIVE, isInactive } from "../../www/src/math/activity.ts";
import { Curve, type CurvePoints, pointAt } from "../../www/src/run/curve.ts";
import { differences } from "../../www/src/run/history/differences.ts";
import { news } from "../../www/src/run/notice.ts";
import type { OptionSpec, Options } from "../../www/src/run/protocol.ts";
import { STOP_RULES, type StopRule } from "../../www/src/run/stop.ts";
import { differenceText, optionName } from "../../www/src/panels/runs/words.ts";
import { LabStore } from "../../www/src/store/lab-store.ts";
import type { Speech } from "../../www/src/texts/index.ts";
import { count, fixed, nats, rate, significant } from "../../www/src/texts/numbers.ts";
import { wasmPath } from "./files.mjs";
import { Random } from "./fuzz/harness.ts";
import { AE, VAE } from "./models.ts";
import { faults, numbersIn, says } from "./saying.ts";

initSync({ module: readFileSync(wasmPath("simd")) });

/** A number of any size, and sometimes a round one. */
function any(random: Random): number {
  const size = 10 ** (12 * random.next() - 5);
  const value = random.below(3) ? size : Number(size.toPrecision(1));
  return random.below(4) ? value : -value;
}

/** A KL divergence: nothing, nearly the limit of inactive dimensions, or much. */
const anyKl = (random: Random) =>
  random.oneOf([0, INACTIVE, INACTIVE * (0.9 + 0.2 * random.next()), 3 * random.next()]);

/** A run of a model with or without a latent code, of any length: it learns, overfits, rises, or does nothing. */
function anyRun(random: Random, { terms } = random.oneOf([VAE, AE])): CurvePoints {
  const curve = new Curve(terms);
  const [steps, every] = [random.below(3000), 20 + random.below(60)];
  const latent = 1 + random.below(12);
  const size = 10 ** (4 * random.next() - 1);
  const [pace, turn] = [1 + 900 * random.next(), 2000 * random.next()];
  const [apart, up, jitter] = [random.next() - 0.3, random.below(2) * random.next(), 0.02 * random.next()];
  const noise = () => size * jitter * (random.next() - 0.5);
  for (let step = 0; step <= steps; step += every) {
    const fall = size * (1 + Math.exp(-step / pace));
    const train = fall - size * apart * Math.min(1, step / 1000) + noise();
    if (step > 0) curve.append({ columns: 4, values: Float32Array.of(step, train, train, 0) });
    const kl = Array.from({ length: latent }, () => anyKl(random));
    const loss = fall + (size * up * Math.max(0, step - turn)) / 1000 + noise();
    curve.evaluate(step, { terms: terms.map(() => loss), byDimension: terms === VAE.terms ? { kl } : {}, images: 300 });
  }
  return curve;
}

const wordsOf = (speech: Speech, method: string) => ({
  say: speech.say.bind(speech),
  sayOfModel: speech.sayOf.bind(speech, method),
});

test("numbers are read as they are written", () => {
  for (let seed = 1; seed <= 3000; seed++) {
    const value = any(new Random(seed));
    for (const text of [nats(value), fixed(value, 3), count(value)])
      expect(
        numbersIn(text).every((number) => says(number, value)),
        `${text} for ${value}`,
      ).toBe(true);
    // To two and to three figures.
    for (const [text, part] of [
      [significant(value), 0.051],
      [rate(value), 0.0051],
    ] as const)
      expect(Math.abs(numbersIn(text)[0]!.value - value), `${text} for ${value}`).toBeLessThanOrEqual(
        part * Math.abs(value),
      );
  }
});

test("the light of posterior collapse counts the dimensions that are shown as inactive, as goals do", () => {
  const levels = new Set<Light["level"]>();
  faults(400, (random, speech) => {
    const curve = anyRun(random, VAE);
    const beta = Number((10 * random.next()).toFixed(2));
    const { level, found, advice, criterion } = diagnosis("collapse", curve, beta, wordsOf(speech, "vae"));
    levels.add(level);
    const newest = curve.heldOut.at(-1);
    const kl = newest?.byDimension["kl"] ?? [];
    const inactive = kl.filter(isInactive).length;
    const store = new LabStore();
    const evaluation = newest && { terms: [...newest.values], byDimension: { kl: [...kl] }, images: 300 };
    store.state.value = { ...store.state.value, model: VAE, options: { latent: kl.length }, evaluation };
    const told = numbersIn(found).map(({ value }) => value);
    const early = (newest?.step ?? 0) < EARLIEST;
    const right = {
      early: early && told.length === 0,
      none: !early && inactive === 0 && told.length === 0,
      some:
        inactive > 0 && inactive < kl.length && told.toSorted((a, b) => a - b).join() === `${inactive},${kl.length}`,
      all: inactive === kl.length && told.join() === String(kl.length),
    };
    const shown = kl.map(klText).map((text) => numbersIn(text)[0]!);
    return [
      !right[level as keyof typeof right] && `${level}: ${found} (${kl.join()})`,
      newest && measure(store, "inactive") !== inactive && "the goal counts others",
      !shown.every(({ value }, at) => value < INACTIVE === isInactive(kl[at]!)) && `shown as ${kl.map(klText).join()}`,
      !shown.every((number, at) => Math.abs(number.value - kl[at]!) <= 2 * number.half) && "a wrong figure",
      ["some", "all"].includes(level) && !numbersIn(advice).some((number) => says(number, beta)) && advice,
      ![INACTIVE, EARLIEST].every((limit) => numbersIn(criterion).some(({ value }) => value === limit)) && criterion,
    ];
  });
  expect(levels).toEqual(new Set(["early", "none", "some", "all"]));
});

test("the light of overfitting tells the gap, the rise and the step that it was judged by", () => {
  const levels = new Set<Light["level"]>();
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  faults(400, (random, speech) => {
    const model = random.oneOf([VAE, AE]);
    const curve = anyRun(random, model);
    const { level, found, advice, criterion, back } = diagnosis("overfitting", curve, 1, wordsOf(speech, model.method));
    levels.add(level);
    const { gap, rise, best } = overfitting(curve);
    const told = numbersIn(found);
    const says1 = (truth: number) => told.some((number) => number.value > 0 && says(number, truth));
    const window = (to: number) => curve.heldOut.filter(({ step }) => step >= EARLIEST && step <= to).slice(-WINDOW);
    const heldOut = (to: number) => mean(window(to).map(({ values }) => values[0]!));
    const rose = heldOut(Infinity) - heldOut(best);
    const right = {
      early: told.length === 0,
      none: told.length === 0,
      gap: told.length === 1 && says1(gap) && gap > 0,
      rising: told.length === 2 && says1(best) && says1(rise) && Math.abs(rose - rise) < 1e-6 * Math.abs(rise),
    };
    const remedies = numbersIn(advice).map(({ value }) => value);
    return [
      !right[level as keyof typeof right] && `${level}: ${found} (${gap}, ${rise}, ${best})`,
      (back !== undefined) !== (level === "rising") && "a way back without need",
      level === "rising" && remedies.join() !== String(back) && `${advice} (${back})`,
      numbersIn(criterion).filter(({ value }) => [WINDOW, 100 * RISE, 100 * GAP].includes(value)).length !== 3 &&
        criterion,
    ];
  });
  expect(levels).toEqual(new Set(["early", "none", "gap", "rising"]));
});

test("dimensions that are written out and those that are counted are all that there are", () => {
  faults(300, (random, speech) => {
    const kl = Array.from({ length: 1 + random.below(30) }, () => anyKl(random));
    const { told, more, inactive } = toldOf(kl, 8);
    const counted = (key: "curves.moreDimensions" | "curves.inactive", count: number) =>
      count > 0 ? (numbersIn(speech.say(key, { count }))[0]?.value ?? Number.NaN) : 0;
    const sum = told.length + counted("curves.moreDimensions", more) + counted("curves.inactive", inactive);
    const least = Math.min(...told.map((dimension) => kl[dimension]!));
    return [
      sum !== kl.length && `${sum} of ${kl.length}`,
      inactive !== kl.filter(isInactive).length && `${inactive} inactive`,
      kl.some((value, dimension) => value > least && !told.includes(dimension)) && "one that says more is left out",
    ];
  });
});

test("the terms of a batch, as the flow tells them, make their sum", () => {
  faults(500, (random, speech) => {
    const [recon, kl] = [10 ** (5 * random.next() - 2), 10 ** (4 * random.next() - 2)];
    const params = { recon: nats(recon), kl: nats(kl), loss: nats(recon + kl) };
    const [a, b, sum] = numbersIn(speech.sayOf("vae", "flow.captions.terms", params)).slice(-3);
    const right = a && b && sum && Math.abs(a.value + b.value - sum.value) <= (a.half + b.half + sum.half) * (1 + 1e-9);
    return [!right && JSON.stringify(params)];
  });
});

test("runs are told apart by the values that they have", () => {
  const specs = Lab.specs() as OptionSpec[];
  faults(300, (random, speech) => {
    const [from, to] = [0, 1].map(() =>
      Object.fromEntries(
        specs.map(({ key, kind, default: usual }) => {
          if (kind.type === "choice") return [key, key === "method" ? "vae" : random.oneOf(kind.choices)];
          if (kind.type !== "float" && kind.type !== "int") return [key, usual];
          const value = kind.min + random.next() * (Math.min(kind.max, 1e4) - kind.min);
          return [
            key,
            random.below(2) ? usual : kind.type === "int" ? Math.round(value) : Number(value.toPrecision(3)),
          ];
        }),
      ),
    ) as [Options, Options];
    return differences(specs, from, to).map((each) => {
      const name = optionName(speech, each.spec);
      const text = differenceText(speech, each);
      const [before, after] = text.slice(name.length).split("→").map(Number);
      const choice = each.spec.kind.type === "choice";
      const right = choice
        ? /\S → \S/.test(text) && !text.includes("options.")
        : before === each.from && after === each.to;
      return !(text.startsWith(name) && right) && `${text} for ${String(each.from)}, ${String(each.to)}`;
    });
  });
});

test("a figure beside the bound of a goal reads as within it where it is", () => {
  faults(3000, (random) => {
    const limit = Number(any(random).toPrecision(1 + random.below(3)));
    const near = limit * (1 + random.oneOf([0, 1e-3, 1e-5, -1e-3, -1e-5, 1]) * random.next());
    const bound = random.oneOf([{ max: limit }, { min: limit }, { min: limit, max: limit + 1 }]);
    const text = figureText(near, bound);
    const [said] = numbersIn(text);
    return [
      !(said && says(said, near)) && `${text} for ${near}`,
      said && holds(said.value, bound) !== holds(near, bound) && `${text} for ${near}, ${JSON.stringify(bound)}`,
    ];
  });
});

test("“about N times the draws” is the ratio of the variances, to a figure", () => {
  faults(1000, (random, speech) => {
    const draws = (scale: number) => Array.from({ length: 8 }, () => scale * (random.next() - 0.5));
    const [path, score, baseline] = [
      draws(1),
      draws(10 ** (5 * random.next() - 2)),
      draws(10 ** (3 * random.next() - 2)),
    ];
    const params = { score: roughly(score, path), baseline: roughly(baseline, path) };
    const told = numbersIn(speech.say("reparam.needs.trick", params));
    const right = [score, baseline].every((values, at) => {
      const [ratio, said] = [times(values, path), told[at]?.value ?? 0];
      return said > 0 && Math.abs(said - ratio) <= 0.5 * 10 ** Math.floor(Math.log10(said)) * (1 + 1e-9);
    });
    return [
      (told.length !== 2 || !right) && `${JSON.stringify(params)} for ${times(score, path)}, ${times(baseline, path)}`,
    ];
  });
});

test("marks of a scale are where their labels say, also above and below a break", () => {
  let broken = 0;
  faults(1500, (random) => {
    const size = 10 ** (14 * random.next() - 3);
    const late = Array.from({ length: 9 }, () => size * (1 + random.next() * random.oneOf([1e-3, 0.1, 1])));
    const all = [...late, size * (1 + 10 ** (3 * random.next()))];
    const axis = valueScale({ all, late }, { fromZero: random.below(2) === 0, log: random.below(4) === 0 }, 200, 20);
    const marks = marksOf(axis, 2 + random.below(5));
    const last = marks.at(-1);
    if (axis instanceof BrokenAxis) broken++;
    return [
      ...marks.map(({ value, label }) => {
        const [said] = numbersIn(label);
        return !(said && Math.abs(said.value - value) <= 1e-9 * Math.abs(value) + 1e-12) && `${label} at ${value}`;
      }),
      marks.some(({ value }, at) => at > 0 && !(axis.at(value) < axis.at(marks[at - 1]!.value))) && "out of order",
      axis instanceof BrokenAxis &&
        !(axis.knee >= Math.max(...late) && marks.filter(({ value }) => value > axis.knee).length <= 1) &&
        `break at ${axis.knee}, mark at ${last?.value}`,
    ];
  });
  expect(broken).toBeGreaterThan(200);
});

test("a reading is of the evaluation whose step it names", () => {
  faults(300, (random) => {
    const { heldOut } = anyRun(random);
    const step = 3000 * random.next();
    const point = pointAt(heldOut, step);
    return [
      heldOut.some((each) => Math.abs(each.step - step) < Math.abs(point!.step - step)) && `${point?.step} at ${step}`,
    ];
  });
});

test("a run that stopped by itself says its limit", () => {
  faults(200, (random, speech) => {
    const rule = random.oneOf(Object.keys(STOP_RULES) as StopRule[]);
    const { min, max } = STOP_RULES[rule];
    const limit = Math.max(min, Math.min(max, Number(any(random).toPrecision(3))));
    const said = speech.message(news(`stop-${rule}`, { limit: String(limit) }));
    return [!said.includes(String(limit)) && said];
  });
});
