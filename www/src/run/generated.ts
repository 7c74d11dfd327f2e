/** The names of what the engine makes itself: `src/data/generated.rs` and `src/data/toys/` make it. A test compares the two. */

/** The images that the engine makes itself. */
export const MADE = ["handwriting", "noise", "pulse"] as const;
export type Made = (typeof MADE)[number];

/** Distributions that the engine draws itself, by how many values their points have: each is an image of one row. */
export const TOYS = {
  1: ["two-bumps", "uniform", "skewed"],
  2: ["ring", "moons", "spiral", "clusters", "eight", "grid25", "checker"],
} as const;
export type Toy = (typeof TOYS)[1 | 2][number];

/** All that the engine loads by name. */
export const GENERATED: readonly (Made | Toy)[] = [...MADE, ...TOYS[1], ...TOYS[2]];

/** Whether held-out images of data have faults that training never shows: they are of every class but the first. */
export const isFaulty = (name: string | undefined): boolean => name === "pulse";
