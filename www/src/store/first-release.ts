/** Runs as the first release stored them: of a VAE or a plain autoencoder, each with the terms of a VAE as fields. */
import type { CurvePoints } from "../run/curve.ts";
import type { PastRun } from "../run/history/past.ts";
import { MADE, type Made } from "../run/generated.ts";
import type { Evaluation, Source, Term } from "../run/protocol.ts";

interface Fields {
  loss: number;
  recon: number;
  kl: number;
}

interface HeldOutFields extends Fields {
  klPerDimension: readonly number[];
}

/** What is otherwise in a run of the first release. */
export interface FirstRelease {
  /** What the engine made was a kind of its own. */
  source: Exclude<Source, { kind: "generated" }> | { kind: Made };
  evaluation: (HeldOutFields & { images: number }) | undefined;
  curve: {
    train: readonly (Fields & { step: number })[];
    heldOut: readonly (HeldOutFields & { step: number })[];
  };
}

const NATS = { source: "images", unit: "nats", byDimension: false } as const;
const TERMS: readonly Term[] = [
  { ...NATS, key: "loss", role: "loss", better: "lower" },
  { ...NATS, key: "recon", role: "part", better: "lower" },
  { ...NATS, key: "kl", role: "part", better: "neither", byDimension: true },
];
/** The fields of a plain autoencoder were its reconstruction, the same again, and 0. */
const PLAIN_TERMS: readonly Term[] = [{ ...NATS, key: "recon", role: "loss", better: "lower" }];

type First = Omit<PastRun, keyof FirstRelease> & FirstRelease;

const isFirst = (run: PastRun | First): run is First => !("terms" in run.curve);

/** A run in the present form, whichever it was stored in. */
export function fromFirstRelease(run: PastRun | First): PastRun {
  if (!isFirst(run)) return run;
  const { autoencoder: method = "vae", ...options } = run.options;
  const plain = method === "ae";
  const terms = plain ? PLAIN_TERMS : TERMS;
  const values = (fields: Fields) => (plain ? [fields.recon] : [fields.loss, fields.recon, fields.kl]);
  const byDimension = ({ klPerDimension }: HeldOutFields): Record<string, number[]> =>
    plain ? {} : { kl: [...klPerDimension] };
  const { train, heldOut } = run.curve;
  const evaluation: Evaluation | undefined = run.evaluation && {
    terms: values(run.evaluation),
    byDimension: byDimension(run.evaluation),
    images: run.evaluation.images,
  };
  const curve: CurvePoints = {
    terms,
    train: train.map((point) => ({ step: point.step, values: values(point) })),
    heldOut: heldOut.map((point) => ({
      step: point.step,
      values: values(point),
      byDimension: byDimension(point),
    })),
  };
  const name = MADE.find((name) => name === run.source.kind);
  const source = name ? ({ kind: "generated", name } as const) : (run.source as Source);
  return { ...run, source, options: { ...options, method }, evaluation, curve };
}
