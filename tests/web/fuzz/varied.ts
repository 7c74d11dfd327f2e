// A lesson with changed words, numbers and parts.
import { NUMBERS, type Random, changed } from "./harness.ts";

/** A small lesson with one of everything. */
export const SMALL = {
  title: { en: "A", zh: "甲" },
  about: "One.",
  lock: ["options", "data"],
  steps: [
    {
      title: "B",
      text: { en: "C" },
      fresh: true,
      set: { data: "handwriting", preset: "holes", beta: "2", panel: "charts" },
      beside: { beta: "0" },
      unlock: ["beta"],
      spot: "plane",
      watch: "curves",
      ask: { question: "D?", choose: [{ text: "E" }, { text: "F", when: { kl: { max: 1 } } }], explain: "G" },
      goal: { kl: { min: 1, max: 6 }, panel: { is: "live" } },
      hint: "H",
    },
  ],
  next: "elbo",
};

export const WORDS = [
  ..."is min max options preset data handwriting http://[ __proto__ constructor pins view".split(" "),
  ..."title steps text en zh set goal lock unlock fresh beside kl recon beta hidden toString length".split(" "),
];

/** Values of every type, which are wrong in most places. */
const OTHERS = [null, true, 0, "", "x", [], {}, [[]], { en: "A" }, "名".repeat(200)];

/** The same, with some of its words and numbers changed. */
export function varied(value: unknown, random: Random, words: readonly string[] = WORDS): unknown {
  if (typeof value === "string") return random.below(12) === 0 ? changed(value, words, random) : value;
  if (typeof value === "number") return random.below(3) === 0 ? random.oneOf(NUMBERS) : value;
  if (Array.isArray(value)) return value.map((part) => varied(part, random, words));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      random.below(12) === 0 ? random.oneOf(words) : key,
      varied(part, random, words),
    ]),
  );
}

/** The small lesson with one place of it changed, and sometimes more. */
export function variedFile(random: Random): unknown {
  const changedAt = (value: unknown, depth: number): unknown => {
    const inside = typeof value === "object" && value !== null ? Object.entries(value) : [];
    if (inside.length === 0 || random.below(5) === 0) return random.oneOf(OTHERS);
    const [name] = random.oneOf(inside);
    const rest = inside.flatMap(([key, part]): [string, unknown][] => {
      if (key !== name) return [[key, part]];
      switch (random.below(4)) {
        case 0:
          return [];
        case 1:
          return [[random.oneOf(WORDS), part]];
        default:
          return [[key, changedAt(part, depth + 1)]];
      }
    });
    return Array.isArray(value) ? rest.map(([, part]) => part) : Object.fromEntries(rest);
  };
  let lesson: unknown = SMALL;
  for (let times = random.below(4); times > 0; times--) lesson = changedAt(lesson, 0);
  return lesson;
}
