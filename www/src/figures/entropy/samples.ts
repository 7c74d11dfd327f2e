/** Points to begin with, of mean 0 and variance 1 along both axes. */
import { normal } from "../../math/epsilon.ts";
import { type Points, normalised } from "../../math/neighbours.ts";
import { generator } from "../../math/random.ts";

/** Few enough to be seen one by one, with their circles. */
export const COUNT = 50;

export const SHAPES = ["square", "ring", "two"] as const;
export type Shape = (typeof SHAPES)[number];

export function startOf(shape: Shape, count = COUNT): Points {
  const random = generator(3);
  const points = new Float64Array(2 * count);
  for (let at = 0; at < count; at++) {
    const turn = 2 * Math.PI * random();
    const near = [normal(random), normal(random)] as const;
    const [x, y] = {
      square: [random(), random()],
      ring: [Math.cos(turn) + 0.05 * near[0], Math.sin(turn) + 0.05 * near[1]],
      two: [(at % 2 === 0 ? 1 : -1) + 0.2 * near[0], 0.2 * near[1]],
    }[shape];
    points.set([x ?? 0, y ?? 0], 2 * at);
  }
  return normalised(points);
}
