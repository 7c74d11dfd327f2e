import type { Options } from "../protocol.ts";
import type { PastRun } from "./past.ts";

/** The part of a past run that charts use. */
export type EarlierRun = Pick<PastRun, "number" | "options" | "dataset" | "curve">;

/** Runs that are drawn behind the present one. */
const MOST = 5;

/** The last runs that left a line and whose losses mean the same: of the same images, with the same likelihood. */
export function comparable(runs: readonly EarlierRun[], options: Options, dataset: string | undefined) {
  const same = (run: EarlierRun) => run.dataset === dataset && run.options["likelihood"] === options["likelihood"];
  const line = (run: EarlierRun) => run.curve.heldOut.length > 1;
  return runs.filter((run) => line(run) && same(run)).slice(-MOST);
}
