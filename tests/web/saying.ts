/** What is said of random cases in each language, held to the numbers that it is of. */
import { expect } from "@playwright/test";
import { viewOf } from "../../www/src/models/index.ts";
import { Speech } from "../../www/src/texts/index.ts";
import { TAGS } from "../../www/src/texts/language.ts";
import { Random } from "./fuzz/harness.ts";

const [vae, ae] = await Promise.all(["vae", "ae"].map(viewOf));
export const LANGUAGES = await Promise.all(
  TAGS.map(async (tag) => {
    const speech = await (await Speech.of(tag)).withPart("panels").then((known) => known.withPart("terms"));
    return (await speech.withMethod("vae", vae!.texts)).withMethod("ae", ae!.texts);
  }),
);

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** The numbers of a sentence, in their order, with half a unit of the last figure of each. */
export function numbersIn(text: string): { value: number; half: number }[] {
  const found = text.matchAll(/(−?)(\d[\d,]*)(\.\d+)?(?:·10(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)|([kKMBT])(?![a-zA-Z]))?/g);
  return [...found].map(([, minus, whole = "", part = "", down, power = "", thousands]) => {
    const exponent = Number(power.replace(/./g, (digit) => String(RAISED.indexOf(digit))));
    const unit = 10 ** (down ? -exponent : exponent) * 1000 ** " kMBT".indexOf(thousands?.replace("K", "k") ?? " ");
    const size = Number(whole.replaceAll(",", "") + part) * unit;
    return { value: minus ? -size : size, half: 0.5 * unit * 10 ** -Math.max(0, part.length - 1) };
  });
}

/** Whether a number of a sentence is this one, but for its rounding. */
export const says = ({ value, half }: { value: number; half: number }, truth: number) =>
  Math.abs(value - truth) <= half * (1 + 1e-9) + 1e-12 * Math.abs(truth);

/** What is wrong of so many random cases, all at once: each expectation takes time. */
export function faults(
  cases: number,
  check: (random: Random, speech: Speech) => readonly (string | false | undefined)[],
): void {
  const found: string[] = [];
  for (let seed = 1; seed <= cases; seed++)
    for (const speech of LANGUAGES)
      for (const fault of check(new Random(seed), speech))
        if (fault) found.push(`seed ${seed}, ${speech.language}: ${fault}`);
  expect(found.slice(0, 20)).toEqual([]);
}
