/** Values of a model's terms: lists in the order of its spec. */
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
