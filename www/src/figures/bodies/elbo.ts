/** `<vae-elbo>`: the formula with the numbers of now, and the way of an image through the model. */
import { html } from "lit";
import "../../panels/flow/panel.ts";
import type { LabStore } from "../../store/lab-store.ts";

export const panel = (store: LabStore, pieces: ReadonlySet<string>) =>
  html`<vae-flow .store=${store} .diagram=${pieces.has("diagram")}></vae-flow>`;
