/** The principal components of images, found on the page in slices: nobody waits for a slice longer than for a frame. */
import { decompose } from "../../math/eigen.ts";
import type { Spectrum } from "../../math/linear.ts";
import { Moments } from "../../math/moments.ts";

/** Axes that are kept: as many as a code can have numbers. */
const AXES = 64;
/** Images that are counted in at a time. */
const IMAGES = 50;
/** Milliseconds of work at a time. */
const SLICE_MS = 12;

/** Of images of bytes, one after the other; undefined once `stopped` says that nobody wants them any more. */
export async function componentsOf(
  images: Uint8Array,
  pixels: number,
  stopped: () => boolean,
): Promise<Spectrum | undefined> {
  const work = components(images, pixels);
  for (let begun = performance.now(); !stopped();) {
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() - begun < SLICE_MS) continue;
    await new Promise((resolve) => setTimeout(resolve));
    begun = performance.now();
  }
}

function* components(images: Uint8Array, pixels: number): Generator<undefined, Spectrum> {
  const moments = new Moments(pixels);
  for (let from = 0; from < images.length; from += IMAGES * pixels) {
    moments.add(images.subarray(from, from + IMAGES * pixels));
    yield;
  }
  // Pixels that are black in every image have components of their own, whose eigenvalues are 0.
  const { lit } = moments;
  const found = yield* decompose(moments.covarianceOf(lit));
  const values = new Float64Array(pixels);
  values.set(found.values);
  const axes = new Float32Array(Math.min(AXES, lit.length) * pixels);
  found.vectors.slice(0, AXES).forEach((vector, k) => {
    lit.forEach((pixel, at) => (axes[k * pixels + pixel] = vector[at] ?? 0));
  });
  return { values, axes, mean: Float32Array.from(moments.mean) };
}
