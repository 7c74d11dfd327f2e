/** The scale of an option's slider: places from 0 to 1, and the range that is of use. */
import type { OptionKind } from "../protocol.ts";

export interface Scale {
  place: (value: number) => number;
  value: (place: number) => number;
}

/** Two powers of ten below the usual value and one and a half above, by factors; or from 0 to 16 times as much. */
export function scale(kind: OptionKind & { type: "float" }, usual: number): Scale {
  const within = (value: number) => Math.min(kind.max, Math.max(kind.min, Number(value.toPrecision(2))));
  if (kind.log) {
    const [low, high] = [Math.log10(Math.max(kind.min, usual / 100)), Math.log10(Math.min(kind.max, usual * 30))];
    return {
      place: (value) => clamp((Math.log10(value) - low) / (high - low)),
      value: (place) => within(10 ** (low + place * (high - low))),
    };
  }
  // value = usual (4 place)²: fine steps near 0, and the usual value at a quarter.
  return {
    place: (value) => clamp(Math.sqrt(Math.max(0, value) / usual) / 4),
    value: (place) => within(usual * (4 * place) ** 2),
  };
}

const clamp = (place: number) => Math.min(1, Math.max(0, place));
