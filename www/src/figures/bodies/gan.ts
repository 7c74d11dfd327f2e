/** `<vae-gan>`: a generator and a discriminator on points of one or two values, and the anchor that brings lost modes back. */
import { html } from "lit";
import "../../panels/gan/panel.ts";
import type { LabStore } from "../../store/lab-store.ts";

export const panel = (store: LabStore, pieces: ReadonlySet<string>) =>
  html`<vae-gan-panel
    .store=${store}
    .buttons=${pieces.has("buttons")}
    .choices=${pieces.has("choices")}
  ></vae-gan-panel>`;
