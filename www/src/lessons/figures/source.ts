/** Where z is drawn from, to make new images. */
import { signal } from "@lit-labs/preact-signals";
import { normals } from "../../math/epsilon.ts";
import { codeOf, drawOf, posteriorOf } from "../../math/posterior.ts";
import { generator } from "../../math/random.ts";
import type { Encoding } from "../../run/protocol.ts";
import type { LabStore } from "../../store/lab-store.ts";

export const SOURCES = ["prior", "aggregate", "class"] as const;
export type SourceName = (typeof SOURCES)[number];

const all = new WeakMap<LabStore, Source>();

/** The choice of a lab, which a lesson may ask for. */
export class Source {
  static of(store: LabStore): Source {
    const known = all.get(store) ?? new Source();
    all.set(store, known);
    return known;
  }

  readonly chosen = signal<SourceName>("prior");
  /** The class that is drawn from. */
  readonly label = signal(0);
}

/** What the images say of z: the code of each, and its class. */
export interface Coded extends Encoding {
  labels: Uint8Array | undefined;
}

/**
 * Samples of z, row by row: of N(0, I); of q(z|x) of images that are drawn at random, which is the aggregate posterior; or of
 * those of one class alone. The same seed gives the same samples.
 */
export function drawn(
  from: SourceName,
  { labels, ...encoding }: Coded,
  { latent, label, count, seed }: { latent: number; label: number; count: number; seed: number },
): Float32Array {
  const uniform = generator(seed);
  const epsilon = normals(count * latent, uniform);
  if (from === "prior") return epsilon;
  const images = Array.from({ length: encoding.mu.length / latent }, (_, image) => image);
  const some = from === "class" ? images.filter((image) => labels?.[image] === label) : images;
  const z = new Float32Array(count * latent);
  for (let row = 0; row < count; row++) {
    const image = some[Math.floor(uniform() * some.length)] ?? 0;
    const q = posteriorOf(encoding, image, latent);
    const noise = epsilon.subarray(row * latent, (row + 1) * latent);
    z.set(q ? drawOf(q, noise) : (codeOf(encoding, image, latent) ?? []), row * latent);
  }
  return z;
}
