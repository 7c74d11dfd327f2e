import { html } from "lit";
import type { Workbench } from "../../store/workbench.ts";

/** The latent plane, with its tools and its legend where they are among the pieces. */
export const plane = (bench: Workbench, pieces: ReadonlySet<string>) =>
  html`<vae-plane .bench=${bench} .tools=${pieces.has("tools")} .legend=${pieces.has("legend")}></vae-plane>`;
