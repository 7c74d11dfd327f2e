/** Lessons of the page: each is one file of this folder, fetched when it is opened. Others are in `source.ts`. */
import type { OptionSpec } from "../run/protocol.ts";
import { refusal } from "../run/refusal.ts";
import { type Read, readLesson } from "./read.ts";
import type { Lesson } from "./shape.ts";
import { fetchText, unpack } from "./source.ts";

const FILES = import.meta.glob<Lesson>("./*.json", { import: "default" });

/** The names of the lessons that there are: those of their files. */
export const LESSONS: readonly string[] = Object.keys(FILES).map((path) => path.slice("./".length, -".json".length));

/** A lesson of the page by its name; rejects with a `Refusal` where it cannot be fetched. */
export async function fetchLesson(name: string): Promise<Lesson> {
  const lesson = await FILES[`./${name}.json`]?.().catch(() => undefined);
  if (!lesson) throw refusal("part-missing");
  return lesson;
}

/** A lesson by its name, or by its address, or packed as a whole after a tilde. */
export async function findLesson(source: string, specs: readonly OptionSpec[]): Promise<Read> {
  if (LESSONS.includes(source)) return { lesson: await fetchLesson(source) };
  if (/^[\w-]+$/.test(source)) {
    const params = { name: source, names: LESSONS.join(", ") };
    return { faults: [{ kind: "name", place: "", params }] };
  }
  const { text, fault } = source.startsWith("~") ? await unpack(source) : await fetchText(source);
  return fault ? { faults: [fault] } : readLesson(text, specs);
}
