import { html, nothing, type PropertyValues } from "lit";
import { property, query, state } from "lit/decorators.js";
import { prepare } from "../draw/canvas.ts";
import { paintSheet } from "../draw/digits.ts";
import { classColour } from "../draw/palette.ts";
import { drawBackdrop, drawMarks } from "../draw/plane.ts";
import { type Box, Projection, type View, fit } from "../draw/view.ts";
import { FIT, MINUS, PLUS } from "../icons.ts";
import type { Manifold } from "../live.ts";
import { point } from "../numbers.ts";
import type { Encoding, Lattice } from "../protocol.ts";
import { LabPart } from "./element.ts";
import { planeStyles } from "./latent-plane-styles.ts";
import { PlaneGestures, within } from "./plane-gestures.ts";

/** A pin's place, (z1, z2). */
export type Pin = readonly [number, number];

/** Milliseconds in which points glide to where a new encoding puts them. */
const GLIDE_MS = 110;
const STILL = matchMedia("(prefers-reduced-motion: reduce)");
/** The view that shows the prior. */
const ORIGIN: View = { x: 0, y: 0, radius: 3 };
const NOWHERE = new Float32Array();
/** The properties that the backdrop depends on. */
const BEHIND = ["view", "box", "palette", "latent", "manifold", "showManifold", "showPoints"];
const KEY_STEP = 0.05;
const COARSE_STEP = 0.5;

/**
 * The latent plane, `<vae-plane>`. Events: `pins` ({ pins, active }), `lattice` (the part of the manifold to decode,
 * or undefined while that layer is off).
 */
export class LatentPlane extends LabPart {
  static override styles = planeStyles;

  @property({ attribute: false }) encodings: Encoding | undefined;
  @property({ attribute: false }) manifold: Manifold | undefined;
  @property({ attribute: false }) labels: Uint8Array | undefined;
  @property({ type: Number }) latent = 2;
  /** Size of an image in pixels. */
  @property({ type: Number }) height = 28;
  @property({ type: Number }) width = 28;
  @property({ attribute: false }) pins: readonly Pin[] = [];
  @property({ type: Number }) active = 0;
  /** The held-out image whose posterior is drawn. */
  @property({ type: Number }) selected: number | undefined;

  @state() private showPoints = true;
  @state() private showManifold = true;
  @state() private highlight: number | undefined;
  @state() private view: View = ORIGIN;
  /** What is said when a finger or a mouse lets go of a pin; keys speak through the slider's value. */
  @state() private spoken = "";
  @state() private box: Box = { width: 0, height: 0 };

  @query(".backdrop") private backdrop!: HTMLCanvasElement;
  @query(".marks") private marks!: HTMLCanvasElement;
  @query(".plane") private plane!: HTMLElement;

  /** Where the view glides to. */
  #aim: View = this.view;
  /** The reader has moved the view: it no longer follows the points. */
  #held = false;
  #from = new Float32Array();
  #to = new Float32Array();
  #glideStart = 0;
  #backdropStale = true;
  #sheet = document.createElement("canvas");
  #frame = 0;
  #asked = "";
  #askTimer: ReturnType<typeof setTimeout> | undefined;
  #gestures = new PlaneGestures({
    projection: () => this.#projection,
    pin: (index) => this.#shown(this.pins[index] ?? [0, 0]),
    movePin: (index, z1, z2) => this.#move(index ?? this.active, z1, z2),
    moveView: (view) => this.#hold(view),
    rest: () => (this.spoken = this.#place(this.pins[this.active] ?? [0, 0])),
  });
  #resize = new ResizeObserver(([entry]) => {
    if (entry) this.box = { width: entry.contentRect.width, height: entry.contentRect.height };
  });

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.plane) this.#resize.observe(this.plane);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  protected override firstUpdated(): void {
    this.#resize.observe(this.plane);
  }

  protected override render() {
    const classes = this.labels ? [...new Set(this.labels)].sort((a, b) => a - b) : [];
    const dimensions =
      this.latent === 2 ? "" : this.say(this.latent === 1 ? "plane.line" : "plane.more", { latent: this.latent });
    return html`
      <div class="bar">
        <h2>${this.say("plane.title")}</h2>
        ${dimensions ? html`<span class="muted note">${dimensions}</span>` : nothing}
        <span class="gap"></span>
        ${this.pins.length > 1 ? this.#tool("removePin", MINUS, () => this.#remove(this.active)) : nothing}
        <button class="button small" @click=${() => this.#add()} ?disabled=${this.pins.length >= 6}>
          ${PLUS}${this.say("plane.addPin")}
        </button>
        <span class="bar-gap"></span>
        ${this.#toggle("encodings", this.showPoints, () => (this.showPoints = !this.showPoints))}
        ${this.#toggle("manifold", this.showManifold, () => (this.showManifold = !this.showManifold))}
        <span class="zoom">
          ${this.#tool("zoomIn", PLUS, () => this.#zoom(1 / 1.5))}
          ${this.#tool("zoomOut", MINUS, () => this.#zoom(1.5))} ${this.#tool("fit", FIT, () => this.#fit())}
        </span>
      </div>
      <div
        class="plane"
        data-testid="latent-plane"
        @pointerdown=${this.#gestures.down}
        @pointermove=${this.#gestures.move}
        @pointerup=${this.#gestures.up}
        @pointercancel=${this.#gestures.up}
        @wheel=${this.#gestures.wheel}
      >
        <canvas class="backdrop" aria-hidden="true"></canvas>
        <canvas class="marks" role="img" aria-label=${this.say("plane.name")}></canvas>
        ${this.pins.map((pin, index) => this.#pin(pin, index))}
      </div>
      <div class="legend" role="group" aria-label=${this.say("plane.classes")}>
        ${classes.map((label) => this.#class(label))}
        <span class="gap"></span>
        ${
          this.selected === undefined
            ? nothing
            : html`<span class="muted"><i class="ring posterior"></i>${this.say("plane.posterior")}</span>`
        }
        <span class="muted"><i class="ring"></i>${this.say("plane.prior")}</span>
      </div>
      <p class="spoken" id="plane-help">${this.say("plane.help")}</p>
      <p class="spoken" role="status">${this.spoken}</p>
    `;
  }

  #toggle(name: string, pressed: boolean, act: () => void) {
    return html`<button class="button small" aria-pressed=${pressed} @click=${act}>
      ${this.say(`plane.${name}`)}
    </button>`;
  }

  #tool(name: string, icon: unknown, act: () => void) {
    const text = this.say(`plane.${name}`);
    return html`<button class="button small tool" aria-label=${text} title=${text} @click=${act}>${icon}</button>`;
  }

  #class(label: number) {
    const pressed = this.highlight === label;
    return html`<button
      class="class"
      aria-pressed=${pressed}
      aria-label=${this.say("plane.class", { label })}
      @click=${() => (this.highlight = pressed ? undefined : label)}
    >
      <i style="background: ${classColour(label)}"></i>${label}
    </button>`;
  }

  #pin(pin: Pin, index: number) {
    const projection = this.#projection;
    const [z1, z2] = this.#shown(pin);
    const away = z1 !== pin[0] || (this.latent > 1 && z2 !== pin[1]);
    const place = `translate(${projection.x(z1)}px, ${projection.y(this.latent > 1 ? z2 : 0)}px)`;
    const name = this.pins.length > 1 ? this.say("plane.pinOf", { index: index + 1 }) : this.say("plane.pin");
    return html`<div
      class="pin ${index === this.active ? "active" : ""} ${away ? "away" : ""}"
      style="transform: ${place}"
      role="slider"
      tabindex="0"
      data-testid="pin"
      data-pin=${index}
      aria-label=${name}
      aria-describedby="plane-help"
      aria-valuemin=${projection.left.toFixed(2)}
      aria-valuemax=${projection.right.toFixed(2)}
      aria-valuenow=${pin[0].toFixed(2)}
      aria-valuetext=${this.#place(pin)}
      @keydown=${(event: KeyboardEvent) => this.#key(event, index)}
      @focus=${() => this.#activate(index)}
    >
      ${this.pins.length > 1 ? html`<span>${index + 1}</span>` : nothing}
    </div>`;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (BEHIND.some((name) => changed.has(name))) this.#backdropStale = true;
    if (changed.has("encodings") || changed.has("latent")) this.#glide();
    if (changed.has("manifold") || changed.has("palette")) this.#paintManifold();
  }

  protected override updated(): void {
    this.#schedule();
    this.#askLattice();
  }

  get #projection(): Projection {
    return new Projection(this.view, this.box);
  }

  /** Points start gliding from where they are now. A line spreads them over its height, for the eye only. */
  #glide(): void {
    const { encodings, latent } = this;
    if (!encodings || encodings.mu.length % latent !== 0) return;
    const count = encodings.mu.length / latent;
    const to = new Float32Array(2 * count);
    for (let at = 0; at < count; at++) {
      to[2 * at] = encodings.mu[at * latent] as number;
      to[2 * at + 1] = latent > 1 ? (encodings.mu[at * latent + 1] as number) : spread(at) * this.view.radius;
    }
    const still = this.#to.length !== to.length || STILL.matches;
    this.#from = still ? to : this.#now();
    this.#to = to;
    this.#glideStart = performance.now();
    if (!this.#held) this.#aim = fit(encodings.mu, latent, this.#aim);
  }

  get #glided(): number {
    return Math.min((performance.now() - this.#glideStart) / GLIDE_MS, 1);
  }

  #now(): Float32Array<ArrayBuffer> {
    const done = this.#glided;
    if (done === 1) return this.#to;
    return this.#to.map((to, at) => (this.#from[at] as number) * (1 - done) + to * done);
  }

  #paintManifold(): void {
    const { manifold, height, width, palette } = this;
    if (!manifold) return;
    const images = { pixels: manifold.pixels, height, width };
    // Tiles are square, whatever the images are.
    const side = Math.max(height, width);
    paintSheet(this.#sheet, images, manifold.lattice.columns, [side - width, side - height], palette);
  }

  #schedule(): void {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#glideView();
      this.#draw();
      if (this.#glided < 1 || this.view !== this.#aim) this.#schedule();
    });
  }

  #glideView(): void {
    const [from, to] = [this.view, this.#aim];
    if (from === to) return;
    this.#backdropStale = true;
    const off = Math.hypot(from.x - to.x, from.y - to.y, from.radius - to.radius) / to.radius;
    const near = (a: number, b: number) => a + (b - a) * 0.22;
    this.view =
      STILL.matches || off < 0.01
        ? to
        : { x: near(from.x, to.x), y: near(from.y, to.y), radius: near(from.radius, to.radius) };
  }

  #draw(): void {
    const { palette, labels, highlight, latent, height, width } = this;
    const projection = this.#projection;
    const backdrop = this.#backdropStale && prepare(this.backdrop);
    if (backdrop) {
      this.#backdropStale = false;
      const opacity = this.showPoints && latent > 1 ? 0.3 : 0.9;
      const tiles = { sheet: this.#sheet, image: { height, width }, side: Math.max(height, width), opacity };
      const manifold = this.showManifold && this.manifold ? { lattice: this.manifold.lattice, ...tiles } : undefined;
      drawBackdrop(backdrop.context, { projection, palette, latent, manifold });
    }
    const marks = prepare(this.marks);
    if (!marks) return;
    const points = this.showPoints ? this.#now() : NOWHERE;
    drawMarks(marks.context, { projection, palette, points, labels, highlight, posterior: this.#posterior() });
  }

  #posterior() {
    const { selected, encodings, latent } = this;
    if (selected === undefined || !encodings || encodings.mu.length < (selected + 1) * latent) return;
    const at = selected * latent;
    const sigma = (dimension: number) => Math.exp(0.5 * (encodings.logvar[at + dimension] as number));
    return {
      z1: encodings.mu[at] as number,
      z2: latent > 1 ? (encodings.mu[at + 1] as number) : 0,
      sigma1: sigma(0),
      sigma2: latent > 1 ? sigma(1) : 0.04 * this.view.radius,
    };
  }

  /** Asks for the manifold where it is now looked at, once the view has come to rest. */
  #askLattice(): void {
    if (this.box.width === 0) return;
    const lattice: Lattice | undefined = this.showManifold ? this.#projection.lattice(this.latent === 1) : undefined;
    const wanted = JSON.stringify([lattice, this.latent]);
    if (wanted === this.#asked) return;
    this.#asked = wanted;
    clearTimeout(this.#askTimer);
    this.#askTimer = setTimeout(() => this.tell("lattice", lattice), 60);
  }

  #move(index: number, z1: number, z2: number): void {
    const pins = this.pins.map((pin, at): Pin => (at === index ? [z1, this.latent > 1 ? z2 : 0] : pin));
    this.tell("pins", { pins, active: index });
  }

  /** Where a pin is drawn: one that the view has left waits at its edge. */
  #shown([z1, z2]: Pin): Pin {
    const { left, right, bottom, top } = this.#projection;
    return [within(z1, left, right), within(z2, bottom, top)];
  }

  /** A pin's place, as it is said. */
  #place(pin: Pin): string {
    return `z = ${point(pin.slice(0, this.latent))}`;
  }

  #activate(index: number): void {
    if (index !== this.active) this.tell("pins", { pins: this.pins, active: index });
  }

  #add(): void {
    const angle = this.pins.length * 2.4;
    const pin: Pin = [1.2 * Math.cos(angle), this.latent > 1 ? 1.2 * Math.sin(angle) : 0];
    this.tell("pins", { pins: [...this.pins, pin], active: this.pins.length });
  }

  #remove(index: number): void {
    const active = Math.max(0, index - 1);
    // The last pin's element goes, and so may the button: the focus goes to the pin before.
    this.renderRoot.querySelector<HTMLElement>(`[data-pin="${active}"]`)?.focus();
    this.tell("pins", { pins: this.pins.filter((_, at) => at !== index), active });
  }

  #key(event: KeyboardEvent, index: number): void {
    const [z1, z2] = this.pins[index] ?? [0, 0];
    const step = event.shiftKey ? COARSE_STEP : KEY_STEP;
    const moves: Record<string, Pin> = {
      ArrowLeft: [z1 - step, z2],
      ArrowRight: [z1 + step, z2],
      ArrowUp: [z1, z2 + step],
      ArrowDown: [z1, z2 - step],
      Home: [0, 0],
    };
    const to = moves[event.key];
    if (to) {
      event.preventDefault();
      this.#move(index, ...this.#shown(to));
    } else if ((event.key === "Delete" || event.key === "Backspace") && this.pins.length > 1) {
      event.preventDefault();
      this.#remove(index);
    }
  }

  #hold(view: View): void {
    this.#held = true;
    this.view = this.#aim = { ...view, radius: Math.min(Math.max(view.radius, 0.05), 2000) };
  }

  #zoom(factor: number): void {
    this.#hold({ ...this.view, radius: this.view.radius * factor });
  }

  #fit(): void {
    this.#held = false;
    const { encodings, latent } = this;
    this.#aim = fit(encodings?.mu ?? new Float32Array(), latent, ORIGIN);
    this.#schedule();
  }
}

/** A fixed, even scatter over (−0.7, 0.7): multiples of the golden ratio. */
const spread = (at: number) => (((at * 0.618034) % 1) - 0.5) * 1.4;
