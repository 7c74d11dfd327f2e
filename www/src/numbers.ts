/** Numbers, and how they are written: a real minus sign, and no more digits than a reader can use. */

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

/** The number nearest to `value` between two ends. */
export const within = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));

const minus = (text: string) => text.replace("-", "−");

/** Nothing is known yet. */
export const NONE = "–";

export function fixed(value: number | undefined, digits: number): string {
  return value === undefined || !Number.isFinite(value) ? NONE : minus(value.toFixed(digits));
}

/** A loss in nats: one decimal above 10, two below. */
export function nats(value: number | undefined): string {
  return fixed(value, value !== undefined && Math.abs(value) < 10 ? 2 : 1);
}

export function count(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? NONE : whole.format(value);
}

/** A rate: three figures, 4.02K for 4,021. */
export function rate(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? NONE : compact.format(value);
}

/** A point of the latent plane, "(0.40, −1.20)". */
export function point(z: readonly number[], digits = 2): string {
  return `(${z.map((value) => fixed(value, digits)).join(", ")})`;
}
