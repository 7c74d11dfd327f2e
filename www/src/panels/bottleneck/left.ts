/** What is left in the codes of the known factors of images, computed once for each of their encodings. */
import { explained } from "../../math/recognition.ts";
import type { Encoding } from "../../run/protocol.ts";
import type { ModelState } from "../../store/model-state.ts";

/** A factor, and the share of its variance that codes tell. */
export interface Left {
  factor: string;
  share: number;
}

/** The allograph of a digit: numbers that have no order. */
const STYLE = "style";

const all = new WeakMap<Encoding, readonly Left[]>();

/** By factor, and over how many images; none where factors are not known. */
export function leftOf({ encodings, heldOut, latent, dataset }: ModelState): { images: number; left: readonly Left[] } {
  const [encoding, factors, names] = [encodings.value, heldOut.value?.factors, dataset.value?.factors ?? []];
  const images = encoding ? encoding.mu.length / latent.value : 0;
  if (!encoding || !factors || factors.length < images * names.length) return { images, left: [] };
  const known = all.get(encoding) ?? measured(encoding, factors, names, latent.value);
  all.set(encoding, known);
  return { images, left: known };
}

function measured({ mu }: Encoding, factors: Float32Array, names: readonly string[], latent: number): Left[] {
  const rows = mu.length / latent;
  const ordered = names.filter((name) => name !== STYLE);
  const columns = ordered.map((name) => {
    const column = names.indexOf(name);
    return Float32Array.from({ length: rows }, (_, row) => factors[row * names.length + column] ?? 0);
  });
  const shares = explained(mu, latent, columns);
  return ordered.map((factor, at) => ({ factor, share: shares[at] ?? 0 }));
}
