// Runs as the first release stored them, made by its own code: what they become.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { initSync, Lab } from "../../pkg/simd/vae_lab.js";
import { PRESETS } from "../../www/src/run/options/presets.ts";
import { readOptions } from "../../www/src/run/options/read.ts";
import { readParts, shareTexts } from "../../www/src/share/address.ts";
import { fromFirstRelease } from "../../www/src/store/first-release.ts";
import { LabStore } from "../../www/src/store/lab-store.ts";
import { isOwn, isRun } from "../../www/src/store/readable.ts";
import { wasmPath } from "./files.mjs";
import { AE, VAE } from "./models.ts";

const [vae, ae] = JSON.parse(readFileSync("tests/corpus/0.1.0/session.json", "utf8"));

test("links of then are read whole, and say what they said", () => {
  initSync({ module: readFileSync(wasmPath("simd")) });
  const specs = Lab.specs();
  for (const then of JSON.parse(readFileSync("tests/corpus/0.1.0/links.json", "utf8"))) {
    const { link, options, dataset, image, view, hide } = then;
    const texts = shareTexts(link) ?? {};
    using engine = new Lab(0);
    engine.configure(readOptions(specs, texts));
    const { autoencoder: method, ...others } = options;
    expect(engine.options(), link).toMatchObject({ ...others, method });
    const preset = PRESETS.find(({ key }) => key === texts["preset"]);
    expect(texts["data"] ?? preset?.data ?? "handwriting", link).toBe(dataset);

    const store = new LabStore();
    store.state.value = { ...store.state.value, specs, options: engine.options(), model: engine.model() };
    readParts(store, texts, new Map());
    expect(store.run.state.notice, link).toBeUndefined();
    // As pins are where the model has come.
    store.plane.reshape();
    const { plane, page, session } = store;
    const { pins, path, layers, cut } = plane;
    const { panel, charts, dimensions } = page;
    const now = { pins, path, layers, cut, panel, charts, dimensions, stop: session.stopRules };
    // There are more layers now.
    for (const [key, { value }] of Object.entries(now))
      expect(value, `${link}: ${key}`).toEqual(key === "layers" ? expect.objectContaining(then[key]) : then[key]);
    expect(plane.selected.value ?? null, link).toBe(image);
    expect(plane.view.value ?? null, link).toEqual(view);
    expect([...page.hidden.value], link).toEqual(hide);
  }
});

const DRAWN_ODDLY = { drawings: [{ strokes: [["0", "1"]], pen: 1, label: "3" }], repeats: 1 };

test("a run of a VAE keeps its terms, one of a plain autoencoder its reconstruction alone", () => {
  for (const [stored, { method, terms }] of [
    [vae, VAE],
    [ae, AE],
  ] as const) {
    const { options, source, evaluation, curve, end } = fromFirstRelease(stored);
    expect(source).toEqual({ kind: "generated", name: "handwriting" });
    expect(options["method"]).toBe(method);
    expect(options["latent"]).toBe(2);
    expect("autoencoder" in options).toBe(false);
    expect(curve.terms).toEqual(terms);
    expect(end).toBe(stored.end);
    for (const [points, before] of [
      [curve.train, stored.curve.train],
      [curve.heldOut, stored.curve.heldOut],
    ] as const) {
      const fields = (point: Record<string, number>) => terms.map(({ key }) => point[key]);
      expect(points.map(({ step, values }) => [step, ...values])).toEqual(
        before.map((point: Record<string, number>) => [point["step"], ...fields(point)]),
      );
    }
    expect(evaluation?.terms).toEqual(terms.map(({ key }) => stored.evaluation[key]));
    expect(evaluation?.byDimension).toEqual(method === "vae" ? { kl: stored.evaluation.klPerDimension } : {});
  }
});

test("the terms of then are those that the engine gives today, and a run of today stays as it is", () => {
  initSync({ module: readFileSync(wasmPath("simd")) });
  const lab = new Lab(0);
  for (const model of [VAE, AE]) {
    lab.configure({ method: model.method });
    expect(lab.model()).toEqual(model);
  }
  const run = fromFirstRelease(vae);
  expect(fromFirstRelease(run)).toBe(run);
});

test("a run that is not whole is not taken for one, in the form of then and in that of today", () => {
  const stored = { ...vae, end: { step: 6, epoch: 0.1, light: new Uint8Array(4), whole: undefined } };
  for (const whole of [stored, fromFirstRelease(stored)]) {
    expect(isRun(whole)).toBe(true);
    for (const key of ["number", "options", "source", "dataset", "curve", "end"]) {
      expect(isRun({ ...whole, [key]: undefined }), key).toBe(false);
      expect(isRun({ ...whole, [key]: null }), key).toBe(false);
    }
    expect(isRun({ ...whole, curve: { ...whole.curve, heldOut: [null] } })).toBe(false);
    expect(isRun({ ...whole, source: { kind: "files" } })).toBe(false);
    expect(isRun({ ...whole, origin: { number: 1, step: 3 } })).toBe(true);
    for (const odd of [
      { evaluation: { images: 3 } },
      { options: { latent: { of: 2 } } },
      { origin: null },
      { curve: { ...whole.curve, heldOut: Array(1) } },
      { curve: { ...whole.curve, train: Array.from({ length: 1025 }, () => whole.curve.train[0]) } },
      { curve: { ...whole.curve, train: [{ step: 1, values: ["1", 2, 3], loss: "1", recon: 2, kl: 3 }] } },
    ])
      expect(isRun({ ...whole, ...odd }), JSON.stringify(odd).slice(0, 80)).toBe(false);
    expect(isRun({ ...whole, end: { ...whole.end, light: "text" } })).toBe(false);
  }
  for (const odd of [undefined, null, "run", 7, [], {}]) expect(isRun(odd)).toBe(false);
  expect(isOwn({ drawings: [{ strokes: [[0, 1]], pen: 1, label: 3 }], repeats: 2 })).toBe(true);
  for (const odd of [
    undefined,
    { drawings: 3, repeats: 1 },
    { drawings: [{}], repeats: 1 },
    { drawings: [] },
    DRAWN_ODDLY,
  ])
    expect(isOwn(odd)).toBe(false);
});
