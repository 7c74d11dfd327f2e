/** Runs that are over: what each was, how far it came, and its last state to reopen it from. */
import type { CurvePoints } from "../curve.ts";
import type { Checkpoint, Evaluation, Options, Source } from "../protocol.ts";

/** A run that made way for another. Plain data, as it is stored. */
export interface PastRun {
  /** Counts the runs, from 1; no two have the same. */
  number: number;
  options: Options;
  source: Source;
  /** The dataset's name. */
  dataset: string;
  /** The last held-out figures, of the terms of its curve. */
  evaluation: Evaluation | undefined;
  curve: CurvePoints;
  /** Its last state. */
  end: Checkpoint;
  /** The run and the step that it went on from, where it did not begin at the beginning. */
  origin: { number: number; step: number } | undefined;
}

const MIB = 1 << 20;

/** Runs kept, and the bytes of their last states. */
const BOUNDS = { runs: 20, bytes: 64 * MIB };

/** The last runs with one more. Within the bounds of bytes old checkpoints keep their weights alone, then old runs go. */
export function kept(runs: readonly PastRun[], run: PastRun, bounds = BOUNDS): readonly PastRun[] {
  const list = [...runs.filter(({ number }) => number !== run.number), run].slice(-bounds.runs);
  for (const [at, old] of list.slice(0, -1).entries()) {
    if (size(list) <= bounds.bytes) break;
    list[at] = { ...old, end: { ...old.end, full: undefined } };
  }
  while (list.length > 1 && size(list) > bounds.bytes) list.shift();
  return list;
}

function size(runs: readonly PastRun[]): number {
  return runs.reduce((bytes, { end }) => bytes + end.weightsF16.length + (end.full?.length ?? 0), 0);
}
