/** `<vae-anomaly>`: how surprising held-out images are, of a class that training never saw and of the others. */
import { html } from "lit";
import "../../panels/anomaly/panel.ts";
import type { LabStore } from "../../store/lab-store.ts";

export const panel = (store: LabStore, pieces: ReadonlySet<string>) =>
  html`<vae-anomalies .store=${store} .buttons=${pieces.has("buttons")}></vae-anomalies>`;
