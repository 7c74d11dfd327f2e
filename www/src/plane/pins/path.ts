import { css, html, nothing } from "lit";
import { query, state } from "lit/decorators.js";
import { imageAt } from "../../draw/digits.ts";
import { PATH_KINDS, type PathKind, along, places } from "../../math/path.ts";
import type { Pin } from "../../store/plane-state.ts";
import { define } from "../../ui/define.ts";
import { LabPart } from "../../ui/element.ts";
import { PAUSE, PLAY } from "../../ui/icons.ts";
import { base, panelStyles } from "../../ui/styles.ts";
import { pathKind, pinName } from "./places.ts";

/** Frames of the strip: about so many, and the same number from each pin to the next, so that every pin has one. */
const FRAMES = 10;
/** The strip follows the training, and pins that are dragged, at this pace. */
const PACE_MS = 200;
const DRAG_MS = 80;
/** Time from one pin to the next, and for one frame where the reader wants no motion. */
const LEG_MS = 2000;
const STILL_MS = 1000;
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

/** The path through the pins in their order, `<vae-path>`: a strip of decoded frames, a place on it, and a morph along it. */
export class Path extends LabPart {
  static override styles = [
    base,
    panelStyles,
    css`
      h2 {
        gap: 6px;
      }
      h2 span {
        flex: 1;
      }
      .strip {
        position: relative;
        --frame: calc(100% / var(--frames));
      }
      input {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        margin: 0;
        opacity: 0;
        cursor: ew-resize;
        touch-action: none;
        appearance: none;
      }
      /* As wide as a frame: its middle is over that of the first frame at one end, of the last at the other. */
      input::-webkit-slider-thumb {
        width: calc(100cqw / var(--frames));
        height: 30px;
        appearance: none;
      }
      input::-moz-range-thumb {
        width: calc(100cqw / var(--frames));
        height: 30px;
        border: 0;
      }
      .strip {
        container-type: inline-size;
      }
      .strip > div {
        position: relative;
        height: 100%;
      }
      .marker {
        position: absolute;
        top: -2px;
        bottom: -2px;
        left: calc(var(--at) * (100% - var(--frame)));
        width: var(--frame);
        border: 2px solid var(--z);
        border-radius: var(--radius-control);
        pointer-events: none;
      }
      input:focus-visible ~ .marker {
        outline: 2px solid var(--z);
        outline-offset: 2px;
      }
      .pins {
        position: relative;
        height: 15px;
        margin-top: 3px;
        font-size: var(--text-small);
        line-height: 15px;
        font-weight: 600;
        color: var(--z);
      }
      .pins span {
        position: absolute;
        width: var(--frame);
        overflow: hidden;
        text-align: center;
        text-overflow: clip;
        white-space: nowrap;
      }
    `,
  ];

  @state() private pixels: Float32Array | undefined;
  @state() private playing = false;
  /** Where the reader wants to be, until it is decoded: the slider must not fall back to where the last answer was. */
  @state() private wanted: number | undefined;
  @query("input") private range!: HTMLInputElement;

  #follower = this.follow(PACE_MS, () => this.#decode());
  #timer: ReturnType<typeof setTimeout> | undefined;
  #shown: { pins: readonly Pin[]; active: number; kind: PathKind } | undefined;
  #going = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.playing = false;
    this.wanted = this.store.plane.stop.value = undefined;
  }

  get #stations(): (readonly number[])[] {
    return this.store.plane.pins.value.map(({ z }) => z);
  }

  /** From each pin to the next. Before there are two, the strip has the height that it will have with them. */
  get #legs(): number {
    return Math.max(this.store.plane.pins.value.length - 1, 1);
  }

  /** Frames from one pin to the next. */
  get #leg(): number {
    return Math.max(2, Math.round(FRAMES / this.#legs));
  }

  get #frames(): number {
    return this.#leg * this.#legs + 1;
  }

  protected override willUpdate(): void {
    const { store } = this;
    const shown = { pins: store.plane.pins.value, active: store.plane.active.value, kind: pathKind(store) };
    const before = this.#shown;
    this.#shown = shown;
    if (!before) return;
    const moved = before.pins !== shown.pins || before.kind !== shown.kind;
    if (moved) this.#timer ??= setTimeout(() => this.#refresh(), DRAG_MS);
    // Taking a pin shows the pin.
    if (!this.playing && (before.pins !== shown.pins || before.active !== shown.active))
      store.plane.stop.value = undefined;
  }

  #refresh(): void {
    this.#timer = undefined;
    this.store.refresh(this.#follower);
  }

  protected override render() {
    const { store } = this;
    const last = store.plane.pins.value.length - 1;
    const at = this.wanted ?? store.plane.stop.value?.at;
    const frames = this.#frames;
    return html`<section aria-labelledby="title" data-testid="path">
      <h2>
        <span id="title">${this.say("path.title")}</span>
        ${store.model.latent.value > 2 ? this.#kinds() : nothing}
        <button class="button small" @click=${this.#toggle}>
          ${this.playing ? PAUSE : PLAY}${this.say(this.playing ? "path.pause" : "path.play")}
        </button>
      </h2>
      <div class="strip" .style="--frames: ${frames}; --at: ${(at ?? 0) / last}">
        <div>
          <vae-sheet
            .store=${store}
            .pixels=${this.pixels}
            .columns=${frames}
            .name=${this.say("path.name", { frames })}
          ></vae-sheet>
          <input
            type="range"
            min="0"
            max=${last}
            step=${last / (4 * (frames - 1))}
            .value=${String(at ?? 0)}
            aria-label=${this.say("path.place")}
            aria-valuetext=${this.#placeText(at ?? 0)}
            @input=${() => this.#scrub()}
          />
          ${at === undefined ? nothing : html`<div class="marker"></div>`}
        </div>
      </div>
      <div class="pins" .style="--frame: ${100 / frames}%" aria-hidden="true">
        ${store.plane.pins.value.map(
          (_, index) => html`<span .style="left: ${(index * this.#leg * 100) / frames}%">${index + 1}</span>`,
        )}
      </div>
    </section>`;
  }

  #kinds() {
    const { store } = this;
    return html`<select
      class="button small"
      aria-label=${this.say("path.kind")}
      @change=${(event: Event) => (store.plane.path.value = (event.target as HTMLSelectElement).value as PathKind)}
    >
      ${PATH_KINDS.map(
        (kind) =>
          html`<option value=${kind} ?selected=${kind === store.plane.path.value}>
            ${this.say(`path.kinds.${kind}`)}
          </option>`,
      )}
    </select>`;
  }

  #placeText(at: number): string {
    const from = Math.floor(at);
    const percent = Math.round((at - from) * 100);
    const names = { from: pinName(this.store, from), to: pinName(this.store, from + 1), percent };
    return percent === 0 ? names.from : this.say("path.between", names);
  }

  /** The strip's frames, and the place of the reader behind them. */
  async #decode(): Promise<void> {
    const { store } = this;
    const stations = this.#stations;
    if (stations.length < 2) return;
    const kind = pathKind(store);
    const stop = store.plane.stop.value;
    const frames = this.#frames;
    const all = [...places(stations.length, frames), stop?.at ?? 0];
    const z = all.map((at) => along(stations, at, kind));
    const pixels = await store.run.ask("decode", { z: Float32Array.from(z.flat()) });
    const { image, size } = store.model;
    this.pixels = pixels.subarray(0, frames * size.value);
    const now = imageAt(pixels, image.value, frames);
    if (stop && store.plane.stop.value === stop)
      store.plane.stop.value = { at: stop.at, z: z.at(-1) ?? stop.z, pixels: now };
  }

  #scrub(): void {
    this.playing = false;
    void this.#go(Number(this.range.value));
  }

  /** Takes the reader to a place on the path. While an answer is awaited only the newest is kept. */
  async #go(at: number): Promise<void> {
    const { store } = this;
    this.wanted = at;
    if (this.#going) return;
    this.#going = true;
    while (this.wanted !== undefined && this.isConnected) {
      const at: number = this.wanted;
      const z = along(this.#stations, at, pathKind(store));
      const pixels = await store.run.ask("decode", { z: Float32Array.from(z) }).catch(() => undefined);
      if (pixels && this.isConnected) store.plane.stop.value = { at, z, pixels };
      if (this.wanted === at) this.wanted = undefined;
    }
    this.#going = false;
  }

  readonly #toggle = (): void => {
    this.playing = !this.playing;
    if (this.playing) void this.#play();
  };

  /** Goes to and fro until it is paused; in single frames where the reader wants no motion. */
  async #play(): Promise<void> {
    let at = this.store.plane.stop.value?.at ?? 0;
    let direction = 1;
    let before = performance.now();
    while (this.playing && this.isConnected) {
      const last = this.store.plane.pins.value.length - 1;
      const still = STILL.matches;
      await (still ? new Promise((resolve) => setTimeout(resolve, STILL_MS)) : new Promise(requestAnimationFrame));
      const now = performance.now();
      // After a pause of the page it goes on from where it was.
      const way = still ? 1 / this.#leg : Math.min(now - before, 100) / LEG_MS;
      before = now;
      if (at >= last) direction = -1;
      else if (at <= 0) direction = 1;
      at = Math.max(0, Math.min(last, at + direction * way));
      if (this.playing) await this.#go(at);
    }
  }
}

define({ "vae-path": Path });
