/** How well codes tell classes, with nothing trained for it but what a formula gives. */
import { dot } from "./dot.ts";
import { eigen } from "./eigen.ts";

/** Codes, one after the other, with the class of each. */
export interface Coded {
  codes: Float32Array;
  labels: ArrayLike<number>;
}

/** λ of the ridge: what keeps the system solvable where dimensions are empty. */
const RIDGE = 1;

/** The share of `asked` whose nearest code in `known` has their class; without `asked`, of each code among the others. */
export function byNeighbour(known: Coded, latent: number, asked?: Coded): number {
  const { codes, labels } = known;
  const of = asked ?? known;
  let right = 0;
  for (let image = 0; image < of.labels.length; image++) {
    const [from, own] = [image * latent, asked ? -1 : image];
    let [nearest, least] = [-1, Number.POSITIVE_INFINITY];
    for (let other = 0, at = 0; other < labels.length; other++, at += latent) {
      let square = 0;
      for (let k = 0; k < latent && square < least; k++) {
        const apart = (of.codes[from + k] ?? 0) - (codes[at + k] ?? 0);
        square += apart * apart;
      }
      if (square < least && other !== own) [nearest, least] = [other, square];
    }
    right += Number(nearest >= 0 && labels[nearest] === of.labels[image]);
  }
  return right / of.labels.length;
}

/**
 * Ridge regressions of targets on [z, 1], one for each target. Without row i a regression errs there by eᵢ / (1 − hᵢ), with
 * the error eᵢ and the leverage hᵢ = aᵢᵀ(AᵀA + λI)⁻¹aᵢ of the whole one.
 */
class Ridge {
  readonly #vectors: readonly Float64Array[];
  /** 1 / (λᵥ + λ), by eigenvector v of AᵀA. */
  readonly #scales: Float64Array;
  /** Weights along the eigenvectors. */
  readonly #weights: readonly (readonly number[])[];

  constructor(
    private readonly codes: Float32Array,
    private readonly latent: number,
    private readonly targets: readonly ArrayLike<number>[],
  ) {
    const size = latent + 1;
    const a = new Float64Array(size).fill(1);
    const products = Array.from({ length: size }, () => new Float64Array(size));
    const sums = targets.map(() => new Float64Array(size));
    for (let row = 0; (row + 1) * latent <= codes.length; row++) {
      a.set(codes.subarray(row * latent, (row + 1) * latent));
      products.forEach((line, i) => add(line, a[i] ?? 0, a));
      sums.forEach((sum, at) => add(sum, targets[at]?.[row] ?? 0, a));
    }
    const { values, vectors } = eigen(products);
    this.#vectors = vectors;
    this.#scales = values.map((value) => 1 / (value + RIDGE));
    this.#weights = sums.map((sum) => vectors.map((v, k) => dot(v, sum) * (this.#scales[k] ?? 0)));
  }

  /** What it says of a code, by target. */
  of(codes: Float32Array, row: number): number[] {
    const parts = this.#parts(codes, row);
    return this.#weights.map((weights) => dot(weights, parts));
  }

  /** What it would say of one of its codes, had it been made without it. */
  without(row: number): number[] {
    const parts = this.#parts(this.codes, row);
    const leverage = parts.reduce((sum, part, k) => sum + part * part * (this.#scales[k] ?? 0), 0);
    return this.#weights.map((weights, at) => {
      const target = this.targets[at]?.[row] ?? 0;
      return target - (target - dot(weights, parts)) / (1 - leverage);
    });
  }

  #parts(codes: Float32Array, row: number): number[] {
    const a = Float64Array.of(...codes.subarray(row * this.latent, (row + 1) * this.latent), 1);
    return this.#vectors.map((v) => dot(v, a));
  }
}

function add(sum: Float64Array, times: number, vector: Float64Array): void {
  for (let at = 0; times !== 0 && at < sum.length; at++) sum[at] = (sum[at] ?? 0) + times * (vector[at] ?? 0);
}

/** As `byNeighbour`, by a linear probe: the class whose indicator is the largest. */
export function byProbe(known: Coded, latent: number, asked?: Coded): number {
  const { codes, labels } = known;
  const classes = [...new Set(Array.from(labels))];
  const targets = classes.map((label) => Uint8Array.from(labels, (own) => Number(own === label)));
  const ridge = new Ridge(codes, latent, targets);
  const of = asked ?? known;
  let right = 0;
  for (let row = 0; row < of.labels.length; row++) {
    const scores = asked ? ridge.of(of.codes, row) : ridge.without(row);
    right += Number(classes[scores.indexOf(Math.max(...scores))] === of.labels[row]);
  }
  return right / of.labels.length;
}

/** R² of each factor, by a linear probe of each code that is made of the others: at most 1; 0 where codes do not tell it. */
export function explained(codes: Float32Array, latent: number, factors: readonly ArrayLike<number>[]): number[] {
  const ridge = new Ridge(codes, latent, factors);
  const rows = codes.length / latent;
  const errors = factors.map(() => 0);
  for (let row = 0; row < rows; row++) {
    ridge.without(row).forEach((said, at) => {
      errors[at] = (errors[at] ?? 0) + ((factors[at]?.[row] ?? 0) - said) ** 2;
    });
  }
  return factors.map((factor, at) => {
    const values = Array.from({ length: rows }, (_, row) => factor[row] ?? 0);
    const mean = values.reduce((sum, value) => sum + value, 0) / rows;
    const whole = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return Math.max(0, 1 - (errors[at] ?? 0) / whole);
  });
}
