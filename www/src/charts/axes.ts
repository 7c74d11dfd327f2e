/** Which terms of a model share an axis. */
import type { Term } from "../run/protocol.ts";

/** The places of the terms on each axis: those of one unit that are to fall, those that are to rise, those that balance. */
export function axesOf(terms: readonly Term[]): number[][] {
  const axes = new Map<string, number[]>();
  terms.forEach(({ unit, better }, place) => {
    const axis = `${unit} ${better}`;
    axes.set(axis, [...(axes.get(axis) ?? []), place]);
  });
  return [...axes.values()];
}
