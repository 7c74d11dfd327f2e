import { css, html, nothing } from "lit";
import { LabPart } from "../../ui/element.ts";
import { late } from "../../ui/late.ts";
import { panelStyles } from "../../ui/styles.ts";

const hasInspector = late(() => import("../../plane/pins/inspector.ts"));
const hasPath = late(() => import("../../plane/pins/path.ts"));

/** What the model does now, `<vae-live>`: the pins' images, the losses, reconstructions and samples. */
export class LivePanel extends LabPart {
  static override styles = [
    panelStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 12px;
        min-height: 100%;
      }
      .loss {
        flex: 1 0 210px;
        min-height: 0;
        display: flex;
        flex-direction: column;
      }
      vae-chart {
        flex: 1;
      }
    `,
  ];

  protected override render() {
    const { bench } = this;
    return html`
      <vae-decoded class="panel" .bench=${bench}></vae-decoded>
      ${this.#path()} ${this.#inspector()}
      <section class="panel loss" aria-label=${this.say("charts.title")}>
        <vae-chart .bench=${bench}></vae-chart>
        <vae-lights brief .bench=${bench}></vae-lights>
      </section>
      <vae-reconstructions class="panel" .bench=${bench}></vae-reconstructions>
      <vae-samples class="panel" .bench=${bench}></vae-samples>
    `;
  }

  #inspector() {
    const { bench } = this;
    if (bench.selected.value === undefined || !hasInspector(bench)) return nothing;
    return html`<vae-inspector class="panel" .bench=${bench}></vae-inspector>`;
  }

  #path() {
    const { bench } = this;
    if (bench.pins.value.length < 2 || !hasPath(bench)) return nothing;
    return html`<vae-path class="panel" .bench=${bench}></vae-path>`;
  }
}
