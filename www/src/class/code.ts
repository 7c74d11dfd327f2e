/**
 * The code that a pupil hands in after a lesson: the lesson, what was done of it, predictions with what came, and a name. It
 * is bytes in base 32 with a checksum, which finds slips; whoever wants to can make one up.
 *
 *   version 1 | lesson 3 | done 1 | steps 1 | name: length 1, UTF-8 | answers: count 1, each below | checksum 3
 *   an answer: kind (2 bits), step (6 bits) | number: said 3, came 3 | choice: said 1, came 1 | place, curve: apart 3
 */
import type { Answer } from "../lessons/ask.ts";
import { distance, isCurve, isPlace } from "../lessons/ask.ts";
import { apart } from "../lessons/sketch.ts";

const VERSION = 1;
/** Crockford's: no I, L, O and U, which are taken for others. */
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** So many letters stand together. */
const GROUP = 5;
/** Characters that a name may have. */
export const MOST_NAME = 40;
/** What has not come, among answers. */
const NONE = 255;

/** What was predicted in a step, and what came of it; of a place or a curve only how far apart both were. */
export type Scored = { step: number } & (
  | { kind: "number"; said: number; came: number | undefined }
  | { kind: "choice"; said: number; came: number | undefined }
  | { kind: "place" | "curve"; apart: number | undefined }
);

export interface Result {
  /** The mark of the lesson. */
  lesson: number;
  done: number;
  steps: number;
  name: string;
  answers: readonly Scored[];
}

/** Why a text is no code: it has other letters, is not whole, or is of another version. */
export type CodeFault = "letters" | "checksum" | "version";

/** FNV-1a, in 24 bits. */
function hash(bytes: Iterable<number>): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash ^ (hash >>> 24)) & 0xffffff;
}

/** The mark of a lesson, by its name or address. */
export const markOf = (name: string): number => hash(new TextEncoder().encode(name));

/** What a lesson's answer is worth knowing. */
export function scored(step: number, { said, came }: Answer, chosen: boolean): Scored {
  if (isCurve(said))
    return { step, kind: "curve", apart: came && isCurve(came) ? apart(said.heights, came.heights) : undefined };
  if (isPlace(said)) return { step, kind: "place", apart: came && isPlace(came) ? distance(said, came) : undefined };
  return { step, kind: chosen ? "choice" : "number", said, came: typeof came === "number" ? came : undefined };
}

const KINDS = ["number", "choice", "place", "curve"] as const;
const MOST_MANTISSA = 32_767;
/** A mantissa that no number has: it is not known. */
const UNKNOWN = -32_768;

/** A number to four digits, as a mantissa in two bytes and a power of ten in one. */
function numberBytes(value: number | undefined): number[] {
  let exponent = 0;
  let mantissa = value === undefined || !Number.isFinite(value) ? UNKNOWN : value;
  if (mantissa !== UNKNOWN && mantissa !== 0) {
    exponent = Math.floor(Math.log10(Math.abs(mantissa))) - 3;
    mantissa = Math.round(mantissa / 10 ** exponent);
    // Beyond what a byte can say it is nothing, or as much as can be said.
    if (exponent < -128) [mantissa, exponent] = [0, 0];
    if (exponent > 127) [mantissa, exponent] = [Math.sign(mantissa) * MOST_MANTISSA, 127];
  }
  return [(mantissa >> 8) & 255, mantissa & 255, exponent & 255];
}

function answerBytes(answer: Scored): number[] {
  const head = (KINDS.indexOf(answer.kind) << 6) | answer.step;
  if ("apart" in answer) return [head, ...numberBytes(answer.apart)];
  if (answer.kind === "number") return [head, ...numberBytes(answer.said), ...numberBytes(answer.came)];
  return [head, answer.said, answer.came ?? NONE];
}

const threeBytes = (value: number) => [value >> 16, (value >> 8) & 255, value & 255];

/** A name as it goes into a code: without line breaks, and cut between characters. */
export const plainName = (name: string): string =>
  Array.from(name.replace(/\s+/g, " ").trim()).slice(0, MOST_NAME).join("").trim();

export function encodeResult({ lesson, done, steps, name, answers }: Result): string {
  const letters = new TextEncoder().encode(plainName(name));
  const head = [VERSION, ...threeBytes(lesson), done, steps, letters.length, ...letters, answers.length];
  const bytes = [...head, ...answers.flatMap(answerBytes)];
  return grouped([...bytes, ...threeBytes(hash(bytes))]);
}

function grouped(bytes: readonly number[]): string {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const letters = bits.match(/.{1,5}/g)?.map((five) => LETTERS[Number.parseInt(five.padEnd(5, "0"), 2)]) ?? [];
  return letters.join("").replace(new RegExp(`.{${GROUP}}(?=.)`, "g"), "$&-");
}

/** The bytes that letters say; undefined where there are others. Case, spaces and hyphens mean nothing. */
function bytesOf(code: string): number[] | undefined {
  const plain = code.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  const values = Array.from(plain, (letter) => LETTERS.indexOf(letter));
  if (values.includes(-1)) return undefined;
  const bits = values.map((value) => value.toString(2).padStart(5, "0")).join("");
  return bits.match(/.{8}/g)?.map((eight) => Number.parseInt(eight, 2)) ?? [];
}

/** Reads bytes one after the other; past their end there are none. */
class Reader {
  #at = 0;

  constructor(private readonly bytes: readonly number[]) {}

  byte(): number {
    return this.bytes[this.#at++] ?? Number.NaN;
  }

  some(count: number): number[] {
    return Array.from({ length: count }, () => this.byte());
  }

  number(): number | undefined {
    const [high = 0, low = 0, power = 0] = this.some(3);
    const mantissa = (((high << 8) | low) << 16) >> 16;
    const exponent = (power << 24) >> 24;
    // Written as it is read aloud: 10 to a power is not exact.
    return mantissa === UNKNOWN ? undefined : Number(`${mantissa}e${exponent}`);
  }

  answer(): Scored | undefined {
    const head = this.byte();
    const [kind, step] = [KINDS[head >> 6], head & 63];
    if (kind === "place" || kind === "curve") return { step, kind, apart: this.number() };
    if (kind === "number") return { step, kind, said: this.number() ?? Number.NaN, came: this.number() };
    const [said = NONE, came = NONE] = this.some(2);
    return kind && { step, kind, said, came: came === NONE ? undefined : came };
  }

  get ended(): boolean {
    return this.#at === this.bytes.length;
  }
}

/** What a code says, or why it says nothing. */
export function decodeResult(code: string): Result | CodeFault {
  const bytes = bytesOf(code);
  if (!bytes) return "letters";
  const [sum, said] = [bytes.slice(-3), bytes.slice(0, -3)];
  if (said.length === 0 || threeBytes(hash(said)).join() !== sum.join()) return "checksum";
  const reader = new Reader(said);
  if (reader.byte() !== VERSION) return "version";
  const [a = 0, b = 0, c = 0] = reader.some(3);
  const [done = 0, steps = 0, length = 0] = reader.some(3);
  const name = new TextDecoder().decode(Uint8Array.from(reader.some(length)));
  const answers = Array.from({ length: reader.byte() }, () => reader.answer());
  const whole = reader.ended && answers.every((answer) => answer !== undefined);
  return whole ? { lesson: (a << 16) | (b << 8) | c, done, steps, name, answers } : "checksum";
}
