// Runs a reader on many changed inputs, and names the first that it does not take well.
import { mkdirSync, writeFileSync } from "node:fs";
import { Refusal } from "../../../www/src/run/refusal.ts";
import sentences from "../../../www/src/run/refusals.json" with { type: "json" };

/** Inputs in a test; `./build.sh fuzz` says for how long, and from which input on. */
const INPUTS = 1_000_000;
const MINUTES = Number(process.env["FUZZ_MINUTES"] ?? Number.NaN);
const FROM = Number(process.env["FUZZ_FROM"] ?? 0);

/** The longest that a test may take, and one input, on a slow machine. */
export const TIMEOUT = Number.isNaN(MINUTES) ? 180_000 : MINUTES * 60_000 + 60_000;
const PATIENCE = 250;

/** Random numbers of an input (mulberry32): the same ones for the same number. */
export class Random {
  #state: number;

  constructor(number: number) {
    this.#state = Math.imul(number, 0x9e3779b1) ^ (number / 2 ** 32);
    this.next();
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  oneOf<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}

/** Numbers at which arithmetic goes wrong, and texts that stand for a value where it should not be. */
export const NUMBERS = [0, -0, 1, -1, 2, 8, 0.5, 1e-9, 64, 255, 1025, 65_536, 2 ** 31, 2 ** 53, 1e99, Infinity, NaN];
const TEXTS = [
  "",
  ",",
  ":",
  ";",
  "=",
  "&",
  "#",
  "%",
  "%25",
  "%F0%9F",
  "+",
  "-",
  ".",
  "é",
  "名",
  "😀",
  "\u0000",
  "\ud800",
];

/** A text with some changes of one place each; the words mean something in it. */
export function changed(text: string, words: readonly string[], random: Random): string {
  let now = text;
  for (let times = random.below(3); times >= 0; times--) now = changedOnce(now, words, random);
  return now.slice(0, 4096);
}

function changedOnce(text: string, words: readonly string[], random: Random): string {
  const at = random.below(text.length + 1);
  const to = Math.min(text.length, at + 1 + random.below(12));
  const [before, part, after] = [text.slice(0, at), text.slice(at, to), text.slice(to)];
  switch (random.below(7)) {
    case 0:
      return before;
    case 1:
      return before + after;
    case 2:
      return before + part + part + after;
    case 3:
      return before + random.oneOf(TEXTS) + part + after;
    case 4:
      return before + String.fromCharCode(random.below(random.oneOf([128, 65_536]))) + text.slice(at + 1);
    case 5:
      return before + (part + after).replace(/-?\d+(\.\d+)?/, String(random.oneOf(NUMBERS)));
    default:
      return before + (part + after).replace(/[\w-]+/, () => random.oneOf(words));
  }
}

/** What was wrong with a thing that was thrown; nothing where it is a refusal that says all that it has to. */
export function illFormed(cause: unknown): string | undefined {
  if (!(cause instanceof Refusal)) return `it throws ${cause instanceof Error ? cause.stack : String(cause)}`;
  const sentence: string | undefined = sentences[cause.code as keyof typeof sentences];
  if (sentence === undefined) return `${cause.code} is not declared`;
  const lacks = [...sentence.matchAll(/\{(\w+)\}/g)].find(([, name = ""]) => cause.params[name] === undefined);
  return lacks && `${cause.code} does not say ${lacks[0]}`;
}

/**
 * Reads inputs as `make` gives them. `read` says what became of an input in a word, or throws: a refusal, or what is a
 * fault. Returns how often there was which word.
 */
export function fuzz<T>(
  name: string,
  make: (random: Random) => T,
  read: (input: T) => string,
  inputs = INPUTS,
): Record<string, number> {
  const counts: Record<string, number> = {};
  const begin = performance.now();
  const used = process.cpuUsage();
  const done = (number: number) =>
    Number.isNaN(MINUTES)
      ? number === FROM + inputs
      : number % 1024 === 0 && performance.now() - begin >= MINUTES * 60_000;
  for (let number = FROM; !done(number); number++) {
    const input = make(new Random(number));
    const fail = (fault: string) => {
      const file = `target/fuzz/${name}-${number}.json`;
      mkdirSync("target/fuzz", { recursive: true });
      writeFileSync(file, JSON.stringify(input));
      throw new Error(`${file}: ${fault}`);
    };
    let word = "";
    let before = performance.now();
    try {
      word = read(input);
    } catch (cause) {
      const fault = illFormed(cause);
      if (fault !== undefined) fail(fault);
      word = (cause as Refusal).code;
    }
    // What is slow once may have waited for another program.
    for (let times = 0; times < 20 && performance.now() - before >= PATIENCE; times++) {
      before = performance.now();
      try {
        read(input);
      } catch {
        // As before.
      }
    }
    if (performance.now() - before >= PATIENCE) fail(`it takes ${performance.now() - before} ms`);
    counts[word] = (counts[word] ?? 0) + 1;
  }
  console.log(`${name}: ${JSON.stringify(counts)} in ${(process.cpuUsage(used).user / 1e6).toFixed(1)} s`);
  return counts;
}
