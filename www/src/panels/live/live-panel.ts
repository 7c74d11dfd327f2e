import { css, html, nothing } from "lit";
import { LabPart } from "../../ui/element.ts";
import { lazyElement } from "../../ui/lazy.ts";
import { panelStyles } from "../../ui/styles.ts";

const hasInspector = lazyElement(() => import("../../plane/pins/inspector.ts"));
const hasPath = lazyElement(() => import("../../plane/pins/path.ts"));

/** The model now, `<vae-live>`: the pins' images, the losses, reconstructions and samples. */
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
      .note {
        font-size: var(--text-note);
        line-height: 1.45;
      }
    `,
  ];

  protected override render() {
    const { store } = this;
    const { code, judges, prior, labels, spread } = store.model.spec.value;
    return html`
      <vae-decoded class="panel" .store=${store}></vae-decoded>
      ${this.#path()} ${this.#inspector()}
      <section class="panel loss" aria-label=${this.say("charts.title")}>
        <vae-chart .store=${store}></vae-chart>
        <vae-lights brief .store=${store}></vae-lights>
      </section>
      ${code === "none" || judges === "pairs" ? this.#note() : nothing}
      ${code === "none" ? nothing : html`<vae-reconstructions class="panel" .store=${store}></vae-reconstructions>`}
      ${prior || labels || spread ? html`<vae-samples class="panel" .store=${store}></vae-samples>` : nothing}
    `;
  }

  /** Why nothing is encoded, or what of. */
  #note() {
    return this.store.model.view.value ? html`<p class="panel note">${this.sayOfModel("note")}</p>` : nothing;
  }

  #inspector() {
    const { store } = this;
    const selected = store.plane.selected.value !== undefined && store.model.spec.value.code !== "none";
    if (!selected || !hasInspector(store)) return nothing;
    return html`<vae-inspector class="panel" .store=${store}></vae-inspector>`;
  }

  #path() {
    const { store } = this;
    if (store.plane.pins.value.length < 2 || !hasPath(store)) return nothing;
    return html`<vae-path class="panel" .store=${store}></vae-path>`;
  }
}
