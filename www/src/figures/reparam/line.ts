/** The model along one latent dimension, for one image: losses, their slopes, pictures. */
import { type Draw, centralDifference } from "../../math/gradients.ts";
import type { ImageLoss } from "../../math/likelihood.ts";
import { type Posterior, drawOf } from "../../math/posterior.ts";
import type { Run } from "../../run/run.ts";
import { fixed } from "../../texts/numbers.ts";

/** A line through μ of q(z|x) of an image, along one dimension. */
export interface Line {
  x: Float32Array;
  posterior: Posterior;
  dimension: number;
  loss: ImageLoss;
}

/**
 * The values that the reader sets, μ, σ and ε. The first two are relative to the encoder's, so that they stay in sight
 * while those move: μ + `shift` σ and `stretch` σ.
 */
export interface Hand {
  shift: number;
  stretch: number;
  epsilon: number;
}

/** Half the width of the line, in the encoder's σ around its μ. */
export const EXTENT = 7;
/** How far the reader can go. */
export const RANGES: Record<keyof Hand, readonly [number, number]> = {
  shift: [-2.5, 2.5],
  stretch: [0.5, 2],
  epsilon: [-3, 3],
};
/** The places of the loss's curve, in the encoder's σ around its μ. */
export const PLACES = Array.from({ length: 57 }, (_, at) => EXTENT * ((2 * at) / 56 - 1));

/** Slopes are measured between two places so many σ away, and not nearer than single precision allows. */
const STEP = 0.05;
const LEAST_STEP = 1e-3;

/** A coordinate on the line, in the encoder's σ from its μ. */
export function placeOn({ posterior: { mu, sigma }, dimension }: Line, offset: number): number {
  return (mu[dimension] ?? 0) + offset * (sigma[dimension] ?? 0);
}

export const muOf = (line: Line, { shift }: Hand) => placeOn(line, shift);
export const sigmaOf = ({ posterior, dimension }: Line, { stretch }: Hand) =>
  stretch * (posterior.sigma[dimension] ?? 0);

/** z = μ + σ ε */
export const zOf = (line: Line, hand: Hand, epsilon = hand.epsilon) => muOf(line, hand) + sigmaOf(line, hand) * epsilon;

/** A coordinate as it is written: so that a tenth of σ can be seen. */
export function written({ posterior, dimension }: Line, value: number): string {
  return fixed(value, (posterior.sigma[dimension] ?? 0) < 0.1 ? 3 : 2);
}

/** z in the encoder's σ from its μ. */
export const offsetOf = ({ shift, stretch, epsilon }: Hand) => shift + stretch * epsilon;

/** All that is shown, of one state of the model and of the reader's hand. */
export interface LineValues {
  line: Line;
  hand: Hand;
  /** The loss at z and its slope, and x̂. */
  point: Draw & { xhat: Float32Array };
  /** The draws with these ε, and what is known of them. */
  noise: readonly (readonly number[])[];
  draws: readonly Draw[];
  /** The loss at `PLACES`. */
  curve: readonly number[];
}

/**
 * Evaluates z, and the line, where the other dimensions stay at their μ; and the draws with these ε, as training
 * has them, in all dimensions. What was found on the line `before` is not evaluated again while it holds.
 */
export async function evaluateLine(
  run: Pick<Run, "ask">,
  line: Line,
  hand: Hand,
  noise: LineValues["noise"],
  before?: LineValues,
): Promise<LineValues> {
  const { x, posterior, dimension, loss } = line;
  const step = Math.max(STEP * (posterior.sigma[dimension] ?? 0), LEAST_STEP);
  const through = { z: posterior.mu, epsilon: hand.epsilon };
  const drawn = noise.map((each) => ({ z: drawOf(posterior, each), epsilon: each[dimension] ?? 0 }));
  const { shift, stretch } = before?.hand ?? {};
  const kept = before?.noise === noise && shift === hand.shift && stretch === hand.stretch ? before.draws : undefined;
  const looks = kept ? [through] : [through, ...drawn];
  const triples = looks.flatMap(({ z, epsilon }) => {
    const place = zOf(line, hand, epsilon);
    return [place, place - step, place + step].map((value) => z.with(dimension, value));
  });
  const curve = before ? [] : PLACES.map((offset) => posterior.mu.with(dimension, placeOn(line, offset)));
  const pixels = await run.ask("decode", { z: Float32Array.from([...triples, ...curve].flat()) });
  const lossAt = (row: number) => loss.of(x, pixels.subarray(row * x.length, (row + 1) * x.length));
  const drawAt = (at: number, { epsilon }: { epsilon: number }): Draw => ({
    epsilon,
    loss: lossAt(3 * at),
    slope: centralDifference(lossAt(3 * at + 1), lossAt(3 * at + 2), step),
  });
  return {
    line,
    hand,
    point: { ...drawAt(0, through), xhat: pixels.slice(0, x.length) },
    noise,
    draws: kept ?? drawn.map((each, at) => drawAt(1 + at, each)),
    curve: before?.curve ?? curve.map((_, at) => lossAt(triples.length + at)),
  };
}
