// The lessons of the page, from their files.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./files.mjs";

/** @typedef {import("../../www/src/lessons/shape.ts").Lesson} Lesson */

/** @param {"course" | "questions"} group @returns {{ name: string, text: string, lesson: Lesson }[]} */
function of(group) {
  const folder = join(ROOT, "www/src/lessons", group);
  return readdirSync(folder).map((file) => {
    const text = readFileSync(join(folder, file), "utf8");
    return { name: file.replace(/\.json$/, ""), text, lesson: JSON.parse(text) };
  });
}

/** The chapters of the course. */
export const COURSE = of("course");
/** What people ask. */
export const ASKED = of("questions");
/**
 * What a reader sets in a step beyond what its goal names, as texts of options: by the lesson, and the number of the step.
 * @type {Readonly<Record<string, Readonly<Record<number, Readonly<Record<string, string>>>>>>}
 */
export const SET_BY_HAND = { "bce-or-mse": { 1: { sigma: "0.1" } } };
/**
 * The answers that come of the runs of what people ask, by the lesson and the number of the step.
 * @type {Readonly<Record<string, Readonly<Record<number, number>>>>}
 */
export const COMES = {
  "anomaly-score": { 1: 2 },
  "bce-or-mse": { 1: 2 },
  blurry: { 1: 1 },
  disentangled: { 0: 2 },
  "each-or-all": { 0: 2 },
  exploding: { 0: 1 },
  "good-and-bad": { 1: 2 },
  "how-many-dimensions": { 1: 1 },
  "kl-zero": { 1: 1 },
  label: { 1: 1 },
  "mean-or-sample": { 0: 2 },
  "negative-loss": { 0: 1 },
  "own-pictures": { 1: 1 },
  "sum-or-mean": { 0: 1 },
};
export const OWN_LESSONS = [...COURSE, ...ASKED];
