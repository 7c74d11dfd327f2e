/** `<vae-train>`: what drives a run, and its curves. */
import { html, nothing } from "lit";
import "../../panels/charts/panel.ts";
import type { LabStore } from "../../store/lab-store.ts";

export const panel = (store: LabStore, pieces: ReadonlySet<string>) =>
  html`<div class="stack">
    <vae-controls .store=${store}></vae-controls>
    ${pieces.has("options") ? html`<vae-options class="panel" .store=${store}></vae-options>` : nothing}
    <section class="panel chart" aria-label=${store.page.speech.value.say("charts.title")}>
      <vae-chart titled .store=${store}></vae-chart>
      ${pieces.has("lights") ? html`<vae-lights brief .store=${store}></vae-lights>` : nothing}
    </section>
  </div>`;
