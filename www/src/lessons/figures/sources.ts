import { css, html, nothing } from "lit";
import { LabPart } from "../../ui/element.ts";
import { define } from "../../ui/define.ts";
import { DICE } from "../../ui/icons.ts";
import { Sheet } from "../../ui/sheet.ts";
import { base, panelStyles } from "../../ui/styles.ts";
import type { LabStore } from "../../store/lab-store.ts";
import { SOURCES, Source, type SourceName, drawn } from "./source.ts";

const COLUMNS = 10;
const ROWS = 2;
const PACE_MS = 300;

/** New images from a z of the prior, of the aggregate posterior, or of one class, `<vae-sources>`. */
export class Sources extends LabPart {
  static override styles = [
    base,
    panelStyles,
    css`
      .bar {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 12px;
        align-items: center;
        margin-bottom: 8px;
      }
    `,
  ];

  #pixels: Float32Array | undefined;
  #seed = 1;
  #follower = this.follow(PACE_MS, () => this.#draw());

  get #source(): Source {
    return Source.of(this.store);
  }

  protected override render() {
    const { chosen, label } = this.#source;
    const { classes } = this.store.model;
    const redraw = () => {
      this.#seed++;
      this.store.refresh(this.#follower);
    };
    return html`<section class="panel" aria-labelledby="title">
      <h2 id="title">
        <span>${this.say("lesson.sources.title")}</span>
        <button class="button small" @click=${redraw}>${DICE}${this.say("samples.redraw")}</button>
      </h2>
      <div class="bar" role="radiogroup" aria-labelledby="title">
        ${SOURCES.map(
          (name) =>
            html`<label>
              <input
                type="radio"
                name="source"
                .checked=${name === chosen.value}
                ?disabled=${name === "class" && classes.value.length === 0}
                @change=${() => this.#choose(name, label.value)}
              />
              ${this.say(`lesson.sources.${name}`)}
            </label>`,
        )}
        ${
          chosen.value === "class"
            ? html`<select
                aria-label=${this.say("lesson.sources.class")}
                @change=${(event: Event) => this.#choose("class", Number((event.target as HTMLSelectElement).value))}
              >
                ${classes.value.map((each) => html`<option ?selected=${each === label.value}>${each}</option>`)}
              </select>`
            : nothing
        }
      </div>
      <vae-sheet
        .store=${this.store}
        .pixels=${this.#pixels}
        .columns=${COLUMNS}
        .rows=${ROWS}
        .gap=${3}
        .name=${this.say(`lesson.sources.${chosen.value}`)}
      ></vae-sheet>
    </section>`;
  }

  #choose(name: SourceName, label: number): void {
    const { chosen, label: of } = this.#source;
    [chosen.value, of.value] = [name, label];
    this.store.refresh(this.#follower);
  }

  async #draw(): Promise<void> {
    const { model, run } = this.store;
    const { chosen, label } = this.#source;
    const [encodings, latent] = [model.encodings.peek(), model.latent.peek()];
    if (!encodings) return;
    const coded = { ...encodings, labels: model.heldOut.peek()?.labels };
    const count = COLUMNS * ROWS;
    const z = drawn(chosen.peek(), coded, { latent, label: label.peek(), count, seed: this.#seed });
    this.#pixels = await run.ask("manifold", { z });
    this.requestUpdate();
  }
}

define({ "vae-sheet": Sheet, "vae-sources": Sources });

export const panel = (store: LabStore) => html`<vae-sources .store=${store}></vae-sources>`;
