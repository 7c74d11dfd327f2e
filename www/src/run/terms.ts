/** Values of a model's terms: lists in the order of its spec; and which of them share an axis. */
import type { CurvePoints } from "./curve.ts";
import type { Term } from "./protocol.ts";

type Terms = readonly Term[];
type Values = readonly number[] | undefined;

const at = (values: Values, place: number): number => values?.[place] ?? Number.NaN;

/** The value of the term of this key; NaN where there is none. */
export const valueOf = (terms: Terms, values: Values, key: string): number =>
  at(
    values,
    terms.findIndex((term) => term.key === key),
  );

/** The place of the term that the run is judged by; -1 where there is none. */
export const lossPlace = (terms: Terms): number => terms.findIndex(({ role }) => role === "loss");

/** The value of the term that the run is judged by; NaN where there is none. */
export const lossOf = (terms: Terms, values: Values): number => at(values, lossPlace(terms));

/** Whether a term has figures: all images are measured, but samples only where the modes of the data are known. */
export const isMeasured = ({ source }: Term, value: number | undefined): boolean =>
  source === "images" || Number.isFinite(value);

/** The terms that have figures, by these values of them. */
export const measuredTerms = (terms: Terms, values: Values): Terms =>
  terms.filter((term, place) => isMeasured(term, values?.[place]));

/** The values by the keys of their terms. */
export const byKey = (terms: Terms, values: Values): Record<string, number> =>
  Object.fromEntries(measuredTerms(terms, values).map(({ key }) => [key, valueOf(terms, values, key)]));

/** Whether values of both mean the same. */
export const sameTerms = (a: Terms, b: Terms): boolean =>
  a.length === b.length && a.every(({ key, role }, place) => key === b[place]?.key && role === b[place]?.role);

/** The curve of a run, with what its values are. */
export interface TermCurve extends CurvePoints {
  readonly terms: readonly Term[];
}

/** A term, and the place of its value among those of a point. */
export interface PlacedTerm {
  term: Term;
  place: number;
}

/** Terms that share an axis. */
export interface TermGroup {
  places: number[];
  unit: Term["unit"];
  /** The axis begins at 0: terms that balance are small. */
  fromZero: boolean;
}

/** The terms that have figures. */
export function placedTerms({ terms, heldOut }: TermCurve): PlacedTerm[] {
  const last = heldOut.at(-1)?.values;
  return terms.map((term, place) => ({ term, place })).filter(({ term, place }) => isMeasured(term, last?.[place]));
}

/** The groups of terms that have figures. */
export function termGroups(curve: TermCurve): TermGroup[] {
  const shown = placedTerms(curve);
  return axesOf(shown.map(({ term }) => term)).map((axis) => {
    const first = shown[axis[0] ?? 0]?.term;
    return {
      places: axis.flatMap((at) => shown[at]?.place ?? []),
      unit: first?.unit ?? "none",
      fromZero: first?.better === "neither",
    };
  });
}

/** The places of the terms on each axis: those of one unit that are to fall, those that are to rise, those that balance. */
export function axesOf(terms: readonly Term[]): number[][] {
  const axes = new Map<string, number[]>();
  terms.forEach(({ unit, better }, place) => {
    const axis = `${unit} ${better}`;
    axes.set(axis, [...(axes.get(axis) ?? []), place]);
  });
  return [...axes.values()];
}
