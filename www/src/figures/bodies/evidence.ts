/** `<vae-evidence>`: the true posterior of an image on the latent plane, and how far the bound is from log p(x). */
import { html } from "lit";
import "../../panels/evidence/panel.ts";
import type { LabStore } from "../../store/lab-store.ts";
import { plane } from "./plane.ts";

export const panel = (store: LabStore, pieces: ReadonlySet<string>) =>
  html`<div class="stack">${plane(store, pieces)}<vae-evidence-panel near .store=${store}></vae-evidence-panel></div>`;
