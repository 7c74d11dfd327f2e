import { html } from "lit";
import { LabPart } from "../../ui/element.ts";
import { DICE } from "../../ui/icons.ts";
import { base, panelStyles } from "../../ui/styles.ts";
import { marked } from "../../ui/term.ts";

const COLUMNS = 10;
const ROWS = 2;
const PACE_MS = 300;

/** Decoded samples from the prior, `<vae-samples>`. The same points are shown until others are asked for. */
export class Samples extends LabPart {
  static override styles = [base, panelStyles];

  #draw = 0;
  #follower = this.follow(PACE_MS, async () => {
    this.store.model.samples.value = await this.store.run.ask("sample", { count: COLUMNS * ROWS, draw: this.#draw });
  });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.store.model.samples.value = undefined;
  }

  protected override render() {
    const redraw = () => {
      this.#draw++;
      this.store.refresh(this.#follower);
    };
    return html`<section aria-labelledby="title">
      <h2 id="title">
        <span>${marked(this.say("samples.title"))}</span>
        <button class="button small" @click=${redraw}>${DICE}${this.say("samples.redraw")}</button>
      </h2>
      <vae-sheet
        data-testid="samples"
        .store=${this.store}
        .pixels=${this.store.model.samples.value}
        .columns=${COLUMNS}
        .rows=${ROWS}
        .gap=${3}
        .name=${this.say("samples.name")}
      ></vae-sheet>
    </section>`;
  }
}
