/** The lessons of the page as a teacher finds them in lists: the chapters of the course, then the questions. */
import { CHAPTERS, fetchLesson } from "../lessons/files.ts";
import { inOrder } from "../lessons/order.ts";
import { QUESTIONS } from "../lessons/questions.ts";
import type { Lesson } from "../lessons/shape.ts";

export type Named = readonly [name: string, lesson: Lesson];

export async function fetchLessons(): Promise<Named[]> {
  const fetched = (names: readonly string[]) =>
    Promise.all(names.map(async (name): Promise<Named> => [name, await fetchLesson(name)]));
  const [chapters, questions] = await Promise.all([fetched(CHAPTERS), fetched(Object.keys(QUESTIONS))]);
  return [...inOrder(chapters), ...questions];
}
