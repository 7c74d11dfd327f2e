/** The best approximation of a small table by one of lower rank: Eckart and Young, 1936. */
import { dot } from "./dot.ts";
import { eigen } from "./eigen.ts";

type Table = readonly (readonly number[])[];

export interface Decomposition {
  /** Singular values, the largest first. */
  singular: number[];
  /** Σ σ u vᵀ of the largest `rank`. */
  approximation: (rank: number) => number[][];
}

export function decompose(table: Table): Decomposition {
  // A Aᵀ = U Σ² Uᵀ, so that U Uᵀ A is A on the directions that are kept.
  const { values, vectors } = eigen(table.map((row) => table.map((other) => dot(row, other))));
  const columns = table[0]?.map((_, at) => table.map((row) => row[at] ?? 0)) ?? [];
  return {
    singular: Array.from(values, (value) => Math.sqrt(Math.max(0, value))),
    approximation: (rank) => {
      const kept = vectors.slice(0, rank);
      return table.map((_, row) =>
        columns.map((column) => kept.reduce((sum, u) => sum + (u[row] ?? 0) * dot(u, column), 0)),
      );
    },
  };
}
