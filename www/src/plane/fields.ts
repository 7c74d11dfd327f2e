/** Quantities over the visible part of the plane, from the encodings and the decoded images. */
import { signal } from "@lit-labs/preact-signals";
import { type TemplateResult, html, nothing } from "lit";
import { type Quantity, classColour } from "../draw/palette.ts";
import type { Projection } from "../draw/view.ts";
import { type Classifier, readClassifier } from "../math/classifier.ts";
import { type Cells, type Holes, aggregateDensity, holesOf, lineDensity, unusedShare } from "../math/density.ts";
import { speeds } from "../math/speed.ts";
import type { LabStore } from "../store/lab-store.ts";
import { fixed } from "../texts/numbers.ts";
import { marked, term } from "../ui/term.ts";
import type { Sampled } from "./decoder.ts";
import { type Discs, type Heat, drawDiscs, drawHeat, drawHoles, paintHeat } from "./draw/heat.ts";
import { paintRegions } from "./draw/regions.ts";
import { type Curve, drawCurves, linePlaces } from "./draw/line.ts";
import { drawPriorNames, drawPriors } from "./draw/priors.ts";
import { priorMeans } from "./priors.ts";

/** Makes an entry of the legend, with a key of a class and a style. */
export type LegendItem = (kind: string, text: unknown, quantity?: Quantity, style?: string) => TemplateResult;

/** The keys of the heat maps. */
const DENSITY =
  "width: 28px; border-radius: var(--radius-small); background: linear-gradient(90deg, transparent, var(--sigma))";
const DISCS = [
  [4, 1],
  [12, 2.5],
  [22, 4.5],
].map(
  ([x = 0, radius = 0]) => `radial-gradient(circle at ${x}px, var(--xhat) ${radius}px, transparent ${radius + 0.5}px)`,
);
const SPEED = `width: 28px; border-radius: var(--radius-small); background: ${DISCS.join(", ")}`;
const HOLES =
  "border-radius: var(--radius-fine); background: repeating-linear-gradient(135deg, var(--z) 0 1.5px, transparent 1.5px 4px)";

export class Fields {
  holes: (Holes & { cells: Cells }) | undefined;
  /** The value of the strongest tone of each heat map. */
  most: { density?: number; speed?: number } = {};
  #heat: Heat | undefined;
  #regions: Heat | undefined;
  /** The sensitivity, where the space is more than a line. */
  #discs: Discs | undefined;
  /** Densities where the space is a line, at these places. */
  #line: { places: readonly number[]; curves: readonly Curve[] } | undefined;
  #measured: { sampled: Sampled; values: Float32Array } | undefined;
  #density = document.createElement("canvas");
  #speed = document.createElement("canvas");
  #areas = document.createElement("canvas");

  /** What tells classes from places, where the layers show it. */
  readonly classifier = signal<Classifier | undefined>(undefined);

  constructor(private readonly store: LabStore) {
    void this.refresh().catch(() => undefined);
  }

  /** Brings the classifier up to date with the model. */
  async refresh(): Promise<void> {
    if (!this.store.plane.shownLayers.peek().regions) return;
    this.classifier.value = readClassifier(await this.store.run.ask("saveWeights", {}));
  }

  /** Computes what the layers show. */
  compute(projection: Projection, sampled: Sampled | undefined): void {
    const { shownLayers: layers } = this.store.plane;
    const { latent } = this.store.model;
    const regions = layers.value.regions && this.classifier.value;
    const section = this.store.plane.section.value;
    this.#regions = regions ? paintRegions(this.#areas, regions, section, projection) : undefined;
    this.most = {};
    this.holes = undefined;
    this.#line = latent.value === 1 ? this.#curves(projection) : undefined;
    const dense = !this.#line && (layers.value.density || layers.value.holes);
    this.#heat = dense ? this.#densities(projection) : undefined;
    const discs = layers.value.speed && sampled ? this.#speeds(sampled) : undefined;
    this.#discs = this.#line ? undefined : discs;
    if (this.#line && discs) this.#heat = this.#strip(discs, projection);
  }

  /** What they mean, with the strongest values. */
  legend(item: LegendItem) {
    const { most, holes } = this;
    const speech = this.store.page.speech.value;
    const share = holes?.share;
    const unused =
      share === undefined
        ? speech.say("plane.unused")
        : speech.say("plane.unusedShare", { share: fixed(100 * share, 0) });
    const speed = term("sensitivity", `‖∂x̂/∂z‖ ≤ ${fixed(most.speed, 1)}`);
    return html`${most.speed === undefined ? nothing : item("", speed, "xhat", SPEED)}
    ${most.density === undefined ? nothing : item("", term("aggregate", `q(z) ≤ ${fixed(most.density, 2)}`), undefined, DENSITY)}
    ${holes ? item("", marked(unused), undefined, HOLES) : nothing}
    ${this.#priors ? item("ring", term("prior", speech.say(this.#priors.spread ? "layers.mixture" : "layers.priors")), "prior") : nothing}`;
  }

  /** Which class a model that learns from classes is given with a code. */
  givenClass() {
    const { model, page } = this.store;
    const { classes, givenClass, spec } = model;
    if (!spec.value.labels) return nothing;
    const name = page.speech.value.say("layers.givenClass");
    return html`<label class="given" title=${name}
      ><i class="symbol" aria-hidden="true">y =</i>
      <select
        class="button small number"
        aria-label=${name}
        @change=${(event: Event) => this.store.giveClass(Number((event.target as HTMLSelectElement).value))}
      >
        ${classes.value.map((label) => html`<option value=${label} .selected=${label === givenClass.value}>${model.className(label)}</option>`)}
      </select></label
    >`;
  }

  /** Draws what lies below the decoded images. */
  drawBelow(context: CanvasRenderingContext2D, projection: Projection): void {
    if (this.#regions) drawHeat(context, projection, this.#regions);
    if (this.#heat) drawHeat(context, projection, this.#heat);
    if (this.#discs) drawDiscs(context, projection, this.#discs, this.store.page.palette.value);
  }

  drawAbove(context: CanvasRenderingContext2D, projection: Projection): void {
    const palette = this.store.page.palette.value;
    if (this.holes) drawHoles(context, projection, this.holes, palette);
    if (this.#line) drawCurves(context, projection, this.#line.places, this.#line.curves, palette);
    else if (this.#priors) drawPriors(context, projection, this.#priors, palette);
  }

  /** Draws what lies above the encodings. */
  drawNames(context: CanvasRenderingContext2D, projection: Projection): void {
    if (this.#priors && !this.#line) drawPriorNames(context, projection, this.#priors, this.store.page.palette.value);
  }

  /** m of the classes' priors N(m, I), or of a mixture. */
  get means(): Float32Array | undefined {
    return priorMeans(this.store).value;
  }

  /** The priors of the classes, or the parts of a mixture, where they are shown. */
  get #priors() {
    const { model, plane } = this.store;
    const { means } = this;
    if (!means || !plane.shownLayers.value.prior) return;
    const count = means.length / model.latent.value;
    const { spread } = model.spec.value;
    const parts = Array.from({ length: count }, (_, part) => part);
    return {
      places: parts.map((part) => plane.section.value.project(means, part)),
      names: spread ? [] : parts.map((label) => String(model.className(label))),
      spread,
    };
  }

  #densities(projection: Projection): Heat | undefined {
    const { shownLayers: layers, places, spreads } = this.store.plane;
    const { palette } = this.store.page;
    if (!places.value || !spreads.value) return;
    const cells = projection.cells();
    const density = aggregateDensity(places.value, spreads.value, cells);
    if (layers.value.holes) {
      // The number is that of the whole prior, whatever is in view.
      const share = unusedShare(places.value, spreads.value);
      this.holes = { ...holesOf(density, cells), share, cells };
    }
    if (!layers.value.density) return;
    const { left, top, cell, columns, rows } = cells;
    this.most.density = density.reduce((most, value) => Math.max(most, value), 0);
    paintHeat(this.#density, density, columns, this.most.density, palette.value.sigma);
    return { sheet: this.#density, left, top, right: left + columns * cell, bottom: top - rows * cell };
  }

  #speeds(sampled: Sampled): Discs {
    const { pixels, grid, spacing } = sampled;
    if (this.#measured?.sampled !== sampled) this.#measured = { sampled, values: speeds(pixels, grid) };
    const { values } = this.#measured;
    const most = values.reduce((most, value) => Math.max(most, value), 0);
    this.most.speed = most;
    return { grid, spacing, values, most };
  }

  /** On a line the sensitivity fills the height. */
  #strip({ grid: { u }, spacing, values, most }: Discs, { top, bottom }: Projection): Heat {
    paintHeat(this.#speed, values, u.length, most, this.store.page.palette.value.xhat);
    const left = u[0] ?? 0;
    return {
      sheet: this.#speed,
      left: left - spacing / 2,
      right: (u.at(-1) ?? left) + spacing / 2,
      top,
      bottom,
    };
  }

  #curves(projection: Projection): { places: readonly number[]; curves: readonly Curve[] } {
    const { shownLayers: layers, places: means, spreads } = this.store.plane;
    const { palette } = this.store.page;
    const places = linePlaces(projection);
    const curves: Curve[] = [];
    if (layers.value.density && means.value && spreads.value) {
      const density = lineDensity(means.value, spreads.value, places);
      curves.push({ density, colour: palette.value.sigma, filled: true });
    }
    if (layers.value.prior) {
      const normal = (m: number) => places.map((z) => Math.exp(-0.5 * (z - m) ** 2) / Math.sqrt(2 * Math.PI));
      const { means } = this;
      if (!means) curves.push({ density: normal(0), colour: palette.value.z, filled: false });
      for (const [label, m] of (means ?? []).entries())
        curves.push({ density: normal(m), colour: classColour(label), filled: false });
    }
    return { places, curves };
  }
}
