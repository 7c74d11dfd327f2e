/** `<vae-lab>`: the whole of it. */
import { html } from "lit";
import "../../components/history/elements.ts";
import { HIDEABLE } from "../../hideable.ts";
import type { Workbench } from "../../workbench.ts";

export const whole = true;

export function panel(bench: Workbench, pieces: ReadonlySet<string>) {
  const hidden = HIDEABLE.filter((part) => !pieces.has(part));
  if (hidden.join() !== [...bench.hidden.peek()].join()) bench.hidden.value = new Set(hidden);
  return html`<vae-layout .bench=${bench}></vae-layout>`;
}
