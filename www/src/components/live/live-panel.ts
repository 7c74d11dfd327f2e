import { css, html } from "lit";
import { panelStyles } from "../../styles.ts";
import { LabPart } from "../element.ts";

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
      <section class="panel loss" aria-label=${this.say("charts.title")}>
        <vae-chart .bench=${bench}></vae-chart>
        <vae-lights brief .bench=${bench}></vae-lights>
      </section>
      <vae-reconstructions class="panel" .bench=${bench}></vae-reconstructions>
      <vae-samples class="panel" .bench=${bench}></vae-samples>
    `;
  }
}
