import type { CurvePoints } from "../curve.ts";
import type { Options } from "../protocol.ts";

/** What the charts know of a run that made way for another. */
export interface EarlierRun {
  /** Counts the runs, from 1. */
  number: number;
  options: Options;
  /** The dataset's name. */
  dataset: string;
  curve: CurvePoints;
}

/** Runs that are drawn behind the present one. */
const MOST = 5;

/** The last runs whose losses mean the same: of the same images, with the same likelihood. */
export function comparable(runs: readonly EarlierRun[], options: Options, dataset: string | undefined) {
  const same = (run: EarlierRun) => run.dataset === dataset && run.options["likelihood"] === options["likelihood"];
  return runs.filter(same).slice(-MOST);
}
