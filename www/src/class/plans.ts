/** Plans of lessons for a class, built on the course. Texts of each part are in `notes.parts` of the class's texts. */
import type { ClassTexts } from "../texts/class/index.ts";

export type Part = keyof ClassTexts["notes"]["parts"];

export interface Plan {
  /** Of the whole. */
  minutes: number;
  parts: readonly { part: Part; minutes: number }[];
}

/** Parts that are lessons have their names. */
export const PLANS: readonly Plan[] = [
  {
    minutes: 45,
    parts: [
      { part: "play", minutes: 5 },
      { part: "codes", minutes: 10 },
      { part: "autoencoder", minutes: 20 },
      { part: "talk", minutes: 7 },
      { part: "codesIn", minutes: 3 },
    ],
  },
  {
    minutes: 90,
    parts: [
      { part: "play", minutes: 8 },
      { part: "codes", minutes: 10 },
      { part: "autoencoder", minutes: 20 },
      { part: "distributions", minutes: 15 },
      { part: "pause", minutes: 5 },
      { part: "elbo", minutes: 15 },
      { part: "collapse", minutes: 8 },
      { part: "talk", minutes: 6 },
      { part: "codesIn", minutes: 3 },
    ],
  },
];
