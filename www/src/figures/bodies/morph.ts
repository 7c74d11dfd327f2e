/** `<vae-morph>`: the way from pin to pin, as a strip and as a morph. */
import { html, nothing } from "lit";
import "../../plane/pins/path.ts";
import type { LabStore } from "../../store/lab-store.ts";
import { plane } from "./plane.ts";

export const panel = (store: LabStore, pieces: ReadonlySet<string>) =>
  html`<div class="stack">
    ${pieces.has("plane") ? plane(store, pieces) : nothing}
    <vae-path class="panel" .store=${store}></vae-path>
  </div>`;
