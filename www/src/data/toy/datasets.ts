/** Distributions of one or two values, each seen as an image of one row: small enough that a decoder can be seen whole. */
import { normalQuantile } from "../../math/quantile.ts";
import { generator } from "../../math/random.ts";

/** Draws numbers from U(0, 1). */
type Random = () => number;

export interface Toy {
  readonly dimensions: 1 | 2;
  /** One point of it, near [0, 1]. */
  point(random: Random): readonly number[];
}

const normal = (random: Random) => normalQuantile(random());
const { cos, sin, PI, sqrt } = Math;

/** A place on a circle around the middle. */
const around = (radius: number, angle: number) => [0.5 + radius * cos(angle), 0.5 + radius * sin(angle)] as const;

/** The same with noise of one standard deviation in both directions. */
const blurred = ([x, y]: readonly [number, number], sigma: number, random: Random) =>
  [x + sigma * normal(random), y + sigma * normal(random)] as const;

/** Every one, by name; what it is called is the text `distribution.data.NAME`. */
export const TOYS = {
  "two-bumps": {
    dimensions: 1,
    point: (random) => [random() < 0.4 ? 0.27 + 0.055 * normal(random) : 0.68 + 0.08 * normal(random)],
  },
  uniform: { dimensions: 1, point: (random) => [0.2 + 0.6 * random()] },
  skewed: { dimensions: 1, point: (random) => [0.08 + 0.16 * Math.exp(0.6 * normal(random))] },
  ring: { dimensions: 2, point: (random) => blurred(around(0.32, 2 * PI * random()), 0.022, random) },
  moons: {
    dimensions: 2,
    point: (random) => {
      const upper = random() < 0.5;
      const angle = PI * random();
      const [x, y] = upper ? [cos(angle), sin(angle)] : [1 - cos(angle), 0.5 - sin(angle)];
      return blurred([0.5 + 0.27 * (x - 0.5), 0.5 + 0.27 * (y - 0.25)], 0.02, random);
    },
  },
  spiral: {
    dimensions: 2,
    point: (random) => {
      // Even along the curve: its length grows with the square of the angle.
      const turn = sqrt(0.02 + 0.98 * random());
      return blurred(around(0.4 * turn, 3.5 * PI * turn), 0.013, random);
    },
  },
  clusters: {
    dimensions: 2,
    point: (random) => blurred(around(0.32, (2 * PI * Math.floor(5 * random())) / 5 + PI / 2), 0.04, random),
  },
} satisfies Record<string, Toy>;

export type ToyName = keyof typeof TOYS;

export const TOY_NAMES = Object.keys(TOYS) as ToyName[];

/** The toy dataset that images of this name and size are, if they are one. */
export function toyNamed(name: string, height: number, width: number): ToyName | undefined {
  return TOY_NAMES.find((toy) => toy === name && height === 1 && width === TOYS[toy].dimensions);
}

const within = (point: readonly number[]) => point.every((value) => value > 0 && value < 1);

/** `count` points as bytes, value after value; those outside of (0, 1) are drawn again. The same seed, the same bytes. */
export function toyBytes(name: ToyName, count: number, seed: number): Uint8Array<ArrayBuffer> {
  const toy: Toy = TOYS[name];
  const random = generator(seed);
  const bytes = new Uint8Array(count * toy.dimensions);
  for (let at = 0; at < bytes.length;) {
    const point = toy.point(random);
    if (!within(point)) continue;
    for (const value of point) bytes[at++] = Math.round(255 * value);
  }
  return bytes;
}
