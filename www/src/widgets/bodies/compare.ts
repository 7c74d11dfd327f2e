/** `<vae-compare>`: a plain autoencoder beside the VAE, on one seed. */
import { html } from "lit";
import "../../components/history/versus.ts";
import { define } from "../../define.ts";
import { AutoencoderBeside } from "../../components/beside/autoencoder-beside.ts";
import type { Workbench } from "../../workbench.ts";

define({ "vae-beside": AutoencoderBeside });

export const panel = (bench: Workbench, pieces: ReadonlySet<string>) =>
  html`<vae-beside .bench=${bench} .tools=${pieces.has("tools")} .legend=${pieces.has("legend")}></vae-beside>`;
