/** Finds a lesson: one of the page, or another by its address or from a link that holds it. */
import type { OptionSpec } from "../run/protocol.ts";
import { LESSONS, fetchLesson } from "./files.ts";
import { type Read, readLesson } from "./read.ts";
import { fetchText, unpack } from "./source.ts";

/** What is open in the place of a lesson while one is recorded. */
export const RECORD = "record";

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
