import { css, html, nothing } from "lit";
import { state } from "lit/decorators.js";
import { stopText } from "../../run/stop.ts";
import { LabPart } from "../../ui/element.ts";
import { lazyElement } from "../../ui/lazy.ts";
import { base } from "../../ui/styles.ts";
import { Draft } from "./draft.ts";

const hasStopRules = lazyElement(() => import("./stop-rules.ts"));
const hasRestart = lazyElement(() => import("./restart.ts"));

/** The options of the model and its training, `<vae-options>`. */
export class OptionsPanel extends LabPart {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      vae-options-form {
        margin-top: 14px;
      }
      details {
        margin-top: 12px;
        border-top: 1px solid var(--line);
        padding-top: 8px;
      }
      summary {
        cursor: pointer;
        font-size: var(--text-body);
        color: var(--muted);
      }
      vae-stop {
        margin-top: 8px;
      }
      /* In sight wherever the change was made, over the padding of the panel around it. */
      vae-restart {
        position: sticky;
        bottom: 0;
        z-index: 1;
        margin: 0 -14px -12px;
      }
      /* The panel itself scrolls, and keeps things out of its padding. */
      @container (min-width: 74em) {
        vae-restart {
          bottom: -12px;
        }
      }
      @media (pointer: coarse) {
        summary {
          padding: 8px 0;
        }
      }
    `,
  ];

  /** The reader has looked at when training stops. */
  @state() private opened = false;
  #draft: Draft | undefined;
  /** Changes have waited: their place stays, so that keys go on from there. */
  #waited = false;

  protected override render() {
    const { store } = this;
    if (store.model.specs.value.length === 0) return nothing;
    const draft = (this.#draft ??= new Draft(store));
    this.#waited ||= draft.changes.value.length > 0;
    const stops = stopText(store.session.stopRules.value) !== "";
    return html`
      <vae-presets ?hidden=${store.page.hidden.value.has("preset")} .store=${store} .draft=${draft}></vae-presets>
      <vae-options-form .store=${store} .draft=${draft}></vae-options-form>
      <details @toggle=${() => (this.opened = true)}>
        <summary>${this.say(stops ? "stop.some" : "stop.title")}</summary>
        ${this.opened && hasStopRules(store) ? html`<vae-stop .store=${store}></vae-stop>` : nothing}
      </details>
      ${this.#waited && hasRestart(store) ? html`<vae-restart .store=${store} .draft=${draft}></vae-restart>` : nothing}
    `;
  }
}
