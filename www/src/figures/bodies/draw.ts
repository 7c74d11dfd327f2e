/** `<vae-draw>`: a drawing, its posterior, a sample of that, and what the sample decodes to. */
import { html } from "lit";
import "../../panels/draw/panel.ts";
import type { Workbench } from "../../store/workbench.ts";

export const panel = (bench: Workbench, pieces: ReadonlySet<string>) =>
  html`<vae-draw-panel .bench=${bench} .own=${pieces.has("own")}></vae-draw-panel>`;
