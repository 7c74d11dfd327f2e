import type { Lattice } from "../protocol.ts";

/** Size of the drawing area and its margins, in CSS pixels. */
export interface Box {
  width: number;
  height: number;
}

export const MARGIN = { left: 30, right: 10, top: 10, bottom: 26 };

/** CSS pixels between the centres of two tiles of the manifold. */
const TILE = 30;

/** The visible part of the latent plane: its centre, and how far it reaches along the shorter side. Axes are equal. */
export interface View {
  x: number;
  y: number;
  radius: number;
}

/** Maps the latent plane to the pixels of a canvas and back. */
export class Projection {
  readonly scale: number;
  readonly centreX: number;
  readonly centreY: number;

  constructor(
    readonly view: View,
    readonly box: Box,
  ) {
    const width = box.width - MARGIN.left - MARGIN.right;
    const height = box.height - MARGIN.top - MARGIN.bottom;
    this.scale = Math.max(Math.min(width, height), 1) / (2 * view.radius);
    this.centreX = MARGIN.left + width / 2;
    this.centreY = MARGIN.top + height / 2;
  }

  x = (z1: number) => this.centreX + (z1 - this.view.x) * this.scale;
  y = (z2: number) => this.centreY - (z2 - this.view.y) * this.scale;
  z1 = (x: number) => (x - this.centreX) / this.scale + this.view.x;
  z2 = (y: number) => (this.centreY - y) / this.scale + this.view.y;

  get left(): number {
    return this.z1(MARGIN.left);
  }
  get right(): number {
    return this.z1(this.box.width - MARGIN.right);
  }
  get bottom(): number {
    return this.z2(this.box.height - MARGIN.bottom);
  }
  get top(): number {
    return this.z2(MARGIN.top);
  }

  /** The tiles that fill the view, on a lattice that stays put while the view moves over it. A line needs one row. */
  lattice(line: boolean): Lattice {
    const spacing = TILE / this.scale;
    const left = Math.ceil(this.left / spacing - 0.5) * spacing;
    const columns = Math.max(Math.floor((this.right - left) / spacing + 0.5) + 1, 1);
    if (line) return { left, top: 0, spacing, columns, rows: 1 };
    const top = Math.floor(this.top / spacing + 0.5) * spacing;
    return { left, top, spacing, columns, rows: Math.max(Math.floor((top - this.bottom) / spacing + 0.5) + 1, 1) };
  }
}

/** Reaches of a view; it grows and shrinks between these, so that axes do not creep. */
const REACHES = [3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 100, 200, 500, 1000];

/** The view around the origin that shows the prior and nearly all encodings. */
export function fit(mu: Float32Array, latent: number, current: View): View {
  const far: number[] = [];
  for (let at = 0; at < mu.length; at += latent) {
    far.push(Math.max(Math.abs(mu[at] as number), latent > 1 ? Math.abs(mu[at + 1] as number) : 0));
  }
  far.sort((a, b) => a - b);
  const reach = (far[Math.floor(far.length * 0.98)] ?? 0) * 1.08;
  // A smaller view is taken only when the points would fill little of it: no flicker between two.
  if (reach <= current.radius && reach > current.radius * 0.6 && current.x === 0 && current.y === 0) return current;
  return { x: 0, y: 0, radius: REACHES.find((radius) => radius >= reach) ?? reach };
}
