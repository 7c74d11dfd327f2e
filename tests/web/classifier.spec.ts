// The classifier of an information bottleneck, as the page reads it from the engine's file.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { initSync, Lab } from "../../pkg/simd/vae_lab.js";
import { decide, readClassifier } from "../../www/src/math/classifier.ts";
import { byKey } from "../../www/src/run/terms.ts";
import { wasmPath } from "./files.mjs";

test("the classes that the page takes codes for are those of the engine's own figure", () => {
  initSync({ module: readFileSync(wasmPath("simd")) });
  const [images, latent] = [300, 3];
  const lab = new Lab(0);
  lab.loadGenerated("handwriting", 0);
  expect(readClassifier(lab.saveWeights())).toBeUndefined();
  lab.configure({ method: "vib", hidden: [32], latent, beta: 0.01, batch: 64 });
  for (let step = 0; step < 150; step++) lab.step();
  const classifier = readClassifier(lab.saveWeights())!;
  const { mu } = lab.encodeHeldOut(0, images);
  const { labels } = lab.heldOut(images);
  const wrong = Array.from(labels!, (label, image) => {
    const code = mu.subarray(image * latent, (image + 1) * latent);
    return Number(decide(classifier, code).label !== label);
  });
  const error = wrong.reduce((sum, one) => sum + one, 0) / images;
  expect(error).toBeCloseTo(byKey(lab.model().terms, lab.evaluate(images).terms)["error"]!, 10);
  expect(error).toBeGreaterThan(0.02);
  expect(error).toBeLessThan(0.7);
  lab.free();
});

test("the share of the likeliest class is its softmax, however large logits are", () => {
  const classifier = { weight: Float32Array.of(1, 2, -3), bias: Float32Array.of(0, 1, 0.5) };
  const { label, share } = decide(classifier, [2]);
  expect(label).toBe(1);
  expect(share).toBeCloseTo(Math.exp(5) / (Math.exp(2) + Math.exp(5) + Math.exp(-5.5)), 12);
  expect(decide(classifier, [1000])).toEqual({ label: 1, share: 1 });
  expect(decide({ weight: new Float32Array(2), bias: new Float32Array(2) }, [1])).toEqual({ label: 0, share: 0.5 });
});
