/** Numbers, and how they are written: a real minus sign, and no more digits than a reader can use. */

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

/** The number nearest to `value` between two ends. */
export const within = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));

const minus = (text: string) => text.replace("-", "−");

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const raised = (power: number) =>
  String(power).replace(/./g, (digit) => (digit === "-" ? "⁻" : (RAISED[Number(digit)] ?? digit)));

/** Nothing is known yet. */
export const NONE = "–";

export function fixed(value: number | undefined, digits: number): string {
  return value === undefined || !Number.isFinite(value)
    ? NONE
    : minus(value.toFixed(digits).replace(/^-(?=[0.]+$)/, ""));
}

/** A loss in nats: one decimal above 10, two below. */
export function nats(value: number | undefined): string {
  return fixed(value, value !== undefined && Math.abs(value) < 10 ? 2 : 1);
}

export function count(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? NONE : minus(whole.format(value));
}

/** A rate: three figures, 4.02K for 4,021. */
export function rate(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? NONE : minus(compact.format(value));
}

/** Two significant figures of whatever size: 0.0012, 3.4·10⁻⁵. */
export function significant(value: number): string {
  if (!Number.isFinite(value)) return NONE;
  if (value === 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5)) return minus(String(+value.toPrecision(2)));
  const [figures = "", power = ""] = value.toExponential(1).split("e");
  return minus(`${figures}·10${raised(+power)}`);
}

/** A point of the latent plane, "(0.40, −1.20)". */
export function point(z: readonly number[], digits = 2): string {
  return `(${z.map((value) => fixed(value, digits)).join(", ")})`;
}

/** A number as an index, "₁₂". */
export const subscript = (value: number) =>
  String(value).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)] ?? digit);

/** Numbers as they stand in a link: to three digits, with commas between. */
export const listText = (values: readonly number[]) => values.map((value) => Number(value.toFixed(3))).join(",");

/** The numbers of such a list; undefined where one is none or absurdly large. */
export function readList(text: string): number[] | undefined {
  const values = text === "" ? [] : text.split(",").map((value) => (value.trim() === "" ? Number.NaN : Number(value)));
  return values.every((value) => Math.abs(value) <= 1e4) ? values : undefined;
}

/** A number as people type it, in ASCII: full-width digits, and a comma or a Chinese full stop for the decimal point. */
export const plainNumber = (text: string): string =>
  text
    .normalize("NFKC")
    .trim()
    .replace(/[,、。]/g, ".")
    .replace(/[−–]/g, "-");
