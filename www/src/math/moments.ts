/** The mean and the covariance of images of bytes in the making. All sums are whole numbers, so none is rounded. */
export class Moments {
  #images = 0;
  readonly #sums: Float64Array;
  /** Sums of products of two pixels; the first of a pair has the larger number. */
  readonly #products: Float64Array[];

  constructor(pixels: number) {
    this.#sums = new Float64Array(pixels);
    this.#products = Array.from({ length: pixels }, () => new Float64Array(pixels));
  }

  /** Counts images in, one after the other. */
  add(images: Uint8Array): void {
    const pixels = this.#sums.length;
    const lit = new Int32Array(pixels);
    for (let from = 0; from + pixels <= images.length; from += pixels) {
      this.#images++;
      let count = 0;
      for (let at = 0; at < pixels; at++) {
        const value = images[from + at] ?? 0;
        if (value === 0) continue;
        lit[count++] = at;
        this.#sums[at] = (this.#sums[at] ?? 0) + value;
        const row = this.#products[at];
        for (let place = 0; row && place < count; place++) {
          const other = lit[place] ?? 0;
          row[other] = (row[other] ?? 0) + value * (images[from + other] ?? 0);
        }
      }
    }
  }

  /** The mean image, in [0, 1]. */
  get mean(): Float64Array {
    return this.#sums.map((sum) => sum / (255 * this.#images));
  }

  /** The pixels that are not black in every image. */
  get lit(): number[] {
    return [...this.#sums.keys()].filter((pixel) => (this.#sums[pixel] ?? 0) > 0);
  }

  /** The covariance of some pixels in their order, that of a population, with 1/N. */
  covarianceOf(pixels: readonly number[]): Float64Array[] {
    const { mean } = this;
    const scale = 255 ** 2 * this.#images;
    return pixels.map((i) =>
      Float64Array.from(pixels, (j) => {
        const sum = this.#products[Math.max(i, j)]?.[Math.min(i, j)] ?? 0;
        return sum / scale - (mean[i] ?? 0) * (mean[j] ?? 0);
      }),
    );
  }
}
