/** Importance weights w = p(x, z) / r(z) of samples z ~ r, by their logarithms (Burda, Grosse and Salakhutdinov, 2016). */

/** ln (1/n) Σ exp of some numbers, from place `from` to before `to`; the largest is taken out, so that nothing overflows. */
export function logMeanExp(logs: ArrayLike<number>, from = 0, to = logs.length): number {
  const largest = largestOf(logs, from, to);
  let sum = 0;
  for (let at = from; at < to; at++) sum += Math.exp((logs[at] ?? 0) - largest);
  return largest + Math.log(sum / (to - from));
}

/** L_k = E ln (1/k) Σ w, as the mean over as many groups of k weights as there are. */
export function importanceBound(logs: ArrayLike<number>, k: number): number {
  const groups = Math.floor(logs.length / k);
  let sum = 0;
  for (let group = 0; group < groups; group++) sum += logMeanExp(logs, group * k, (group + 1) * k);
  return sum / groups;
}

/** As how many samples with equal weights the first k count: (Σ w)² / Σ w². */
export function effectiveSamples(logs: ArrayLike<number>, k: number): number {
  const largest = largestOf(logs, 0, k);
  let [sum, squares] = [0, 0];
  for (let at = 0; at < k; at++) {
    const weight = Math.exp((logs[at] ?? 0) - largest);
    sum += weight;
    squares += weight * weight;
  }
  return (sum * sum) / squares;
}

/** The weights of the first k, as shares of the largest. */
export function relativeWeights(logs: ArrayLike<number>, k: number): Float32Array {
  const largest = largestOf(logs, 0, k);
  return Float32Array.from({ length: k }, (_, at) => Math.exp((logs[at] ?? 0) - largest));
}

function largestOf(logs: ArrayLike<number>, from: number, to: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let at = from; at < to; at++) largest = Math.max(largest, logs[at] ?? 0);
  return largest;
}
