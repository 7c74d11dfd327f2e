// What a trace says about one image and about the layers, and which parts of the picture a stage has.
import { expect, test } from "@playwright/test";
import { layers, seen } from "../../www/src/panels/flow/seen.ts";
import { type Part, STAGES, isKnown, takesPart } from "../../www/src/panels/flow/stages.ts";
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
  const image = seen(TRACE, 1);
  expect([...image.x]).toEqual([3, 4, 5]);
  expect(image.mu).toEqual([12, 13]);
  expect(image.sigma[0]).toBeCloseTo(3, 5);
  expect(image.sigma[1]).toBeCloseTo(0.5, 5);
  expect(image.epsilon).toEqual([24, 25]);
  expect(image.z).toEqual([34, 35]);
  expect([...image.xhat]).toEqual([46, 47, 48]);
  expect(image.recon).toBe(15);
  expect(image.klPerDimension).toEqual([3, 4]);
  expect(image.kl).toBe(7);
});

test("a sampled KL divergence is the mean of its samples", () => {
  const kl = entry("kl", 2, Float32Array.from([0, 0, 0, 0, 1, 10, 3, 30]));
  const image = seen({ ...TRACE, entries: [...TRACE.entries.filter(({ key }) => key !== "kl"), kl] }, 1);
  expect(image.klPerDimension).toEqual([2, 20]);
});

test("layers have the norms of weights and bias together, the last one first", () => {
  const [output, encoder, ...rest] = layers(TRACE);
  expect(rest).toEqual([]);
  expect(output).toEqual({ name: "output", gradient: 1, update: 2 });
  expect(encoder?.name).toBe("encoder.0");
  expect(encoder?.gradient).toBeCloseTo(5, 9);
  expect(encoder?.update).toBeCloseTo(0.5, 9);
});

test("what a stage has not reached is not known, and nothing is forgotten", () => {
  const parts: Part[] = ["x", "encoder", "mu", "sigma", "epsilon", "z", "decoder", "xhat", "recon", "kl", "loss"];
  const known = STAGES.map((stage) => parts.filter((part) => isKnown(part, stage)));
  expect(known[0]).toEqual(["x"]);
  expect(known.at(-1)).toEqual(parts);
  for (const [at, stage] of STAGES.entries()) {
    expect(parts.filter((part) => takesPart(part, stage) && !isKnown(part, stage))).toEqual([]);
    expect(known[at]).toEqual(expect.arrayContaining(known[at - 1] ?? []));
  }
  expect(parts.every((part) => isKnown(part, undefined) && takesPart(part, undefined))).toBe(true);
});
