/** How far a reader came in each lesson, and what was predicted there. It is kept on this device alone. */
import { remember, remembered } from "../store/remembered.ts";
import type { Answer } from "./ask.ts";

const KEY = "vae-lab.lessons";
/** So many lessons are remembered. */
const MOST = 60;
/** A name that is longer is a whole lesson: a short mark of it will do. */
const LONGEST = 80;

export interface Progress {
  /** Steps that were done, and how many there are. */
  done: number;
  of: number;
  /** Answers by their steps. */
  answers: Readonly<Record<string, Answer>>;
}

/** FNV-1a. */
function markOf(name: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return `~${(hash >>> 0).toString(16)}`;
}

/** The name of a lesson, or a mark of it. */
export const keyOf = (name: string): string => (name.length > LONGEST ? markOf(name) : name);

function isProgress(value: unknown): value is Progress {
  const { done, of, answers } = (value ?? {}) as Partial<Progress>;
  return Number.isInteger(done) && Number.isInteger(of) && typeof answers === "object" && answers !== null;
}

function read(): [string, Progress][] {
  try {
    const kept: unknown = JSON.parse(remembered(KEY) || "{}");
    const entries = Object.entries(kept as Record<string, unknown>);
    return entries.filter((entry): entry is [string, Progress] => isProgress(entry[1]));
  } catch {
    return [];
  }
}

/** How far the reader came in a lesson; undefined where it was not begun. */
export const progressOf = (name: string): Progress | undefined => read().find(([key]) => key === keyOf(name))?.[1];

/** Keeps it. A step that was done stays done. */
export function keepProgress(name: string, progress: Progress): void {
  const key = keyOf(name);
  const others = read().filter(([other]) => other !== key);
  const done = Math.max(progress.done, progressOf(name)?.done ?? 0);
  const all: [string, Progress][] = [...others.slice(1 - MOST), [key, { ...progress, done }]];
  remember(KEY, JSON.stringify(Object.fromEntries(all)));
}
