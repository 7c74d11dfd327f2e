import { html } from "lit";
import { live } from "lit/directives/live.js";
import { scale } from "../../run/options/scale.ts";
import type { OptionKind, OptionSpec } from "../../run/protocol.ts";

/** A slider moves in this many steps. */
const STEPS = 200;

/** The slider of a number, on its option's scale; `slide` gets each value that it comes by. */
export function slider(
  { kind, usual, value }: { kind: OptionKind & { type: "float" }; usual: OptionSpec["default"]; value: number },
  { name, disabled = false }: { name: string; disabled?: boolean },
  slide: (value: number) => void,
) {
  const { place, value: at } = scale(kind, Number(usual) || 1);
  return html`<input
    type="range"
    min="0"
    max=${STEPS}
    ?disabled=${disabled}
    aria-label=${name}
    aria-valuetext=${value}
    .value=${live(String(Math.round(place(value) * STEPS)))}
    @input=${(event: Event) => slide(at(Number((event.target as HTMLInputElement).value) / STEPS))}
  />`;
}
