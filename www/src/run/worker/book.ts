/** The entries of a book, as the engine keeps them: themselves, or as averages of points. */
import { perplexity, sharesOf } from "../../math/book.ts";
import type { Args, Evaluation } from "../protocol.ts";
import type { Lab } from "./wasm.ts";

/** Names of parameters in files: the entries; or the sums and counts that they are made of. */
const BOOK = "book";
const SUMS = "state.sums";
const COUNTS = "state.counts";

/** What each entry's values are to be divided by. */
function divisors(lab: Lab): Float64Array | undefined {
  const counts = lab.parameter(COUNTS);
  return counts.length > 0 ? sharesOf(counts) : undefined;
}

/** An entry, and where it is put. */
type Move = NonNullable<Args<"book">["move"]>;

/** The entries, once one is put elsewhere. */
export function book(lab: Lab, move?: Move): Float32Array {
  if (move) setEntry(lab, move);
  const by = divisors(lab);
  if (!by) return lab.parameter(BOOK);
  const sums = lab.parameter(SUMS);
  const latent = sums.length / by.length;
  return sums.map((sum, at) => sum / (by[Math.floor(at / latent)] ?? 1));
}

function setEntry(lab: Lab, { entry, values }: Move): void {
  const by = divisors(lab);
  const name = by ? SUMS : BOOK;
  const all = lab.parameter(name);
  all.set(
    values.map((value) => value * (by?.[entry] ?? 1)),
    entry * values.length,
  );
  lab.parameter(name, all);
}

/** Codes that figures of all codes together are of: of few of them the perplexity is too small. */
const CODES = 2000;

/** Means over the first held-out images, with the figures of all of them together, which need more images than a mean does. */
export async function evaluate(
  lab: Lab,
  limit: number,
  means: (lab: Lab, images: number) => Promise<Evaluation>,
): Promise<Evaluation> {
  const evaluation = await means(lab, Math.max(limit, CODES / Number(lab.options()["codes"])));
  const shares = evaluation.byDimension["usage"] ?? [];
  const figures: Record<string, number> = {
    perplexity: perplexity(shares),
    used: shares.filter((share) => share > 0).length,
  };
  const { terms } = lab.model();
  return { ...evaluation, terms: evaluation.terms.map((value, at) => figures[terms[at]?.key ?? ""] ?? value) };
}
