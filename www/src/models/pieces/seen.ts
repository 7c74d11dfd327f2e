/** The numbers of a trace for one of its images. */
import type { Trace, TraceEntry } from "../../run/protocol.ts";

/** One image on its way through the model, by the keys of the trace's entries. */
export class Seen {
  constructor(
    private readonly trace: Trace,
    private readonly image: number,
  ) {}

  /** The numbers of the image; of its first sample, where there are several. */
  row(key: string): Float32Array {
    const entry = this.#entry(key);
    if (!entry) return new Float32Array();
    const start = this.#first(entry) * entry.columns;
    return entry.values.subarray(start, start + entry.columns);
  }

  /** Means over the samples of the image, by column. */
  means(key: string): number[] {
    const entry = this.#entry(key);
    if (!entry) return [];
    const { columns, values } = entry;
    const [from, samples] = [this.#first(entry), this.#samples(entry)];
    return Array.from({ length: columns }, (_, column) => {
      let sum = 0;
      for (let row = from; row < from + samples; row++) sum += values[row * columns + column] ?? 0;
      return sum / samples;
    });
  }

  /** The mean of a term of the image: the sum over its columns. */
  term(key: string): number {
    return this.#entry(key) ? this.means(key).reduce((sum, value) => sum + value, 0) : Number.NaN;
  }

  #entry(key: string): TraceEntry | undefined {
    return this.trace.entries.find((entry) => entry.key === key);
  }

  #samples({ rows }: TraceEntry): number {
    return rows / this.trace.images;
  }

  #first(entry: TraceEntry): number {
    return this.image * this.#samples(entry);
  }
}
