/**
 * What is known of toys in closed form: densities of those of one value, and where the Gaussians of the others lie. The engine
 * draws the points (`src/data/toys/`); nothing here is shared with it, and tests hold the two together.
 */
import type { Toy } from "../run/generated.ts";
import { normalShare } from "./share.ts";

/** One of a mixture of Gaussians: its share, its middle and its standard deviation along each axis. */
export interface Mode {
  weight: number;
  centre: readonly number[];
  deviation: number;
}

const even = (centres: readonly (readonly number[])[], deviation: number): Mode[] =>
  centres.map((centre) => ({ weight: 1 / centres.length, centre, deviation }));

/** Places evenly on a circle around the middle, the first at `angle`. */
const circle = (count: number, radius: number, angle: number) =>
  Array.from({ length: count }, (_, at) => {
    const turn = angle + (2 * Math.PI * at) / count;
    return [0.5 + radius * Math.cos(turn), 0.5 + radius * Math.sin(turn)];
  });

const grid = (side: number, spacing: number) =>
  Array.from({ length: side * side }, (_, cell) =>
    [cell % side, Math.floor(cell / side)].map((at) => 0.5 + spacing * (at - (side - 1) / 2)),
  );

/** The Gaussians of a toy. */
export const MODES: Partial<Record<Toy, readonly Mode[]>> = {
  "two-bumps": [
    { weight: 0.4, centre: [0.27], deviation: 0.055 },
    { weight: 0.6, centre: [0.68], deviation: 0.08 },
  ],
  clusters: even(circle(5, 0.32, Math.PI / 2), 0.04),
  eight: even(circle(8, 0.25, 0), 0.005),
  grid25: even(grid(5, 0.125), 0.005),
};

const UNIFORM = { low: 0.2, high: 0.8 };
/** x = shift + scale · exp(shape · n), n ~ N(0, 1), drawn again beyond 1. */
const SKEWED = { shift: 0.08, scale: 0.16, shape: 0.6 };

const skewedNormal = (x: number) => Math.log((x - SKEWED.shift) / SKEWED.scale) / SKEWED.shape;

/** The share of a toy of one value below x; undefined for others. */
export function shareBelow(toy: Toy, x: number): number | undefined {
  switch (toy) {
    case "two-bumps":
      return (MODES[toy] ?? []).reduce(
        (sum, { weight, centre, deviation }) => sum + weight * normalShare((x - (centre[0] ?? 0)) / deviation),
        0,
      );
    case "uniform":
      return Math.min(Math.max((x - UNIFORM.low) / (UNIFORM.high - UNIFORM.low), 0), 1);
    case "skewed":
      return x <= SKEWED.shift ? 0 : normalShare(skewedNormal(Math.min(x, 1))) / normalShare(skewedNormal(1));
    default:
      return undefined;
  }
}

/** A sample is near the mode that is fewest standard deviations away, if these are no more. */
const NEAR = 3;
/** So many of 2,500 samples near a mode find it. */
const ENOUGH = 20 / 2500;

/** What samples found. */
export interface Found {
  /** Samples near each mode, and whether they are enough to find it. */
  counts: readonly number[];
  lit: readonly boolean[];
  found: number;
  /** The share of samples near some mode. */
  share: number;
}

/** Which modes samples, one after the other, find. */
export function findModes(samples: Float32Array, modes: readonly Mode[]): Found {
  const values = modes[0]?.centre.length ?? 1;
  const count = samples.length / values;
  const counts = modes.map(() => 0);
  for (let at = 0; at < count; at++) {
    let [nearest, least] = [-1, NEAR];
    modes.forEach(({ centre, deviation }, mode) => {
      const away = Math.hypot(...centre.map((x, axis) => (samples[at * values + axis] ?? 0) - x)) / deviation;
      if (away <= least) [nearest, least] = [mode, away];
    });
    if (nearest >= 0) counts[nearest] = (counts[nearest] ?? 0) + 1;
  }
  const lit = counts.map((near) => near > 0 && near >= ENOUGH * count);
  return {
    counts,
    lit,
    found: lit.filter(Boolean).length,
    share: counts.reduce((sum, near) => sum + near, 0) / Math.max(count, 1),
  };
}
