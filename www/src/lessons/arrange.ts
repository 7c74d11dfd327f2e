/** Sets the lab up for a step of a lesson. */
import { asSource } from "../data/source.ts";
import { readOptions } from "../run/options/read.ts";
import { readParts, takeTexts } from "../share/address.ts";
import type { Workbench } from "../store/workbench.ts";
import type { Lesson, LessonStep } from "./lesson.ts";

/** Does what a step sets; the reader's run is kept among the runs where a new one begins. */
export async function arrange(bench: Workbench, { fresh = false, set = {} }: LessonStep): Promise<void> {
  const { data, ...texts } = set;
  bench.draw.value = 0;
  if (fresh) {
    // What a lesson cannot do with: a part of the plane that was chosen, and a run that stops early.
    bench.view.value = undefined;
    bench.stopRules.value = {};
    await bench.pause();
    await bench.reset();
  }
  if (data !== undefined && data !== bench.dataset.value?.name) await bench.load(asSource(data));
  if (fresh) return takeTexts(bench, texts);
  const options = readOptions(bench.specs.value, texts);
  if (Object.keys(options).length > 0) await bench.setOptions(options);
  readParts(bench, texts, new Map());
}

/** The controls that are locked in a step of a lesson. */
export function locks({ specs }: Workbench, { lock = [] }: Lesson, { unlock = [] }: LessonStep): ReadonlySet<string> {
  const options = ["preset", ...specs.value.map(({ key }) => key)];
  const all = lock.flatMap((name) => (name === "options" ? options : [name]));
  return new Set(all.filter((name) => !unlock.includes(name)));
}
