import { css, html, nothing } from "lit";
import { state } from "lit/decorators.js";
import { byNeighbour, byProbe } from "../../math/recognition.ts";
import type { Encoding } from "../../run/protocol.ts";
import { count, fixed } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { base, panelStyles } from "../../ui/styles.ts";

/** Shares of images whose class is told right. */
interface Found {
  images: number;
  neighbour: number;
  probe: number;
  /** By saying the most frequent class every time. */
  chance: number;
}

const all = new WeakMap<Encoding, Found>();

/** Of the codes of images with these classes. */
function found(encoding: Encoding, labels: Uint8Array, latent: number): Found {
  const images = Math.min(labels.length, encoding.mu.length / latent);
  const coded = { codes: encoding.mu, labels: labels.subarray(0, images) };
  const counts = new Map<number, number>();
  for (const label of coded.labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return {
    images,
    neighbour: byNeighbour(coded, latent),
    probe: byProbe(coded, latent),
    chance: Math.max(...counts.values()) / images,
  };
}

/** How well the codes tell classes, live while it is open: `<vae-recognition>`. */
export class Recognition extends LabPart {
  static override styles = [
    base,
    panelStyles,
    css`
      :host {
        display: block;
        margin-top: 12px;
        font-size: var(--text-note);
      }
      summary {
        width: fit-content;
        cursor: pointer;
      }
      summary h2 {
        display: inline;
      }
      dl {
        display: grid;
        grid-template-columns: auto 4.5em 1fr;
        gap: 4px 8px;
        align-items: center;
        margin: 8px 0;
      }
      dl div {
        display: contents;
      }
      dd {
        margin: 0;
        text-align: right;
        font-weight: 600;
      }
      .bar {
        position: relative;
        height: 10px;
        background: var(--line);
      }
      .bar i {
        display: block;
        height: 100%;
        background: var(--mu);
      }
      .bar::after {
        content: "";
        position: absolute;
        inset: -2px auto -2px var(--chance);
        border-left: 2px dotted var(--ink);
      }
      p {
        line-height: 1.45;
      }
    `,
  ];

  @state() private open = false;

  protected override render() {
    const { encodings, heldOut, latent } = this.store.model;
    const [encoding, labels] = [encodings.value, heldOut.value?.labels];
    if (!labels) return nothing;
    const toggle = ({ target }: Event) => (this.open = (target as HTMLDetailsElement).open);
    return html`<details class="panel" @toggle=${toggle}>
      <summary><h2>${this.say("recognition.title")}</h2></summary>
      ${this.open && encoding ? this.#found(encoding, labels, latent.value) : nothing}
    </details>`;
  }

  #found(encoding: Encoding, labels: Uint8Array, latent: number) {
    const known = all.get(encoding) ?? found(encoding, labels, latent);
    all.set(encoding, known);
    const share = (part: number) => fixed(100 * part, 1);
    return html`<dl class="number">
        ${(["neighbour", "probe"] as const).map(
          (key) =>
            html`<div>
              <dt>${this.say(`recognition.${key}`)}</dt>
              <dd data-testid="by-${key}">${share(known[key])} %</dd>
              <span class="bar" aria-hidden="true" .style="--chance: ${100 * known.chance}%"
                ><i .style="width: ${100 * known[key]}%"></i
              ></span>
            </div>`,
        )}
      </dl>
      <p class="muted">
        ${this.say("recognition.help", { images: count(known.images), chance: share(known.chance) })}
      </p>`;
  }
}
