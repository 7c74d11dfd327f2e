import { css, html } from "lit";
import { property, state } from "lit/decorators.js";
import { normals } from "../../math/epsilon.ts";
import { drawOf } from "../../math/posterior.ts";
import { newest } from "../../run/newest.ts";
import { nats } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { DICE } from "../../ui/icons.ts";
import { base, panelStyles } from "../../ui/styles.ts";
import type { Line } from "./line.ts";

const PACE_MS = 600;
/** Draws of z whose losses have a mean. */
const DRAWS = 64;
const SOURCES = ["q", "prior"] as const;

/** What an image is decoded to from z ~ q(z|x), and from z ~ N(0, I), which knows nothing of it: `<vae-stranger>`. */
export class Stranger extends LabPart {
  static override styles = [
    base,
    panelStyles,
    css`
      ul {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: 12px;
        max-width: 420px;
        margin: 10px 0;
        padding: 0;
        list-style: none;
        font-size: var(--text-note);
      }
      p {
        margin: 8px 0 0;
        font-size: var(--text-figure);
      }
    `,
  ];

  /** The image, its posterior, and the loss. */
  @property({ attribute: false }) line: Line | undefined;
  @state() private found: readonly { xhat: Float32Array; loss: number }[] = [];

  #epsilon: readonly (readonly number[])[] = [];
  #judge = newest(() => this.#look());
  #follower = this.follow(PACE_MS, () => this.#judge());

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("line")) this.store.refresh(this.#follower);
  }

  protected override render() {
    const { store, line, found } = this;
    const redraw = () => {
      this.#epsilon = [];
      store.refresh(this.#follower);
    };
    const sheet = (pixels: Float32Array | undefined, name: string) =>
      html`<vae-sheet crisp .store=${store} .pixels=${pixels} .name=${name}></vae-sheet>`;
    return html`<ul>
        <li>${sheet(line?.x, "x")} <i>x</i></li>
        ${SOURCES.map((source, at) => {
          const name = this.say(`reparam.stranger.${source}`);
          return html`<li>
            ${sheet(found[at]?.xhat, name)} ${name}<br />
            <b class="number" data-testid="loss-${source}">${nats(found[at]?.loss)}</b>
          </li>`;
        })}
      </ul>
      <button class="button small" @click=${redraw}>${DICE}${this.say("reparam.drawZ")}</button>
      <p>${this.say("reparam.stranger.caption", { count: DRAWS })}</p>`;
  }

  async #look(): Promise<void> {
    const { line, store } = this;
    if (!line) return;
    const latent = line.posterior.mu.length;
    if (this.#epsilon[0]?.length !== latent) this.#epsilon = Array.from({ length: DRAWS }, () => [...normals(latent)]);
    const places = [this.#epsilon.map((epsilon) => drawOf(line.posterior, epsilon)), this.#epsilon];
    const pixels = await store.run.ask("decode", { z: Float32Array.from(places.flat(2)) });
    const size = line.x.length;
    const image = (at: number) => pixels.subarray(at * size, (at + 1) * size);
    this.found = SOURCES.map((_, source) => {
      const losses = this.#epsilon.map((_, draw) => line.loss.of(line.x, image(source * DRAWS + draw)));
      return { xhat: image(source * DRAWS), loss: losses.reduce((sum, loss) => sum + loss, 0) / DRAWS };
    });
  }
}
