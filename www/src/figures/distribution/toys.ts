/** The toys whose decoder is pictured, and the model that learns one within seconds. */
import { TOYS, type Toy } from "../../run/generated.ts";
import type { DatasetInfo, Options } from "../../run/protocol.ts";

/** How many values a point has. */
export type Dimensions = 1 | 2;

/** Those that the figure's small model learns; a grid and a board have too many pieces for it. */
export const OFFERED = { 1: TOYS[1], 2: ["ring", "moons", "spiral", "clusters", "eight"] } as const satisfies Record<
  Dimensions,
  readonly Toy[]
>;
export type Offered = (typeof OFFERED)[Dimensions][number];

/** Points held out: with so many, the histogram of a sample is some 2 % off. */
export const HELD_OUT = 8_000;
export const TRAIN = 2 * HELD_OUT;

/** How many values the points of a toy have. */
export const dimensionsOf = (toy: Toy): Dimensions => (TOYS[1].some((name) => name === toy) ? 1 : 2);

/** The toy that a dataset is, if it is one. */
export function toyNamed({ name, height, width }: Pick<DatasetInfo, "name" | "height" | "width">): Toy | undefined {
  const toys: readonly Toy[] = [...TOYS[1], ...TOYS[2]];
  return toys.find((toy) => toy === name && height === 1 && width === dimensionsOf(toy));
}

/**
 * The options for a toy that differ from the defaults. Three narrow layers bend more finely than two wide ones, σ is the
 * blur of the data, and smooth activations leave no kinks in the picture.
 */
export const toyOptions = (toy: Toy): Options => ({
  hidden: [24, 24, 24],
  activation: "tanh",
  latent: dimensionsOf(toy),
  likelihood: "gaussian",
  sigma: 0.025,
  lr: 0.005,
});
