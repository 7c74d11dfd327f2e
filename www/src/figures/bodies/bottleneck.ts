/** `<vae-bottleneck>`: a classifier that pays for what its code says: the plane with its regions, and the information plane. */
import { html } from "lit";
import "../../panels/bottleneck/panel.ts";
import type { LabStore } from "../../store/lab-store.ts";
import { plane } from "./plane.ts";

export const panel = (store: LabStore, pieces: ReadonlySet<string>) =>
  html`<div class="stack">
    ${plane(store, pieces)}<vae-bottleneck-panel
      .store=${store}
      .buttons=${!pieces.has("train")}
    ></vae-bottleneck-panel>
  </div>`;
