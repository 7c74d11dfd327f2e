import { css, html } from "lit";
import { property } from "lit/decorators.js";
import { fixed, subscript, within } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { base } from "../../ui/styles.ts";

/** Where a strip begins and ends, in standard deviations of the prior, and its images. */
export const EXTENT = 3;
export const IMAGES = 11;
/** How far an arrow key goes; with Shift, the second. */
const STEPS = [0.1, 0.5] as const;

/** The places of a strip's images. */
export const PLACES = Array.from({ length: IMAGES }, (_, at) => EXTENT * ((2 * at) / (IMAGES - 1) - 1));

/**
 * The active pin's z decoded while one dimension goes through the prior, as a strip that sets it:
 * `<vae-traversal>`.
 */
export class Traversal extends LabPart {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .strip {
        position: relative;
        padding-bottom: 5px;
        border-radius: var(--radius-small);
        touch-action: pan-y;
        cursor: ew-resize;
      }
      .place {
        position: absolute;
        bottom: 0;
        top: -1px;
        width: 2px;
        margin-left: -1px;
        border-radius: var(--radius-fine);
        background: var(--z);
        pointer-events: none;
      }
      .place::after {
        content: "";
        position: absolute;
        bottom: 0;
        left: -3px;
        width: 8px;
        height: 8px;
        border-radius: 50%;
        background: var(--z);
      }
    `,
  ];

  @property({ type: Number }) dimension = 0;
  /** The images of the strip, one after the other. */
  @property({ attribute: false }) pixels: Float32Array | undefined;

  get #value(): number {
    const { pins, active } = this.store.plane;
    return pins.value[active.value]?.z[this.dimension] ?? 0;
  }

  protected override render() {
    const { store, dimension } = this;
    const value = this.#value;
    const name = `z${subscript(dimension + 1)}`;
    return html`<div
      class="strip"
      role="slider"
      tabindex="0"
      aria-label=${this.say("dimensions.slider", { name })}
      aria-valuemin=${-EXTENT}
      aria-valuemax=${EXTENT}
      aria-valuenow=${within(value, -EXTENT, EXTENT)}
      aria-valuetext="${name} = ${fixed(value, 2)}"
      @keydown=${this.#key}
      @pointerdown=${(event: PointerEvent) => {
        (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
        this.#point(event);
      }}
      @pointermove=${(event: PointerEvent) => {
        if (event.buttons > 0) this.#point(event);
      }}
    >
      <vae-sheet aria-hidden="true" .store=${store} .pixels=${this.pixels} .columns=${IMAGES} .gap=${1}></vae-sheet>
      <span class="place" .style="left: ${100 * toPart(value)}%"></span>
    </div>`;
  }

  /** The middles of the first and the last image are the ends. */
  readonly #point = (event: PointerEvent): void => {
    const { left, width } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    this.#set(toValue((event.clientX - left) / width));
  };

  readonly #key = (event: KeyboardEvent): void => {
    const step = STEPS[event.shiftKey ? 1 : 0];
    const value = this.#value;
    const to: Record<string, number> = {
      ArrowLeft: value - step,
      ArrowDown: value - step,
      ArrowRight: value + step,
      ArrowUp: value + step,
      Home: -EXTENT,
      End: EXTENT,
    };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.#set(next);
  };

  #set(value: number): void {
    const { pins, active } = this.store.plane;
    const { dimension } = this;
    const rounded = Math.round(within(value, -EXTENT, EXTENT) * 100) / 100;
    pins.value = pins.value.map((pin, at) =>
      at === active.value ? { ...pin, z: pin.z.map((old, each) => (each === dimension ? rounded : old)) } : pin,
    );
  }
}

const toPart = (value: number) => ((within(value, -EXTENT, EXTENT) / EXTENT) * (1 - 1 / IMAGES) + 1) / 2;
const toValue = (part: number) => ((2 * part - 1) / (1 - 1 / IMAGES)) * EXTENT;
