// Figures as people read them.

/** Median, minimum and maximum. @param {number[]} values */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted[sorted.length - 1] };
}

/** The value below which the given part of the values lies. @param {number[]} values @param {number} part */
export function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
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
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const line = (/** @type {string[]} */ row) =>
    row
      .map((text, column) => text.padEnd(widths[column]))
      .join("  ")
      .trimEnd();
  console.log(`\n${title}\n\n${line(rows[0])}\n${widths.map((width) => "-".repeat(width)).join("  ")}`);
  for (const row of rows.slice(1)) console.log(line(row));
}
