/** The evidence lower bound of images given each class: by Bayes' rule it tells their class. */
import { normal } from "../../math/epsilon.ts";
import { drawOf, klOf, posteriorOf } from "../../math/posterior.ts";
import { logLikelihood } from "../../math/likelihood.ts";
import { generator } from "../../math/random.ts";
import type { Args, Bounds } from "../protocol.ts";
import { yieldToEventLoop } from "./parts.ts";
import type { Lab } from "./wasm.ts";

/** Images at a time: some milliseconds. */
const ROWS = 32;

/** Of some images in [0, 1], or of the first that are held out, with as many samples of z for each; the same ε for each class. */
export async function bounds(lab: Lab, args: Args<"bounds">): Promise<Bounds> {
  const { heldOut } = args;
  const given = heldOut === undefined ? undefined : lab.heldOut(heldOut);
  const pixels = given ? Float32Array.from(given.pixels, (byte) => byte / 255) : (args.pixels ?? new Float32Array());
  const { classes, height, width, planes } = lab.dataset();
  const size = height * width * planes;
  const images = pixels.length / size;
  const elbos = new Float64Array(images * classes);
  for (let first = 0; first < images; first += ROWS) {
    const rows = pixels.subarray(first * size, (first + ROWS) * size);
    for (let label = 0; label < classes; label++) {
      await yieldToEventLoop();
      const found = ofClass(lab, rows, size, label, args.samples, first);
      for (const [row, elbo] of found.entries()) elbos[(first + row) * classes + label] = elbo;
    }
  }
  return { classes, elbos, labels: given?.labels };
}

/** log p(x|z) by the mean of samples, less KL(q(z|x) ‖ p(z|y)) in closed form, of each image. */
function ofClass(lab: Lab, x: Float32Array, size: number, label: number, samples: number, draw: number): Float64Array {
  const options = lab.options();
  const latent = Number(options["latent"]);
  const encoding = lab.encode(x, label);
  const qs = Array.from({ length: encoding.mu.length / latent }, (_, image) => posteriorOf(encoding, image, latent));
  const means = lab.parameter("prior.weight");
  const uniform = generator(draw);
  const elbos = Float64Array.from(qs, (q) => {
    const mu = q?.mu.map((mean, at) => mean - (means[label * latent + at] ?? 0)) ?? [];
    return q ? -klOf({ ...q, mu }).reduce((sum, part) => sum + part, 0) : 0;
  });
  for (let sample = 0; sample < samples; sample++) {
    const z = Float32Array.from(
      qs.flatMap((q) =>
        q
          ? drawOf(
              q,
              q.mu.map(() => normal(uniform)),
            )
          : [],
      ),
    );
    const logs = logLikelihood(options, lab.likelihood(z, label), x, size);
    for (const [image, log] of logs.entries()) elbos[image] = (elbos[image] ?? 0) + log / samples;
  }
  return elbos;
}
