/** Sets the lab up for a step of a lesson. */
import { readOptions } from "../run/options/read.ts";
import { asSource } from "../run/source.ts";
import { readParts } from "../share/address.ts";
import { takeTexts } from "../share/take-over.ts";
import { ComparisonRun } from "../store/comparison.ts";
import type { LabStore } from "../store/lab-store.ts";
import type { Lesson, LessonStep } from "./shape.ts";

type Setting = Pick<LessonStep, "fresh" | "set" | "beside" | "goal">;

/** Does what a step sets; the reader's run is kept among the runs where a new one begins. */
export async function arrange(store: LabStore, step: Setting): Promise<void> {
  store.comparison.value?.close();
  store.comparison.value = undefined;
  await arrangeRun(store, step);
  // What is said of a step is of that step, however fast the machine is.
  await store.run.setMark(step.goal?.["steps"]?.min);
  if (step.beside) await beside(store, step.beside);
}

/** Another run beside this one, also where it is the same as yet. */
async function beside(store: LabStore, texts: Readonly<Record<string, string>>): Promise<void> {
  const comparison = new ComparisonRun(store, readOptions(store.model.specs.value, texts));
  await comparison.open();
  store.comparison.value = comparison;
}

async function arrangeRun(store: LabStore, { fresh = false, set = {} }: Setting): Promise<void> {
  const { data, ...texts } = set;
  store.page.draw.value = 0;
  if (fresh) {
    // A lesson needs the whole plane and a run that does not stop early.
    store.plane.view.value = undefined;
    store.session.stopRules.value = {};
    await store.run.pause();
    await store.run.reset();
  }
  if (data !== undefined && data !== store.model.dataset.value?.name) await store.run.loadDataset(asSource(data));
  if (fresh) return takeTexts(store, texts);
  const options = readOptions(store.model.specs.value, texts);
  if (Object.keys(options).length > 0) await store.run.setOptions(options);
  readParts(store, texts, new Map());
}

/** The controls that are locked in a step of a lesson. */
export function locks({ model }: LabStore, { lock = [] }: Lesson, { unlock = [] }: LessonStep): ReadonlySet<string> {
  const options = ["preset", ...model.specs.value.map(({ key }) => key)];
  const all = lock.flatMap((name) => (name === "options" ? options : [name]));
  return new Set(all.filter((name) => !unlock.includes(name)));
}
