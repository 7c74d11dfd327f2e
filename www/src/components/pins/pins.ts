import { css, html, nothing } from "lit";
import { property } from "lit/decorators.js";
import type { Projection } from "../../draw/view.ts";
import type { Place } from "../../latent/section.ts";
import type { Pin } from "../../workbench.ts";
import { base } from "../../styles.ts";
import { LabPart } from "../element.ts";
import { movePin, placeText, removePin, shownPlace } from "./places.ts";

const KEY_STEP = 0.05;
const COARSE_STEP = 0.5;

/** The pins over the plane, `<vae-pins>`: sliders in two directions. Fingers and mice on them are the plane's matter. */
export class Pins extends LabPart {
  static override styles = [
    base,
    css`
      .pin {
        position: absolute;
        left: 0;
        top: 0;
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
      .pin.away {
        opacity: 0.45;
      }
      .pin:focus-visible::after {
        outline: 2px solid var(--z);
        outline-offset: 5px;
      }
      .pin span {
        z-index: 1;
        display: grid;
        place-items: center;
        font-size: 11px;
        font-weight: 700;
        color: var(--z);
      }
      .pin.active span {
        color: var(--panel);
      }
    `,
  ];

  @property({ attribute: false }) projection!: Projection;

  protected override render() {
    return html`${this.bench.pins.value.map((pin, index) => this.#pin(pin, index))}
      <p class="spoken" id="help">${this.say("plane.help")}</p>`;
  }

  #pin(pin: Pin, index: number) {
    const { bench, projection } = this;
    const line = bench.latent.value === 1;
    const [z1, z2] = bench.section.value.project(pin.z);
    const [x, y] = shownPlace(projection, bench, index);
    const away = x !== z1 || (!line && y !== z2);
    const many = bench.pins.value.length > 1;
    return html`<div
      class="pin ${index === bench.active.value ? "active" : ""} ${away ? "away" : ""}"
      style="transform: translate(${projection.x(x)}px, ${projection.y(line ? 0 : y)}px)"
      role="slider"
      tabindex="0"
      data-testid="pin"
      data-pin=${index}
      aria-label=${many ? this.say("plane.pinOf", { index: index + 1 }) : this.say("plane.pin")}
      aria-describedby="help"
      aria-valuemin=${projection.left.toFixed(2)}
      aria-valuemax=${projection.right.toFixed(2)}
      aria-valuenow=${z1.toFixed(2)}
      aria-valuetext=${placeText(pin)}
      @keydown=${(event: KeyboardEvent) => this.#key(event, index)}
      @focus=${() => (bench.active.value = index)}
    >
      ${many ? html`<span>${index + 1}</span>` : nothing}
    </div>`;
  }

  #key(event: KeyboardEvent, index: number): void {
    const { bench } = this;
    const [z1, z2] = shownPlace(this.projection, bench, index);
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
      movePin(bench, index, to);
    } else if ((event.key === "Delete" || event.key === "Backspace") && bench.pins.value.length > 1) {
      event.preventDefault();
      // The last pin's element goes: the focus goes to the pin before.
      this.renderRoot.querySelector<HTMLElement>(`[data-pin="${Math.max(0, index - 1)}"]`)?.focus();
      removePin(bench, index);
    }
  }
}
