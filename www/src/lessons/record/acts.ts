/** What somebody does in a lab, as steps of a lesson: it follows from what is seen of the lab before and after. */
import type { LessonStep } from "../shape.ts";

type Words = Readonly<Record<string, string>>;

/** What is seen of a lab. */
export interface Look {
  /** Another one where another run has begun. */
  run: object;
  /** Training steps of the run. */
  steps: number;
  training: boolean;
  /** What a run that begins like this one is given, in the words of a link. */
  begins: Words;
  /** Every option of the model. */
  options: Words;
  /** What is to be seen beside the run, such as pins and the open panel. */
  parts: Words;
}

/** What a step does, before it is put into words. */
export type Act = Pick<LessonStep, "fresh" | "set" | "goal">;

/** Of some words those that are others than before. What is not said any more has no words, and is left out. */
const changed = (before: Words, now: Words): Words =>
  Object.fromEntries(Object.entries(now).filter(([key, value]) => value !== before[key]));

const same = (a: Words, b: Words) => JSON.stringify(a) === JSON.stringify(b);

/** Whether a new run is there, and not one that was to begin like this anyway. */
const restarted = (before: Look, now: Look) =>
  before.run !== now.run && (before.steps > 0 || !same(before.begins, now.begins));

/**
 * What was done between two looks. At first it is a new run, with which a lesson begins. Training counts when it is over, or
 * when something is changed meanwhile.
 */
export function actsBetween(before: Look | undefined, now: Look): Act[] {
  if (!before || restarted(before, now)) {
    const began: Act = { fresh: true, set: { ...now.begins, ...changed(before?.parts ?? {}, now.parts) } };
    return now.steps > 0 && before && !now.training ? [began, trainedTo(now.steps)] : [began];
  }
  const set = { ...changed(before.options, now.options), ...changed(before.parts, now.parts) };
  const sets = Object.keys(set).length > 0;
  const trained = now.steps > before.steps && (sets || !now.training);
  return [...(trained ? [trainedTo(now.steps)] : []), ...(sets ? [{ set }] : [])];
}

const trainedTo = (steps: number): Act => ({ goal: { steps: { min: steps } } });

/** Whether an act only says anew what the one before said, as a pin does that is moved on. */
export function saysAnew(before: Act, { fresh, set, goal }: Act): boolean {
  if (fresh || goal || before.fresh || before.goal || !set || !before.set) return false;
  return Object.keys(set).sort().join() === Object.keys(before.set).sort().join();
}
