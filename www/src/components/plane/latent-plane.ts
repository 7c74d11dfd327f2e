import { html, nothing } from "lit";
import { query, state } from "lit/decorators.js";
import { prepare } from "../../draw/canvas.ts";
import { paintSheet } from "../../draw/digits.ts";
import { classColour } from "../../draw/palette.ts";
import { drawBackdrop, drawMarks } from "../../draw/plane.ts";
import { type Box, Projection, type View, fit } from "../../draw/view.ts";
import { FIT, MINUS, PLUS } from "../../icons.ts";
import type { Encoding, Lattice } from "../../protocol.ts";
import { movePin, placeText, shownPlace } from "../pins/places.ts";
import { LabPart } from "../element.ts";
import { planeStyles } from "./styles.ts";
import { PlaneGestures } from "./gestures.ts";

/** The decoded part of the plane. */
interface Manifold {
  lattice: Lattice;
  pixels: Float32Array;
}

/** Milliseconds in which points glide to where a new encoding puts them. */
const GLIDE_MS = 110;
const STILL = matchMedia("(prefers-reduced-motion: reduce)");
/** The view that shows the prior. */
const ORIGIN: View = { x: 0, y: 0, radius: 3 };
const NOWHERE = new Float32Array();
const MANIFOLD_MS = 300;

/** The latent plane, `<vae-plane>`. */
export class LatentPlane extends LabPart {
  static override styles = planeStyles;

  @state() private manifold: Manifold | undefined;
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
  #encodings: Encoding | undefined;
  /** What the backdrop and the manifold's sheet were drawn from. */
  #behind: unknown[] = [];
  #painted: unknown[] = [];
  #lattice: Lattice | undefined;
  #follower = this.follow(MANIFOLD_MS, () => this.#decodeLattice());
  #asked = "";
  #askTimer: ReturnType<typeof setTimeout> | undefined;
  #gestures = new PlaneGestures({
    projection: () => this.#projection,
    pin: (index) => shownPlace(this.#projection, this.bench, index),
    movePin: (index, z1, z2) => movePin(this.bench, index ?? this.bench.active.value, [z1, z2]),
    moveView: (view) => this.#hold(view),
    rest: () => (this.spoken = placeText(this.bench.pins.value[this.bench.active.value])),
  });
  #resize = new ResizeObserver(([entry]) => {
    if (entry) this.box = { width: entry.contentRect.width, height: entry.contentRect.height };
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.bench.paintPlane = (context, width, height) => {
      const projection = new Projection(this.view, { width, height });
      context.fillStyle = this.palette.page;
      context.fillRect(0, 0, width, height);
      this.#paintBackdrop(context, projection);
      this.#paintMarks(context, projection);
    };
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
    const { bench } = this;
    const latent = bench.latent.value;
    const labels = bench.heldOut.value?.labels;
    const classes = labels ? [...new Set(labels)].sort((a, b) => a - b) : [];
    const dimensions = latent === 2 ? "" : this.say(latent === 1 ? "plane.line" : "plane.more", { latent });
    return html`
      <div class="bar">
        <h2>${this.say("plane.title")}</h2>
        ${dimensions ? html`<span class="muted note">${dimensions}</span>` : nothing}
        <span class="gap"></span>
        <vae-pin-tools .bench=${bench}></vae-pin-tools>
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
        <vae-drawn .bench=${bench} .projection=${this.#projection}></vae-drawn>
        <vae-pins .bench=${bench} .projection=${this.#projection}></vae-pins>
      </div>
      <div class="legend" role="group" aria-label=${this.say("plane.classes")}>
        ${classes.map((label) => this.#class(label))}
        <span class="gap"></span>
        ${
          bench.selected.value === undefined
            ? nothing
            : html`<span class="muted"><i class="ring posterior"></i>${this.say("plane.posterior")}</span>`
        }
        <span class="muted"><i class="ring"></i>${this.say("plane.prior")}</span>
      </div>
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

  protected override willUpdate(): void {
    const { view, box, palette, manifold, showManifold, showPoints } = this;
    const latent = this.bench.latent.value;
    const behind = [view, box, palette, latent, manifold, showManifold, showPoints];
    if (behind.some((value, at) => value !== this.#behind[at])) this.#backdropStale = true;
    this.#behind = behind;
    const encodings = this.bench.encodings.value;
    if (encodings !== this.#encodings) this.#glide(encodings, latent);
    const painted = [manifold, palette];
    if (painted.some((value, at) => value !== this.#painted[at])) this.#paintManifold();
    this.#painted = painted;
  }

  protected override updated(): void {
    this.#schedule();
    this.#askLattice();
    // What the next frame draws besides.
    void this.bench.selected.value;
  }

  get #projection(): Projection {
    return new Projection(this.view, this.box);
  }

  /** Points start gliding from where they are now. A line spreads them over its height, for the eye only. */
  #glide(encodings: Encoding | undefined, latent: number): void {
    this.#encodings = encodings;
    if (!encodings) return;
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
    const { manifold, palette } = this;
    const { height, width } = this.bench.image.value;
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
    const projection = this.#projection;
    const backdrop = this.#backdropStale && prepare(this.backdrop);
    if (backdrop) {
      this.#backdropStale = false;
      this.#paintBackdrop(backdrop.context, projection);
    }
    const marks = prepare(this.marks);
    if (marks) this.#paintMarks(marks.context, projection);
  }

  #paintBackdrop(context: CanvasRenderingContext2D, projection: Projection): void {
    const { bench, palette } = this;
    const latent = bench.latent.value;
    const { height, width } = bench.image.value;
    const opacity = this.showPoints && latent > 1 ? 0.3 : 0.9;
    const tiles = { sheet: this.#sheet, image: { height, width }, side: Math.max(height, width), opacity };
    const manifold = this.showManifold && this.manifold ? { lattice: this.manifold.lattice, ...tiles } : undefined;
    drawBackdrop(context, { projection, palette, latent, manifold });
  }

  #paintMarks(context: CanvasRenderingContext2D, projection: Projection): void {
    const { bench, palette, highlight } = this;
    const labels = bench.heldOut.value?.labels;
    const points = this.showPoints ? this.#now() : NOWHERE;
    drawMarks(context, { projection, palette, points, labels, highlight, posterior: this.#posterior() });
  }

  #posterior() {
    const selected = this.bench.selected.value;
    const latent = this.bench.latent.value;
    const encodings = this.#encodings;
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
    const latent = this.bench.latent.value;
    this.#lattice = this.showManifold ? this.#projection.lattice(latent === 1) : undefined;
    const wanted = JSON.stringify([this.#lattice, latent]);
    if (wanted === this.#asked) return;
    this.#asked = wanted;
    clearTimeout(this.#askTimer);
    this.#askTimer = setTimeout(() => this.bench.look(this.#follower), 60);
  }

  async #decodeLattice(): Promise<void> {
    const lattice = this.#lattice;
    if (lattice) this.manifold = { lattice, pixels: await this.bench.ask("manifold", { lattice }) };
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
    this.#aim = fit(this.#encodings?.mu ?? NOWHERE, this.bench.latent.value, ORIGIN);
    this.#schedule();
  }
}

/** A fixed, even scatter over (−0.7, 0.7): multiples of the golden ratio. */
const spread = (at: number) => (((at * 0.618034) % 1) - 0.5) * 1.4;
