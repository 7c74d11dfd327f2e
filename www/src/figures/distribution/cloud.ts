/** Points of the plane as a place that others can lie off. */

/** The share of held-out data that lies off the data itself, by definition. */
export const OWN_SHARE = 0.01;
/** More would say where the data is no better. */
const POINTS = 4000;
const JUDGES = 1000;

/** Data in [0, 1]², from bytes (x, y) one after the other. */
const unit = (bytes: Uint8Array, count: number) =>
  Float32Array.from(bytes.subarray(0, 2 * count), (byte) => byte / 255);

export class Cloud {
  readonly #points: Float32Array;
  /** Where nothing of the data is within this distance, a point lies off it: so does one in a hundred of the held-out ones. */
  readonly reach: number;

  constructor(train: Uint8Array, heldOut: Uint8Array) {
    this.#points = unit(train, POINTS);
    const judges = unit(heldOut, JUDGES);
    const distances = Float64Array.from({ length: judges.length / 2 }, (_, at) =>
      Math.sqrt(this.#nearest(judges[2 * at] ?? 0, judges[2 * at + 1] ?? 0, 0)),
    ).sort();
    this.reach = distances[Math.ceil((1 - OWN_SHARE) * distances.length) - 1] ?? 0;
  }

  /** The share of points, (x, y) one after the other, that lie off the data. */
  offShare(points: Float32Array): number {
    const enough = this.reach ** 2;
    let off = 0;
    for (let at = 0; at < points.length; at += 2)
      if (this.#nearest(points[at] ?? 0, points[at + 1] ?? 0, enough) > enough) off++;
    return (2 * off) / points.length;
  }

  /** The least squared distance to the data, or the first that is near enough. */
  #nearest(x: number, y: number, enough: number): number {
    const points = this.#points;
    let least = Number.POSITIVE_INFINITY;
    for (let at = 0; at < points.length && !(least <= enough); at += 2)
      least = Math.min(least, ((points[at] ?? 0) - x) ** 2 + ((points[at + 1] ?? 0) - y) ** 2);
    return least;
  }
}
