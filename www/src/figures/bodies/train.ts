/** `<vae-train>`: what drives a run, and its curves. */
import { html, nothing } from "lit";
import "../../panels/charts/panel.ts";
import type { Workbench } from "../../store/workbench.ts";

export const panel = (bench: Workbench, pieces: ReadonlySet<string>) =>
  html`<div class="stack">
    <vae-controls .bench=${bench}></vae-controls>
    ${pieces.has("options") ? html`<vae-options class="panel" .bench=${bench}></vae-options>` : nothing}
    <section class="panel chart" aria-label=${bench.speech.value.say("charts.title")}>
      <vae-chart titled .bench=${bench}></vae-chart>
      ${pieces.has("lights") ? html`<vae-lights brief .bench=${bench}></vae-lights>` : nothing}
    </section>
  </div>`;
