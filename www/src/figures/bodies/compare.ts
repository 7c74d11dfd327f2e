/** `<vae-compare>`: a plain autoencoder beside the VAE, on one seed. */
import { html } from "lit";
import "../../panels/runs/versus.ts";
import type { Workbench } from "../../store/workbench.ts";
import { define } from "../../ui/define.ts";
import { AutoencoderBeside } from "./autoencoder-beside.ts";

define({ "vae-beside": AutoencoderBeside });

export const panel = (bench: Workbench, pieces: ReadonlySet<string>) =>
  html`<vae-beside .bench=${bench} .tools=${pieces.has("tools")} .legend=${pieces.has("legend")}></vae-beside>`;
