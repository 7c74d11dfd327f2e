/** The order of lessons: each before the one that it names as the next. */
import type { Lesson } from "./shape.ts";

type Named = readonly [name: string, lesson: Pick<Lesson, "next">];

export function inOrder<T extends Named>(lessons: readonly T[]): T[] {
  const all = new Map<string, Named[1]>(lessons);
  const following = (name: string) => {
    const names = new Set<string>();
    for (let next = all.get(name)?.next; next !== undefined && !names.has(next); next = all.get(next)?.next)
      names.add(next);
    return names.size;
  };
  return lessons.toSorted(([a], [b]) => following(b) - following(a));
}
