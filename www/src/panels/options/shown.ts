import { css, html, nothing } from "lit";
import { trainedOn } from "../../data/pretrained.ts";
import { shownModel } from "../../run/state.ts";
import { USUAL_DATA } from "../../share/address.ts";
import { LabPart } from "../../ui/element.ts";
import { base, panelStyles } from "../../ui/styles.ts";

/** What the pretrained model is that is on show, apart from what Train would start, `<vae-shown>`. */
export class Shown extends LabPart {
  static override styles = [
    base,
    panelStyles,
    css`
      h2 {
        margin-bottom: 2px;
      }
      p {
        font-size: var(--text-note);
        line-height: 1.45;
      }
      /* Its place until the model is there. */
      .facts {
        min-height: 2.9em;
      }
      .next {
        margin-top: 4px;
      }
    `,
  ];

  protected override render() {
    const { speech } = this;
    const { model, page, state } = this.store;
    const name = page.pretrained.value;
    const data = trainedOn(name);
    const measured = model.dataset.value?.name ?? USUAL_DATA;
    return html`
      <h2>${this.say("shown.title")}</h2>
      <p class="facts" data-testid="shown">${state.value.pretrained ? this.#facts(name, data) : nothing}</p>
      ${data === measured ? nothing : html`<p>${this.say("shown.measured", { data: speech.dataset(measured) })}</p>`}
      <p class="muted next">${this.say("shown.next")}</p>
    `;
  }

  /** Such as "mnist-20d: 784-176-112-20, GELU, trained on MNIST". */
  #facts(name: string, data: string): string {
    const { model, state } = this.store;
    const { options } = shownModel(state.value);
    const layers = [model.size.value, ...(options["hidden"] as number[]), options["latent"]].join("-");
    const activation = this.say(`options.activation.choices.${options["activation"]}`);
    return this.say("shown.facts", { name, layers, activation, data: this.speech.dataset(data) });
  }
}
