/** The samples of two clouds: what one knows of two distributions where nobody writes them down. */
import { normals } from "../../math/epsilon.ts";
import { generator } from "../../math/random.ts";

/** Points of a cloud: few enough to pair them all exactly at every move. */
export const CLOUD = 64;

export const SHAPES = ["blob", "ring", "two"] as const;
export type Shape = (typeof SHAPES)[number];

/** A cloud around the origin. */
export function cloudOf(shape: Shape, seed: number): Float64Array {
  const random = generator(seed + 1);
  const noise = normals(2 * CLOUD, random);
  const points = new Float64Array(2 * CLOUD);
  for (let at = 0; at < CLOUD; at++) {
    const [nx, ny] = [noise[2 * at] ?? 0, noise[2 * at + 1] ?? 0];
    const turn = (2 * Math.PI * (at + 0.5)) / CLOUD;
    const side = at % 2 === 0 ? 1 : -1;
    const [x, y] = {
      blob: [0.4 * nx, 0.4 * ny],
      ring: [0.7 * Math.cos(turn) + 0.05 * nx, 0.7 * Math.sin(turn) + 0.05 * ny],
      two: [0.7 * side + 0.15 * nx, 0.15 * ny],
    }[shape];
    points[2 * at] = x ?? 0;
    points[2 * at + 1] = y ?? 0;
  }
  return points;
}

/** A cloud, moved. */
export const moved = (cloud: Float64Array, [x, y]: readonly [number, number]) =>
  cloud.map((value, at) => value + (at % 2 === 0 ? x : y));
