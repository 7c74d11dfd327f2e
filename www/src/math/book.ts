/** A book of entries, each a point of a few numbers, and the codes that are numbers of entries. */

/** Smooths counts, as the engine does. */
const SMOOTHING = 1e-5;

/** (N + ε) / (n + K ε) n, n being the sum of the K counts N: by which sums are divided to be entries. */
export function sharesOf(counts: ArrayLike<number>): Float64Array {
  const list = Float64Array.from(counts);
  const all = list.reduce((sum, count) => sum + count, 0);
  const share = all / (all + SMOOTHING * list.length);
  return list.map((count) => (count + SMOOTHING) * share);
}

/** The number of the entry that is nearest to the point of `latent` numbers at `from`. */
export function nearest(book: Float32Array, points: ArrayLike<number>, from: number, latent: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0, entry = 0; at < book.length; at += latent, entry++) {
    let distance = 0;
    for (let axis = 0; axis < latent; axis++) distance += ((book[at + axis] ?? 0) - (points[from + axis] ?? 0)) ** 2;
    if (distance >= least) continue;
    [best, least] = [entry, distance];
  }
  return best;
}

/** The entries that points, one after the other, are replaced by: their numbers. */
export const codesOf = (book: Float32Array, points: Float32Array, latent: number): number[] =>
  Array.from({ length: points.length / latent }, (_, at) => nearest(book, points, at * latent, latent));

/** The entries of some numbers, one after the other. */
export function entriesOf(book: Float32Array, codes: readonly number[], latent: number): Float32Array {
  const all = new Float32Array(codes.length * latent);
  for (const [at, code] of codes.entries()) all.set(book.subarray(code * latent, (code + 1) * latent), at * latent);
  return all;
}

/** e to the entropy of shares: as many entries, used equally often, would have it. */
export function perplexity(shares: readonly number[]): number {
  return Math.exp(-shares.reduce((sum, share) => sum + (share > 0 ? share * Math.log(share) : 0), 0));
}

/**
 * The prior that counts give: of each place of a code, the share of each of `size` entries, from codes of so many places one after
 * the other. One is added to each count, so that nothing is impossible.
 */
export function countedShares(codes: readonly number[], places: number, size: number): Float64Array[] {
  const images = codes.length / places;
  const shares = Array.from({ length: places }, () => new Float64Array(size).fill(1 / (images + size)));
  for (const [at, code] of codes.entries()) {
    const own = shares[at % places];
    if (own) own[code] = (own[code] ?? 0) + 1 / (images + size);
  }
  return shares;
}

/** −ln of the probability of a code by such a prior, in nats: the mean over codes one after the other. */
export function crossEntropy(shares: readonly Float64Array[], codes: readonly number[]): number {
  const sum = codes.reduce((sum, code, at) => sum - Math.log(shares[at % shares.length]?.[code] ?? 0), 0);
  return sum / (codes.length / shares.length);
}

/** A code drawn from such a prior, place by place. */
export const drawnFrom = (shares: readonly Float64Array[], random: () => number): number[] =>
  shares.map((own) => {
    let left = random();
    const found = own.findIndex((share) => (left -= share) < 0);
    return found < 0 ? own.length - 1 : found;
  });

/** A place of the plane. */
export type Place = readonly [number, number];

/** A box of the plane by its corners. */
export interface Bounds {
  left: number;
  right: number;
  bottom: number;
  top: number;
}

/** The places that are nearer to one entry of the plane than to all others, within a box: the corners of a convex polygon. */
export function cellOf(book: Float32Array, entry: number, { left, right, bottom, top }: Bounds): Place[] {
  const at = (number: number): Place => [book[2 * number] ?? 0, book[2 * number + 1] ?? 0];
  const [x, y] = at(entry);
  let corners: Place[] = [
    [left, bottom],
    [right, bottom],
    [right, top],
    [left, top],
  ];
  for (let other = 0; other < book.length / 2 && corners.length > 0; other++) {
    const [u, v] = at(other);
    if (other === entry || (u === x && v === y)) continue;
    // Negative on the entry's own side of the line half-way between the two.
    const beyond = ([a, b]: Place) => (a - (x + u) / 2) * (u - x) + (b - (y + v) / 2) * (v - y);
    corners = corners.flatMap((corner, place): Place[] => {
      const last = corners.at(place - 1) ?? corner;
      const [from, to] = [beyond(last), beyond(corner)];
      const part = from / (from - to);
      const crossing: Place = [last[0] + part * (corner[0] - last[0]), last[1] + part * (corner[1] - last[1])];
      const kept: Place[] = to <= 0 ? [corner] : [];
      return from < 0 !== to < 0 && Number.isFinite(part) ? [crossing, ...kept] : kept;
    });
  }
  return corners;
}
