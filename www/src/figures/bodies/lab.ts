/** `<vae-lab>`: the whole of it. */
import { html } from "lit";
import "../../page/history.ts";
import { HIDEABLE } from "../../store/hideable.ts";
import type { Workbench } from "../../store/workbench.ts";

export const whole = true;

export function panel(bench: Workbench, pieces: ReadonlySet<string>) {
  const hidden = HIDEABLE.filter((part) => !pieces.has(part));
  if (hidden.join() !== [...bench.hidden.peek()].join()) bench.hidden.value = new Set(hidden);
  return html`<vae-layout .bench=${bench}></vae-layout>`;
}
