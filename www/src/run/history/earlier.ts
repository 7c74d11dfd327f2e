import type { Options, Term } from "../protocol.ts";
import { sameTerms } from "../terms.ts";
import type { PastRun } from "./past.ts";

/** The part of a past run that charts use. */
export type EarlierRun = Pick<PastRun, "number" | "options" | "dataset" | "curve">;

/** Runs that are drawn behind the present one. */
const MOST = 5;

/** What the curves of a run are about. */
export interface Subject {
  dataset: string | undefined;
  terms: readonly Term[];
  options: Options;
}

/** The last runs that left a line and whose terms mean the same: of the same images, with the same likelihood. */
export function comparable(runs: readonly EarlierRun[], { dataset, terms, options }: Subject) {
  const same = (run: EarlierRun) =>
    run.dataset === dataset && sameTerms(run.curve.terms, terms) && run.options["likelihood"] === options["likelihood"];
  const line = (run: EarlierRun) => run.curve.heldOut.length > 1;
  return runs.filter((run) => line(run) && same(run)).slice(-MOST);
}
