/** A PyTorch program as it stands beside the picture of a training step: which of its names are which quantities. */
import type { Quantity } from "../../draw/palette.ts";
import { GRADIENTS, type Stage, type Stages, UPDATE, stageNames } from "../../models/pieces/stages.ts";

export interface Word {
  text: string;
  quantity: Quantity | undefined;
}

export interface Line {
  words: readonly Word[];
  /** What the line computes. */
  sets: readonly Quantity[];
  /** It was not in the program before. */
  changed: boolean;
}

/** The quantities by the names that programs call them. */
const NAMES: Readonly<Record<string, Quantity>> = {
  batch: "x",
  x: "x",
  mean: "mu",
  logvar: "sigma",
  noise: "epsilon",
  randn_like: "epsilon",
  z: "z",
  image: "xhat",
  recon: "recon",
  kl: "kl",
  loss: "loss",
};

interface Scope {
  /** Names that are something else there. */
  others: readonly string[];
  /** What it returns, where no name says it. */
  returns?: Quantity;
}

/** The functions in which names are those of quantities. */
const SCOPES: Readonly<Record<string, Scope>> = {
  __init__: { others: ["x", "z"] },
  encode: { others: ["x"] },
  decode: { others: [], returns: "xhat" },
  terms: { others: [] },
  reconstruction: { others: [] },
  train: { others: ["x", "z"] },
};

/** Lines that stages are about which compute no quantity. */
const LINES: Readonly<Partial<Record<Stage, RegExp>>> = { [GRADIENTS]: /\.backward\(/, [UPDATE]: /stepper\.step\(/ };

/**
 * The lines of a program; those that `before` did not have are marked where there was one before. The mean is the code
 * itself where the encoder gives a `point`.
 */
export function listing(program: string, { before, point = false }: { before?: string; point?: boolean } = {}): Line[] {
  const known = before === undefined ? undefined : new Set(before.split("\n"));
  let scope: Scope | undefined;
  return program
    .trimEnd()
    .split("\n")
    .map((text) => {
      const [, name] = /^\s*def (\w+)/.exec(text) ?? [];
      if (name !== undefined) scope = SCOPES[name];
      else if (/^\S/.test(text)) scope = undefined;
      const quantityOf = (word: string) => {
        const quantity = scope && !scope.others.includes(word) ? NAMES[word] : undefined;
        return point && quantity === "mu" ? "z" : quantity;
      };
      // What is said of a program is no part of it.
      const code = !/^\s*"""/.test(text);
      const words = text
        .split(/(\w+)/)
        .filter(Boolean)
        .map((word): Word => ({ text: word, quantity: code ? quantityOf(word) : undefined }));
      return {
        words,
        sets: code ? setsOf(text, quantityOf, scope) : [],
        changed: known !== undefined && !known.has(text),
      };
    });
}

/** The quantities that a line gives names to, or returns. */
function setsOf(
  text: string,
  quantityOf: (word: string) => Quantity | undefined,
  scope: Scope | undefined,
): Quantity[] {
  const [, target, returned] = /^\s*(?:([\w., ]+?) = |return (.*)$)/.exec(text) ?? [];
  if (returned !== undefined && scope?.returns) return [scope.returns];
  const words = (target ?? returned ?? "").split(/\W+/);
  return [...new Set(words.flatMap((word) => quantityOf(word) ?? []))];
}

/** Whether a line does what a stage of a training step is about: what is new in it. */
export function isOfStage({ words, sets }: Line, stages: Stages, stage: Stage): boolean {
  const only = LINES[stage];
  if (only) return only.test(words.map(({ text }) => text).join(""));
  const firstOf = (quantity: Quantity) => stageNames(stages).find((name) => stages[name]?.includes(quantity));
  return sets.some((quantity) => firstOf(quantity) === stage);
}
