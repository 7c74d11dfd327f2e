/** `<vae-morph>`: the way from pin to pin, as a strip and as a morph. */
import { html, nothing } from "lit";
import "../../plane/pins/path.ts";
import type { Workbench } from "../../store/workbench.ts";
import { plane } from "./plane.ts";

export const panel = (bench: Workbench, pieces: ReadonlySet<string>) =>
  html`<div class="stack">
    ${pieces.has("plane") ? plane(bench, pieces) : nothing}
    <vae-path class="panel" .bench=${bench}></vae-path>
  </div>`;
