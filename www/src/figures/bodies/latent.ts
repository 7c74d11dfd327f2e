/** `<vae-latent>`: the latent plane with its pins, and what the active one decodes to. */
import { html, nothing } from "lit";
import "../../panels/live/panel.ts";
import type { Workbench } from "../../store/workbench.ts";
import { plane } from "./plane.ts";

export const panel = (bench: Workbench, pieces: ReadonlySet<string>) =>
  html`<div class="beside">
    ${plane(bench, pieces)}
    ${pieces.has("digit") ? html`<vae-decoded class="panel" .bench=${bench}></vae-decoded>` : nothing}
  </div>`;
