/** The KL divergence of the encoded images in its two parts, computed once for each of their encodings. */
import { parted } from "../../math/information.ts";
import type { Encoding } from "../../run/protocol.ts";
import type { ModelState } from "../../store/model-state.ts";

export type Parts = ReturnType<typeof parted>;

const all = new WeakMap<Encoding, Parts>();

/** Undefined where codes are points, or not known yet. */
export function partsOf({ encodings, latent }: ModelState): Parts | undefined {
  const encoding = encodings.value;
  const logvar = encoding?.logvar;
  if (!encoding || !logvar) return;
  const known = all.get(encoding) ?? parted({ ...encoding, logvar }, latent.value);
  all.set(encoding, known);
  return known;
}
