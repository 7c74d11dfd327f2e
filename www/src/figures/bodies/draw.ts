/** `<vae-draw>`: a drawing, its posterior, a sample of that, and what the sample decodes to. */
import { html } from "lit";
import "../../panels/draw/panel.ts";
import type { LabStore } from "../../store/lab-store.ts";

export const panel = (store: LabStore, pieces: ReadonlySet<string>) =>
  html`<vae-draw-panel .store=${store} .own=${pieces.has("own")}></vae-draw-panel>`;
