import { html } from "lit";
import { live } from "lit/directives/live.js";
import { scale } from "../../run/options/scale.ts";
import type { OptionKind, OptionSpec } from "../../run/protocol.ts";

/** A slider moves in this many steps. */
export const STEPS = 200;

/** The slider of a number, on its option's scale; `slide` gets each value that it comes by. */
export function slider(
  { kind, usual, value }: { kind: OptionKind & { type: "float" }; usual: OptionSpec["default"]; value: number },
  { name, disabled = false }: { name: string; disabled?: boolean },
  slide: (value: number) => void,
) {
  const { place, value: at } = scale(kind, Number(usual) || 1);
  const from = Math.round(place(value) * STEPS);
  return html`<input
    type="range"
    min="0"
    max=${STEPS}
    ?disabled=${disabled}
    aria-label=${name}
    aria-valuetext=${value}
    .value=${live(String(from))}
    @input=${(event: Event) => {
      const to = Number((event.target as HTMLInputElement).value);
      slide(nextValue(at, value, from, to));
    }}
  />`;
}

/** The value at a step of the slider; from `value` a key always leads to another, though values are round numbers. */
export function nextValue(at: (place: number) => number, value: number, from: number, to: number): number {
  const way = Math.sign(to - from);
  let step = to;
  while (way !== 0 && at(step / STEPS) === value && step > 0 && step < STEPS) step += way;
  return at(step / STEPS);
}
