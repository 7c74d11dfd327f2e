/** Bayes' rule over classes that are equally frequent, with lower bounds in the place of log p(x|y). */

/** p(y|x) by the bounds of one image. */
export function posteriorOfClass(elbos: ArrayLike<number>): number[] {
  const logs = Array.from(elbos);
  const most = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - most));
  const sum = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** The class of the largest number. */
export const likeliest = (numbers: ArrayLike<number>): number =>
  Array.from(numbers).reduce((best, number, at, all) => (number > (all[best] ?? Number.NaN) ? at : best), 0);

/** Of how many images the likeliest class is theirs; `elbos` has a row of classes for each. */
export function recognised(elbos: Float64Array, classes: number, labels: ArrayLike<number>): number {
  const rows = Array.from(labels, (_, image) => elbos.subarray(image * classes, (image + 1) * classes));
  return rows.filter((row, image) => likeliest(row) === labels[image]).length;
}
