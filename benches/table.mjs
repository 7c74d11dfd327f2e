// Figures as people read them.

/** Median, minimum and maximum. @param {number[]} values */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.slice((sorted.length - 1) >> 1, (sorted.length >> 1) + 1);
  const median = middle.reduce((sum, value) => sum + value, 0) / middle.length;
  return { median, min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN };
}

/** The value below which the given part of the values lies. @param {number[]} values @param {number} part */
export function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}

/** A number with three significant digits, whole when it is large. @param {number} value */
export function figure(value) {
  if (!Number.isFinite(value)) return "-";
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** "median (min to max)". @param {{median: number, min: number, max: number}} values */
export const range = ({ median, min, max }) => `${figure(median)} (${figure(min)} to ${figure(max)})`;

/** "met" or "missed", beside the bar that was set. @param {boolean} met @param {string} bar */
export const verdict = (met, bar) => `${bar}: ${met ? "met" : "missed"}`;

/** Prints rows of texts as an aligned table with a title. @param {string} title @param {string[][]} rows the first is the head */
export function printTable(title, rows) {
  const [head = [], ...body] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const line = (/** @type {string[]} */ row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  console.log(`\n${title}\n\n${line(head)}\n${widths.map((width) => "-".repeat(width)).join("  ")}`);
  for (const row of body) console.log(line(row));
}
