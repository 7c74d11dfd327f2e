/** `<vae-compare>`: a plain autoencoder beside the VAE, on one seed. */
import { html } from "lit";
import "../../panels/runs/comparison.ts";
import type { LabStore } from "../../store/lab-store.ts";
import { define } from "../../ui/define.ts";
import { AutoencoderBeside } from "./autoencoder-beside.ts";

define({ "vae-beside": AutoencoderBeside });

export const panel = (store: LabStore, pieces: ReadonlySet<string>) =>
  html`<vae-beside .store=${store} .tools=${pieces.has("tools")} .legend=${pieces.has("legend")}></vae-beside>`;
