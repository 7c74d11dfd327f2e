import { html, nothing } from "lit";
import { property, query, state } from "lit/decorators.js";
import { prepare } from "../draw/canvas.ts";
import { paintSheet } from "../draw/digits.ts";
import { type Box, ORIGIN, Projection, type View, fit, withinReach } from "../draw/view.ts";
import { layersOf } from "../store/layers.ts";
import { LabPart } from "../ui/element.ts";
import { FIT, MINUS, PLUS } from "../ui/icons.ts";
import { lazyElement } from "../ui/lazy.ts";
import { term } from "../ui/term.ts";
import { Decoder } from "./decoder.ts";
import {
  type Marks,
  type Thumbnails,
  drawClassNames,
  drawPoints,
  drawThumbnails,
  roomy,
  spread,
} from "./draw/encodings.ts";
import { LINE, LIT_LINE, drawBackdrop, inside } from "./draw/plane.ts";
import type { Fields } from "./fields.ts";
import { PlaneGestures } from "./gestures.ts";
import { Glide, STILL } from "./glide.ts";
import { legend } from "./legend.ts";
import { addPin } from "./pins/places.ts";
import { targets } from "./pins/targets.ts";
import { planeStyles } from "./styles.ts";

const NOWHERE = new Float32Array();
const NONE: ReadonlySet<number> = new Set();
const DECODE_MS = 300;
/** Once the view has come to rest for so long, the decoder is asked for it. */
const REST_MS = 60;
/** Points glide in some thirty frames a second: sixty are hardly seen, and take time from the training. */
const GLIDE_PAUSE_MS = 22;
/** Frames in a row that are left to what is under a finger: its digit comes first. */
const PATIENCE = 2;
const ZOOM = 1.5;
/** How far an arrow key moves the view, as a share of its reach. */
const KEY_STEP = 0.1;
const COARSE_STEP = 0.5;
const THUMBNAIL_COLUMNS = 25;

const hasAxes = lazyElement(() => import("./axes-menu.ts"));
const hasLayers = lazyElement(() => import("./layers-menu.ts"));
let module: typeof import("./fields.ts") | undefined;
const hasFields = lazyElement(async () => (module = await import("./fields.ts")));
let posteriors: typeof import("./draw/posteriors.ts") | undefined;
const hasPosteriors = lazyElement(async () => (posteriors = await import("./draw/posteriors.ts")));

/** The latent plane, `<vae-plane>`. */
export class LatentPlane extends LabPart {
  static override styles = planeStyles;

  /** Whether its tools are above it, and its legend below. */
  @property({ attribute: false }) tools = true;
  @property({ attribute: false }) legend = true;

  /** The menu of layers was opened. */
  @state() private menu = false;
  @state() private highlight: number | undefined;
  @state() private shown: View = ORIGIN;
  @state() private box: Box = { width: 0, height: 0 };
  /** How often the decoder has answered. */
  @state() private answers = 0;

  @query(".backdrop") private backdrop!: HTMLCanvasElement;
  @query(".marks") private marks!: HTMLCanvasElement;
  @query(".plane") private plane!: HTMLElement;

  /** Where the view glides to. */
  #aim: View = this.shown;
  /** The view that the reader chose, or that a plane beside this one shows too, if any. */
  #held: View | undefined;
  #glide = new Glide();
  #decoder!: Decoder;
  /** None until a layer needs them. */
  #fields: Fields | undefined;
  #thumbnails: Thumbnails | undefined;
  #frame = 0;
  /** Frames in a row that were left to others. */
  #left = 0;
  #next: ReturnType<typeof setTimeout> | undefined;
  /** The inputs of the last update, of the backdrop, and of the images. */
  #places: Float32Array | undefined;
  #behind: unknown[] = [];
  #inked: unknown[] = [];
  #backdropStale = true;
  /** Where the view was when the marks were painted. */
  #marked: [View?, Box?] = [];
  #follower = this.follow(DECODE_MS, () => this.#decode());
  #asked = "";
  #askTimer: ReturnType<typeof setTimeout> | undefined;
  #gestures = new PlaneGestures({
    ...targets(
      () => this.store,
      () => ({ projection: this.#projection, points: this.#points }),
    ),
    moveView: (view) => this.#hold(view),
  });
  #resize = new ResizeObserver(([entry]) => {
    if (entry) this.box = { width: entry.contentRect.width, height: entry.contentRect.height };
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#decoder ??= new Decoder(this.store);
    this.store.plane.paint = (context, width, height) => {
      const projection = new Projection(this.shown, { width, height });
      // In other colours than the page's own, which are to come back.
      if (this.palette !== this.#inked[0]) {
        this.#ink();
        this.#inked = [];
      }
      // Those of the page reach over its own view only.
      const own = this.#fields && module && new module.Fields(this.store);
      own?.compute(projection, this.#decoder.sampled);
      context.fillStyle = this.palette.page;
      context.fillRect(0, 0, width, height);
      this.#paintBackdrop(context, projection, own);
      this.#paintMarks(context, projection);
      return projection;
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
    const { store } = this;
    return html`
      ${this.tools ? this.#bar() : nothing}
      <div
        class="plane"
        data-testid="latent-plane"
        tabindex="0"
        role="group"
        aria-label=${this.say("plane.title")}
        aria-describedby="keys"
        @pointerdown=${this.#gestures.down}
        @pointermove=${this.#gestures.move}
        @pointerrawupdate=${this.#gestures.rawMove}
        @pointerup=${this.#gestures.up}
        @pointercancel=${this.#gestures.up}
        @pointerleave=${this.#gestures.leave}
        @wheel=${this.#gestures.wheel}
        @keydown=${this.#key}
      >
        <canvas class="backdrop" aria-hidden="true"></canvas>
        <canvas class="marks" role="img" aria-label=${this.say("plane.name")}></canvas>
        <vae-judged .store=${store} .projection=${this.#projection}></vae-judged>
        <vae-points .store=${store} .projection=${this.#projection} .points=${this.#points}></vae-points>
        <vae-drawn .store=${store} .projection=${this.#projection}></vae-drawn>
        <vae-pins .store=${store} .projection=${this.#projection}></vae-pins>
        <p class="spoken" id="keys">${this.say("plane.keys")}</p>
      </div>
      ${this.legend ? legend(store, this.#fields, this.highlight, (label) => (this.highlight = label)) : nothing}
    `;
  }

  #bar() {
    const { store } = this;
    return html`<div class="bar">
      <h2>${term("latent-plane", this.say("plane.title"))}</h2>
      <span class="gap"></span>
      <vae-pin-tools .store=${store}></vae-pin-tools>
      <span class="bar-gap"></span>
      ${this.#fields?.givenClass()}
      <span class="often">${this.#toggle("points")} ${this.#toggle("manifold")}</span>
      ${store.model.latent.value > 2 ? this.#axes() : nothing}
      <vae-popover label=${this.say("plane.layersName")} @open=${() => (this.menu = true)}
        >${this.menu && hasLayers(store) ? html`<vae-layers .store=${store}></vae-layers>` : nothing}</vae-popover
      >
      <span class="zoom">
        ${this.#tool("zoomIn", PLUS, () => this.#zoom(1 / ZOOM))}
        ${this.#tool("zoomOut", MINUS, () => this.#zoom(ZOOM))}
        ${this.#tool("fit", FIT, () => (store.plane.view.value = undefined))}
      </span>
    </div>`;
  }

  /** The menu is fetched for models of more than two dimensions. */
  #axes() {
    return html`<vae-popover label=${this.say("plane.axesName")}
      >${hasAxes(this.store) ? html`<vae-axes .store=${this.store}></vae-axes>` : nothing}</vae-popover
    >`;
  }

  #toggle(layer: "points" | "manifold") {
    const { layers } = this.store.plane;
    const { spec, view } = this.store.model;
    // Before it is known what the model has, they keep their place.
    if (view.value && !layersOf(spec.value).includes(layer)) return nothing;
    const pressed = layers.value[layer];
    return html`<button
      class="button small"
      data-term=${layer === "points" ? "code" : "decoder"}
      aria-pressed=${pressed}
      @click=${() => (layers.value = { ...layers.value, [layer]: !pressed })}
    >
      ${this.say(`plane.layers.${layer}`)}
    </button>`;
  }

  #tool(name: "zoomIn" | "zoomOut" | "fit", icon: unknown, act: () => void) {
    const text = this.say(`plane.${name}`);
    return html`<button class="button small tool" aria-label=${text} title=${text} @click=${act}>${icon}</button>`;
  }

  protected override willUpdate(): void {
    const { store, box, answers } = this;
    const { shownLayers: layers, section, places, view, window } = store.plane;
    const held = view.value ?? window.value;
    const { latent, heldOut } = store.model;
    const { palette } = store.page;
    const { density, holes, speed, regions } = layers.value;
    if (places.value !== this.#places) this.#move(places.value, latent.value);
    if (held !== this.#held) this.#aim = held ?? fit(places.value ?? NOWHERE, ORIGIN);
    this.#held = held;
    const inked = [palette.value, heldOut.value];
    if (inked.some((value, at) => value !== this.#inked[at])) this.#ink();
    this.#inked = inked;
    const { labels, spread } = store.model.spec.value;
    const needed = density || holes || speed || regions || latent.value === 1 || labels || spread;
    if (needed && hasFields(store) && module) this.#fields ??= new module.Fields(store);
    if (this.#allPosteriors || store.plane.selected.value !== undefined) hasPosteriors(store);
    const encodings = density || holes ? [places.value, store.plane.spreads.value] : [];
    const behind = [
      this.shown,
      box,
      palette.value,
      section.value.axes,
      latent.value,
      layers.value,
      store.page.pointed.value,
      answers,
      this.#fields?.classifier.value,
      this.#fields,
      this.#fields?.means,
      ...encodings,
    ];
    if (behind.length === this.#behind.length && behind.every((value, at) => value === this.#behind[at])) return;
    this.#behind = behind;
    this.#backdropStale = true;
    if (box.width > 0) this.#fields?.compute(this.#projection, this.#decoder.sampled);
  }

  protected override updated(): void {
    this.#schedule();
    this.#ask();
    // Read here so that a change draws the next frame.
    void this.store.plane.selected.value;
  }

  /** Where held-out images can be pointed at: where their points are, or soon will be. */
  get #points(): Float32Array<ArrayBuffer> {
    const { points, images } = this.store.plane.shownLayers.value;
    return this.#places && (points || images) ? this.#glide.aim : NOWHERE;
  }

  get #projection(): Projection {
    return new Projection(this.shown, this.box);
  }

  /** Points start gliding to where they are now. A line spreads them over the height below it, for the eye only. */
  #move(places: Float32Array<ArrayBuffer> | undefined, latent: number): void {
    this.#places = places;
    if (!places) return;
    const to = latent > 1 ? places : places.map((value, at) => (at % 2 ? spread(at >> 1) * this.shown.radius : value));
    this.#glide.go(to);
    const { view, window } = this.store.plane;
    if (!view.value && !window.value) this.#aim = fit(places, this.#aim);
  }

  /** Paints images in the page's ink. */
  #ink(): void {
    const { palette } = this.store.page;
    const { heldOut, image, size } = this.store.model;
    this.#decoder.repaint(palette.value);
    const pixels = heldOut.value?.pixels;
    const { height, width } = image.value;
    if (!pixels || pixels.length % size.value !== 0) return;
    const sheet = document.createElement("canvas");
    paintSheet(sheet, { pixels, ...image.value }, THUMBNAIL_COLUMNS, [0, 0], palette.value);
    this.#thumbnails = { sheet, columns: THUMBNAIL_COLUMNS, height, width };
  }

  #schedule(): void {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.store.plane.decoding && this.#left++ < PATIENCE) return this.#schedule();
      this.#left = 0;
      this.#glideView();
      this.#draw();
      if (this.shown !== this.#aim) this.#schedule();
      else if (this.#glide.moving) this.#next ??= setTimeout(() => this.#glideOn(), GLIDE_PAUSE_MS);
    });
  }

  #glideOn(): void {
    this.#next = undefined;
    if (this.isConnected) this.#schedule();
  }

  #glideView(): void {
    const [from, to] = [this.shown, this.#aim];
    if (from === to) return;
    const off = Math.hypot(from.x - to.x, from.y - to.y, from.radius - to.radius) / to.radius;
    const near = (a: number, b: number) => a + (b - a) * 0.22;
    this.shown =
      STILL.matches || off < 0.01
        ? to
        : { x: near(from.x, to.x), y: near(from.y, to.y), radius: near(from.radius, to.radius) };
  }

  #draw(): void {
    const projection = this.#projection;
    const backdrop = this.#backdropStale && prepare(this.backdrop);
    if (backdrop) {
      this.#backdropStale = false;
      this.#paintBackdrop(backdrop.context, projection, this.#fields);
      // Points on their way have their turn in the next frame: one is too short for both.
      const [shown, box] = this.#marked;
      if (this.#glide.moving && shown === this.shown && box === this.box) return this.#schedule();
    }
    const marks = prepare(this.marks);
    if (marks) this.#paintMarks(marks.context, projection);
    this.#marked = [this.shown, this.box];
  }

  #paintBackdrop(context: CanvasRenderingContext2D, projection: Projection, fields: Fields | undefined): void {
    const { shownLayers: layers, section } = this.store.plane;
    const { latent } = this.store.model;
    const { points, prior, manifold } = layers.value;
    const lit = this.store.page.pointed.value;
    const line = latent.value === 1;
    const { tiles } = this.#decoder;
    drawBackdrop(context, {
      projection,
      palette: this.palette,
      latent: latent.value,
      names: section.value.names,
      prior: lit === "prior" || lit === "kl" ? LIT_LINE : prior ? LINE : undefined,
      manifold: manifold && tiles ? { tiles, opacity: points && !line && lit !== "xhat" ? 0.3 : 0.9 } : undefined,
      fields,
    });
  }

  #paintMarks(context: CanvasRenderingContext2D, projection: Projection): void {
    const { palette, highlight, store } = this;
    const points = this.#places ? this.#glide.now() : NOWHERE;
    const scene: Marks = {
      projection,
      palette,
      points,
      labels: store.model.labels.value,
      highlight,
      asMeans: store.page.pointed.value === "mu",
    };
    inside(context, projection, () => this.#drawMarks(context, scene));
  }

  #drawMarks(context: CanvasRenderingContext2D, scene: Marks): void {
    const { shownLayers: layers, spreads, selected } = this.store.plane;
    const { points, images } = layers.value;
    const covered = images && this.#thumbnails ? roomy(scene) : NONE;
    if (this.#allPosteriors && spreads.value)
      posteriors?.drawEllipses(context, scene, spreads.value, this.store.model.spec.value.classifies);
    if (points) drawPoints(context, scene, covered);
    if (this.#thumbnails) drawThumbnails(context, scene, this.#thumbnails, covered);
    this.#fields?.drawNames(context, scene.projection);
    // Images say it themselves, and on a line a height means nothing.
    if (
      points &&
      covered.size === 0 &&
      (!this.#fields?.means || this.store.model.spec.value.spread) &&
      this.store.model.latent.value > 1
    )
      drawClassNames(context, scene);
    const chosen = selected.value;
    if (chosen === undefined || 2 * chosen >= scene.points.length) return;
    posteriors?.drawCode(context, scene, spreads.value, chosen);
  }

  /** Whether q(z|x) of every image is shown. The KL divergence is between it and the prior while that is pointed at. */
  get #allPosteriors(): boolean {
    const { shownLayers: layers } = this.store.plane;
    const { pointed } = this.store.page;
    return layers.value.ellipses || pointed.value === "sigma" || pointed.value === "kl";
  }

  /** Asks for the decoded places of the view, once the view has come to rest. */
  #ask(): void {
    if (this.box.width === 0) return;
    const wanted = this.#decoder.wanted(this.#projection);
    if (wanted === this.#asked) return;
    this.#asked = wanted;
    clearTimeout(this.#askTimer);
    this.#askTimer = setTimeout(() => this.store.refresh(this.#follower), REST_MS);
  }

  async #decode(): Promise<void> {
    if (this.box.width === 0) return;
    await this.#decoder.refresh(this.#projection);
    await this.#fields?.refresh();
    this.answers++;
  }

  /** Shows a part of the plane from now on, at once. */
  #hold(view: View): void {
    this.store.plane.view.value = this.#held = this.shown = this.#aim = this.#possible(view);
  }

  #possible({ x, y, radius }: View): View {
    return { x, y: this.store.model.latent.value === 1 ? 0 : y, radius: withinReach(radius) };
  }

  #zoom(factor: number): void {
    this.#go({ radius: this.#aim.radius * factor });
  }

  /** Makes the view glide. */
  #go(change: Partial<View>): void {
    this.store.plane.view.value = this.#possible({ ...this.#aim, ...change });
  }

  /** Keys of the plane itself; those of pins are theirs. */
  readonly #key = (event: KeyboardEvent): void => {
    if (event.composedPath()[0] !== this.plane || event.ctrlKey || event.metaKey || event.altKey) return;
    const { x, y, radius } = this.#aim;
    const step = radius * (event.shiftKey ? COARSE_STEP : KEY_STEP);
    const keys: Record<string, () => void> = {
      ArrowLeft: () => this.#go({ x: x - step }),
      ArrowRight: () => this.#go({ x: x + step }),
      ArrowUp: () => this.#go({ y: y + step }),
      ArrowDown: () => this.#go({ y: y - step }),
      "+": () => this.#zoom(1 / ZOOM),
      "=": () => this.#zoom(1 / ZOOM),
      "-": () => this.#zoom(ZOOM),
      "0": () => (this.store.plane.view.value = undefined),
      Home: () => (this.store.plane.view.value = undefined),
      Enter: () => addPin(this.store, [x, y]),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
}
