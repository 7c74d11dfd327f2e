// The evidence lower bound given each class, by which the page tells the class of images: against the engine's own figures.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { initSync, Lab } from "../../pkg/simd/vae_lab.js";
import { likeliest, posteriorOfClass, recognised } from "../../www/src/math/bayes.ts";
import { bounds } from "../../www/src/run/worker/bounds.ts";
import { wasmPath } from "./files.mjs";

initSync({ module: readFileSync(wasmPath("simd")) });

function trained(options: Readonly<Record<string, unknown>>, steps: number): Lab {
  const lab = new Lab(0);
  lab.loadGenerated("handwriting", 0);
  lab.configure({ hidden: [40], batch: 50, lr: 0.004, ...options });
  for (let step = 0; step < steps; step++) lab.step();
  return lab;
}

for (const options of [
  { condition: "concat" },
  { condition: "prior", latent: 3 },
  { condition: "concat", likelihood: "gaussian", sigma: 0.3 },
  { condition: "prior", likelihood: "gaussian-learned" },
]) {
  test(`the bound of an image's own class is the engine's: ${Object.values(options).join(", ")}`, async () => {
    const lab = trained(options, 60);
    const { classes, elbos, labels } = await bounds(lab, { heldOut: 3, samples: 60 });
    expect(classes).toBe(10);
    for (const [image, label] of [...labels!].entries()) {
      const loss = lab.evaluateImage(image).terms[0] ?? Number.NaN;
      const elbo = elbos[image * classes + label] ?? Number.NaN;
      // Both are means over samples of z.
      expect(Math.abs(elbo + loss)).toBeLessThan(0.02 * Math.abs(loss) + 1);
    }
    lab.free();
  });
}

test("where only the prior knows the class, the likeliest has the nearest m", async () => {
  const lab = trained({ condition: "prior" }, 200);
  const means = lab.parameter("prior.weight");
  const { mu } = lab.encodeHeldOut(0, 40);
  const { classes, elbos } = await bounds(lab, { heldOut: 40, samples: 1 });
  for (let image = 0; image < 40; image++) {
    const distances = Array.from({ length: classes }, (_, label) =>
      [0, 1].reduce((sum, axis) => sum + ((mu[2 * image + axis] ?? 0) - (means[2 * label + axis] ?? 0)) ** 2, 0),
    );
    const own = elbos.subarray(image * classes, (image + 1) * classes);
    expect(likeliest(own)).toBe(likeliest(distances.map((distance) => -distance)));
    // Bayes' rule over N(m, I) at μ: all else is the same for each class.
    const weights = distances.map((distance) => Math.exp(-0.5 * distance));
    const sum = weights.reduce((sum, weight) => sum + weight, 0);
    for (const [label, share] of posteriorOfClass(own).entries())
      expect(share).toBeCloseTo((weights[label] ?? 0) / sum, 2);
  }
  lab.free();
});

test("a model that both networks tell the class recognises most images, and nobody trained it to", async () => {
  const lab = trained({ condition: "concat" }, 0);
  const share = async () => {
    const { classes, elbos, labels } = await bounds(lab, { heldOut: 100, samples: 1 });
    return recognised(elbos, classes, labels!) / 100;
  };
  expect(await share()).toBeLessThan(0.3);
  for (let step = 0; step < 400; step++) lab.step();
  expect(await share()).toBeGreaterThan(0.6);
  lab.free();
});

test("images that are given are judged as held-out ones are", async () => {
  const lab = trained({ condition: "concat" }, 20);
  const held = await bounds(lab, { heldOut: 2, samples: 3 });
  const pixels = Float32Array.from(lab.heldOut(2).pixels, (byte) => byte / 255);
  const given = await bounds(lab, { pixels, samples: 3 });
  expect(given).toEqual({ ...held, labels: undefined });
  lab.free();
});
