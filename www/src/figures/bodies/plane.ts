import { html } from "lit";
import type { LabStore } from "../../store/lab-store.ts";

/** The latent plane, with its tools and its legend where they are among the pieces. */
export const plane = (store: LabStore, pieces: ReadonlySet<string>) =>
  html`<vae-plane .store=${store} .tools=${pieces.has("tools")} .legend=${pieces.has("legend")}></vae-plane>`;
