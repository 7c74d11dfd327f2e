/**
 * The best linear models of images: principal components, and probabilistic ones (Tipping and Bishop, 1999), to which linear
 * variational autoencoders are held (Lucas et al., "Don't Blame the ELBO!", 2019).
 */
import { dot } from "./dot.ts";
import { eigen } from "./eigen.ts";

/** The principal components of images. */
export interface Spectrum {
  /** The eigenvalues of their covariance, the largest first. */
  values: Float64Array;
  /** Unit eigenvectors of the first of them, row by row. */
  axes: Float32Array;
  /** The mean image. */
  mean: Float32Array;
}

/** Means over some images: of |x − μ|², and of its part along each axis. */
export interface Spread {
  total: number;
  along: number[];
}

/** How images of bytes spread along the axes of a spectrum. */
export function spread({ axes, mean }: Spectrum, images: Uint8Array): Spread {
  const pixels = mean.length;
  const count = Math.floor(images.length / pixels);
  const directions = axesOf(axes, pixels);
  const along = directions.map(() => 0);
  let total = 0;
  for (let at = 0; at < count; at++) {
    const centred = mean.map((value, pixel) => (images[at * pixels + pixel] ?? 0) / 255 - value);
    total += dot(centred, centred) / count;
    directions.forEach((axis, k) => (along[k] = (along[k] ?? 0) + dot(axis, centred) ** 2 / count));
  }
  return { total, along };
}

const axesOf = (axes: Float32Array, pixels: number): Float32Array[] =>
  Array.from({ length: axes.length / pixels }, (_, k) => axes.subarray(k * pixels, (k + 1) * pixels));

/** The mean squared error of an image that is left by the first axes. */
export const leftBy = ({ total, along }: Spread, latent: number): number =>
  along.slice(0, latent).reduce((rest, part) => rest - part, total);

/** An image by its first components: μ + Σ u uᵀ(x − μ). */
export function byComponents({ axes, mean }: Spectrum, x: Float32Array, latent: number): Float32Array {
  const centred = x.map((value, pixel) => value - (mean[pixel] ?? 0));
  const image = mean.slice();
  for (const axis of axesOf(axes, mean.length).slice(0, latent)) {
    const along = dot(axis, centred);
    axis.forEach((value, pixel) => (image[pixel] = (image[pixel] ?? 0) + along * value));
  }
  return image;
}

/** σ² of the most likely model with so many latent dimensions: the mean of the other eigenvalues. */
export function varianceLeft(values: Float64Array, latent: number): number {
  const others = values.subarray(latent);
  return others.reduce((sum, value) => sum + value, 0) / Math.max(1, others.length);
}

/** How many of the latent dimensions say something: those of eigenvalues above βσ². The others cost more than they are worth. */
export const aliveAbove = (values: Float64Array, latent: number, floor: number): number =>
  values.subarray(0, latent).filter((value) => value > floor).length;

/** The mean −log p(x) of probabilistic components with this σ² over images that spread so, in nats. */
export function evidence({ values }: Spectrum, seen: Spread, latent: number, variance: number): number {
  const log = (variance: number) => Math.log(2 * Math.PI * variance);
  let sum = leftBy(seen, latent) / variance + (values.length - latent) * log(variance);
  for (let k = 0; k < Math.min(latent, values.length); k++) {
    const own = Math.max(values[k] ?? 0, variance);
    sum += (seen.along[k] ?? 0) / own + log(own);
  }
  return sum / 2;
}

type Columns = readonly Float32Array[];

/**
 * Directions that a decoder's columns span, orthonormal and each the one along which what it decodes varies most: the left
 * singular vectors of W C^½, with the covariance C of the codes. This is what a rotation of the codes does not change.
 */
export function principal(columns: Columns, covariance: readonly (readonly number[])[]): Float32Array[] {
  const root = rootOf(covariance);
  const mixed = root.map((row) => mix(columns, row));
  const { values, vectors } = eigen(mixed.map((a) => mixed.map((b) => dot(a, b))));
  return vectors.flatMap((vector, k) => {
    const length = Math.sqrt(Math.max(0, values[k] ?? 0));
    return length > 0
      ? [
          mix(
            mixed,
            vector.map((value) => value / length),
          ),
        ]
      : [];
  });
}

/** A^½ of a covariance A. */
function rootOf(matrix: readonly (readonly number[])[]): number[][] {
  const { values, vectors } = eigen(matrix);
  const roots = values.map((value) => Math.sqrt(Math.max(0, value)));
  return matrix.map((row, i) =>
    row.map((_, j) => vectors.reduce((sum, v, k) => sum + (roots[k] ?? 0) * (v[i] ?? 0) * (v[j] ?? 0), 0)),
  );
}

function mix(columns: Columns, weights: ArrayLike<number>): Float32Array {
  const sum = new Float32Array(columns[0]?.length ?? 0);
  columns.forEach((column, k) => {
    const weight = weights[k] ?? 0;
    for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] ?? 0) + weight * (column[at] ?? 0);
  });
  return sum;
}

/** The largest principal angle between what orthonormal directions span and what the first axes do, in degrees. */
export function largestAngle(directions: Columns, { axes, mean }: Spectrum): number {
  const first = axesOf(axes, mean.length).slice(0, directions.length);
  // What of each axis lies outside: its eigenvalues are the squared sines, precise for small angles too.
  const outside = first.map((axis) => {
    const inside = mix(
      directions,
      directions.map((direction) => dot(direction, axis)),
    );
    return axis.map((value, at) => value - (inside[at] ?? 0));
  });
  const [most = 0] = eigen(outside.map((a) => outside.map((b) => dot(a, b)))).values;
  return (180 / Math.PI) * Math.asin(Math.sqrt(Math.min(1, Math.max(0, most))));
}

/** How far columns are from orthogonal: the largest |cos| of two of them; columns of no length do not count. */
export function overlap(columns: Columns): number {
  const long = columns.filter((column) => dot(column, column) > 1e-6);
  let most = 0;
  long.forEach((a, i) =>
    long.slice(0, i).forEach((b) => {
      most = Math.max(most, Math.abs(dot(a, b)) / Math.sqrt(dot(a, a) * dot(b, b)));
    }),
  );
  return most;
}
