/**
 * A small critic d(x) = v · tanh(W x + c) of points of two values, trained on the spot: it makes E d(a) − E d(b) large while
 * (‖∇d‖ − 1)² between the two clouds keeps its slope near 1 (Gulrajani et al., 2017).
 */
import { generator } from "./random.ts";
import type { Cloud } from "./assignment.ts";

const UNITS = 40;
/** The weight of the penalty. A slope s of 1 + W₁ / 2λ is best: with this one it is a few percent off at most. */
const PENALTY = 20;
const RATE = 0.01;
const [BETA1, BETA2] = [0.5, 0.9];
/** Keeps the slope of a norm finite where the norm is 0. */
const NEAR_ZERO = 1e-12;

export interface Loss {
  /** E d(a) − E d(b). */
  distance: number;
  /** The mean of (‖∇d‖ − 1)². */
  penalty: number;
  /** The gradient of λ · penalty − distance, as `weights`. */
  gradient: Float64Array;
}

export class Critic {
  /** v, c, and the rows of W. */
  readonly weights = new Float64Array(4 * UNITS);
  #means = new Float64Array(4 * UNITS);
  #squares = new Float64Array(4 * UNITS);
  #step = 0;
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = generator(seed);
    for (let at = 0; at < this.weights.length; at++)
      this.weights[at] = (2 * this.#random() - 1) * (at < UNITS ? 0.1 : 0.8);
  }

  /** d at a point. */
  value(x: number, y: number): number {
    let sum = 0;
    for (let unit = 0; unit < UNITS; unit++) sum += this.#of(unit, 0) * Math.tanh(this.#inside(unit, x, y));
    return sum;
  }

  /** What is minimised, with penalties at parts of the way from points of `b` to those of `a`. */
  loss(a: Cloud, b: Cloud, parts: ArrayLike<number>): Loss {
    const gradient = new Float64Array(this.weights.length);
    const count = a.length / 2;
    let [distance, penalty] = [0, 0];
    for (let at = 0; at < count; at++) {
      const [ax, ay, bx, by] = [a[2 * at] ?? 0, a[2 * at + 1] ?? 0, b[2 * at] ?? 0, b[2 * at + 1] ?? 0];
      distance += (this.#push(gradient, ax, ay, -1 / count) - this.#push(gradient, bx, by, 1 / count)) / count;
      const part = parts[at] ?? 0;
      penalty += this.#hold(gradient, bx + part * (ax - bx), by + part * (ay - by), PENALTY / count) / count;
    }
    return { distance, penalty, gradient };
  }

  /** One step of Adam on random pairs; gives the distance. */
  train(a: Cloud, b: Cloud): number {
    const count = a.length / 2;
    const other = new Float64Array(b.length);
    const order = Array.from({ length: count }, (_, at) => at);
    for (let at = count - 1; at > 0; at--) {
      const to = Math.floor(this.#random() * (at + 1));
      [order[at], order[to]] = [order[to] ?? 0, order[at] ?? 0];
    }
    order.forEach((from, at) => {
      other[2 * at] = b[2 * from] ?? 0;
      other[2 * at + 1] = b[2 * from + 1] ?? 0;
    });
    const { distance, gradient } = this.loss(a, other, Float64Array.from({ length: count }, this.#random));
    this.#step++;
    const [ofMean, ofSquare] = [1 - BETA1 ** this.#step, 1 - BETA2 ** this.#step];
    for (let at = 0; at < gradient.length; at++) {
      const g = gradient[at] ?? 0;
      const mean = (this.#means[at] = BETA1 * (this.#means[at] ?? 0) + (1 - BETA1) * g);
      const square = (this.#squares[at] = BETA2 * (this.#squares[at] ?? 0) + (1 - BETA2) * g * g);
      this.weights[at] = (this.weights[at] ?? 0) - (RATE * (mean / ofMean)) / (Math.sqrt(square / ofSquare) + 1e-8);
    }
    return distance;
  }

  /** One of the numbers of a unit: v, c, and both of W. */
  #of(unit: number, number: 0 | 1 | 2 | 3): number {
    return this.weights[number * UNITS + unit] ?? 0;
  }

  #inside(unit: number, x: number, y: number): number {
    return this.#of(unit, 1) + this.#of(unit, 2) * x + this.#of(unit, 3) * y;
  }

  /** Adds `weight` times the gradient of d at a point; gives d. */
  #push(gradient: Float64Array, x: number, y: number, weight: number): number {
    let d = 0;
    for (let unit = 0; unit < UNITS; unit++) {
      const [v, h] = [this.#of(unit, 0), Math.tanh(this.#inside(unit, x, y))];
      d += v * h;
      const inner = weight * v * (1 - h * h);
      add(gradient, unit, weight * h, inner, inner * x, inner * y);
    }
    return d;
  }

  /** Adds `weight` times the gradient of (‖∇d‖ − 1)² at a point, ∇d = Σ v (1 − h²) w; gives the term. */
  #hold(gradient: Float64Array, x: number, y: number, weight: number): number {
    let [gx, gy] = [0, 0];
    const hidden = new Float64Array(UNITS);
    for (let unit = 0; unit < UNITS; unit++) {
      const h = (hidden[unit] = Math.tanh(this.#inside(unit, x, y)));
      const slope = this.#of(unit, 0) * (1 - h * h);
      gx += slope * this.#of(unit, 2);
      gy += slope * this.#of(unit, 3);
    }
    const norm = Math.sqrt(gx * gx + gy * gy + NEAR_ZERO);
    // ∂/∂g of (‖g‖ − 1)²
    const outer = (2 * weight * (norm - 1)) / norm;
    for (let unit = 0; unit < UNITS; unit++) {
      const [v, h, wx, wy] = [this.#of(unit, 0), hidden[unit] ?? 0, this.#of(unit, 2), this.#of(unit, 3)];
      const flat = 1 - h * h;
      const along = outer * (gx * wx + gy * wy);
      // ∂(1 − h²)/∂(inside) = −2 h (1 − h²)
      const inner = along * v * -2 * h * flat;
      add(gradient, unit, along * flat, inner, inner * x + outer * gx * v * flat, inner * y + outer * gy * v * flat);
    }
    return (norm - 1) ** 2;
  }
}

function add(gradient: Float64Array, unit: number, v: number, c: number, wx: number, wy: number): void {
  gradient[unit] = (gradient[unit] ?? 0) + v;
  gradient[UNITS + unit] = (gradient[UNITS + unit] ?? 0) + c;
  gradient[2 * UNITS + unit] = (gradient[2 * UNITS + unit] ?? 0) + wx;
  gradient[3 * UNITS + unit] = (gradient[3 * UNITS + unit] ?? 0) + wy;
}
