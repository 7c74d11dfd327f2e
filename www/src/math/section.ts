/** A plane through a latent space of any number of dimensions (a line through one of one): what the page shows of it. */
import { dot } from "./dot.ts";
import { listText, readList } from "../texts/numbers.ts";

/** A place on the plane, (u, v). */
export type Place = readonly [number, number];

/** A unit vector of the latent space. */
export type Direction = readonly number[];

/** How the latent space is cut. */
export interface Cut {
  /** The directions are the model's own dimensions, or the principal components of the means of encodings. */
  by: "dimensions" | "components";
  /** Which directions go to the right and up. */
  axes: Place;
  /** How far the plane lies along each direction; the axes' own say nothing. */
  rest: readonly number[];
}

/** The name of a direction: z₁, or PC₁ for a principal component. */
export function nameOf(by: Cut["by"], direction: number): string {
  const subscript = String(direction + 1).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)] ?? "");
  return `${by === "components" ? "PC" : "z"}${subscript}`;
}

export const DEFAULT_CUT: Cut = { by: "dimensions", axes: [0, 1], rest: [] };

/** A cut as a text: `components:0,1:0,0,1.5`; nothing where it is the one at the start. */
export function cutText(cut: Cut): string | undefined {
  const text = `${cut.by}:${cut.axes.join()}:${listText(cut.rest)}`.replace(/(,0)+$/, "").replace(/:0?$/, "");
  return text === "dimensions:0,1" ? undefined : text;
}

/** The cut that such a text says; undefined where it says none. */
export function readCut(text: string): Cut | undefined {
  const [by = "", axes = "", rest = ""] = text.split(":");
  const [first, second, ...more] = axes.split(",").map(Number);
  const values = readList(rest);
  const whole = (axis: number | undefined): axis is number => Number.isInteger(axis) && Number(axis) >= 0;
  if (by !== "dimensions" && by !== "components") return;
  if (!whole(first) || !whole(second) || first === second || more.length > 0 || !values) return;
  return { by, axes: [first, second], rest: values };
}

/** The directions of the model's own dimensions. */
export function dimensions(latent: number): Direction[] {
  return Array.from({ length: latent }, (_, axis) => Array.from({ length: latent }, (_, at) => Number(at === axis)));
}

/** z = origin + u a + v b, with orthonormal a and b. The prior's marginal on it is N(0, I) around (0, 0). */
export class Section {
  /** Which directions go to the right and up; the second is none where the space is a line. */
  readonly axes: Place;
  readonly #a: Direction;
  readonly #b: Direction;
  readonly #origin: readonly number[];

  /** `directions` are orthonormal; axes that are none of them are the first two instead. */
  constructor(
    readonly directions: readonly Direction[],
    readonly cut: Cut,
  ) {
    const count = directions.length;
    const [first, second] = cut.axes;
    this.axes = first !== second && first < count && second < count ? cut.axes : [0, 1];
    this.#a = directions[this.axes[0]] ?? [];
    this.#b = directions[this.axes[1]] ?? this.#a.map(() => 0);
    this.#origin = this.#a.map((_, at) =>
      this.others.reduce((sum, k) => sum + (cut.rest[k] ?? 0) * (directions[k]?.[at] ?? 0), 0),
    );
  }

  /** The names of the axes. */
  get names(): readonly [string, string] {
    if (this.directions.length === 1) return ["z", ""];
    return [nameOf(this.cut.by, this.axes[0]), nameOf(this.cut.by, this.axes[1])];
  }

  /** The directions that are not shown. */
  get others(): number[] {
    return this.directions.map((_, k) => k).filter((k) => !this.axes.includes(k));
  }

  /** Where a point is seen: its coordinates along the axes, wherever else it is. It may be a row of a matrix. */
  project(z: ArrayLike<number>, row = 0): Place {
    const latent = this.#a.length;
    let [u, v] = [0, 0];
    for (let at = 0, from = row * latent; at < latent; at++, from++) {
      const value = z[from] ?? 0;
      u += value * (this.#a[at] ?? 0);
      v += value * (this.#b[at] ?? 0);
    }
    return [u, v];
  }

  /** The point at a place of the plane. */
  at([u, v]: Place): number[] {
    return this.#origin.map((origin, at) => origin + u * (this.#a[at] ?? 0) + v * (this.#b[at] ?? 0));
  }

  /** The point moved along the plane to a place; its distance from the plane stays. */
  move(z: readonly number[], [u, v]: Place): number[] {
    const [u0, v0] = this.project(z);
    return z.map((value, at) => value + (u - u0) * (this.#a[at] ?? 0) + (v - v0) * (this.#b[at] ?? 0));
  }

  /** How far a point is from the plane. */
  distance(z: readonly number[]): number {
    return Math.hypot(...this.at(this.project(z)).map((value, at) => value - (z[at] ?? 0)));
  }

  /** The cut that goes through a point, with the same axes. */
  through(z: readonly number[]): Cut {
    const rest = this.directions.map((direction, k) => (this.axes.includes(k) ? 0 : dot(z, direction)));
    return { ...this.cut, rest };
  }

  /** (u, v) of each row of a matrix of points. */
  places(z: Float32Array): Float32Array<ArrayBuffer> {
    const places = new Float32Array((2 * z.length) / this.#a.length);
    for (let row = 0; row < places.length / 2; row++) places.set(this.project(z, row), 2 * row);
    return places;
  }

  /** (var u, cov uv, var v) of each row's Gaussian, N(μ, diag e^logvar) or N(μ, L Lᵀ), as its shadow falls on the plane. */
  spreads(logvar: Float32Array, factor?: Float32Array): Float32Array<ArrayBuffer> {
    const latent = this.#a.length;
    const spreads: number[] = [];
    for (let row = 0; row < logvar.length / latent; row++) {
      let [uu, uv, vv] = [0, 0, 0];
      for (let at = 0; at < latent; at++) {
        // L has a column for each ε; without L, these are the dimensions.
        const [a = 0, b = 0] = factor ? this.project(factor, row * latent + at) : [this.#a[at], this.#b[at]];
        const variance = factor ? 1 : Math.exp(logvar[row * latent + at] ?? 0);
        uu += a * a * variance;
        uv += a * b * variance;
        vv += b * b * variance;
      }
      spreads.push(uu, uv, vv);
    }
    return new Float32Array(spreads);
  }
}
