/** Lessons: each is one file of this folder, fetched when it is opened. */
import { refusal } from "../run/refusal.ts";
import type { Hideable } from "../store/hideable.ts";
import type { Language } from "../texts/index.ts";
import type { Goal } from "./goals.ts";

/** A text in every language of the page. */
export type Texts = Record<Language, string>;

export interface Lesson {
  title: Texts;
  /** One sentence for the list of lessons. */
  about: Texts;
  /** Controls that are locked: keys of options or `options` for all of them, `preset`, `data`, `reset`, `newSeed`. */
  lock?: readonly string[];
  steps: readonly LessonStep[];
}

export interface LessonStep {
  title: Texts;
  text: Texts;
  /** The lab is set up anew, as by a link: a new run, where options that are not named have their defaults. */
  fresh?: boolean;
  /** The state that it sets, by the keys of a link (`beta`, `preset`, `layers`, `pins`, `hide`, …); and `data`. */
  set?: Readonly<Record<string, string>>;
  /** The options, as in a link, of a second run that is shown and trained beside this one; without them there is none. */
  beside?: Readonly<Record<string, string>>;
  /** The locked controls that are free in this step. */
  unlock?: readonly string[];
  /** The part of the page that it speaks of. */
  spot?: Hideable;
  /** The curves are what is to be watched: they are brought into view when training begins. */
  watch?: "curves";
  /** The condition that opens the next step; without one, it is open. */
  goal?: Goal;
}

const FILES = import.meta.glob<Lesson>("./*.json", { import: "default" });

/** The names of the lessons that there are: those of their files. */
export const LESSONS: readonly string[] = Object.keys(FILES).map((path) => path.slice("./".length, -".json".length));

/** A lesson by its name; rejects with a `Refusal` where there is none, or where it cannot be fetched. */
export async function fetchLesson(name: string): Promise<Lesson> {
  const load = FILES[`./${name}.json`];
  if (!load) throw refusal("lesson-name", { name, names: LESSONS.join(", ") });
  return load().catch(() => {
    throw refusal("part-missing");
  });
}
