/** The stages of a training step, and which parts of the picture belong to each. */

import type { Under } from "../../texts/keys.ts";

/** The stages by name, in their order, each with the parts that take part in it. */
export type Stages = Readonly<Partial<Record<Stage, readonly string[]>>>;
export type Stage = Under<"flow.stages">;

/** Their names, in their order. */
export const stageNames = (stages: Stages) => Object.keys(stages) as Stage[];

/** Stages that every step has at its end: its terms, the gradients of its layers, and their updates when it is made. */
export const TERMS = "terms";
export const GRADIENTS = "gradients";
export const UPDATE = "update";

/** Whether a part takes part in a stage; outside of slow motion all do. */
export function takesPart(stages: Stages, part: string, stage: Stage | undefined): boolean {
  return stage === undefined || (stages[stage]?.includes(part) ?? false);
}

/** Whether a stage is not before another. */
export function hasReached(stages: Stages, other: Stage, stage: Stage | undefined): boolean {
  const names = stageNames(stages);
  return stage === undefined || names.indexOf(stage) >= names.indexOf(other);
}

/** Whether the value of a part is known by then. */
export function isKnown(stages: Stages, part: string, stage: Stage | undefined): boolean {
  const first = stageNames(stages).find((name) => stages[name]?.includes(part));
  return first === undefined || hasReached(stages, first, stage);
}
