import { effect } from "@lit-labs/preact-signals";
import { html, nothing, svg } from "lit";
import { state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { klText } from "../../math/activity-text.ts";
import { byKl, INACTIVE, isInactive } from "../../math/activity.ts";
import { density, type Moments, moments } from "../../math/aggregate.ts";
import { type Column, factorTable } from "../../math/factors.ts";
import { fixed, subscript } from "../../texts/numbers.ts";
import { LabPart } from "../../ui/element.ts";
import { dimensionsStyles } from "./styles.ts";
import { PLACES } from "./traversal.ts";

/** Dimensions that are shown at first. */
const FIRST = 12;
/** Milliseconds between two computations of the statistics, and between two decodings of the strips. */
const STATISTICS_MS = 500;
const STRIPS_MS = 400;
/** Where the densities are computed: 0.2 apart, out to 4 standard deviations of the prior. */
const DENSITY_PLACES = Array.from({ length: 41 }, (_, at) => at / 5 - 4);
/** The height of the picture of a density; a higher one is cut off. */
const DENSEST = 0.8;

/** Statistics of the latent dimensions over the codes of held-out images. */
interface Statistics {
  images: number;
  moments: Moments[];
  /** Of the dimensions that have a row, at the places of `DENSITY_PLACES`. */
  densities: ReadonlyMap<number, number[]>;
  columns: Column[];
}

/**
 * Each latent dimension with what the decoder makes of it, and as far as the model has them its KL divergence, its part of
 * the aggregate posterior, and the known factors that it follows: `<vae-dimensions>`.
 */
export class DimensionsPanel extends LabPart {
  static override styles = dimensionsStyles;

  @state() private statistics: Statistics | undefined;
  /** The images of each strip, by dimension. */
  @state() private strips: ReadonlyMap<number, Float32Array> = new Map();
  #order: readonly number[] = [];
  /** The inputs of the strips. */
  #asked: readonly unknown[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #end: () => void = () => undefined;
  #follower = this.follow(STRIPS_MS, () => this.#traverse());

  override connectedCallback(): void {
    super.connectedCallback();
    const { encodings, heldOut, evaluation } = this.store.model;
    const { dimensions } = this.store.page;
    this.#end = effect(() => {
      void [encodings.value, heldOut.value, evaluation.value, dimensions.value];
      this.#timer ??= setTimeout(() => this.#compute(), this.statistics ? STATISTICS_MS : 0);
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  protected override willUpdate(): void {
    const { byDimension, latent } = this.store.model;
    const order = byDimension.value ? byKl(byDimension.value.values) : [...Array(latent.value).keys()];
    // Rows keep their places while one of them is used.
    if (order.length !== this.#order.length || !this.matches(":hover, :focus-within")) this.#order = order;
  }

  /** The dimensions that have a row. */
  get #shown(): readonly number[] {
    return this.store.page.dimensions.value.all ? this.#order : this.#order.slice(0, FIRST);
  }

  protected override render() {
    const { store, statistics } = this;
    const { all } = store.page.dimensions.value;
    const { code, prior } = store.model.spec.value;
    const shown = this.#shown;
    const count = this.#order.length;
    return html`
      <section class="panel" aria-labelledby="dimensions">
        <h2 id="dimensions">
          ${this.say(`dimensions.${code}.title`)}
          ${
            count > 2
              ? html`<button class="button small" @click=${this.#showFirst}>${this.say("dimensions.onPlane")}</button>`
              : ""
          }
        </h2>
        <p class="muted note">
          ${this.say(`dimensions.${code}.help`, { nats: INACTIVE, images: statistics?.images ?? 0 })} ${this.#keys()}
        </p>
        <ol>
          ${repeat(
            shown,
            (dimension) => dimension,
            (dimension) => this.#row(dimension),
          )}
        </ol>
        ${
          count > FIRST
            ? html`<button
                class="button small more"
                aria-pressed=${all}
                @click=${() => (store.page.dimensions.value = { ...store.page.dimensions.value, all: !all })}
              >
                ${this.say("dimensions.all", { count })}
              </button>`
            : ""
        }
      </section>
      ${code === "gaussian" && prior ? html`<vae-kl-parts .store=${store}></vae-kl-parts>` : nothing}
      ${code === "point" && prior ? html`<vae-normality .store=${store}></vae-normality>` : nothing}
      ${code === "none" ? nothing : html`${this.#factors()}<vae-recognition .store=${store}></vae-recognition>`}
    `;
  }

  /** The lines of the pictures of densities. */
  #keys() {
    const { code, prior } = this.store.model.spec.value;
    if (code === "none") return nothing;
    if (code === "point") return html`<br /><i class="key"></i>${this.say("dimensions.codes")}`;
    if (!prior) return html`<br /><i class="key"></i>${this.say("dimensions.aggregate")}`;
    return html`<br /><i class="key"></i>${this.say("dimensions.aggregate")} &nbsp;<i class="key prior-key"></i
      >${this.say("dimensions.prior")}`;
  }

  #factors() {
    const { store, statistics } = this;
    return html`<section class="panel" aria-labelledby="factors">
      <h2 id="factors">${this.say("dimensions.factorsTitle")}</h2>
      ${
        statistics && statistics.columns.length > 0
          ? html`<vae-factors
              .store=${store}
              .columns=${statistics.columns}
              .order=${this.#shown}
              .images=${statistics.images}
            ></vae-factors>`
          : html`<p class="muted note">${this.say("dimensions.unknown")}</p>`
      }
    </section>`;
  }

  /** The two dimensions that say most become the axes of the plane. */
  readonly #showFirst = (): void => {
    const { cut } = this.store.plane;
    const [first = 0, second = 1] = this.#order;
    cut.value = { ...cut.value, by: "dimensions", axes: [first, second] };
  };

  #row(dimension: number) {
    const { spec, byDimension } = this.store.model;
    const { values } = byDimension.value ?? {};
    const inactive = values !== undefined && isInactive(values[dimension] ?? 0);
    return html`<li class=${inactive ? "inactive" : ""} data-testid="dimension">
      <span class="name">z${subscript(dimension + 1)}</span>
      ${values ? this.#said(values, dimension, inactive) : nothing}
      ${spec.value.code === "none" ? nothing : html`${this.#moments(dimension)} ${this.#density(dimension)}`}
      <vae-traversal .store=${this.store} .dimension=${dimension} .pixels=${this.strips.get(dimension)}></vae-traversal>
    </li>`;
  }

  /** How much a dimension says, in nats. */
  #said(values: readonly number[], dimension: number, inactive: boolean) {
    const value = values[dimension] ?? 0;
    const most = Math.max(...values, 10 * INACTIVE);
    return html`<span class="kl number">
      <span class="spoken">KL</span><b>${klText(value)}</b>
      ${
        inactive
          ? html`<span class="tag">${this.say("dimensions.inactive")}</span>`
          : html`<span class="muted">${this.say("dimensions.nats")}</span>`
      }
      <span class="bar"><i .style="width: ${(100 * value) / most}%"></i></span>
    </span>`;
  }

  #moments(dimension: number) {
    const of = this.statistics?.moments[dimension];
    return html`<span class="moments number">
      <span>${this.say("dimensions.mean")} <b>${fixed(of?.mean, 2)}</b></span>
      <span>${this.say("dimensions.variance")} <b>${fixed(of?.variance, 2)}</b></span>
    </span>`;
  }

  /** The aggregate posterior over the prior, or where codes are points their density, to scale. */
  #density(dimension: number) {
    const { code } = this.store.model.spec.value;
    if (code === "none") return nothing;
    const heights = this.statistics?.densities.get(dimension) ?? [];
    const path = (of: readonly number[]) =>
      DENSITY_PLACES.map((place, at) => `${at ? "L" : "M"}${place + 4} ${(-(of[at] ?? 0)).toFixed(3)}`).join("");
    const name = this.say(`dimensions.${code}.density`, { name: `z${dimension + 1}` });
    return html`<svg
      class="density"
      viewBox="0 ${-DENSEST} 8 ${DENSEST}"
      preserveAspectRatio="none"
      role="img"
      aria-label=${name}
    >
      ${svg`<path class="aggregate" d="M0 0${path(heights.map((height) => Math.min(height, DENSEST))).replace("M", "L")}L8 0z" />
      ${code === "gaussian" ? svg`<path class="prior" d=${path(PRIOR)} />` : nothing}`}
    </svg>`;
  }

  protected override updated(): void {
    const { pins, active } = this.store.plane;
    const asked = [pins.value[active.value], ...this.#shown];
    if (asked.length === this.#asked.length && asked.every((each, at) => each === this.#asked[at])) return;
    this.#asked = asked;
    this.store.refresh(this.#follower);
  }

  #compute(): void {
    this.#timer = undefined;
    const { store } = this;
    const [encodings, heldOut, latent] = [
      store.model.encodings.peek(),
      store.model.heldOut.peek(),
      store.model.latent.peek(),
    ];
    if (!encodings || encodings.mu.length % latent !== 0) return;
    const names = store.model.dataset.peek()?.factors ?? [];
    const { ranks } = store.page.dimensions.peek();
    this.statistics = {
      images: encodings.mu.length / latent,
      moments: moments(encodings, latent),
      densities: new Map(this.#shown.map((each) => [each, density(encodings, latent, each, DENSITY_PLACES)])),
      columns: heldOut ? factorTable(encodings, heldOut, latent, names, ranks) : [],
    };
  }

  /** Decodes the active pin's z with one coordinate after the other in all places. */
  async #traverse(): Promise<void> {
    const { pins, active } = this.store.plane;
    const z = pins.peek()[active.peek()]?.z ?? [];
    const shown = this.#shown;
    if (shown.length === 0) return;
    const points = shown.flatMap((dimension) =>
      PLACES.flatMap((place) => z.map((value, each) => (each === dimension ? place : value))),
    );
    const pixels = await this.store.run.ask("decode", { z: Float32Array.from(points) });
    const size = pixels.length / shown.length;
    this.strips = new Map(shown.map((dimension, at) => [dimension, pixels.subarray(at * size, (at + 1) * size)]));
  }
}

/** The density of N(0, 1). */
const PRIOR = DENSITY_PLACES.map((place) => Math.exp(-0.5 * place * place) / Math.sqrt(2 * Math.PI));
