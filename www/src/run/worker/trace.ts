/** The intermediate values of a training step: the engine's numbers by name, for as many images as are wanted. */
import type { Args, Trace } from "../protocol.ts";
import type { Lab } from "./wasm.ts";

export function trace(lab: Lab, args: Args<"trace">): Trace {
  const [heldOut, draw, images] = "images" in args ? [undefined, 0, args.images] : [args.heldOut, args.draw, 1];
  const options = lab.options();
  const { batch, latent, samples } = options as Record<string, number>;
  const { height, width } = lab.dataset();
  const names = lab.parameters();
  const values = lab.trace(heldOut, draw);
  let at = 0;
  const next = () => values[at++] as number;
  const rows = heldOut === undefined ? (batch as number) : 1;
  /** The next rows of so many columns, as many for each image: those of the first images. */
  const take = (columns = 1, perImage = 1) => {
    const begin = at;
    at += rows * perImage * columns;
    return values.slice(begin, begin + Math.min(images, rows) * perImage * columns);
  };
  const [recon, kl, gradNorm, klWeight] = [next(), next(), next(), next()];
  const [pixels, mu, logvar] = [take(height * width), take(latent), take(latent)];
  const [noise, z] = [take(latent, samples), take(latent, samples)];
  const [decoded, recons] = [take(height * width, samples), take(1, samples)];
  // The divergence is of an image or of a sample: it has the rows that are left.
  const kls = take((values.length - 2 * names.length - at) / rows);
  const parameters = names.map((name) => ({ name, gradient: next(), update: next() }));
  const step = lab.metrics().step + 1;
  return {
    options,
    step,
    recon,
    kl,
    gradNorm,
    klWeight,
    pixels,
    mu,
    logvar,
    noise,
    z,
    decoded,
    recons,
    kls,
    parameters,
  };
}
