/**
 * The pictures of the model, kept up to date while it trains. Each kind has its pace; none is asked for while the
 * page is hidden, and on a slow machine all of them wait so that training keeps most of the time.
 */
import type { Args, Encoding, Lattice, Result, Verb } from "./protocol.ts";

/** Held-out images on the plane and in the strip, and samples from the prior. */
export const PLANE_IMAGES = 500;
export const STRIP_IMAGES = 10;
export const SAMPLES = 20;

/** Milliseconds between two pictures of a kind while the model trains. */
const PACE = { encodings: 120, manifold: 300, reconstructions: 300, samples: 300 };
/** Pictures take at most one part in `SHARE + 1` of the time, unless one took so long that the reader would wait. */
const SHARE = 3;
const LONGEST_PAUSE = 500;

export interface Manifold {
  lattice: Lattice;
  pixels: Float32Array;
}

export interface Pictures {
  encodings: Encoding | undefined;
  manifold: Manifold | undefined;
  reconstructions: Float32Array | undefined;
  samples: Float32Array | undefined;
  /** One image for each pin. */
  pins: Float32Array | undefined;
}

export const NO_PICTURES: Pictures = {
  encodings: undefined,
  manifold: undefined,
  reconstructions: undefined,
  samples: undefined,
  pins: undefined,
};

type Kind = keyof typeof PACE;
type Ask = <V extends Verb>(verb: V, args: Args<V>) => Promise<Result<V>>;

export class Live {
  /** The part of the plane to decode; none while the layer is off. */
  #lattice: Lattice | undefined;
  #draw = 0;
  #version = 0;
  #seen: Record<Kind, number> = { encodings: 0, manifold: 0, reconstructions: 0, samples: 0 };
  #at: Record<Kind, number> = { encodings: 0, manifold: 0, reconstructions: 0, samples: 0 };
  #busy = false;
  #wake: () => void = () => undefined;
  #z: Float32Array | undefined;
  #decoding = false;

  constructor(
    private readonly ask: Ask,
    private readonly show: (pictures: Partial<Pictures>) => void,
  ) {}

  /** The model has moved: everything is to be drawn again. */
  touch(): void {
    this.#version++;
    this.resume();
  }

  /** Draws what was not drawn while the page was hidden. */
  resume(): void {
    void this.#refresh();
    void this.#decode();
  }

  set lattice(lattice: Lattice | undefined) {
    this.#lattice = lattice;
    this.#force("manifold");
  }

  /** Draws other samples from the prior. */
  redraw(): void {
    this.#draw++;
    this.#force("samples");
  }

  /** Decodes where the pins are. While an answer is awaited only the newest position is kept. */
  set pins(z: Float32Array) {
    this.#z = z;
    void this.#decode();
  }

  async #decode(): Promise<void> {
    if (this.#decoding || document.hidden) return;
    this.#decoding = true;
    let shown: Float32Array | undefined;
    let version = -1;
    while (this.#z && (this.#z !== shown || version !== this.#version)) {
      shown = this.#z;
      version = this.#version;
      const pixels = await this.ask("decode", { z: shown }).catch(() => undefined);
      if (pixels) this.show({ pins: pixels });
      // What was refused for a model that is no more is asked again as the new one wants it.
      else if (this.#z === shown) break;
    }
    this.#decoding = false;
  }

  #force(kind: Kind): void {
    this.#seen[kind] = -1;
    this.#at[kind] = 0;
    this.#wake();
    void this.#refresh();
  }

  async #refresh(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    const kinds = Object.keys(PACE) as Kind[];
    while (!document.hidden) {
      const stale = kinds.filter((kind) => this.#seen[kind] !== this.#version);
      if (stale.length === 0) break;
      const begun = performance.now();
      stale.sort((a, b) => this.#at[a] - this.#at[b]);
      for (const kind of stale.filter((kind) => this.#at[kind] + PACE[kind] <= begun)) {
        this.#seen[kind] = this.#version;
        this.#at[kind] = begun;
        // A refusal here is that of a lost worker, which the run reports; the next touch tries again.
        await this.#picture(kind).catch(() => undefined);
      }
      const share = SHARE * (performance.now() - begun);
      await this.#pause(Math.min(Math.max(16, share), LONGEST_PAUSE));
    }
    this.#busy = false;
  }

  /** Waits, unless the reader asks for something in the meantime. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, ms);
    });
  }

  async #picture(kind: Kind): Promise<void> {
    switch (kind) {
      case "encodings":
        return this.show({ encodings: await this.ask("encodeHeldOut", { count: PLANE_IMAGES }) });
      case "reconstructions":
        return this.show({ reconstructions: await this.ask("reconstruct", { count: STRIP_IMAGES }) });
      case "samples":
        return this.show({ samples: await this.ask("sample", { count: SAMPLES, draw: this.#draw }) });
      case "manifold": {
        const lattice = this.#lattice;
        const pixels = lattice && (await this.ask("manifold", { lattice }));
        return this.show({ manifold: lattice && pixels && { lattice, pixels } });
      }
    }
  }
}
