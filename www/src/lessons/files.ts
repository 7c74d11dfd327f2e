/** The lessons of the page: the chapters of the course, and questions. Each is one file, fetched when it is opened. */
import { refusal } from "../run/refusal.ts";
import type { Lesson } from "./shape.ts";

const FILES = import.meta.glob<Lesson>("./*/*.json", { import: "default" });

const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1, -".json".length);
const byName = new Map(Object.entries(FILES).map(([path, fetch]) => [nameOf(path), fetch]));

/** The names of all of them: those of their files. */
export const LESSONS: readonly string[] = [...byName.keys()];

/** The names of the chapters. */
export const CHAPTERS: readonly string[] = Object.keys(FILES)
  .filter((path) => path.startsWith("./course/"))
  .map(nameOf);

/** A lesson of the page by its name; rejects with a `Refusal` where it cannot be fetched. */
export async function fetchLesson(name: string): Promise<Lesson> {
  const lesson = await byName
    .get(name)?.()
    .catch(() => undefined);
  if (!lesson) throw refusal("part-missing");
  return lesson;
}
