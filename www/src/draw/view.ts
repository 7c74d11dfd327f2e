import { unit } from "./canvas.ts";
import type { Cells } from "../math/density.ts";
import type { Grid } from "../math/speed.ts";
import { within } from "../texts/numbers.ts";

/** Size of the drawing area and its margins, in CSS pixels. */
export interface Box {
  width: number;
  height: number;
}

export const MARGIN = {
  get left() {
    return 30 * unit;
  },
  right: 10,
  top: 10,
  get bottom() {
    return 26 * unit;
  },
};

/** CSS pixels between the centres of two tiles of the manifold. */
const TILE = 30;
/** Cells of a density along the longer side. */
const CELLS = 56;

/** The visible part of the latent plane: its centre, and how far it reaches along the shorter side. Axes are equal. */
export interface View {
  x: number;
  y: number;
  radius: number;
}

/** The nearest and the farthest view. */
const NEAREST = 0.05;
const FARTHEST = 2000;

export const withinReach = (radius: number): number => within(radius, NEAREST, FARTHEST);

/** The view that shows the prior. */
export const ORIGIN: View = { x: 0, y: 0, radius: 3 };

/** Maps the latent plane to the pixels of a canvas and back. */
export class Projection {
  readonly scale: number;
  readonly centreX: number;
  readonly centreY: number;

  constructor(
    readonly view: View,
    readonly box: Box,
  ) {
    // Also where a box has no room for its margins.
    const width = Math.max(box.width - MARGIN.left - MARGIN.right, 1);
    const height = Math.max(box.height - MARGIN.top - MARGIN.bottom, 1);
    this.scale = Math.min(width, height) / (2 * view.radius);
    this.centreX = MARGIN.left + width / 2;
    this.centreY = MARGIN.top + height / 2;
  }

  x = (z1: number) => this.centreX + (z1 - this.view.x) * this.scale;
  y = (z2: number) => this.centreY - (z2 - this.view.y) * this.scale;
  z1 = (x: number) => (x - this.centreX) / this.scale + this.view.x;
  z2 = (y: number) => (this.centreY - y) / this.scale + this.view.y;

  /** A place as a style in parts of the box: it is right whatever size the box has by now, on paper or while it is resized. */
  spot(z1: number, z2: number): string {
    return `left: ${(100 * this.x(z1)) / this.box.width}%; top: ${(100 * this.y(z2)) / this.box.height}%`;
  }

  get left(): number {
    return this.z1(MARGIN.left);
  }
  get right(): number {
    return this.z1(2 * this.centreX - MARGIN.left);
  }
  get bottom(): number {
    return this.z2(2 * this.centreY - MARGIN.top);
  }
  get top(): number {
    return this.z2(MARGIN.top);
  }

  /** The tiles that fill the view, on a lattice that stays put while the view moves over it. A line needs one row. */
  tiles(line: boolean): Grid & { spacing: number } {
    const spacing = (TILE * unit) / this.scale;
    const multiples = (from: number, to: number) => {
      const first = Math.ceil(from / spacing - 0.5);
      const count = Math.max(Math.floor(to / spacing + 0.5) - first + 1, 1);
      return Array.from({ length: count }, (_, at) => (first + at) * spacing);
    };
    const v = line ? [0] : multiples(this.bottom, this.top).reverse();
    return { u: multiples(this.left, this.right), v, spacing };
  }

  /** Square cells that fill the view, and stay put while it moves. */
  cells(): Cells {
    const cell = Math.max(this.right - this.left, this.top - this.bottom) / CELLS;
    const [left, top] = [Math.floor(this.left / cell), Math.ceil(this.top / cell)];
    const columns = Math.ceil(this.right / cell) - left;
    return { left: left * cell, top: top * cell, cell, columns, rows: top - Math.floor(this.bottom / cell) };
  }
}

/** Reaches of a view; it grows and shrinks between these, so that axes do not creep. */
const REACHES = [3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 100, 200, 500, 1000];

/** The view around the origin that shows the prior and nearly all of some places, (u, v) one after the other. */
export function fit(places: Float32Array, current: View): View {
  const far = Array.from({ length: places.length / 2 }, (_, at) =>
    Math.max(Math.abs(places[2 * at] ?? 0), Math.abs(places[2 * at + 1] ?? 0)),
  );
  far.sort((a, b) => a - b);
  const reach = (far[Math.floor(far.length * 0.98)] ?? 0) * 1.08;
  // A smaller view is taken only when the points would fill little of it: no flicker between two.
  if (reach <= current.radius && reach > current.radius * 0.6 && current.x === 0 && current.y === 0) return current;
  return { x: 0, y: 0, radius: REACHES.find((radius) => radius >= reach) ?? reach };
}
