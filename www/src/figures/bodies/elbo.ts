/** `<vae-elbo>`: the formula with the numbers of now, and the way of an image through the model. */
import { html } from "lit";
import "../../panels/flow/panel.ts";
import type { Workbench } from "../../store/workbench.ts";

export const panel = (bench: Workbench, pieces: ReadonlySet<string>) =>
  html`<vae-flow .bench=${bench} .diagram=${pieces.has("diagram")}></vae-flow>`;
