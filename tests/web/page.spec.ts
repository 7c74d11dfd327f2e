// The page's own arithmetic, without a page: curves, views, ticks, numbers, options in a link.
import { expect, test } from "@playwright/test";
import { Curve } from "../../www/src/run/curve.ts";
import { tickStep, ticks } from "../../www/src/draw/canvas.ts";
import { fit, Projection } from "../../www/src/draw/view.ts";
import { count, fixed, nats, point } from "../../www/src/texts/numbers.ts";
import { readOption, readOptions } from "../../www/src/run/options/read.ts";
import type { Preset } from "../../www/src/run/options/presets.ts";
import type { OptionSpec } from "../../www/src/run/protocol.ts";
import zh from "../../www/src/texts/zh.json" with { type: "json" };
import { ENGLISH, Speech } from "../../www/src/texts/index.ts";
import { VAE } from "./models.ts";

/** Rows of a run whose loss at each step is the step itself. */
const rows = (from: number, to: number) => ({
  columns: 4,
  values: Float32Array.from(Array.from({ length: to - from + 1 }, (_, i) => [from + i, from + i, 1, 2]).flat()),
});

test("a curve of any length stays small, keeps its ends and its means", () => {
  const curve = new Curve(VAE.terms);
  for (let step = 0; step < 100_000; step += 100) curve.append(rows(step + 1, step + 100));
  expect(curve.train.length).toBeLessThanOrEqual(1024);
  expect(curve.train.length).toBeGreaterThan(256);
  const stride = (curve.train[1]?.step ?? 0) - (curve.train[0]?.step ?? 0);
  expect(curve.train.at(-1)?.step).toBeGreaterThan(100_000 - stride);
  for (const { step, values } of curve.train) {
    const [loss, , kl] = values;
    expect(loss).toBeCloseTo(step - (stride - 1) / 2, 3);
    expect(kl).toBe(2);
  }
});

test("steps that are made again after a recovery replace the lost ones", () => {
  const curve = new Curve(VAE.terms);
  curve.append(rows(1, 50));
  curve.append(rows(41, 45));
  expect(curve.train.map(({ step }) => step)).toEqual(Array.from({ length: 45 }, (_, i) => i + 1));
});

test("the plane maps there and back, with equal axes", () => {
  const projection = new Projection({ x: 0.5, y: -1, radius: 3 }, { width: 640, height: 480 });
  for (const [z1, z2] of [
    [0, 0],
    [-2.5, 1.25],
  ] as const) {
    expect(projection.z1(projection.x(z1))).toBeCloseTo(z1, 9);
    expect(projection.z2(projection.y(z2))).toBeCloseTo(z2, 9);
  }
  expect(projection.x(1) - projection.x(0)).toBeCloseTo(projection.y(0) - projection.y(1), 9);
});

test("the decoded tiles cover the view, and stay put when it moves", () => {
  const box = { width: 640, height: 600 };
  const here = new Projection({ x: 0, y: 0, radius: 3 }, box);
  const { u, v, spacing } = here.tiles(false);
  const half = spacing / 2 + 1e-9;
  expect(Math.min(...u) - half).toBeLessThanOrEqual(here.left);
  expect(Math.max(...v) + half).toBeGreaterThanOrEqual(here.top);
  expect(Math.max(...u) + half).toBeGreaterThanOrEqual(here.right);
  expect(Math.min(...v) - half).toBeLessThanOrEqual(here.bottom);
  const there = new Projection({ x: 0.37, y: -0.2, radius: 3 }, box).tiles(false);
  const shift = ((there.u[0] ?? 0) - (u[0] ?? 0)) / spacing;
  expect(shift).toBeCloseTo(Math.round(shift), 6);
  expect(here.tiles(true).v).toEqual([0]);
});

test("the view follows the points without flicker", () => {
  const view = { x: 0, y: 0, radius: 3 };
  expect(fit(Float32Array.from([0, 0, 2, -2.5]), view)).toBe(view);
  const wide = fit(Float32Array.from([0, 0, 4.5, 0]), view);
  expect(wide.radius).toBeGreaterThanOrEqual(4.5);
  expect(fit(Float32Array.from([0, 0, 4.1, 0]), wide)).toBe(wide);
});

test("ticks are round numbers within their ends", () => {
  expect(ticks(0, 10, tickStep(10, 5))).toEqual([0, 2, 4, 6, 8, 10]);
  expect(ticks(-2.9, 3.1, tickStep(6, 6))).toEqual([-2, -1, 0, 1, 2, 3]);
  expect(ticks(1, 1, tickStep(0, 5))).toEqual([]);
});

test("numbers have a real minus sign and no idle digits", () => {
  expect(fixed(-1.25, 2)).toBe("−1.25");
  expect(fixed(-0.001, 2)).toBe("0.00");
  expect(nats(105.83)).toBe("105.8");
  expect(nats(5.456)).toBe("5.46");
  expect(nats(Number.NaN)).toBe("–");
  expect(count(20000)).toBe("20,000");
  expect(point([0.4, -1.2])).toBe("(0.40, −1.20)");
});

test("options in a link are read by their kind, and nothing else is", () => {
  const spec = (key: string, kind: OptionSpec["kind"], value: OptionSpec["default"]) =>
    ({
      key,
      kind,
      default: value,
      symbol: "",
      group: "model",
      basic: true,
      effect: "fed",
      needs: null,
      former: [] as string[],
      methods: ["vae", "ae"] as string[],
    }) as const;
  const specs = [
    { ...spec("method", { type: "choice", choices: ["vae", "ae"] }, "vae"), former: ["autoencoder"] },
    { ...spec("beta", { type: "float", min: 0, max: 100, log: false }, 1), methods: ["vae"] },
    spec("latent", { type: "int", min: 1, max: 64 }, 2),
    spec("hidden", { type: "ints", min: 1, max: 2048, maxLen: 4 }, [400]),
    spec("binarize", { type: "flag" }, false),
    spec("activation", { type: "choice", choices: ["relu", "tanh"] }, "relu"),
    spec("seed", { type: "int", min: 0, max: 9 }, 0),
  ];
  const presets: Preset[] = [{ key: "deep", kind: "good", options: { hidden: [512, 256] } }];
  expect(readOptions(specs, { latent: "20", hidden: "512, 256", binarize: "true", utm: "x" })).toEqual({
    latent: 20,
    hidden: [512, 256],
    binarize: true,
  });
  // A preset begins with the defaults, but leaves the seed alone; what else stands in the link comes after it.
  expect(readOptions(specs, { preset: "deep", activation: "tanh" }, presets)).toEqual({
    method: "vae",
    beta: 1,
    latent: 2,
    hidden: [512, 256],
    binarize: false,
    activation: "tanh",
  });
  expect(readOptions(specs, { latent: "two" })["latent"]).toBeNaN();
  // As the first release wrote it; of a preset an autoencoder takes what it has.
  expect(readOptions(specs, { preset: "deep", autoencoder: "ae" }, presets)).toEqual({
    method: "ae",
    latent: 2,
    hidden: [512, 256],
    binarize: false,
    activation: "relu",
  });
});

test("numbers are read as people type them", () => {
  const read = (kind: OptionSpec["kind"], text: string) => readOption({ kind } as OptionSpec, text);
  const float = { type: "float", min: 0, max: 100, log: false } as const;
  for (const text of ["0.5", "0,5", "0。5", "０．５", " ０，５ "]) expect(read(float, text), text).toBe(0.5);
  expect(read(float, "１ｅ－３")).toBe(0.001);
  expect(read(float, "−2")).toBe(-2);
  expect(read(float, "")).toBeNaN();
  const int = { type: "int", min: 1, max: 64 } as const;
  expect(read(int, "６４")).toBe(64);
  // Whole numbers have no decimal comma.
  expect(read(int, "1,000")).toBeNaN();
  const ints = { type: "ints", min: 1, max: 2048, maxLen: 4 } as const;
  for (const text of ["200, 100", "２００，１００", "200、100", "200 100"])
    expect(read(ints, text), text).toEqual([200, 100]);
});

test("a text has the form that the language uses for a number of things", () => {
  const [english, chinese] = [ENGLISH, new Speech("zh", zh)].map((speech) =>
    [0, 1, 2].map((count) => speech.say("options.restart.changes", { count })),
  );
  expect(english).toEqual(["Restart with 0 changes", "Restart with 1 change", "Restart with 2 changes"]);
  expect(chinese).toEqual([0, 1, 2].map((count) => `带 ${count} 项改动重新开始`));
});
