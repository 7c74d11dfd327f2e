// What a trace says about one image and about the layers, and which parts of the picture a stage has.
import { expect, test } from "@playwright/test";
import { FAMILY } from "../../www/src/models/family.ts";
import { Seen } from "../../www/src/models/pieces/seen.ts";
import { view as vae } from "../../www/src/models/vae.ts";
import { isKnown, stageNames, takesPart } from "../../www/src/models/pieces/stages.ts";
import { layers } from "../../www/src/panels/flow/layers.ts";
import type { Trace } from "../../www/src/run/protocol.ts";

/** Two images of three pixels, two latent dimensions, two samples; every number says where it stands. */
const numbered = (count: number, from: number) => Float32Array.from({ length: count }, (_, at) => from + at);
const entry = (key: string, columns: number, values: Float32Array) => ({
  key,
  rows: values.length / columns,
  columns,
  values,
});
const TRACE: Trace = {
  options: {},
  step: 5,
  images: 2,
  terms: { recon: 100, kl: 7 },
  gradNorm: 3,
  entries: [
    entry("klWeight", 1, Float32Array.of(1)),
    entry("x", 3, numbered(6, 0)),
    entry("mu", 2, numbered(4, 10)),
    entry("logvar", 2, Float32Array.from([0, 0, 2 * Math.log(3), -2 * Math.log(2)])),
    entry("epsilon", 2, numbered(8, 20)),
    entry("z", 2, numbered(8, 30)),
    entry("xhat", 3, numbered(12, 40)),
    entry("recon", 1, Float32Array.from([1, 3, 10, 20])),
    entry("kl", 2, Float32Array.from([1, 2, 3, 4])),
  ],
  parameters: [
    { name: "encoder.0.weight", gradient: 3, update: 0.3 },
    { name: "encoder.0.bias", gradient: 4, update: 0.4 },
    { name: "output.weight", gradient: 1, update: 0 },
    { name: "output.bias", gradient: 0, update: 2 },
  ],
};

test("an image of a trace has its own rows, with its first sample and the means of all", () => {
  const image = new Seen(TRACE, 1);
  const row = (key: string) => [...image.row(key)];
  expect(row("x")).toEqual([3, 4, 5]);
  expect(row("mu")).toEqual([12, 13]);
  expect(row("epsilon")).toEqual([24, 25]);
  expect(row("z")).toEqual([34, 35]);
  expect(row("xhat")).toEqual([46, 47, 48]);
  expect(image.term("recon")).toBe(15);
  expect(image.means("kl")).toEqual([3, 4]);
  expect(image.term("kl")).toBe(7);
  // One row for all images, and none at all.
  expect(row("klWeight")).toEqual([1]);
  expect(row("nothing")).toEqual([]);
  expect(image.term("nothing")).toBeNaN();
});

test("a sampled KL divergence is the mean of its samples", () => {
  const kl = entry("kl", 2, Float32Array.from([0, 0, 0, 0, 1, 10, 3, 30]));
  const image = new Seen({ ...TRACE, entries: [...TRACE.entries.filter(({ key }) => key !== "kl"), kl] }, 1);
  expect(image.means("kl")).toEqual([2, 20]);
});

test("layers have the norms of weights and bias together, the last one first", () => {
  const [output, encoder, ...rest] = layers(TRACE);
  expect(rest).toEqual([]);
  expect(output).toEqual({ name: "output", gradient: 1, update: 2 });
  expect(encoder?.name).toBe("encoder.0");
  expect(encoder?.gradient).toBeCloseTo(5, 9);
  expect(encoder?.update).toBeCloseTo(0.5, 9);
});

for (const [method, view] of Object.entries({ vae, ...FAMILY })) {
  test(`what a stage has not reached is not known, and nothing is forgotten: ${method}`, () => {
    const { stages = {} } = view.flow ?? {};
    const parts = [...new Set(Object.values(stages).flat())];
    const known = stageNames(stages).map((stage) => parts.filter((part) => isKnown(stages, part, stage)));
    if (known.length > 0) expect(known[0]).toEqual(["x"]);
    expect(known.at(-1) ?? []).toEqual(parts);
    for (const [at, stage] of stageNames(stages).entries()) {
      expect(parts.filter((part) => takesPart(stages, part, stage) && !isKnown(stages, part, stage))).toEqual([]);
      expect(known[at]).toEqual(expect.arrayContaining(known[at - 1] ?? []));
    }
    expect(parts.every((part) => isKnown(stages, part, undefined) && takesPart(stages, part, undefined))).toBe(true);
  });
}
