/** The stages of a training step, in their order, and which parts of the picture belong to each. */

export const STAGES = ["batch", "encode", "sample", "decode", "terms", "gradients", "update"] as const;
export type Stage = (typeof STAGES)[number];

/** The parts of the picture, in the order of cause and effect. */
export type Part = "x" | "encoder" | "mu" | "sigma" | "epsilon" | "z" | "decoder" | "xhat" | "recon" | "kl" | "loss";

const PARTS: Record<Stage, readonly Part[]> = {
  batch: ["x"],
  encode: ["x", "encoder", "mu", "sigma"],
  sample: ["mu", "sigma", "epsilon", "z"],
  decode: ["z", "decoder", "xhat"],
  terms: ["mu", "sigma", "x", "xhat", "recon", "kl", "loss"],
  gradients: ["loss", "recon", "kl", "xhat", "decoder", "z", "mu", "sigma", "encoder"],
  update: ["decoder", "encoder"],
};

/** Whether a part takes part in a stage; outside of slow motion all do. */
export function takesPart(part: Part, stage: Stage | undefined): boolean {
  return !stage || PARTS[stage].includes(part);
}

/** Whether the value of a part is known by then. */
export function isKnown(part: Part, stage: Stage | undefined): boolean {
  if (!stage) return true;
  const first = STAGES.findIndex((stage) => PARTS[stage].includes(part));
  return first <= STAGES.indexOf(stage);
}
