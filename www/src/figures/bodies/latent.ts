/** `<vae-latent>`: the latent plane with its pins, and what the active one decodes to. */
import { html, nothing } from "lit";
import "../../panels/live/panel.ts";
import type { LabStore } from "../../store/lab-store.ts";
import { plane } from "./plane.ts";

export const panel = (store: LabStore, pieces: ReadonlySet<string>) =>
  html`<div class="beside">
    ${plane(store, pieces)}
    ${pieces.has("digit") ? html`<vae-decoded class="panel" .store=${store}></vae-decoded>` : nothing}
  </div>`;
