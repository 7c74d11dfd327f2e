/** `<vae-lab>`: the whole of it. */
import { html } from "lit";
import "../../page/history.ts";
import { HIDEABLE } from "../../store/hideable.ts";
import type { LabStore } from "../../store/lab-store.ts";

export const whole = true;

export function panel(store: LabStore, pieces: ReadonlySet<string>) {
  const hidden = HIDEABLE.filter((part) => !pieces.has(part));
  if (hidden.join() !== [...store.page.leftOut.peek()].join()) store.page.leftOut.value = new Set(hidden);
  return html`<vae-layout .store=${store}></vae-layout>`;
}
