import { css, html, nothing } from "lit";
import { property, state } from "lit/decorators.js";
import { unit } from "../../draw/canvas.ts";
import { imageAt } from "../../draw/digits.ts";
import type { Projection } from "../../draw/view.ts";
import { along, places } from "../../math/path.ts";
import type { Place } from "../../math/section.ts";
import { type Pin, MOST_PINS } from "../../store/plane-state.ts";
import { within } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { base } from "../../ui/styles.ts";
import { addPin, resemblanceText, movePin, pathKind, pinName, placeText, removePin, shownPlace } from "./places.ts";

const KEY_STEP = 0.05;
const COARSE_STEP = 0.5;
/** How far from a pin Enter puts another. */
const BESIDE = 0.4;
/** A pin is at rest, and its resemblance is announced, when it has not moved for so long (milliseconds). */
const REST_MS = 700;
/** The side of a pin's image, alone and among others, and how far it keeps from the edges, in CSS pixels. */
const ALONE = 52;
const IMAGE = 34;
/** Straight pieces that an arc between two pins is drawn as. */
const ARC = 24;
const EDGE = 26;

/** Distance from the plane from where on a pin is said to lie off it. */
const OFF = 0.005;

/** The pins over the plane, `<vae-pins>`: sliders in two directions. Fingers and mice on them are the plane's matter. */
export class Pins extends LabPart {
  static override styles = [
    base,
    css`
      .pin {
        position: absolute;
        width: 0;
        height: 0;
        cursor: grab;
        outline: none;
      }
      .pin:active {
        cursor: grabbing;
      }
      .pin::before {
        content: "";
        position: absolute;
        inset: -22px;
        border-radius: 50%;
      }
      .pin::after,
      .pin span {
        position: absolute;
        inset: -11px;
        border-radius: 50%;
      }
      .pin::after {
        content: "";
        border: 3px solid var(--z);
        background: color-mix(in srgb, var(--panel) 70%, transparent);
        box-shadow:
          0 0 0 2px var(--panel),
          0 2px 10px rgb(0 0 0 / 0.35);
      }
      .pin.active::after {
        background: var(--z);
        border-color: var(--panel);
        box-shadow:
          0 0 0 2px var(--z),
          0 2px 10px rgb(0 0 0 / 0.35);
      }
      /* The plane shown does not go through it. */
      .pin.off::after {
        border-style: dashed;
      }
      .pin.away {
        opacity: 0.45;
      }
      .pin:focus-visible::after {
        outline: 2px solid var(--z);
        outline-offset: 5px;
      }
      .path {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        pointer-events: none;
      }
      polyline {
        fill: none;
        stroke: var(--z);
        stroke-width: 2;
        stroke-dasharray: 1 5;
        stroke-linecap: round;
        opacity: 0.8;
      }
      .stop {
        position: absolute;
        margin: -6px;
        width: 12px;
        height: 12px;
        border: 3px solid var(--z);
        border-radius: 50%;
        background: var(--panel);
        pointer-events: none;
      }
      .pin .image {
        position: absolute;
        z-index: 1;
        padding: 2px;
        border: 1px solid color-mix(in srgb, var(--z) 55%, transparent);
        border-radius: var(--radius-control);
        background: var(--panel);
        box-shadow: 0 1px 5px rgb(0 0 0 / 0.18);
        font-size: var(--text-fine);
        line-height: 1.2;
        text-align: center;
        color: var(--z);
      }
      .pin.active .image {
        border: 2px solid var(--z);
        padding: 1px;
      }
      .pin .image b {
        position: absolute;
        left: 50%;
        top: 100%;
        translate: -50% 1px;
        padding: 0 4px;
        border-radius: var(--radius-small);
        background: color-mix(in srgb, var(--panel) 85%, transparent);
        font-weight: 600;
        white-space: nowrap;
      }
      .pin span {
        z-index: 1;
        display: grid;
        place-items: center;
        font-size: var(--text-small);
        font-weight: 700;
        color: var(--z);
      }
      .pin.active span {
        color: var(--panel);
      }
    `,
  ];

  @property({ attribute: false }) projection!: Projection;

  /** The sentence for screen readers when a moved pin has come to rest. */
  @state() private spoken = "";
  /** The active pin of the last update, and whether the reader may since have moved it. */
  #pin: Pin | undefined;
  #resting: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#resting);
  }

  protected override willUpdate(): void {
    const pin = this.store.plane.pins.value[this.store.plane.active.value];
    if (pin?.z === this.#pin?.z) return;
    const first = this.#pin === undefined;
    this.#pin = pin;
    // A sentence for every movement would never end.
    clearTimeout(this.#resting);
    if (!first) this.#resting = setTimeout(() => (this.spoken = this.#sentence()), REST_MS);
  }

  #sentence(): string {
    const place = placeText(this.store, this.#pin?.z);
    const look = resemblanceText(this.store, this.#pin?.z);
    return look ? this.say("pins.spoken", { place, look }) : place;
  }

  protected override render() {
    return html`${this.#path()} ${this.store.plane.pins.value.map((pin, index) => this.#render(pin, index))}
      <p class="spoken" id="help">${this.say("pins.help")}</p>
      <p class="spoken" role="status">${this.spoken}</p>`;
  }

  /** The way through the pins in their order, and the place on it that is shown. */
  #path() {
    const { store, projection } = this;
    const stations = store.plane.pins.value.map(({ z }) => z);
    if (stations.length < 2) return nothing;
    const kind = pathKind(store);
    const count = kind === "straight" ? stations.length : ARC * (stations.length - 1) + 1;
    const spot = (z: readonly number[]) => {
      const [z1, z2] = store.plane.section.value.project(z);
      return [projection.x(z1), projection.y(store.model.latent.value === 1 ? 0 : z2)] as const;
    };
    const way = places(stations.length, count).map((at) => spot(along(stations, at, kind)).join(","));
    const stop = store.plane.stop.value;
    return html`<svg class="path" aria-hidden="true">
        <polyline points=${way.join(" ")} />
      </svg>
      ${stop ? html`<i class="stop" .style=${this.#at(stop.z)}></i>` : nothing}`;
  }

  #at(z: readonly number[]): string {
    const [z1, z2] = this.store.plane.section.value.project(z);
    return this.projection.spot(z1, this.store.model.latent.value === 1 ? 0 : z2);
  }

  #render(pin: Pin, index: number) {
    const { store, projection } = this;
    const line = store.model.latent.value === 1;
    const [z1, z2] = store.plane.section.value.project(pin.z);
    const [x, y] = shownPlace(projection, store, index);
    const away = x !== z1 || (!line && y !== z2);
    const off = store.plane.section.value.distance(pin.z) > OFF;
    const place = placeText(store, pin.z);
    const many = store.plane.pins.value.length > 1;
    const [left, top] = [projection.x(x), projection.y(line ? 0 : y)];
    return html`<div
      class="pin ${index === store.plane.active.value ? "active" : ""} ${away ? "away" : ""} ${off ? "off" : ""}"
      .style=${projection.spot(x, line ? 0 : y)}
      role="slider"
      tabindex="0"
      data-testid="pin"
      data-pin=${index}
      aria-label=${pinName(store, index)}
      aria-describedby="help"
      aria-valuemin=${projection.left.toFixed(2)}
      aria-valuemax=${projection.right.toFixed(2)}
      aria-valuenow=${z1.toFixed(2)}
      aria-valuetext=${off ? this.say("pins.off", { place }) : place}
      @keydown=${(event: KeyboardEvent) => this.#key(event, index)}
      @focus=${() => (store.plane.active.value = index)}
    >
      ${many ? html`<span>${index + 1}</span>` : nothing}
      ${this.#image(pin, index, [left, top], unit * (many ? IMAGE : ALONE))}
    </div>`;
  }

  /** The pin's decoded image above it, or below where there is no room, and never over the edge. */
  #image({ name }: Pin, index: number, [x, y]: Place, width: number) {
    const { store, projection } = this;
    const half = width / 2;
    const left = within(x, half + EDGE, projection.box.width - half) - x - half;
    const image = store.model.image.value;
    const height = (width * image.height) / image.width;
    // Its name stands below it.
    const gap = name ? 29 : 16;
    const top = y - height - gap < 0 ? 16 : -height - gap;
    return html`<div class="image" .style="left: ${left}px; top: ${top}px; width: ${width}px">
      <vae-sheet .store=${store} .pixels=${imageAt(store.plane.decoded.value, image, index)}></vae-sheet>
      ${name ? html`<b>${name}</b>` : nothing}
    </div>`;
  }

  async #key(event: KeyboardEvent, index: number): Promise<void> {
    const { store, projection } = this;
    const [z1, z2] = shownPlace(projection, store, index);
    const step = event.shiftKey ? COARSE_STEP : KEY_STEP;
    const moves: Record<string, Place> = {
      ArrowLeft: [z1 - step, z2],
      ArrowRight: [z1 + step, z2],
      ArrowUp: [z1, z2 + step],
      ArrowDown: [z1, z2 - step],
      Home: [0, 0],
    };
    const to = moves[event.key];
    if (to) {
      event.preventDefault();
      movePin(store, index, to);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!addPin(store, [z1 + BESIDE, z2])) {
        // The place of the pin before, which is still to be said, would take its place.
        clearTimeout(this.#resting);
        this.spoken = this.say("pins.full", { most: MOST_PINS });
      }
      await this.updateComplete;
      this.#focus(store.plane.active.value);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      // The last pin's element goes: the focus goes to the pin before.
      this.#focus(Math.max(0, index - 1));
      removePin(store, index);
    }
  }

  #focus(index: number): void {
    this.renderRoot.querySelector<HTMLElement>(`[data-pin="${index}"]`)?.focus();
  }
}
