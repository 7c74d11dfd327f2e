import { css, html, nothing } from "lit";
import { property } from "lit/decorators.js";
import { imageAt } from "../../draw/digits.ts";
import type { Projection } from "../../draw/view.ts";
import { type Direction, nextPoint } from "../../math/points.ts";
import { within } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { base } from "../../ui/styles.ts";
import { imageName } from "./places.ts";

/** Between a point and its tip, in CSS pixels. */
const BESIDE = 14;
const DIRECTIONS: Record<string, Direction> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/**
 * The held-out images among the plane's points, `<vae-points>`: the one under the pointer or the keys shows itself in
 * a tip, the selected one has a ring and its samples of z around it. The keys go from point to point.
 */
export class Points extends LabPart {
  static override styles = [
    base,
    css`
      .keys {
        position: absolute;
        left: 2px;
        bottom: 2px;
        width: 1px;
        height: 1px;
      }
      .keys:focus {
        outline: none;
      }
      .ring,
      .draw {
        position: absolute;
        border-radius: 50%;
        pointer-events: none;
      }
      .ring {
        width: 16px;
        height: 16px;
        margin: -8px;
        border: 2px solid var(--x);
        box-shadow: 0 0 0 1.5px var(--panel);
      }
      .keys:focus-visible ~ .ring {
        outline: 2px solid var(--z);
        outline-offset: 3px;
      }
      .draw {
        width: 7px;
        height: 7px;
        margin: -3.5px;
        background: var(--z);
        box-shadow: 0 0 0 1.5px var(--panel);
      }
      .tip {
        position: absolute;
        z-index: 2;
        width: min-content;
        min-width: calc(64 * var(--unit));
        max-width: 45%;
        padding: 4px;
        border: 1px solid var(--line);
        border-radius: var(--radius-field);
        background: var(--panel);
        box-shadow: 0 3px 14px rgb(0 0 0 / 0.22);
        font-size: var(--text-small);
        line-height: 1.35;
        text-align: center;
        pointer-events: none;
      }
      .tip p {
        margin-top: 2px;
      }
    `,
  ];

  @property({ attribute: false }) projection!: Projection;
  /** Where the plane shows each held-out image, (x, y) pairs; none while it shows none. */
  @property({ attribute: false }) points = new Float32Array();

  protected override render() {
    const { store } = this;
    const hovered = store.plane.hovered.value;
    const selected = store.plane.selected.value;
    const ring = hovered ?? selected;
    const line = store.model.latent.value === 1;
    return html`
      <div
        class="keys"
        role="slider"
        tabindex=${this.points.length > 0 ? 0 : -1}
        aria-label=${this.say("pins.points.name")}
        aria-describedby="help"
        aria-valuemin="1"
        aria-valuemax=${Math.max(this.points.length / 2, 1)}
        aria-valuenow=${(ring ?? 0) + 1}
        aria-valuetext=${ring === undefined ? this.say("pins.points.none") : imageName(store, ring)}
        @keydown=${this.#key}
        @focus=${() => (store.plane.hovered.value ??= selected ?? 0)}
        @blur=${() => (store.plane.hovered.value = undefined)}
      ></div>
      <p class="spoken" id="help">${this.say("pins.points.help")}</p>
      ${ring === undefined ? nothing : this.#ring(ring)}
      ${
        selected === undefined
          ? nothing
          : store.plane.samples.value.map((z) => {
              const [x, y] = store.plane.section.value.project(z);
              return html`<i class="draw" .style=${this.#at(x, line ? 0 : y)}></i>`;
            })
      }
      ${hovered === undefined ? nothing : this.#tip(hovered)}
    `;
  }

  #at(x: number, y: number): string {
    return this.projection.spot(x, y);
  }

  #place(image: number): readonly [number, number] | undefined {
    const [x, y] = this.points.subarray(2 * image, 2 * image + 2);
    return x === undefined || y === undefined ? undefined : [x, y];
  }

  #ring(image: number) {
    const place = this.#place(image);
    return place ? html`<i class="ring" .style=${this.#at(...place)}></i>` : nothing;
  }

  /** The image and its class, beside its point and within the plane. */
  #tip(image: number) {
    const { store, projection } = this;
    const place = this.#place(image);
    if (!place) return nothing;
    const [x, y] = [projection.x(place[0]), projection.y(place[1])];
    const { width, height } = projection.box;
    // As far down its own height as the point is down the plane's: it never leaves the plane.
    const down = 100 * within(y / height, 0, 1);
    const side = x < width / 2 ? `left: ${x + BESIDE}px` : `right: ${width - x + BESIDE}px`;
    const pixels = imageAt(store.model.heldOut.value?.pixels, store.model.image.value, image);
    return html`<div class="tip" data-testid="tip" .style="${side}; top: ${down}%; transform: translateY(-${down}%)">
      <vae-sheet .store=${store} .pixels=${pixels} .name=${imageName(store, image)}></vae-sheet>
      <p>${imageName(store, image)}</p>
    </div>`;
  }

  readonly #key = (event: KeyboardEvent): void => {
    const { store } = this;
    const count = this.points.length / 2;
    const at = store.plane.hovered.value ?? store.plane.selected.value ?? 0;
    const direction = DIRECTIONS[event.key];
    const turns: Record<string, number> = { PageDown: at + 1, PageUp: at - 1, Home: 0, End: count - 1 };
    const turn = turns[event.key];
    if (direction) store.plane.hovered.value = nextPoint(this.points, at, direction) ?? at;
    else if (turn !== undefined) store.plane.hovered.value = (turn + count) % count;
    else if (event.key === "Enter" || event.key === " ") store.plane.selected.value = at;
    else if (event.key === "Escape") store.plane.selected.value = undefined;
    else return;
    event.preventDefault();
  };
}
